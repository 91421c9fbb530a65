"""Same facts, same law, same dates: same bytes, whatever was asked before and in whatever order the facts are given."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.explanation.proof import dump, proof
from engine.reasoning.durable import MISSING, DurableForward
from engine.reasoning.forward import PlainForward
from engine.reasoning.plan import compile_plan
from engine.reasoning.qualify import Engine
from tests.engine.reasoning.sample import SEEDS, sample
from tests.generators.law import random_law
from tests.generators.reports import random_report

FEW = list(SEEDS)[:4]
REPORTS = 15


@pytest.mark.parametrize("seed", FEW)
def test_an_answer_is_the_same_bytes_after_any_other_report(seed: int) -> None:
    law = sample(seed)
    random = law.random("replay")
    reports = [random_report(random, law.ruleset, law.vocabulary, raised=0.1) for _ in range(REPORTS)]
    first = [dump(proof(law.engine.qualify(report, day), law.ruleset)) for report, day in reports]
    again = [dump(proof(law.engine.qualify(report, day), law.ruleset)) for report, day in reversed(reports)]
    assert first == list(reversed(again))


@pytest.mark.parametrize("seed", FEW)
def test_an_answer_is_the_same_bytes_from_a_new_engine(seed: int) -> None:
    law = sample(seed)
    random = law.random("anew")
    ruleset, _ = random_law(seed)
    plan = compile_plan(ruleset)
    fresh = Engine(ruleset, PlainForward(plan.partitions), plan)
    for _ in range(REPORTS):
        report, day = random_report(random, law.ruleset, law.vocabulary)
        shuffled = list(report.facts.items())
        random.shuffle(shuffled)
        other = replace(report, facts=dict(shuffled))
        assert dump(proof(fresh.qualify(other, day), ruleset)) == dump(
            proof(law.engine.qualify(report, day), law.ruleset)
        )


@pytest.mark.skipif(MISSING is not None, reason=f"durable_rules is not installed: {MISSING}")
@pytest.mark.parametrize("seed", FEW[:2])
def test_durable_rules_and_plain_python_answer_the_same_but_for_their_name(seed: int) -> None:
    law = sample(seed)
    random = law.random("both")
    durable = Engine(law.ruleset, DurableForward(law.plan.partitions), law.plan)
    for _ in range(REPORTS):
        report, day = random_report(random, law.ruleset, law.vocabulary)
        mine = proof(durable.qualify(report, day), law.ruleset)
        assert mine["reasoner"] == "durable_rules"
        assert {**mine, "reasoner": "python"} == proof(law.engine.qualify(report, day), law.ruleset)
