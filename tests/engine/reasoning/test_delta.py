"""An answer changes only what the facts touch; it is the one that would be worked out from scratch, clause by clause."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from random import Random

import pytest

from engine.explanation.proof import ProofWriter
from engine.model.outcome import Outcome, Standing
from engine.model.report import Report
from engine.reasoning import conclusions, valuation, verdicts
from engine.reasoning.assess import under
from engine.reasoning.durable import MISSING, DurableForward
from engine.reasoning.forward import PlainForward
from engine.reasoning.milder import milder
from engine.reasoning.outcomes import mask, reader, together
from engine.reasoning.qualify import Engine
from engine.reasoning.rulings import Ruler
from tests.engine.reasoning.clause_by_clause import slow_obstacles, slow_open_formulas, slow_ruling
from tests.engine.reasoning.sample import SEEDS, Sample, sample
from tests.generators.reports import random_report

FEW = list(SEEDS)[:5]
Asked = tuple[Report, date]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_ruling_read_off_the_integer_is_the_one_made_clause_by_clause(seed: int) -> None:
    law = sample(seed)
    random = law.random("rulings")
    for _ in range(40):
        state = together([random.choice(list(Outcome)) for _ in law.plan.formulas])
        look = reader(state)
        for regime in (r for regimes in law.plan.regimes.values() for r in regimes):
            wanted = slow_ruling(regime, look)
            assert Ruler(regime).ruling(state) == wanted
            assert Ruler(regime).status(state) is wanted.conclusion.status
            elsewhere = state | mask(range(len(law.plan.formulas), len(law.plan.formulas) + 3))
            assert Ruler(regime).ruling(elsewhere & mask(regime.formulas)) == wanted


@pytest.mark.parametrize("seed", SEEDS)
def test_clauses_raised_by_hand_are_ruled_on_as_clause_by_clause(seed: int) -> None:
    law = sample(seed)
    random = law.random("by hand")
    for _ in range(20):
        state = together([random.choice(list(Outcome)) for _ in law.plan.formulas])
        look = reader(state)
        for regime in (r for regimes in law.plan.regimes.values() for r in regimes):
            by_hand = {clause.name for clause in regime.clauses if random.random() < 0.4}
            ruler, outlook = Ruler(regime, by_hand), under(regime, look, by_hand.__contains__)
            assert ruler.ruling(state) == slow_ruling(regime, look, by_hand.__contains__)
            assert ruler.obstacles(state) == slow_obstacles(outlook)
            assert sorted(ruler.open_formulas(state)) == sorted(slow_open_formulas(regime, outlook))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_integers_of_a_board_hold_the_outcomes_of_any_report(seed: int) -> None:
    law = sample(seed)
    random = law.random("integers")
    for _ in range(15):
        report, _ = random_report(random, law.ruleset, law.vocabulary)
        board = law.engine.verdicts.of(report.facts)
        verdicts_ = [board.verdict(number) for number in range(len(law.plan.formulas))]
        assert board.outcomes == together([v.outcome for v in verdicts_])
        assert board.confirmed == together([v.confirmed for v in verdicts_])


@pytest.mark.parametrize("seed", SEEDS)
def test_an_answer_after_others_is_the_one_made_from_scratch(seed: int) -> None:
    law = sample(seed)
    random = law.random("scratch")
    for _ in range(25):
        report, decision = random_report(random, law.ruleset, law.vocabulary, raised=0.2)
        answer = law.engine.qualify(report, decision)
        for found in answer.assessments:
            day = (
                answer.continued_to
                if law.ruleset.offences[found.offence].conduct == "continuing"
                else answer.date_of_facts
            )
            by_hand = {name.partition("/")[2] for name in report.raised if name.startswith(f"{found.offence}/")}
            first = [
                r for r in law.plan.regimes[found.offence] if r.from_ <= day and (r.until is None or r.until >= day)
            ]
            if not first:
                assert found.version is None
                continue
            later = [r for r in law.plan.regimes[found.offence] if day < r.from_ <= decision]
            known = law.engine.what_if.atlas.known(report.facts)
            truths = law.engine.what_if.atlas.truths(known.bits)
            look = reader(law.engine.what_if.states(answer.board.outcomes, (truths,), known.formulas)[0])
            rulings = [slow_ruling(r, look, by_hand.__contains__) for r in (*first, *later)]
            chosen, compared = milder(rulings)
            assert found.conclusion == chosen.conclusion
            assert found.compared == compared
            assert found.evoked is bool(rulings[0].evoked if chosen.evoked is None else chosen.evoked)


@pytest.mark.parametrize("seed", FEW)
def test_the_confirmed_status_is_the_status_on_confirmed_facts(seed: int) -> None:
    law = sample(seed)
    random = law.random("confirmed")
    for _ in range(15):
        report, decision = random_report(random, law.ruleset, law.vocabulary, raised=0.2)
        answer = law.engine.qualify(report, decision)
        board = law.engine.verdicts.of(report.facts)
        sure = {n: f for n, f in report.facts.items() if f.standing is Standing.CONFIRMED}
        only = law.engine.verdicts.of(sure)
        if all(f.sure is None for f in report.facts.values()):
            for number in range(len(law.plan.formulas)):
                if number not in law.plan.one_sided:
                    assert board.verdict(number).confirmed is only.verdict(number).outcome
        assert all(a.confirmed is a.status for a in answer.assessments) or len(sure) < len(report.facts)


def test_small_stores_answer_as_large_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    law = sample(0)
    asked = _asked(law, Random("small"), 60)
    wanted = _bytes(law.engine, asked)
    for module, name in (
        (valuation, "CACHE_SIZE"),
        (verdicts, "REACHED_CACHE_SIZE"),
        (verdicts, "CHANGES_CACHE_SIZE"),
        (verdicts, "VERDICTS_CACHE_SIZE"),
        (conclusions, "CACHE_PER_OFFENCE"),
    ):
        monkeypatch.setattr(module, name, 2)
    assert _bytes(Engine(law.ruleset, PlainForward(law.plan.partitions), law.plan), asked) == wanted


@pytest.mark.skipif(MISSING is not None, reason=f"durable_rules is not installed: {MISSING}")
def test_threads_that_share_an_engine_answer_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    law = sample(1)
    asked = _asked(law, Random("threads"), 120)
    wanted = _bytes(Engine(law.ruleset, DurableForward(law.plan.partitions), law.plan), asked)
    monkeypatch.setattr(verdicts, "REACHED_CACHE_SIZE", 20)
    monkeypatch.setattr(verdicts, "CHANGES_CACHE_SIZE", 5)
    monkeypatch.setattr(conclusions, "CACHE_PER_OFFENCE", 2)
    shared = Engine(law.ruleset, DurableForward(law.plan.partitions), law.plan)
    writer = ProofWriter(law.ruleset)
    with ThreadPoolExecutor(4) as pool:
        for _ in range(3):
            assert list(pool.map(lambda a: writer.data(shared.qualify(*a)), asked)) == wanted


def _asked(law: Sample, random: Random, count: int) -> list[Asked]:
    return [random_report(random, law.ruleset, law.vocabulary, raised=0.2) for _ in range(count)]


def _bytes(engine: Engine, asked: list[Asked]) -> list[bytes]:
    writer = ProofWriter(engine.ruleset)
    return [writer.data(engine.qualify(report, decision)) for report, decision in asked]
