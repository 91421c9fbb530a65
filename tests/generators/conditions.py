"""Random conditions, over few facts, with notions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from engine.model.condition import All, AnyOf, AtLeast, Condition, IncludesAny, IsOneOf, IsTrue, Not, NotionRef, Within
from engine.model.fact import FactDefinition
from tests.generators.vocabulary import COUNTRIES, DAYS, FIRST_DAY, LANGUAGES, NUMBERS, Vocabulary


def random_condition(
    random: Random, vocabulary: Vocabulary, names: Sequence[str], notions: Sequence[str] = (), depth: int = 3
) -> Condition:
    """A condition over the named facts, and over notions where some are given (which bring in their own facts)."""
    shape = random.random()
    if depth == 0 or shape < 0.3:
        if notions and random.random() < 0.2:
            return NotionRef(random.choice(notions))
        return random_test(random, vocabulary.facts[random.choice(names)])
    if shape < 0.42:
        return Not(random_condition(random, vocabulary, names, notions, depth - 1))
    parts = tuple(
        random_condition(random, vocabulary, names, notions, depth - 1)
        for _ in range(random.choice((1, 2, 2, 2, 3, 3)))
    )
    if shape < 0.68:
        return All(parts)
    if shape < 0.92:
        return AnyOf(parts)
    return AtLeast(random.randint(1, len(parts)), parts)


def random_formula(
    random: Random, vocabulary: Vocabulary, names: Sequence[str], notions: Sequence[str] = ()
) -> Condition:
    """A condition that joins two parts at least."""
    parts = tuple(random_condition(random, vocabulary, names, notions) for _ in range(random.choice((2, 2, 3))))
    join = random.random()
    return All(parts) if join < 0.45 else AnyOf(parts) if join < 0.9 else AtLeast(random.randint(1, len(parts)), parts)


def random_test(random: Random, fact: FactDefinition) -> Condition:
    """One comparison on a fact, of any form its type allows."""
    match fact.type:
        case "boolean":
            return IsTrue(fact.id, random.random() < 0.7)
        case "set":
            return IncludesAny(fact.id, _some(random, tuple(fact.values), len(fact.values)))
        case "choice":
            return IsOneOf(fact.id, _some(random, tuple(fact.values), len(fact.values)))
        case "country":
            return IsOneOf(fact.id, _some(random, COUNTRIES, 3))
        case "language":
            return IsOneOf(fact.id, _some(random, LANGUAGES, 2))
        case "integer":
            first = NUMBERS[0] + (fact.min is None)  # a bounded fact may be compared with its own bounds, and beyond
            last = NUMBERS[1] + (fact.max is not None)
            low, high = sorted(random.sample(range(first, last + 1), 2))
            return _within(random, fact.id, low, high)
        case "date":
            first, second = sorted(random.sample(range(1, DAYS), 2))
            return _within(random, fact.id, FIRST_DAY + timedelta(days=first), FIRST_DAY + timedelta(days=second))


def _some(random: Random, values: Sequence[str], most: int) -> tuple[str, ...]:
    return tuple(random.sample(values, random.randint(1, min(most, len(values)))))


def _within(random: Random, fact: str, low: object, high: object) -> Condition:
    form = random.choice(("from", "under", "both"))
    return Within(fact, low if form != "under" else None, high if form != "from" else None)  # type: ignore[arg-type]
