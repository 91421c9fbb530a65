"""The difference of two random laws against brute force: nothing missed, nothing invented, every witness replays and is the smallest.

`make fuzz` compares thousands of pairs.
"""

from __future__ import annotations

from functools import cache

import pytest

from engine.analysis.difference.difference import difference
from engine.analysis.difference.findings import DifferenceClass, RulesetDifference
from fuzz.one_difference import compared, missed, wrong_classes, wrong_witnesses
from tests.generators.law_pairs import LawPair, law_pair

SEEDS = range(60)


@cache
def pair(seed: int) -> tuple[LawPair, RulesetDifference]:
    return compared(seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_difference_that_brute_force_finds_is_told(seed: int) -> None:
    assert list(missed(seed, *pair(seed))) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_every_witness_replays_on_both_laws_and_none_is_smaller(seed: int) -> None:
    assert list(wrong_witnesses(*pair(seed))) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_the_class_is_that_of_the_changes(seed: int) -> None:
    assert list(wrong_classes(pair(seed)[1])) == []


def test_a_law_does_not_differ_from_itself() -> None:
    made = law_pair(3)
    assert difference(made.old, made.old).parts == ()


def test_the_pairs_differ_in_every_way() -> None:
    classes = {part.of_class for seed in SEEDS for part in pair(seed)[1].parts}
    wanted = {DifferenceClass.STRICTER, DifferenceClass.WIDER, DifferenceClass.BOTH, DifferenceClass.CONSEQUENCES}
    assert {*wanted, DifferenceClass.TIME} <= classes
