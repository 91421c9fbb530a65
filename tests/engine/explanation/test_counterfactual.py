"""The smallest change that would establish an offence, against every change there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import combinations, product
from math import prod
from random import Random

import pytest

from bench.cases import shipped_cases
from engine.explanation.counterfactual import smallest_change
from engine.model.fact import Value
from engine.model.knowledge import Exactly, StatedFact
from engine.model.outcome import Status
from engine.model.report import Report
from engine.reasoning.forward import PlainForward
from engine.reasoning.plan import compile_plan
from engine.reasoning.qualify import Engine
from tests.generators.knowledge import allows
from tests.generators.law import random_law
from tests.generators.plain_law import PlainLaw
from tests.generators.reports import random_report
from tests.shared import shipped, shipped_runs

SEEDS = range(25)
MOST_CHANGES = 1_000


@dataclass(frozen=True)
class Small:
    """A law of one offence over four facts, all of whose changes can be tried."""

    law: PlainLaw
    engine: Engine
    random: Random

    def report(self) -> tuple[Report, date]:
        """A report, and the day of decision on it."""
        return random_report(self.random, self.law.ruleset, self.law.vocabulary, share=0.6, raised=0.03)

    def establishes(self, report: Report, decision: date) -> bool:
        """Whether the law, read plainly, says that the offence is established."""
        return self.law.answer(self.law.ruleset.offences["o0"], report, decision).status is Status.ESTABLISHED

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
def small(seed: int, versions: int) -> Small:
    for attempt in range(1_000):
        ruleset, vocabulary = random_law(f"small {versions} {seed} {attempt}", offences=1, facts=4, versions=versions)
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
        name
        for name, value in values.items()
        if name in report.facts and not allows(report.facts[name].knowledge, value)
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_the_change_proposed_establishes_the_offence_and_no_smaller_one_does(seed: int) -> None:
    case = small(seed, 1)
    for _ in range(3):
        report, _ = case.report()
        assert report.date_of_facts is not None
        check(case, report, report.date_of_facts)


@pytest.mark.parametrize("seed", [*range(20, 35), 45])
def test_the_change_proposed_counts_with_every_wording_between_the_facts_and_the_decision(seed: int) -> None:
    case = small(seed, 4)
    for _ in range(12):
        report, decision = case.report()
        if case.engine.qualify(report, decision).assessment("o0").compared:
            check(case, report, decision)


def check(case: Small, report: Report, decision: date) -> None:
    """Compares the change proposed, if any, with every change there is."""
    answer = case.engine.qualify(report, decision)
    assessment = answer.assessment("o0")
    if assessment.status in (Status.ESTABLISHED, Status.NOT_IN_FORCE):
        return
    working = [cost for cost, values in case.changes(report) if case.establishes(otherwise(report, values), decision)]
    found = smallest_change(case.engine, report, answer, assessment)
    if found is None:
        assert not working, (report, decision, min(working))
        return
    changed = case.engine.qualify(otherwise(report, found.example), decision).assessment("o0")
    assert changed.status is Status.ESTABLISHED, (found, report, decision)
    assert set(found.changed) == contradictions(report, found.example)
    assert set(found.added) == found.example.keys() - set(found.changed)
    assert (len(found.changed), len(found.added)) == min(working), (found, report, decision)


def test_no_part_of_a_change_is_needless_on_the_shipped_cases() -> None:
    engine = shipped()
    seen = 0
    for run in Random("needless").sample(shipped_runs(), 80):
        answer = engine.qualify(run.report, run.decision)
        found = smallest_change(engine, run.report, answer, answer.assessment(run.offence))
        for name in found.example if found is not None else ():
            assert found is not None
            less = {other: value for other, value in found.example.items() if other != name}
            status = engine.qualify(otherwise(run.report, less), run.decision).assessment(run.offence).status
            assert status is not Status.ESTABLISHED, f"{name} is not needed: {run.offence}, {run.name}: {found.example}"
            seen += 1
    assert seen > 25


def test_no_report_makes_the_search_last() -> None:
    """The 96th report had the search walk through dead ends that nothing counted, for hours."""
    engine = shipped()
    for asked in list(shipped_cases().make(100, seed=2024))[80:]:
        answer = engine.qualify(asked.report, date(2026, 11, 24))
        for assessment in answer.assessments:
            if assessment.evoked:
                smallest_change(engine, asked.report, answer, assessment)
