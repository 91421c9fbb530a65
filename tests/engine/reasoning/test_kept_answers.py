"""What an engine keeps from one report to the next never changes an answer."""

from __future__ import annotations

import random
from dataclasses import replace

from engine.cache import TwoGenerationCache
from engine.explanation.proof import ProofWriter
from engine.reasoning.durable import DurableForward
from engine.reasoning.forward import PlainForward
from engine.reasoning.qualify import Engine
from tests.shared import shipped, shipped_runs


def test_a_warm_engine_and_a_fresh_one_write_the_same_bytes() -> None:
    warm = shipped()
    chosen = random.Random(7).sample(shipped_runs(), 150)
    writer = ProofWriter(warm.ruleset)
    first = [writer.text(warm.qualify(r.report, r.decision)) for r in chosen]
    again = [writer.text(warm.qualify(r.report, r.decision)) for r in reversed(chosen)][::-1]
    fresh = Engine(warm.ruleset, plan=warm.plan)
    assert first == again
    assert first == [ProofWriter(fresh.ruleset).text(fresh.qualify(r.report, r.decision)) for r in chosen]


def test_plain_python_answers_as_durable_rules_does() -> None:
    engine = shipped()
    assert isinstance(engine.forward, DurableForward)
    plain = Engine(engine.ruleset, forward=PlainForward(engine.plan.partitions), plan=engine.plan)
    for run in random.Random(8).sample(shipped_runs(), 150):
        one, other = engine.qualify(run.report, run.decision), plain.qualify(run.report, run.decision)
        assert one == replace(other, reasoner=one.reasoner)


def test_a_store_keeps_what_is_used_and_stays_bounded() -> None:
    kept: TwoGenerationCache[int] = TwoGenerationCache(3)
    for number in range(50):
        kept.put(number, number)
        assert kept[0] == 0
    assert kept[0] == 0
    assert kept[10] is None
    assert len(kept) + len(kept._old) <= 6
