"""R601, counted without compiling anything: how large a condition is once its notions are written
out.

A ruleset that passes may only cost bounded time: each condition has at most MAX_LEAVES comparisons
on MAX_ATOMS values, and a diagram of MAX_WIDTH nodes. `ceilings` then judges, exactly, the rules it
compiles to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.facts.atoms import atoms_of
from engine.language.checks.conditions import conditions_of, vocabulary
from engine.language.checks.notion_cycles import in_order
from engine.language.checks.widths import SMALL, Wordings, width
from engine.language.project import Definition, Project
from engine.model.condition import (
    All,
    AnyOf,
    AtLeast,
    Condition,
    IncludesAny,
    IsOneOf,
    Not,
    NotionRef,
    Test,
    Within,
    walk,
)
from engine.model.fact import FactDefinition
from engine.model.law import Notion, Offence
from engine.reasoning.partitions import MAX_ATOMS
from textfile.diagnostics import Diagnostic

MAX_LEAVES = 64
MAX_NESTED = 20
"""Notions that name one another, one under the other."""
MAX_VALUES = 2_000
"""Values named in one condition, repeats counted."""
MAX_WIDTH = 4_000
HINT = "la scinder en deux éléments"


@dataclass(frozen=True, slots=True)
class Size:
    """A condition with its notions written out: comparisons (repeats counted), notions one under
    the other, the comparisons.

    Over the limits, `tests` is left empty: the condition is refused already.
    """

    leaves: int
    nested: int
    tests: frozenset[Test]


def conditions_are_bounded(project: Project) -> Iterator[Diagnostic]:
    """Checks that every condition, and the characteristic elements of every version together, are
    within bounds.
    """
    facts = vocabulary(project)
    notions = {n.value.id: n.value for n in project.notions}
    sizes = sizes_of(notions)
    conditions: Wordings = {name: tuple(v.condition for v in notion.versions) for name, notion in notions.items()}
    told: set[str] = set()
    measured: dict[int, Size] = {}  # by identity: comparing conditions costs more than measuring them
    for item in conditions_of(project):
        size = measured[id(item.condition)] = size_of(item.condition, sizes)
        exceeded = _exceeded(size, facts)
        if exceeded is None and size.leaves > SMALL:
            bound = width(item.condition, size.tests, conditions, facts, MAX_WIDTH)
            exceeded = "trop de combinaisons de ses parties" if bound > MAX_WIDTH else None
        if exceeded is not None:
            within = {part.notion for part in walk(item.condition) if isinstance(part, NotionRef)}
            if not within & told:  # else told where it can be mended
                yield Diagnostic(
                    "R601", item.home.place(*item.path), f"{item.owner} : condition trop grande, {exceeded}", HINT
                )
            if isinstance(item.home.value, Notion):
                told.add(item.home.value.id)
    if not told:
        for offence in project.offences:
            yield from _characteristic(offence, measured, facts)


def sizes_of(notions: Mapping[str, Notion]) -> dict[str, Size]:
    """The size of each notion, at its largest over its versions; none may be in a circle."""
    sizes: dict[str, Size] = {}
    for name in in_order(notions)[0]:
        found = [size_of(version.condition, sizes) for version in notions[name].versions]
        sizes[name] = _size(max(s.leaves for s in found), max(s.nested for s in found) + 1, found)
    return sizes


def size_of(condition: Condition, sizes: Mapping[str, Size]) -> Size:
    """The size of a condition, its notions being measured already."""
    leaves, nested = 0, 0
    tests: set[Test] = set()
    parts: list[Size] = []
    todo = [condition]
    while todo:
        part = todo.pop()
        match part:
            case All(inside) | AnyOf(inside) | AtLeast(_, inside):
                todo.extend(inside)
            case Not(inside):
                todo.append(inside)
            case NotionRef(notion):
                size = sizes[notion]
                leaves, nested = leaves + size.leaves, max(nested, size.nested)
                parts.append(size)
            case test:
                leaves += 1
                tests.add(test)
    return _size(leaves, nested, [*parts, Size(len(tests), 0, frozenset(tests))])


def atoms_count(tests: frozenset[Test], facts: Mapping[str, FactDefinition]) -> int:
    """The number of atoms some comparisons are made of; an upper bound where that is low enough
    already.
    """
    rough = sum(_values(test) for test in tests)
    return rough if rough <= MAX_ATOMS else len(atoms_of(sorted(tests, key=repr), facts).all)


def _size(leaves: int, nested: int, parts: Iterable[Size]) -> Size:
    small = leaves <= MAX_LEAVES and nested <= MAX_NESTED
    tests = frozenset().union(*(part.tests for part in parts)) if small else frozenset()
    return Size(min(leaves, 10**9), nested, tests)


def _exceeded(size: Size, facts: Mapping[str, FactDefinition]) -> str | None:
    if size.nested > MAX_NESTED:
        return f"{size.nested} notions l'une sous l'autre (au plus {MAX_NESTED})"
    if size.leaves > MAX_LEAVES:
        return f"{size.leaves} comparaisons, notions comprises (au plus {MAX_LEAVES})"
    if sum(_values(test) for test in size.tests) > MAX_VALUES:
        return f"plus de {MAX_VALUES} valeurs"
    atoms = atoms_count(size.tests, facts)
    return f"{atoms} valeurs et seuils à distinguer (au plus {MAX_ATOMS})" if atoms > MAX_ATOMS else None


def _values(test: Test) -> int:
    match test:
        case IsOneOf(_, values) | IncludesAny(_, values):
            return len(values) + 1  # and one for all the others
        case Within():
            return 2
        case _:
            return 1


def _characteristic(
    offence: Definition[Offence], measured: Mapping[int, Size], facts: Mapping[str, FactDefinition]
) -> Iterator[Diagnostic]:
    """Evocation of an offence, as one formula: any comparison of its characteristic elements."""
    for i, version in enumerate(offence.value.versions):
        core = [offence.value.elements[name] for name in version.elements if offence.value.elements[name].core]
        tests = frozenset[Test]().union(*(measured[id(element.condition)].tests for element in core))
        if sum(_values(test) for test in tests) > MAX_VALUES or atoms_count(tests, facts) > MAX_ATOMS:
            message = (
                f"version `{version.id}` : ses éléments caractéristiques ont plus de {MAX_ATOMS} comparaisons en tout"
            )
            hint = "n'écrire `core: true` que sur ceux qui évoquent l'infraction"
            yield Diagnostic("R601", offence.place("versions", i, "elements"), message, hint)
