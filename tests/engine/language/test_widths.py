"""The size told of a diagram before it is built is never less than its real one, and refuses nothing that stays small."""

from __future__ import annotations

from random import Random

import pytest

from engine.language.checks.sizes import MAX_WIDTH
from engine.language.checks.widths import width
from engine.model.condition import All, AnyOf, AtLeast, Condition, IncludesAny, IsOneOf, IsTrue, Test, Within, walk
from engine.model.fact import FactDefinition
from engine.reasoning.diagram import compile_formula
from tests.generators.conditions import random_formula
from tests.generators.vocabulary import define, random_vocabulary

BOOLEANS = {name: define(name, "boolean") for name in (f"{letter}{i:02}" for letter in "ab" for i in range(30))}


def bound(condition: Condition, facts: dict[str, FactDefinition]) -> int:
    return width(condition, comparisons_in(condition), {}, facts, limit=10**6)


def comparisons_in(condition: Condition) -> frozenset[Test]:
    return frozenset(part for part in walk(condition) if isinstance(part, IsTrue | IsOneOf | IncludesAny | Within))


def pairs(count: int) -> Condition:
    """Parts that are all begun, in the order of atoms, before any is finished."""
    return AnyOf(tuple(All((IsTrue(f"a{i:02}", True), IsTrue(f"b{i:02}", True))) for i in range(count)))


@pytest.mark.parametrize("seed", range(150))
def test_the_bound_is_no_less_than_the_diagram(seed: int) -> None:
    random = Random(seed)
    vocabulary = random_vocabulary(random, 6)
    condition = random_formula(random, vocabulary, [*vocabulary.facts])
    formula = compile_formula(condition, {}, vocabulary.facts)
    first_and_constants = 3
    states = 3  # of the one fact cut in two: its atoms so far say nothing yet, settle the next ones, or contradict each other
    assert len(formula.sufficient.nodes) <= first_and_constants + states * bound(condition, vocabulary.facts)


def test_parts_that_overlap_double_the_bound_and_parts_in_a_row_do_not() -> None:
    assert bound(pairs(8), BOOLEANS) > 2**8
    assert bound(pairs(16), BOOLEANS) > 2**16
    row = AnyOf(tuple(All((IsTrue(f"a{i:02}", True), IsTrue(f"a{i + 1:02}", True))) for i in range(0, 28, 2)))
    assert bound(row, BOOLEANS) < 200


def test_one_fact_common_to_many_parts_does_not_double_the_bound() -> None:
    values = [f"v{i}" for i in range(20)]
    facts = {"a": define("a", "boolean"), "choix": define("choix", "choice", values)}
    condition = AnyOf(tuple(All((IsTrue("a", True), IsOneOf("choix", (value,)))) for value in values[:-1]))
    assert bound(condition, facts) < MAX_WIDTH


def test_at_least_half_of_many_grows_as_their_square() -> None:
    parts = tuple(IsTrue(name, True) for name in [*BOOLEANS][:40])
    assert 400 < bound(AtLeast(20, parts), BOOLEANS) < 2_000
