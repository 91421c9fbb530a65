"""The measures are only worth something if both engines answer the same question: that is what is tested here, never a speed."""

from __future__ import annotations

import random
from datetime import date

import pytest

from bench.beside import COMMIT, MINE, SAME_LAW, told_of
from bench.cases import on, shipped_cases
from bench.clock import machine
from bench.rule_firing import rule_firing
from bench.told import tell
from engine.facts.atoms import settled
from engine.model.knowledge import Between, Exactly, Knowledge, Members, OneOf, StatedFact
from engine.model.literal import Atom
from tests.shared import shipped

DAY = date(2026, 11, 24)


def test_a_seed_always_makes_the_same_reports() -> None:
    maker = shipped_cases()
    assert list(maker.make(20, seed=5)) == list(maker.make(20, seed=5))
    assert list(maker.make(20, seed=5)) != list(maker.make(20, seed=6))


def test_made_reports_are_partial_mixed_and_dated() -> None:
    asked = list(shipped_cases().make(300, seed=1))
    standings = {fact.standing for a in asked for fact in a.report.facts.values()}
    assert len(standings) == 2
    assert {a.report.date_of_facts is None for a in asked} == {True, False}
    assert all(a.report.date_of_facts is None or a.report.date_of_facts <= a.decision for a in asked)


def test_both_ways_of_firing_rules_fire_the_same_ones() -> None:
    measured = rule_firing(shipped().plan, shipped_cases(), batches=2, size=30, seed=3)
    if "missing" in measured:
        pytest.skip(measured["missing"])
    assert measured["differing"] == 0
    assert "60 reports fired by both: 0 differing" in tell(
        {"machine": {**machine(), "load_after": []}, "rule_firing": measured}
    )


def test_a_wait_beyond_its_bar_is_said() -> None:
    def kind(bar: float, median: float) -> dict[str, object]:
        return {"bar": bar, "waits": {"a file": {"first": 2.0, "median": median, "most": median}}}

    measures = {"rounds": 3, "lint": kind(0.3, 0.1), "try": kind(1.0, 1.2), "preview": kind(5.0, 1.0)}
    said = tell({"machine": {**machine(), "load_after": []}, "as_one_types": measures}).splitlines()
    told = {line.split(":")[0].strip(): line.endswith("not met") for line in said if "a file" in line}
    assert told == {"lint": False, "try": True, "preview": False}


def test_what_is_lost_against_the_earlier_commit_is_said() -> None:
    def work(ratio: float, bar: float | None) -> dict[str, object]:
        return told_of({COMMIT: [3.0, 3.0 * ratio], MINE: [3.0 / ratio, 3.0], SAME_LAW: []}, bar)

    works = {"slower": work(0.8, None), "short of its bar": work(1.5, 3.0), "met": work(3.5, 3.0)}
    said = tell(
        {
            "machine": {**machine(), "load_after": []},
            "beside": {"commit": COMMIT, "rounds": 2, "reports_per_round": 1, "works": works},
        }
    ).splitlines()
    assert [any(name in line and "LOST" in line for line in said) for name in works] == [True, True, False]


@pytest.mark.parametrize("given", ["plain", "plain, compared first", "digested"])
@pytest.mark.parametrize("shape", ["one node", "two nodes", "one table", "a table each"])
def test_zen_gives_the_same_outcomes_under_the_law_of_one_day(shape: str, given: str) -> None:
    pytest.importorskip("zen", reason="zen-engine is not installed (dependency group `bench`)")
    from bench.zen_calls import calls
    from bench.zen_model import ZenLaw
    from bench.zen_race import USUAL, Entrant, agreement

    law = ZenLaw(shipped().plan, DAY)
    entrant = Entrant(shape, given, USUAL, calls(law.model(shape, given))[USUAL])  # type: ignore[arg-type]
    told = agreement(shipped(), law, entrant, [on(DAY, asked) for asked in shipped_cases().make(25, seed=9)])
    assert told["statuses"] == 25 * len(law.regimes)
    assert told["differing"] == 0, told["first"]


def test_zen_reads_every_kind_of_partial_knowledge_as_the_engine_does() -> None:
    zen = pytest.importorskip("zen", reason="zen-engine is not installed (dependency group `bench`)")
    from bench.zen_facts import on_plain_facts, plain_facts

    dice = random.Random(4)
    kinds = set()
    for atom in shipped().plan.atoms:
        for known in _ways_to_know(atom, dice):
            kinds.add(type(known))
            sent = plain_facts({atom.fact: StatedFact(atom.fact, known)}) if known is not None else {}
            said = None if known is None else settled(atom, known)
            for holds in (True, False):
                expression = on_plain_facts(atom, holds)
                assert zen.evaluate_expression(expression, sent) is (said is holds), f"{expression} on {sent}"
    assert kinds == {type(None), Exactly, OneOf, Members, Between}


def _ways_to_know(atom: Atom, dice: random.Random) -> list[Knowledge | None]:
    """Knowledge of an atom's fact: none, exact, and every form of partial knowledge its type admits."""
    fact = shipped().ruleset.facts[atom.fact]
    values = sorted({*fact.values, *atom.keys})
    some = frozenset(dice.sample(values, min(2, len(values))))
    match fact.type:
        case "boolean":
            return [None, Exactly(True), Exactly(False)]
        case "set":
            others = frozenset(values) - some
            ways: list[Knowledge | None] = [
                Exactly(some),
                Exactly(frozenset()),
                Members(some, frozenset()),
                Members(frozenset(), others),
            ]
            return [None, *ways, Members(frozenset(), frozenset(atom.keys))]
        case "integer" | "date":
            bound = atom.threshold
            return [None, Exactly(bound), Between(bound, None), Between(None, bound)]  # type: ignore[arg-type]
        case _:
            return [None, *(Exactly(v) for v in values), OneOf(some), OneOf(frozenset(atom.keys))]


def test_the_reader_behind_a_model_server_is_timed_on_every_report_that_has_answers() -> None:
    from bench.model_server import model_server

    measured = model_server(shipped(), rounds=1)
    assert (measured["reports"], measured["rounds"]) == (120, 1)
    assert "120 reports, 1 rounds" in tell({"model_server": measured})
