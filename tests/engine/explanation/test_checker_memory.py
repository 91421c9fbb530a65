"""A checker that remembers says of each proof what one that remembers nothing does: on honest proofs, and on lies about them."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

import pytest

from engine.explanation.checker import ProofChecker, check_proof
from engine.explanation.proof import proof
from tests.engine.reasoning.sample import sample
from tests.generators.planted import LIES, plant
from tests.generators.reports import random_report

LAWS = range(6)
REPORTS = 6
LIES_A_PROOF = 8


@pytest.mark.parametrize("seed", LAWS)
def test_a_lie_is_refused_by_who_accepted_the_truth(seed: int) -> None:
    law = sample(seed)
    random, checker, lies = law.random("memory"), ProofChecker(law.ruleset), 0
    for _ in range(REPORTS):
        report, decision = random_report(random, law.ruleset, law.vocabulary, raised=0.1)
        honest = proof(law.engine.qualify(report, decision), law.ruleset)
        assert checker.faults(honest) == checker.faults(copy.deepcopy(honest)) == []
        for kind in random.sample(list(LIES), LIES_A_PROOF):
            lie = plant(kind, honest, law.ruleset, Random(f"{kind} {seed}"))
            if lie is not None:
                lies += 1
                assert checker.faults(lie.proof) == check_proof(lie.proof, law.ruleset) != []
    assert lies


@pytest.mark.parametrize("seed", LAWS)
def test_the_answer_of_another_report_is_refused_where_a_fresh_checker_refuses_it(seed: int) -> None:
    """Each offence as another report has it: accepted there, it is judged by the facts of this one."""
    law = sample(seed)
    random, checker = law.random("swapped"), ProofChecker(law.ruleset)
    asked = [random_report(random, law.ruleset, law.vocabulary) for _ in range(REPORTS)]
    proofs = [proof(law.engine.qualify(report, decision), law.ruleset) for report, decision in asked]
    assert not any(checker.faults(one) for one in proofs)
    refused = 0
    for one in proofs:
        for other in proofs:
            swapped = {**one, "offences": other["offences"], "conditions": other["conditions"]}
            assert checker.faults(swapped) == check_proof(swapped, law.ruleset)
            refused += bool(checker.faults(swapped))
    assert refused


def test_a_completion_on_a_fact_of_no_concern_to_the_offence_is_judged_anew() -> None:
    """Whether it can be depends on what is known of that fact, of which the situation says nothing."""
    found = 0
    for seed in LAWS:
        law = sample(seed)
        random = law.random("foreign")
        for _ in range(REPORTS):
            report, decision = random_report(random, law.ruleset, law.vocabulary)
            honest = proof(law.engine.qualify(report, decision), law.ruleset)
            for name, fact in law.ruleset.facts.items():
                if fact.type != "boolean" or name in honest["facts"]:
                    continue
                padded = _padded(honest, {"fact": name, "test": "true", "holds": True})
                checker = ProofChecker(law.ruleset)
                found += padded != honest and not checker.faults(padded)
                stated = {**padded, "facts": {**padded["facts"], name: _stated(False)}}
                assert checker.faults(stated) == check_proof(stated, law.ruleset)
    assert found


def _padded(honest: dict[str, Any], literal: dict[str, Any]) -> dict[str, Any]:
    """The proof with one more literal in each completion that holds."""
    padded = copy.deepcopy(honest)
    for told in padded["conditions"].values():
        if "could_hold" in told and all(one["fact"] != literal["fact"] for one in told["could_hold"]):
            told["could_hold"].append(literal)
    return padded


def _stated(value: bool) -> dict[str, Any]:
    return {"value": value, "standing": "confirmed", "confirmed_value": value, "source": None, "span": None}
