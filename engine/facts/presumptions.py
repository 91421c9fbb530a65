"""Facts that a report leaves unsaid, presumed from what it says of others (`presumed_when` in the
vocabulary).

Only what is stated counts: a presumption rests on no other presumption. The first rule that holds,
in the order of the file, gives the fact; any statement on the fact itself, even a partial one,
takes its place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from engine.facts.atoms import atoms_of, settled
from engine.facts.possible import answers
from engine.facts.values import known_of
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
    walk,
)
from engine.model.fact import FactDefinition, PresumedWhen
from engine.model.knowledge import Exactly, StatedFact
from engine.model.literal import Atom
from engine.model.outcome import Standing


def presume(
    stated: dict[str, StatedFact],
    facts: Mapping[str, FactDefinition],
    day: date | None = None,
    disputed: Collection[str] = (),
) -> None:
    """Adds to `stated` the facts that it leaves unsaid and that the vocabulary presumes from it, on
    the day of the facts; on an unknown day, as it presumes last. A disputed one is not unsaid.
    """
    found: list[StatedFact] = []
    for fact in facts.values():
        if not fact.presumed_when or fact.id in stated or fact.id in disputed:
            continue
        for i, rule in enumerate(fact.presumed_when):
            applies = rule.covers(day or date.max) and holds(rule.condition, stated)
            known = known_of(rule.value, fact, fact.id) if applies else None
            if known is not None:
                found.append(StatedFact(fact.id, known, Standing.PRESUMED, f"presumed_when[{i}]"))
                break
    stated.update((fact.fact, fact) for fact in found)


def would_presume(
    fact: FactDefinition, stated: Mapping[str, StatedFact], facts: Mapping[str, FactDefinition]
) -> frozenset[str]:
    """The facts not stated of which one answer, by itself, would have the fact presumed."""
    found: set[str] = set()
    for rule in fact.presumed_when:
        tests = [t for t in walk(rule.condition) if isinstance(t, IsTrue | IsOneOf | IncludesAny | Within)]
        for name in {t.fact for t in tests} - stated.keys():
            atoms = atoms_of([t for t in tests if t.fact == name], facts).all
            answers_ = (StatedFact(name, Exactly(value)) for value in answers(facts[name], atoms))
            if any(holds(rule.condition, {**stated, name: answer}) for answer in answers_):
                found.add(name)
    return frozenset(found)


def rule_behind(stated: StatedFact, fact: FactDefinition) -> PresumedWhen | None:
    """The rule that presumed a fact; None when somebody stated it."""
    source = stated.source
    if source is None or not fact.presumed_when:
        return None
    return next((r for i, r in enumerate(fact.presumed_when) if source == f"presumed_when[{i}]"), None)


def holds(condition: Condition, stated: Mapping[str, StatedFact]) -> bool | None:
    """Whether what is stated meets a condition, read part by part; None when it is not said."""
    match condition:
        case All(parts):
            return _count(parts, len(parts), stated)
        case AnyOf(parts):
            return _count(parts, 1, stated)
        case AtLeast(count, parts):
            return _count(parts, count, stated)
        case Not(part):
            found = holds(part, stated)
            return None if found is None else not found
        case NotionRef():
            return None  # a notion is read at a date, and a statement has none: a check refuses it
        case _:
            return _compare(condition, stated)


def _count(parts: tuple[Condition, ...], wanted: int, stated: Mapping[str, StatedFact]) -> bool | None:
    found = [holds(part, stated) for part in parts]
    if found.count(True) >= wanted:
        return True
    return False if len(found) - found.count(False) < wanted else None


def _compare(test: IsTrue | IsOneOf | IncludesAny | Within, stated: Mapping[str, StatedFact]) -> bool | None:
    fact = stated.get(test.fact)
    if fact is None:
        return None
    match test:
        case IsTrue(name, value):
            found = settled(Atom(name, "true"), fact.knowledge)
            return None if found is None else found is value
        case IsOneOf(name, values):
            return settled(Atom(name, "is", values), fact.knowledge)
        case IncludesAny(name, members):
            return settled(Atom(name, "has", members), fact.knowledge)
        case Within(name, lower, upper):
            reached = True if lower is None else settled(Atom(name, "from", threshold=lower), fact.knowledge)
            passed = False if upper is None else settled(Atom(name, "from", threshold=upper), fact.knowledge)
            if reached is False or passed is True:
                return False
            return None if reached is None or passed is None else True
