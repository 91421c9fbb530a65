"""The order of suggestions, on random law: it moves suggestions and changes nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from engine.explanation.checker import check_proof
from engine.explanation.proof import ProofWriter, proof
from engine.model.answer import Answer
from engine.model.outcome import Issue, Status
from engine.model.report import Report
from engine.reasoning.forward import PlainForward
from engine.reasoning.qualify import Engine
from tests.engine.reasoning.sample import SEEDS, Sample, sample
from tests.generators.orders import random_indications, random_order
from tests.generators.reports import random_report

REPORTS = 25


def with_order(law: Sample, random: Random) -> Engine:
    """The same law, with an order of suggestions."""
    ruleset = replace(law.ruleset, order=random_order(random, law.ruleset))
    plan = replace(law.plan, ruleset=ruleset)
    return Engine(ruleset, PlainForward(plan.partitions), plan)


def cases(law: Sample, purpose: str) -> list[tuple[Engine, Report, date]]:
    """Reports with indications, each with an ordered law."""
    random = law.random(purpose)
    engine = with_order(law, random)
    drawn = (random_report(random, law.ruleset, law.vocabulary) for _ in range(REPORTS))
    return [
        (engine, replace(report, indications=random_indications(random, sorted(law.ruleset.offences))), day)
        for report, day in drawn
    ]


def live(answer: Answer) -> set[str]:
    """The offences that are established, or open and evoked."""
    return {
        a.offence
        for a in answer.assessments
        if a.status is Status.ESTABLISHED or (a.status is Status.OPEN and a.evoked)
    }


def is_recognised(answer: Answer, name: str, engine: Engine) -> bool:
    """Whether an open offence is likely enough, beside those that facts evoke, to be suggested on the reader's word."""
    order = engine.ruleset.order
    assert order is not None
    assert answer.standings is not None
    share = answer.standings.indications.offences.get(name, 0.0)
    enough = (order.suggested, order.recognised if order.places else None)
    return answer.assessment(name).status is Status.OPEN and any(one is not None and share >= one for one in enough)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_order_changes_no_status_and_loses_no_suggestion(seed: int) -> None:
    law = sample(seed)
    for engine, report, day in cases(law, "order"):
        plain, answer = law.engine.qualify(report, day), engine.qualify(report, day)
        assert [a.conclusion for a in answer.assessments] == [a.conclusion for a in plain.assessments]
        assert [a.confirmed for a in answer.assessments] == [a.confirmed for a in plain.assessments]
        assert answer.out_of_field == plain.out_of_field
        look = answer.look.offences if answer.look is not None else ()
        named = [*([answer.main] if answer.main else []), *(s.offence for s in (*answer.others, *answer.also))]
        assert len({*named, *look}) == len(named) + len(look), "an offence stands twice"
        evoked = live(answer)
        assert evoked <= {*named, *look}
        assert all(is_recognised(answer, name, engine) for name in {*named} - evoked)
        assert all(answer.assessment(s.offence).status is Status.OPEN for s in answer.also)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_established_is_never_set_aside_and_no_suggestion_is_called_unqualified(seed: int) -> None:
    for engine, report, day in cases(sample(seed), "issue"):
        answer = engine.qualify(report, day)
        established = {a.offence for a in answer.assessments if a.status is Status.ESTABLISHED}
        assert established <= {answer.main, *(s.offence for s in answer.others)}
        if answer.issue in (Issue.NOT_QUALIFIED, Issue.NO_SUGGESTION):
            assert (answer.main, answer.also, answer.look) == (None, (), None)
        if answer.issue is Issue.TO_LOOK_AT:
            assert answer.main is None
            assert answer.also or answer.look is not None


@pytest.mark.parametrize("seed", SEEDS)
def test_the_proof_of_an_ordered_answer_is_accepted_and_replays_to_the_same_bytes(seed: int) -> None:
    for engine, report, day in cases(sample(seed), "proof"):
        answer = engine.qualify(report, day)
        told = proof(answer, engine.ruleset)
        assert check_proof(told, engine.ruleset) == []
        again = replace(report, indications=replace(report.indications))
        assert ProofWriter(engine.ruleset).data(engine.qualify(again, day)) == ProofWriter(engine.ruleset).data(answer)
        if answer.also:
            told["also"] = told["also"][1:]
            assert check_proof(told, engine.ruleset)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_law_without_an_order_takes_no_notice_of_indications(seed: int) -> None:
    law = sample(seed)
    for _, report, day in cases(law, "none"):
        bare = replace(
            report, indications=replace(report.indications, fields={}, gravity={}, category=None, offences={})
        )
        one, other = (ProofWriter(law.ruleset).data(law.engine.qualify(r, day)) for r in (report, bare))
        assert one == other


@pytest.mark.parametrize("seed", SEEDS)
def test_indications_are_of_the_digest_where_they_count(seed: int) -> None:
    for engine, report, day in cases(sample(seed), "digest"):
        bare = replace(
            report, indications=replace(report.indications, fields={}, gravity={}, category=None, offences={})
        )
        one, other = (engine.qualify(r, day).digests.facts for r in (report, bare))
        assert (one != other) is bool(report.indications.data())


@pytest.mark.parametrize("seed", SEEDS)
def test_more_probability_never_takes_a_suggestion_further_down(seed: int) -> None:
    """Among open suggestions, one whose field is surer goes up or stays, the others keep their order."""
    for engine, report, day in cases(sample(seed), "more"):
        order = engine.ruleset.order
        assert order is not None
        rule = order.fields[0]
        alone = {*rule.offences} - {o for other in order.fields[1:] for o in other.offences}
        surer = replace(report.indications, fields={**report.indications.fields, rule.id: 1.0})
        if not report.indications.fields:
            continue  # without a reader nothing is held unlikely
        before = places(engine.qualify(report, day))
        after = places(engine.qualify(replace(report, indications=surer), day))
        for mine in alone & before.keys() & after.keys():
            beaten = {o for o, place in before.items() if place > before[mine] and o not in rule.offences}
            assert all(after[mine] < after[o] for o in beaten & after.keys())


def places(answer: Answer) -> dict[str, int]:
    """The place of each suggestion that nothing absorbs."""
    named = [answer.main, *(s.offence for s in answer.others if s.kind == "concurrent")]
    return {name: place for place, name in enumerate(named) if name is not None}
