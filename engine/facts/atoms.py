"""The comparisons of a formula as boolean atoms, and how the atoms of one fact constrain each
other.

Values that no comparison of the formula tells apart share one atom: where a formula tests `acces`
for « ouvert ou lieu public » and for « groupe fermé », two atoms suffice, and they exclude each
other. Integers and dates give one atom per threshold, each implied by the higher ones. The grouping
keeps the three values exact even when a fact is only partly known (docs/semantics.md, section 2),
with far fewer rules than one atom per value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.model.condition import IncludesAny, IsOneOf, IsTrue, Test, Within
from engine.model.fact import FactDefinition
from engine.model.knowledge import Between, Exactly, Knowledge, Members, OneOf
from engine.model.literal import Atom, FactLiteral


@dataclass(frozen=True, slots=True)
class Atoms:
    """The atoms of one formula, in order, and those each comparison is made of."""

    all: tuple[Atom, ...]
    of: Mapping[Test, tuple[Atom, ...]]
    """`IsOneOf` and `IncludesAny`: the comparison is their disjunction.

    `Within`: lower bound, then upper, where given.
    """
    exhausted: frozenset[str]
    """Choices of which the atoms cover every value: one of them must hold."""


def atoms_of(tests: Iterable[Test], facts: Mapping[str, FactDefinition]) -> Atoms:
    """Groups the comparisons of a formula into as few atoms as tell their values apart."""
    by_fact: dict[str, list[Test]] = {}
    for test in dict.fromkeys(tests):
        by_fact.setdefault(test.fact, []).append(test)
    of: dict[Test, tuple[Atom, ...]] = {}
    exhausted: set[str] = set()
    rests: list[Atom] = []
    for fact, group in by_fact.items():
        classes = _classes(group)
        for test in group:
            match test:
                case IsTrue():
                    of[test] = (Atom(fact, "true"),)
                case Within(_, lower, upper):
                    of[test] = tuple(Atom(fact, "from", threshold=b) for b in (lower, upper) if b is not None)
                case IsOneOf(_, values):
                    of[test] = tuple(Atom(fact, "is", c) for c in classes if c[0] in values)
                case IncludesAny(_, members):
                    of[test] = tuple(Atom(fact, "has", c) for c in classes if c[0] in members)
        if facts[fact].type == "choice":
            rest = tuple(v for v in facts[fact].values if not any(v in c for c in classes))
            if rest and len(classes) > 1:  # else « one of these two » could settle the formula without settling an atom
                rests.append(Atom(fact, "is", rest))
            if not rest or len(classes) > 1:
                exhausted.add(fact)
    every = sorted({atom for group_atoms in of.values() for atom in group_atoms} | set(rests), key=lambda a: a.order)
    return Atoms(tuple(every), of, frozenset(exhausted))


def _classes(tests: list[Test]) -> list[tuple[str, ...]]:
    """The values named by the tests, those always named together in one class."""
    named: dict[str, list[int]] = {}
    for i, test in enumerate(tests):
        keys = test.values if isinstance(test, IsOneOf) else test.members if isinstance(test, IncludesAny) else ()
        for key in dict.fromkeys(keys):
            named.setdefault(key, []).append(i)
    groups: dict[tuple[int, ...], list[str]] = {}
    for key in sorted(named):
        groups.setdefault(tuple(named[key]), []).append(key)
    return [tuple(group) for group in groups.values()]


def settled(atom: Atom, known: Knowledge) -> bool | None:
    """The truth value of an atom under the knowledge of its fact: None when it is not settled."""
    match atom.kind, known:
        case "true", Exactly(value):
            return value is True
        case "is", Exactly(value):
            return value in atom.keys
        case "is", OneOf(values):
            return True if values <= frozenset(atom.keys) else False if values.isdisjoint(atom.keys) else None
        case "has", Exactly(frozenset() as members):
            return not members.isdisjoint(atom.keys)
        case "has", Members(includes, excludes):
            return True if not includes.isdisjoint(atom.keys) else False if excludes >= frozenset(atom.keys) else None
        case "from", Exactly(value):
            return value >= atom.threshold  # type: ignore[operator]
        case "from", Between(lower, upper):
            if lower is not None and lower >= atom.threshold:  # type: ignore[operator]
                return True
            return False if upper is not None and upper < atom.threshold else None  # type: ignore[operator]
    raise TypeError(f"{known!r} does not fit {atom.name}")


def consequences(literal: FactLiteral, atoms: Atoms) -> Iterator[FactLiteral]:
    """The literals that a literal entails about the other atoms of its fact, by the type of the
    fact alone.
    """
    atom, holds = literal.atom, literal.holds
    others = [other for other in atoms.all if other.fact == atom.fact and other != atom]
    for other in others:
        if atom.kind == "is" and holds:
            yield FactLiteral(other, False)
        elif atom.kind == "is" and atom.fact in atoms.exhausted and len(others) == 1:
            yield FactLiteral(other, True)
        elif atom.kind == "from" and (other.threshold < atom.threshold) is holds:  # type: ignore[operator]
            yield FactLiteral(other, holds)


def by_fact(atoms: Iterable[Atom]) -> Mapping[str, tuple[Atom, ...]]:
    """Atoms grouped by their fact, in order."""
    groups: dict[str, list[Atom]] = {}
    for atom in atoms:
        groups.setdefault(atom.fact, []).append(atom)
    return {fact: tuple(group) for fact, group in groups.items()}
