"""Values a fact could take: the answers to a question, and a value that satisfies given
literals.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from engine.facts.atoms import settled
from engine.model.countries import ELSEWHERE
from engine.model.fact import FactDefinition, Value
from engine.model.knowledge import Between, Exactly, Knowledge, Members, OneOf
from engine.model.literal import Atom, FactLiteral

MAX_SETS = 64
"""Sets tried for one fact of a counterfactual."""


def answers(fact: FactDefinition, atoms: Iterable[Atom]) -> list[Value]:
    """One value for each answer that the atoms can tell apart, plus every listed value of a
    choice.
    """
    mine = [a for a in atoms if a.fact == fact.id]
    match fact.type:
        case "boolean":
            return [True, False]
        case "choice":
            return list(fact.values)
        case "set":
            named = [v for v in fact.values if any(v in a.keys for a in mine)]
            return [*(frozenset({v}) for v in named), frozenset()]
        case "country" | "language":
            codes: list[Value] = [*sorted({k for a in mine for k in a.keys})]
            return [*codes, ELSEWHERE if fact.type == "country" else "zz"]
        case _:
            return _numbers(fact, mine)


def agrees(value: Value, known: Knowledge) -> bool:
    """Whether a value is among those that what is known allows."""
    match known:
        case Exactly(exact):
            return value == exact
        case Between(lower, upper):
            return (lower is None or value >= lower) and (upper is None or value <= upper)  # type: ignore[operator]
        case OneOf(values):
            return value in values
        case Members(includes, excludes):
            return isinstance(value, frozenset) and includes <= value and excludes.isdisjoint(value)


def answers_left(fact: FactDefinition, atoms: Iterable[Atom], known: Knowledge | None) -> list[Value]:
    """The answers that what is already known of the fact leaves possible."""
    options = answers(fact, atoms)
    if isinstance(known, Members):
        sets = [value | known.includes for value in options if isinstance(value, frozenset)]
        return [value for value in dict.fromkeys(sets) if agrees(value, known)]
    return [value for value in options if known is None or agrees(value, known)]


def every_answer(fact: FactDefinition, atoms: Iterable[Atom], known: Knowledge | None) -> list[Value]:
    """As `answers_left`, with every combination of a set's members (one of each class that the
    atoms tell apart).
    """
    mine = [a for a in atoms if a.fact == fact.id]
    if fact.type != "set":
        return answers_left(fact, mine, known)
    options: list[frozenset[str]] = [known.includes if isinstance(known, Members) else frozenset()]
    never = known.excludes if isinstance(known, Members) else frozenset()
    for atom in mine:
        free = next((k for k in atom.keys if k not in never), None)
        if free is not None:
            options += [value | {free} for value in options]
    return list(dict.fromkeys(options))


def values_for(fact: FactDefinition, literals: Iterable[FactLiteral], known: Knowledge | None = None) -> list[Value]:
    """The values of the fact that satisfy every literal on it, those within what is known first;
    empty when none does.
    """
    wanted = [lit for lit in literals if lit.atom.fact == fact.id]
    if fact.type == "set":
        options: list[Value] = list(_sets(wanted, known))
    else:
        options = [
            value
            for value in answers(fact, [lit.atom for lit in wanted])
            if all(settled(lit.atom, Exactly(value)) is lit.holds for lit in wanted)
        ]
    return sorted(options, key=lambda v: known is not None and not agrees(v, known))


def _sets(wanted: list[FactLiteral], known: Knowledge | None) -> Iterator[frozenset[str]]:
    """A smallest set that has what must be there and nothing that must not, for each choice of
    members.
    """
    never = {k for lit in wanted if not lit.holds for k in lit.atom.keys}
    base = (known.includes if isinstance(known, Members) else frozenset()) - never
    needed = [lit for lit in wanted if lit.holds and base.isdisjoint(lit.atom.keys)]
    free = [[k for k in lit.atom.keys if k not in never] for lit in needed]
    yield from dict.fromkeys(
        base | frozenset(chosen) for chosen in itertools.islice(itertools.product(*free), MAX_SETS)
    )


def _numbers(fact: FactDefinition, atoms: list[Atom]) -> list[Value]:
    values: list[Value] = []
    for atom in sorted(atoms, key=lambda a: a.order):
        threshold = atom.threshold
        if isinstance(threshold, date):
            values += [threshold - timedelta(days=1), threshold]
        elif isinstance(threshold, int):
            values += [threshold - 1, threshold]
    low = fact.min if fact.min is not None else None
    high = fact.max if fact.max is not None else None
    return [
        v
        for v in dict.fromkeys(values)
        if not isinstance(v, int) or ((low is None or v >= low) and (high is None or v <= high))
    ]
