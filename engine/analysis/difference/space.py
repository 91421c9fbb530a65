"""Diagrams over states of knowledge: for each formula, the states in which it is established, and
those in which it is refuted.

A state says of each class of values whether it is still possible. A formula is established when it
is true of every choice among possible classes: since facts are known independently, a diagram of
the formula turns into one over states, a conjunction for each branch (docs/semantics.md, section
2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from engine.analysis.difference.groups import ClassGroup, Facts, ValueClass, atom_value, groups_of
from engine.analysis.difference.state_diagrams import Node, StateDiagrams
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
)
from engine.model.fact import FactDefinition
from engine.model.literal import Atom
from engine.reasoning.diagram import FALSE, TRUE, Diagram, Formula


class FormulaStates(NamedTuple):
    """The states that establish a formula, and those that refute it."""

    established: Node
    refuted: Node


class StateVariable(NamedTuple):
    """Variable of a state: a class of a group is possible."""

    group: ClassGroup
    place: int


class StateSpace:
    """The states of knowledge that some atoms tell apart, under a vocabulary wide enough for all of
    them.
    """

    def __init__(self, atoms: Iterable[Atom], facts: Facts, diagrams: StateDiagrams) -> None:
        self.facts = facts
        self.groups = groups_of(atoms, facts)
        self.diagrams = diagrams
        self.true: Node = diagrams.true
        """All states."""
        self.false: Node = ~self.true
        """No state."""
        self._constants = self.true, self.false
        self.variables: list[StateVariable] = []
        self._bits: dict[tuple[str, int, int], Node] = {}
        self._places: list[tuple[str, int, int]] = []
        for fact in self.groups:
            for rank, group in enumerate(self.groups[fact]):
                for place in range(len(group.classes)):
                    self._bits[fact, rank, place] = diagrams.variable(len(self.variables))
                    self.variables.append(StateVariable(group, place))
                    self._places.append((fact, rank, place))

    def stated(self, fact: str) -> Node:
        """The states in which something is known of a fact."""
        unknown = self.true
        for rank, group in enumerate(self.groups[fact]):
            for place in range(len(group.classes)):
                unknown &= self._bits[fact, rank, place]
        return ~unknown

    def all_of(self, nodes: Iterable[Node]) -> Node:
        """The states common to all."""
        result = self.true
        for node in nodes:
            result = result & node
        return result

    def any_of(self, nodes: Iterable[Node]) -> Node:
        """The states of any."""
        result = self.false
        for node in nodes:
            result = result | node
        return result

    def differing(self, one: Node, other: Node) -> Node:
        """The states of one of two sets alone."""
        return (one & ~other) | (other & ~one)

    def holds(self, node: Node, possible: Mapping[tuple[str, int], frozenset[int]]) -> bool:
        """Whether a state is one of a set: the places of the classes still possible, by fact and
        group, where any is ruled out.
        """
        while node not in self._constants:
            fact, rank, place = self._places[self.diagrams.first(node)]
            ruled_out = place not in possible.get((fact, rank), (place,))
            node = self.diagrams.branches(node)[not ruled_out]
        return bool(node == self.true)

    def place_of(self, variable: int) -> tuple[str, int, int]:
        """The fact, the rank of the group and the place of the class of a variable."""
        return self._places[variable]

    def whatever(self, fact: str, rank: int, states: Node) -> Node:
        """The states that are of a set once something else is known of a group, or nothing."""
        numbers = [n for n, place in enumerate(self._places) if place[:2] == (fact, rank)]
        return self.diagrams.exists(states, numbers)

    def only(self, fact: str, rank: int, place: int) -> Node:
        """The states in which one class of a group is possible, and no other."""
        others = (n for n in range(len(self.groups[fact][rank].classes)) if n != place)
        return self.all_of(~self._bits[fact, rank, n] for n in others) & self._bits[fact, rank, place]

    def open(self, fact: str, rank: int) -> Node:
        """The states in which nothing is known of a group."""
        return self.all_of(self._bits[fact, rank, n] for n in range(len(self.groups[fact][rank].classes)))

    def possible(self, fact: str, rank: int, place: int) -> Node:
        """The states in which a class of a group is possible."""
        return self._bits[fact, rank, place]


class LawSpace:
    """The formulas of one law over the states of a space that may hold another's.

    A value that the vocabulary of this law does not have cannot be said in its words: of a choice,
    a state in which it is possible says nothing; of a set, the member is left out.

    `unreadable`: facts that no state can say in its words; nothing is known of them.
    """

    def __init__(self, space: StateSpace, facts: Facts, unreadable: frozenset[str] = frozenset()) -> None:
        self._space, self._facts, self._unreadable = space, facts, unreadable
        self._formulas: dict[int, tuple[Formula, FormulaStates]] = {}
        self._closed: dict[str, Node] = {}
        self._foreign = {fact: self._foreign_places(fact) for fact in space.groups if fact in facts}

    def settled(self, formula: Formula) -> FormulaStates:
        """When a formula is established, and when it is refuted."""
        known = self._formulas.get(id(formula))
        if known is None:
            made = FormulaStates(self._every(formula.sufficient), self._every(formula.contrary))
            known = self._formulas[id(formula)] = (formula, made)  # held, so that its address stays its own
        return known[1]

    def closed(self, names: Iterable[str]) -> Node:
        """The states of which the vocabulary presumes nothing more, of these facts: what would be
        presumed is stated.
        """
        return self._space.all_of(self._closed_of(name) for name in names)

    def _closed_of(self, name: str) -> Node:
        if name not in self._closed:
            rules = self._facts[name].presumed_when if name in self._facts and name in self._space.groups else ()
            self._closed[name] = self._space.all_of(
                ~self._said(rule.condition, self._facts)[0] | self._space.stated(name) for rule in rules
            )
        return self._closed[name]

    def _foreign_places(self, fact: str) -> frozenset[int]:
        """The classes of a choice of which this vocabulary has no value."""
        if self._facts[fact].type != "choice" or fact in self._unreadable:
            return frozenset()
        (group,), values = self._space.groups[fact], self._facts[fact].values
        return frozenset(n for n, one in enumerate(group.classes) if not any(v in values for v in one.members))

    def _every(self, diagram: Diagram) -> Node:
        """The states all of whose choices lead to true."""
        return self._visit(diagram, diagram.root, {FALSE: self._space.false, TRUE: self._space.true})

    def _visit(self, diagram: Diagram, node: int, made: dict[int, Node]) -> Node:
        if node not in made:
            position, low, high = diagram.nodes[node]
            atom = diagram.atoms[position]
            if atom.fact in self._unreadable:
                made[node] = self._visit(diagram, high, made) & self._visit(diagram, low, made)
            elif self._facts[atom.fact].type == "set":
                made[node] = self._member(atom, self._visit(diagram, high, made), self._visit(diagram, low, made))
            else:
                made[node] = self._space.all_of(
                    ~possible | self._visit(diagram, _follow(diagram, node, atom.fact, one), made)
                    for possible, one in self._classes(atom.fact)
                )
        return made[node]

    def _classes(self, fact: str) -> Iterable[tuple[Node, ValueClass]]:
        """Each class of a fact that this vocabulary can say, and the states in which it is
        possible.
        """
        (group,), foreign = self._space.groups[fact], self._foreign[fact]
        unsaid = self._space.any_of(self._space.possible(fact, 0, place) for place in foreign)
        for place, one in enumerate(group.classes):
            if place not in foreign:
                yield self._space.possible(fact, 0, place) | unsaid, self._in_own_words(fact, one)

    def _in_own_words(self, fact: str, one: ValueClass) -> ValueClass:
        """A class by a value of this vocabulary: it may hold values of the other one too."""
        if self._facts[fact].type != "choice":
            return one
        members = tuple(value for value in one.members if value in self._facts[fact].values)
        return ValueClass(members, members[0])

    def _member(self, atom: Atom, high: Node, low: Node) -> Node:
        """An atom of a set: it may hold when one of its members may be there, and not when none
        must be.
        """
        here = [
            rank
            for rank, group in enumerate(self._space.groups[atom.fact])
            if any(member in atom.keys for member in group.member)
        ]
        may = self._space.any_of(self._space.possible(atom.fact, rank, 0) for rank in here)
        may_not = self._space.all_of(self._space.possible(atom.fact, rank, 1) for rank in here)
        return (~may | high) & (~may_not | low)

    def _said(self, condition: Condition, facts: Facts) -> tuple[Node, Node]:
        """When a condition is read to hold, part by part, and when not to hold: as presumptions
        are.
        """
        space = self._space
        match condition:
            case All(parts):
                return _count(space, [self._said(part, facts) for part in parts], len(parts))
            case AnyOf(parts):
                return _count(space, [self._said(part, facts) for part in parts], 1)
            case AtLeast(count, parts):
                return _count(space, [self._said(part, facts) for part in parts], count)
            case Not(part):
                holds, fails = self._said(part, facts)
                return fails, holds
            case NotionRef():
                return space.false, space.false
            case IsTrue(fact, value):
                holds, fails = self._test(Atom(fact, "true"), facts)
                return (holds, fails) if value else (fails, holds)
            case IsOneOf(fact, values):
                return self._test(Atom(fact, "is", values), facts)
            case IncludesAny(fact, members):
                return self._test(Atom(fact, "has", members), facts)
            case Within(fact, lower, upper):
                reached = (
                    (space.true, space.false)
                    if lower is None
                    else self._test(Atom(fact, "from", threshold=lower), facts)
                )
                passed = (
                    (space.false, space.true)
                    if upper is None
                    else self._test(Atom(fact, "from", threshold=upper), facts)
                )
                return reached[0] & passed[1], reached[1] | passed[0]

    def _test(self, atom: Atom, facts: Facts) -> tuple[Node, Node]:
        """When an atom is known to hold, and known not to; neither where no state tells it."""
        space = self._space
        if atom.fact not in space.groups or atom.fact not in facts or atom.fact in self._unreadable:
            return space.false, space.false
        if facts[atom.fact].type == "set":
            return self._member(atom, space.true, space.false), self._member(atom, space.false, space.true)
        true = space.all_of(~possible for possible, one in self._classes(atom.fact) if not atom_value(atom, one))
        false = space.all_of(~possible for possible, one in self._classes(atom.fact) if atom_value(atom, one))
        stated = space.stated(atom.fact)
        return true & stated, false & stated


def _follow(diagram: Diagram, node: int, fact: str, one: ValueClass) -> int:
    """Where a diagram leads, past the atoms of a fact, for a class of its values."""
    while node > TRUE and diagram.atoms[diagram.nodes[node][0]].fact == fact:
        position, low, high = diagram.nodes[node]
        node = high if atom_value(diagram.atoms[position], one) else low
    return node


def _count(space: StateSpace, parts: Sequence[tuple[Node, Node]], wanted: int) -> tuple[Node, Node]:
    """When enough parts hold, and when too many do not."""
    return (
        _at_least(space, [holds for holds, _ in parts], wanted),
        _at_least(space, [fails for _, fails in parts], len(parts) - wanted + 1),
    )


def _at_least(space: StateSpace, nodes: Sequence[Node], wanted: int) -> Node:
    reached = [space.true] + [space.false] * wanted
    for node in nodes:
        reached = [space.true] + [(node & reached[n - 1]) | reached[n] for n in range(1, wanted + 1)]
    return reached[wanted]


def joined(old: Mapping[str, FactDefinition], new: Mapping[str, FactDefinition]) -> dict[str, FactDefinition]:
    """A vocabulary wide enough for both: every fact, every value; the widest bounds.

    A fact whose type changed is that of the new vocabulary; the old one's comparisons of it are
    then unreadable.
    """
    wide = dict(old)
    for name, fact in new.items():
        before = old.get(name)
        if before is None or before.type != fact.type:
            wide[name] = fact
            continue
        low = None if before.min is None or fact.min is None else min(before.min, fact.min)
        high = None if before.max is None or fact.max is None else max(before.max, fact.max)
        wide[name] = fact.model_copy(update={"values": {**before.values, **fact.values}, "min": low, "max": high})
    return wide
