"""The proof checker accepts every honest proof and rejects every lie, and says so rather than break."""

from __future__ import annotations

import json
from functools import cache
from random import Random
from typing import Any

import pytest

from engine.analysis.case_files import offence_runs
from engine.explanation.checker import check_proof
from engine.explanation.proof import proof
from engine.model.ruleset import Ruleset
from tests.engine.reasoning.sample import SEEDS, sample
from tests.generators.planted import LIES, plant
from tests.generators.reports import random_report
from tests.shared import RULESETS, shipped

Proof = dict[str, Any]
LAWS = list(SEEDS)[:10]
ENOUGH = 6
"""Lies of one kind tried on random law, and on the shipped law."""


@cache
def random_proofs() -> list[tuple[Proof, Ruleset]]:
    """Proofs of random reports on random law."""
    found = []
    for seed in LAWS:
        law = sample(seed)
        random = law.random("proofs")
        for _ in range(10):
            report, decision = random_report(random, law.ruleset, law.vocabulary)
            found.append((proof(law.engine.qualify(report, decision), law.ruleset), law.ruleset))
    return found


@cache
def shipped_proofs() -> list[tuple[Proof, Ruleset]]:
    """Proofs of a sample of the shipped cases."""
    engine = shipped()
    runs, _ = offence_runs(RULESETS, engine.ruleset)
    chosen = Random("shipped proofs").sample(runs, 40)
    return [(proof(engine.qualify(run.report, run.decision), engine.ruleset), engine.ruleset) for run in chosen]


def test_honest_proofs_on_random_law_are_accepted() -> None:
    for honest, ruleset in random_proofs():
        assert check_proof(honest, ruleset) == []


def test_honest_proofs_of_the_shipped_cases_are_accepted() -> None:
    for honest, ruleset in shipped_proofs():
        assert check_proof(honest, ruleset) == []


def test_a_proof_read_back_from_its_own_text_is_accepted() -> None:
    honest, ruleset = random_proofs()[0]
    assert check_proof(json.loads(json.dumps(honest)), ruleset) == []


@pytest.mark.parametrize("kind", LIES)
def test_a_planted_lie_is_rejected_on_random_law(kind: str) -> None:
    assert planted(kind, random_proofs()) == ENOUGH


@pytest.mark.parametrize("kind", [k for k in LIES if k not in ("add_a_needless_literal", "rest_on_a_foreign_fact")])
def test_a_planted_lie_is_rejected_on_the_shipped_law(kind: str) -> None:
    assert planted(kind, shipped_proofs()) > 0


def planted(kind: str, proofs: list[tuple[Proof, Ruleset]]) -> int:
    """How many lies of a kind found a place, each of which was rejected."""
    random = Random(kind)
    count = 0
    for honest, ruleset in random.sample(proofs, len(proofs)):
        lie = plant(kind, honest, ruleset, random)
        if lie is not None:
            assert check_proof(lie.proof, ruleset), f"accepted: {kind} in {lie.where}"
            count += 1
        if count == ENOUGH:
            break
    return count
