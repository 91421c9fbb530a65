"""The smallest change that would establish an offence, against every change there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, product
from math import prod
from random import Random

import pytest

from engine.explanation.counterfactual import smallest_change
from engine.model.fact import Value
from engine.model.knowledge import Exactly, StatedFact
from engine.model.law import Version
from engine.model.outcome import Status
from engine.model.report import Report
from engine.reasoning.forward import PlainForward
from engine.reasoning.plan import compile_plan
from engine.reasoning.qualify import Engine
from tests.generators.knowledge import allows
from tests.generators.law import random_law
from tests.generators.plain_law import PlainLaw
from tests.generators.reports import random_report

SEEDS = range(25)
MOST_CHANGES = 1_000


@dataclass(frozen=True)
class Small:
    """A law of one offence over four facts, all of whose changes can be tried."""

    law: PlainLaw
    engine: Engine
    random: Random

    def report(self) -> Report:
        return random_report(self.random, self.law.ruleset, self.law.vocabulary, share=0.6, raised=0.03)[0]

    def version(self, report: Report) -> Version | None:
        assert report.date_of_facts is not None
        version = self.law.ruleset.offences["o0"].at(
            self.law.day_of_law(self.law.ruleset.offences["o0"], report, report.date_of_facts)
        )
        return None if version is None or version.void is not None else version

    def status(self, report: Report, version: Version) -> Status:
        offence = self.law.ruleset.offences["o0"]
        assert report.date_of_facts is not None
        return self.law.view(
            offence, version, self.law.day_of_law(offence, report, report.date_of_facts), report
        ).status

    def changes(self, report: Report) -> Iterator[tuple[tuple[int, int], Mapping[str, Value]]]:
        """Every way to state some facts otherwise, with how many facts it contradicts and how many it adds or completes."""
        names = list(self.law.vocabulary.facts)
        for size in range(1, len(names) + 1):
            for chosen in combinations(names, size):
                for values in product(*(self.law.vocabulary.domains[name] for name in chosen)):
                    change = dict(zip(chosen, values, strict=True))
                    contradicted = len(contradictions(report, change))
                    yield (contradicted, size - contradicted), change


@cache
def small(seed: int) -> Small:
    for attempt in range(1_000):
        ruleset, vocabulary = random_law(f"small {seed} {attempt}", offences=1, facts=4, versions=1)
        if prod(1 + len(domain) for domain in vocabulary.domains.values()) <= MOST_CHANGES:
            break
    plan = compile_plan(ruleset)
    return Small(
        PlainLaw(ruleset, vocabulary), Engine(ruleset, PlainForward(plan.partitions), plan), Random(f"changes {seed}")
    )


def otherwise(report: Report, values: Mapping[str, Value]) -> Report:
    return replace(
        report, facts={**report.facts, **{name: StatedFact(name, Exactly(value)) for name, value in values.items()}}
    )


def contradictions(report: Report, values: Mapping[str, Value]) -> set[str]:
    """The facts stated otherwise than these values."""
    return {
        name for name, value in values.items() if name in report.facts and not allows(report.facts[name].known, value)
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_the_change_proposed_establishes_the_offence_and_no_smaller_one_does(seed: int) -> None:
    case = small(seed)
    for _ in range(3):
        report = case.report()
        assert report.date_of_facts is not None
        answer = case.engine.qualify(report, report.date_of_facts)
        assessment, version = answer.assessment("o0"), case.version(report)
        if version is None or assessment.status is Status.ESTABLISHED:
            continue
        working = [
            cost
            for cost, values in case.changes(report)
            if case.status(otherwise(report, values), version) is Status.ESTABLISHED
        ]
        found = smallest_change(case.engine, report, answer, assessment)
        if found is None:
            assert not working, (report, min(working))
            continue
        changed = case.engine.qualify(otherwise(report, found.example), report.date_of_facts).assessment("o0")
        assert changed.status is Status.ESTABLISHED, (found, report)
        assert set(found.changed) == contradictions(report, found.example)
        assert set(found.added) == found.example.keys() - set(found.changed)
        assert (len(found.changed), len(found.added)) == min(working), (found, report)


@pytest.mark.parametrize("seed", range(15))
def test_the_change_proposed_establishes_the_offence_when_the_law_changed_before_the_decision(seed: int) -> None:
    ruleset, vocabulary = random_law(f"dated {seed}", facts=5)
    plan = compile_plan(ruleset)
    engine = Engine(ruleset, PlainForward(plan.partitions), plan)
    random = Random(f"dated {seed}")
    for _ in range(12):
        report, decision = random_report(random, ruleset, vocabulary, raised=0)
        answer = engine.qualify(report, decision)
        for assessment in answer.assessments:
            found = smallest_change(engine, report, answer, assessment)
            if found is not None:
                status = engine.qualify(otherwise(report, found.example), decision).assessment(found.offence).status
                assert status is Status.ESTABLISHED, (found, report, decision)
