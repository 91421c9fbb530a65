"""The reference evaluator: slow, obvious, and the judge of the others.

It enumerates every completion of the unknown facts and evaluates the condition as written on each.
It shares nothing with the diagrams: no atom, no implicant.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TypeAlias

from engine.model.condition import (
    All,
    AnyOf,
    AtLeast,
    Condition,
    IncludesAny,
    IsOneOf,
    IsTrue,
    Not,
    NotionRef,
    Within,
    children,
)
from engine.model.fact import FactDefinition, Value
from engine.model.knowledge import Between, Exactly, Knowledge, Members, OneOf
from engine.model.outcome import Outcome

World: TypeAlias = Mapping[str, Value]

ELSEWHERE = "\0autre"
"""A country or language that the condition does not name."""


def evaluate(
    condition: Condition,
    notions: Mapping[str, Condition],
    facts: Mapping[str, FactDefinition],
    known: Mapping[str, Knowledge],
) -> Outcome:
    """The exact three-valued outcome: established in every completion, refuted in every completion,
    else open.
    """
    tests = list(_tests(condition, notions))
    names = sorted({test.fact for test in tests})
    domains = [list(_possible(facts[name], [t for t in tests if t.fact == name], known.get(name))) for name in names]
    answers = {holds(condition, notions, dict(zip(names, world, strict=True))) for world in itertools.product(*domains)}
    if answers == {True}:
        return Outcome.ESTABLISHED
    return Outcome.REFUTED if answers == {False} else Outcome.OPEN


def holds(condition: Condition, notions: Mapping[str, Condition], world: World) -> bool:
    """The condition when every fact is known."""
    match condition:
        case All(parts):
            return all(holds(p, notions, world) for p in parts)
        case AnyOf(parts):
            return any(holds(p, notions, world) for p in parts)
        case Not(part):
            return not holds(part, notions, world)
        case AtLeast(count, parts):
            return sum(holds(p, notions, world) for p in parts) >= count
        case NotionRef(notion):
            return holds(notions[notion], notions, world)
        case IsTrue(fact, value):
            return world[fact] is value
        case IsOneOf(fact, values):
            return world[fact] in values
        case IncludesAny(fact, members):
            return any(member in world[fact] for member in members)  # type: ignore[operator]
        case Within(fact, lower, upper):
            number = world[fact]
            return (lower is None or number >= lower) and (upper is None or number < upper)  # type: ignore[operator]


def _tests(condition: Condition, notions: Mapping[str, Condition]) -> Iterator[IsTrue | IsOneOf | IncludesAny | Within]:
    if isinstance(condition, NotionRef):
        yield from _tests(notions[condition.notion], notions)
    elif isinstance(condition, IsTrue | IsOneOf | IncludesAny | Within):
        yield condition
    else:
        for part in children(condition):
            yield from _tests(part, notions)


def _possible(
    definition: FactDefinition, tests: list[IsTrue | IsOneOf | IncludesAny | Within], known: Knowledge | None
) -> Iterator[Value]:
    """Enough values of a fact to try: every one a test can tell apart, among those that what is
    known allows.
    """
    if isinstance(known, Exactly):
        yield known.value
        return
    match definition.type:
        case "boolean":
            yield from (False, True)
        case "choice":
            yield from (v for v in definition.values if not isinstance(known, OneOf) or v in known.values)
        case "country" | "language":
            named = sorted({v for t in tests if isinstance(t, IsOneOf) for v in t.values})
            if isinstance(known, OneOf):
                yield from sorted(known.values)
            else:
                yield from (*named, ELSEWHERE)
        case "set":
            named = sorted({m for t in tests if isinstance(t, IncludesAny) for m in t.members})
            sure = known.includes if isinstance(known, Members) else frozenset()
            never = known.excludes if isinstance(known, Members) else frozenset()
            free = [m for m in named if m not in sure and m not in never]
            for size in range(len(free) + 1):
                for chosen in itertools.combinations(free, size):
                    yield frozenset(chosen) | sure
        case _:
            yield from _numbers(definition, tests, known)


def _numbers(
    definition: FactDefinition, tests: list[IsTrue | IsOneOf | IncludesAny | Within], known: Knowledge | None
) -> Iterator[Value]:
    bounds = [b for t in tests if isinstance(t, Within) for b in (t.lower, t.upper) if b is not None]
    is_date = definition.type == "date"
    low, high = (definition.min, definition.max) if not is_date else (None, None)
    lower: int | date | None = low
    upper: int | date | None = high
    if isinstance(known, Between):
        lower = known.lower if known.lower is not None else low
        upper = known.upper if known.upper is not None else high
    candidates: set[int | date] = {b for b in (lower, upper) if b is not None}
    for bound in bounds:
        step = timedelta(days=1) if isinstance(bound, date) else 1
        candidates |= {bound, bound - step}  # type: ignore[operator]
    for value in sorted(candidates, key=lambda v: v.toordinal() if isinstance(v, date) else v):
        if (lower is None or value >= lower) and (upper is None or value <= upper):  # type: ignore[operator]
            yield value
