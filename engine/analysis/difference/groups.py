"""States of knowledge of the facts that two laws compare, each fact cut into the classes of values
that no comparison of either tells apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

from engine.facts.atoms import by_fact, settled
from engine.model.countries import ELSEWHERE
from engine.model.fact import FactDefinition, Value
from engine.model.knowledge import Exactly
from engine.model.literal import Atom

Facts: TypeAlias = Mapping[str, FactDefinition]
Shape: TypeAlias = Literal["any", "run", "whole"]
"""Which sets of classes a statement can leave possible: any (a choice), consecutive ones (a number,
a date), one or all (a country, a language).
"""


@dataclass(frozen=True, slots=True)
class ValueClass:
    """Class of values that every comparison treats alike: the least of them, in vocabulary order,
    stands for all.

    `low`, `high`: for numbers and dates, the bounds of the class, included; None does not limit.
    """

    members: tuple[str, ...]
    value: Value
    low: int | date | None = None
    high: int | date | None = None


@dataclass(frozen=True, slots=True)
class ClassGroup:
    """Unknown with finitely many classes of values: a fact, or one class of members of a set fact.

    `member`: the members of a set that it is about; its two classes are then « one of them is
    there » and « none is ».
    """

    fact: str
    classes: tuple[ValueClass, ...]
    shape: Shape
    member: tuple[str, ...] = ()


def groups_of(atoms: Iterable[Atom], facts: Facts) -> Mapping[str, tuple[ClassGroup, ...]]:
    """The unknowns of each fact that atoms look at: several for a set, one for any other."""
    return {fact: _groups(facts[fact], own) for fact, own in by_fact(sorted(set(atoms), key=lambda a: a.order)).items()}


def atom_value(atom: Atom, one: ValueClass) -> bool:
    """Whether an atom holds of the values of a class of its fact."""
    return settled(atom, Exactly(one.value)) is True


def _groups(fact: FactDefinition, atoms: Sequence[Atom]) -> tuple[ClassGroup, ...]:
    match fact.type:
        case "boolean":
            return (ClassGroup(fact.id, (ValueClass((), True), ValueClass((), False)), "any"),)
        case "choice":
            return (ClassGroup(fact.id, _choices(fact.values, atoms), "any"),)
        case "country" | "language":
            other = ELSEWHERE if fact.type == "country" else "zz"
            named = dict.fromkeys([*(key for atom in atoms for key in atom.keys), other])
            return (ClassGroup(fact.id, _choices(named, atoms), "whole"),)
        case "set":
            return tuple(_members(fact, atoms))
        case "integer" | "date":
            return (ClassGroup(fact.id, _runs(fact, atoms), "run"),)


def _choices(values: Iterable[str], atoms: Sequence[Atom]) -> tuple[ValueClass, ...]:
    alike: dict[tuple[bool, ...], list[str]] = {}
    for value in values:
        alike.setdefault(tuple(value in atom.keys for atom in atoms), []).append(value)
    return tuple(ValueClass(tuple(members), members[0]) for members in alike.values())


def _members(fact: FactDefinition, atoms: Sequence[Atom]) -> Iterable[ClassGroup]:
    alike: dict[tuple[bool, ...], list[str]] = {}
    for value in fact.values:
        signature = tuple(value in atom.keys for atom in atoms)
        if any(signature):
            alike.setdefault(signature, []).append(value)
    for members in alike.values():
        there = ValueClass(tuple(members), frozenset({members[0]}))
        yield ClassGroup(fact.id, (there, ValueClass((), frozenset())), "any", tuple(members))


def _runs(fact: FactDefinition, atoms: Sequence[Atom]) -> tuple[ValueClass, ...]:
    """The stretches between thresholds, lowest first, within the bounds of the fact."""
    thresholds = [t for t in dict.fromkeys(atom.threshold for atom in atoms) if t is not None]
    edges: list[int | date | None] = [fact.min, *sorted(thresholds, key=_ordinal)]
    runs: list[ValueClass] = []
    for low, after in zip(edges, [*edges[1:], None], strict=True):
        high = fact.max if after is None else _before(after)
        if fact.min is not None and (high is not None and _ordinal(high) < fact.min):
            continue
        if fact.max is not None and low is not None and _ordinal(low) > fact.max:
            continue
        bounded = fact.min if fact.min is not None and (low is None or _ordinal(low) < fact.min) else low
        value = bounded if bounded is not None else high
        if value is None:  # no threshold at all, and no bound
            value = date.min if fact.type == "date" else 0
        runs.append(ValueClass((), value, bounded, high))
    return tuple(runs)


def _ordinal(value: int | date) -> int:
    return value.toordinal() if isinstance(value, date) else value


def _before(value: int | date) -> int | date:
    return value - timedelta(days=1) if isinstance(value, date) else value - 1
