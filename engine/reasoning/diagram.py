"""One reduced decision diagram per formula, built with `dd` and kept as plain tuples.

With `C` the constraints between the atoms of each fact (engine.facts.atoms), a formula `f` is kept
as two diagrams: `sufficient` = not C or f (true exactly when the formula is), `contrary` = not C or
not f (when its negation is).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from engine.cache import TwoGenerationCache
from engine.facts.atoms import Atoms, atoms_of, by_fact
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
    Test,
    Within,
    walk,
)
from engine.model.fact import FactDefinition
from engine.model.literal import Atom, FactLiteral
from engine.reasoning.bdd import BDD
from engine.reasoning.implicants import prime_implicants

DIAGRAMS = 4_000
"""Formulas remembered per generation: those of a law twice as large as the one that is shipped."""
FALSE, TRUE = 0, 1
Node: TypeAlias = tuple[int, int, int]
Notions: TypeAlias = Mapping[str, Condition]
"""The condition of each notion at the date considered."""


@dataclass(frozen=True, slots=True)
class Diagram:
    """A reduced ordered decision diagram.

    `nodes[i]` is (position in `atoms`, low, high); indices 0 and 1 are false and true.
    """

    atoms: tuple[Atom, ...]
    nodes: tuple[Node, ...]
    root: int


@dataclass(frozen=True, slots=True)
class Formula:
    """A compiled condition: its diagrams and the minimal sets of literals that settle it, either
    way.
    """

    sufficient: Diagram
    contrary: Diagram
    reasons_for: tuple[tuple[FactLiteral, ...], ...]
    reasons_against: tuple[tuple[FactLiteral, ...], ...]

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """The atoms that can matter."""
        return tuple(sorted({*self.sufficient.atoms, *self.contrary.atoms}, key=lambda a: a.order))


def expand(condition: Condition, notions: Notions) -> Condition:
    """The condition with every notion replaced by its own condition."""
    match condition:
        case NotionRef(notion):
            return expand(notions[notion], notions)
        case All(parts):
            return All(tuple(expand(p, notions) for p in parts))
        case AnyOf(parts):
            return AnyOf(tuple(expand(p, notions) for p in parts))
        case AtLeast(count, parts):
            return AtLeast(count, tuple(expand(p, notions) for p in parts))
        case Not(part):
            return Not(expand(part, notions))
        case _:
            return condition


@dataclass(frozen=True, slots=True)
class _Diagram:
    """A condition in a `dd` manager: its formula `f`, the constraints `c` of its facts, and its
    atoms by variable name.
    """

    manager: Any
    f: Any
    c: Any
    atoms: Atoms
    levels: Mapping[str, Atom]


class _Question(NamedTuple):
    """All that a diagram hangs on: a condition without notions, and of each of its facts what tells
    its values apart.
    """

    condition: Condition
    facts: tuple[tuple[str, str, tuple[str, ...], int | None, int | None], ...]


_FORMULAS: TwoGenerationCache[Formula] = TwoGenerationCache(DIAGRAMS)
_POSSIBLE: TwoGenerationCache[bool] = TwoGenerationCache(DIAGRAMS)


def _question(condition: Condition, notions: Notions, facts: Mapping[str, FactDefinition]) -> _Question:
    expanded = expand(condition, notions)
    asked = sorted({test.fact for test in _tests(expanded)})
    defined = [facts[name] for name in asked]
    return _Question(expanded, tuple((fact.id, fact.type, tuple(fact.values), fact.min, fact.max) for fact in defined))


def _tests(expanded: Condition) -> Iterator[Test]:
    return (part for part in walk(expanded) if isinstance(part, IsTrue | IsOneOf | IncludesAny | Within))


def _in_manager(expanded: Condition, facts: Mapping[str, FactDefinition]) -> _Diagram:
    atoms = atoms_of(_tests(expanded), facts)
    manager = BDD()
    manager.configure(reordering=False)
    names = {atom: f"v{i:03}" for i, atom in enumerate(atoms.all)}
    manager.declare(*names.values())
    variables = {atom: manager.var(name) for atom, name in names.items()}
    f = _build(manager, variables, atoms, expanded)
    c = _constraints(manager, variables, atoms, facts)
    return _Diagram(manager, f, c, atoms, {name: atom for atom, name in names.items()})


def compile_formula(condition: Condition, notions: Notions, facts: Mapping[str, FactDefinition]) -> Formula:
    """The formula of a condition, its notions being read in `notions`; remembered, for a law is
    checked, then opened, and the next edition has nearly all its conditions.

    Raises:
        TooManyReasons: the condition has more minimal reasons than rules can hold.
    """
    question = _question(condition, notions, facts)
    return _FORMULAS[question] or _FORMULAS.put(question, _formula(question.condition, facts))


def _formula(expanded: Condition, facts: Mapping[str, FactDefinition]) -> Formula:
    built = _in_manager(expanded, facts)
    sufficient, contrary = ~built.c | built.f, ~built.c | ~built.f
    return Formula(
        sufficient=_flatten(built.manager, sufficient, built.levels),
        contrary=_flatten(built.manager, contrary, built.levels),
        reasons_for=prime_implicants(built.manager, sufficient, built.c, built.levels, built.atoms),
        reasons_against=prime_implicants(built.manager, contrary, built.c, built.levels, built.atoms),
    )


def can_hold(condition: Condition, notions: Notions, facts: Mapping[str, FactDefinition]) -> bool:
    """Whether some values of the facts make the condition true; remembered too."""
    question = _question(condition, notions, facts)
    possible = _POSSIBLE[question]
    if possible is None:
        built = _in_manager(question.condition, facts)
        possible = _POSSIBLE.put(question, bool((built.c & built.f) != built.manager.false))
    return possible


def _build(manager: Any, variables: Mapping[Atom, Any], atoms: Atoms, condition: Condition) -> Any:
    match condition:
        case All(parts):
            return _fold(manager, "and", [_build(manager, variables, atoms, p) for p in parts])
        case AnyOf(parts):
            return _fold(manager, "or", [_build(manager, variables, atoms, p) for p in parts])
        case Not(part):
            return ~_build(manager, variables, atoms, part)
        case AtLeast(count, parts):
            return _at_least(manager, count, [_build(manager, variables, atoms, p) for p in parts])
        case IsTrue(_, value):
            (atom,) = atoms.of[condition]
            return variables[atom] if value else ~variables[atom]
        case IsOneOf() | IncludesAny():
            return _fold(manager, "or", [variables[a] for a in atoms.of[condition]])
        case Within(_, lower, upper):
            bounds = [variables[a] for a in atoms.of[condition]]
            node = manager.true
            if lower is not None:
                node = bounds.pop(0)
            return node & ~bounds[0] if upper is not None else node
    raise TypeError(condition)


def _fold(manager: Any, operator: str, nodes: Iterable[Any]) -> Any:
    result = manager.true if operator == "and" else manager.false
    for node in nodes:
        result = manager.apply(operator, result, node)
    return result


def _at_least(manager: Any, count: int, nodes: list[Any]) -> Any:
    """Counts with one diagram per number of parts already true."""
    reached = [manager.true] + [manager.false] * count
    for node in nodes:
        reached = [manager.true] + [(node & reached[i - 1]) | reached[i] for i in range(1, count + 1)]
    return reached[count]


def _constraints(manager: Any, variables: Mapping[Atom, Any], atoms: Atoms, facts: Mapping[str, FactDefinition]) -> Any:
    c = manager.true
    for fact, group in by_fact(atoms.all).items():
        nodes = [variables[a] for a in group]
        if group[0].kind == "is":
            for i, first in enumerate(nodes):
                for second in nodes[i + 1 :]:
                    c &= ~(first & second)
            if fact in atoms.exhausted:
                c &= _fold(manager, "or", nodes)
        elif group[0].kind == "from":
            for lower, higher in itertools.pairwise(nodes):
                c &= ~higher | lower
            low, high = facts[fact].min, facts[fact].max
            for atom, node in zip(group, nodes, strict=True):
                if low is not None and isinstance(atom.threshold, int) and atom.threshold <= low:
                    c &= node
                if high is not None and isinstance(atom.threshold, int) and atom.threshold > high:
                    c &= ~node
    return c


def _flatten(manager: Any, root: Any, levels: Mapping[str, Atom]) -> Diagram:
    """The diagram as tuples, atoms not in its support left out."""
    support = sorted(manager.support(root))
    positions = {name: i for i, name in enumerate(support)}
    nodes: list[Node] = [(-1, FALSE, FALSE), (-1, TRUE, TRUE)]
    seen: dict[int, int] = {int(manager.false): FALSE, int(manager.true): TRUE}
    index: dict[Node, int] = {}

    def visit(node: Any) -> int:
        key = int(node)
        if key not in seen:
            low, high = cofactors(node)
            entry = (positions[node.var], visit(low), visit(high))
            if entry not in index:
                index[entry] = len(nodes)
                nodes.append(entry)
            seen[key] = index[entry]
        return seen[key]

    top = visit(root)
    return Diagram(tuple(levels[name] for name in support), tuple(nodes), top)


def cofactors(node: Any) -> tuple[Any, Any]:
    """The diagram when its first variable is false, and when it is true (`dd` keeps negations on
    edges).
    """
    return (~node.low, ~node.high) if node.negated else (node.low, node.high)
