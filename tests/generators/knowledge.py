"""Random partial knowledge of facts, and how it can grow."""

from __future__ import annotations

from datetime import date
from random import Random

from engine.model.fact import FactDefinition, Value
from engine.model.knowledge import Between, Exactly, Knowledge, Members, OneOf, StatedFact
from engine.model.outcome import Standing
from tests.generators.vocabulary import NUMBERS, Vocabulary


def allows(known: Knowledge | None, value: Value) -> bool:
    """Whether a fact of which this is known can have this value (written out here, not borrowed from the engine)."""
    match known:
        case None:
            return True
        case Exactly(exact):
            return value == exact
        case Between(lower, upper):
            return (lower is None or value >= lower) and (upper is None or value <= upper)  # type: ignore[operator]
        case OneOf(values):
            return value in values
        case Members(includes, excludes):
            assert isinstance(value, frozenset)
            return includes <= value and not excludes & value


def about(random: Random, fact: FactDefinition, value: Value) -> Knowledge:
    """Something true of a fact that has this value: often the value itself, else part of it."""
    if random.random() < 0.5:
        return Exactly(value)
    match fact.type:
        case "choice":
            others = [v for v in fact.values if v != value]
            return OneOf(frozenset({str(value), *random.sample(others, random.randint(0, len(others)))}))
        case "set":
            assert isinstance(value, frozenset)
            absent = sorted(fact.values.keys() - value)
            return Members(
                frozenset(random.sample(sorted(value), random.randint(0, len(value)))),
                frozenset(random.sample(absent, random.randint(0, len(absent)))),
            )
        case "integer" | "date":
            return _around(random, fact, value)
        case _:
            return Exactly(value)


def _around(random: Random, fact: FactDefinition, value: Value) -> Knowledge:
    below, above = random.randint(0, 4), random.randint(0, 4)
    lowest, highest = random.choice(((True, True), (True, False), (False, True)))
    if isinstance(value, date):
        return Between(
            value - below * date.resolution if lowest else None, value + above * date.resolution if highest else None
        )
    assert isinstance(value, int)
    lower = value - below if fact.min is None else max(fact.min, value - below)
    upper = value + above if fact.max is None else min(fact.max, value + above)
    return Between(lower if lowest else None, upper if highest else None)


def random_known(random: Random, vocabulary: Vocabulary, share: float = 0.55) -> dict[str, Knowledge]:
    """What is known of some of the facts; a given share of them on average. It always allows at least one world."""
    found: dict[str, Knowledge] = {}
    for name, fact in vocabulary.facts.items():
        if random.random() < share:
            found[name] = about(random, fact, random.choice(vocabulary.domains[name]))
    return found


def more_known(random: Random, vocabulary: Vocabulary, known: dict[str, Knowledge]) -> dict[str, Knowledge]:
    """The same knowledge and more: facts unknown become known, facts partly known become better known."""
    grown = dict(known)
    for name, fact in vocabulary.facts.items():
        before = known.get(name)
        possible = [v for v in vocabulary.domains[name] if allows(before, v)]
        if before is None and random.random() < 0.4:
            grown[name] = about(random, fact, random.choice(possible))
        elif before is not None and random.random() < 0.5:
            grown[name] = Exactly(random.choice(possible))
    return grown


def stated(random: Random, known: dict[str, Knowledge], presumed: float = 0.3) -> dict[str, StatedFact]:
    """The knowledge as stated in a report, part of it presumed only; of a presumed number, part may be confirmed."""
    facts: dict[str, StatedFact] = {}
    for name, said in known.items():
        if random.random() >= presumed:
            facts[name] = StatedFact(name, said, Standing.CONFIRMED)
        else:
            facts[name] = StatedFact(
                name, said, Standing.PRESUMED, sure=wider(random, said) if random.random() < 0.3 else None
            )
    return facts


def wider(random: Random, known: Knowledge) -> Knowledge | None:
    """Something weaker that is true of a number whenever `known` is; None for other facts."""
    match known:
        case Exactly(int() as value) if not isinstance(value, bool):
            lower: int | None = value
            upper: int | None = value
        case Between(int() | None as lower, int() | None as upper):
            pass
        case _:
            return None
    keep_lower, keep_upper = random.choice(((True, False), (False, True), (True, True)))
    below, above = random.randint(0, 2), random.randint(0, 2)
    if lower is not None:  # never past the bounds that the fact may have: a report could not say that
        lower = lower - below if lower - below >= NUMBERS[0] else lower
    if upper is not None:
        upper = upper + above if upper + above <= NUMBERS[1] else upper
    low, high = lower if keep_lower else None, upper if keep_upper else None
    return None if low is None and high is None else Between(low, high)
