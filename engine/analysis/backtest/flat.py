"""Diagrams over states of knowledge as tuples, asked of the facts of many reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from engine.analysis.difference.groups import ClassGroup, ValueClass
from engine.analysis.difference.space import StateSpace
from engine.analysis.difference.state_diagrams import Node
from engine.cache import TwoGenerationCache
from engine.model.countries import ELSEWHERE
from engine.model.knowledge import Between, Exactly, Knowledge, Members, OneOf
from engine.reasoning.diagram import FALSE, TRUE

CACHE_SIZE = 20_000
"""Statements per generation."""


class FlatNode(NamedTuple):
    """Node of a diagram: a class of a fact, by the rank of its group and its place in it, then
    where to go when it is ruled out, and when it is possible.
    """

    fact: str
    place: tuple[int, int]
    low: int
    high: int


class FlatDiagram(NamedTuple):
    """Set of states: nodes, of which 0 and 1 are false and true; the facts that it looks at, and
    whether it holds where nothing is known of them.
    """

    nodes: tuple[FlatNode | None, ...]
    root: int
    facts: frozenset[str]
    unknown: bool


def flatten(root: Node, space: StateSpace) -> FlatDiagram:
    """A set of states as tuples."""
    nodes: list[FlatNode | None] = [None, None]
    top = _visit(root, space, nodes, {space.false: FALSE, space.true: TRUE})
    at = top
    while (node := nodes[at]) is not None:
        at = node.high
    return FlatDiagram(tuple(nodes), top, frozenset(node.fact for node in nodes if node is not None), at == TRUE)


def _visit(node: Node, space: StateSpace, nodes: list[FlatNode | None], seen: dict[Node, int]) -> int:
    if node not in seen:
        fact, rank, place = space.place_of(space.diagrams.first(node))
        low, high = (_visit(side, space, nodes, seen) for side in space.diagrams.branches(node))
        seen[node] = len(nodes)
        nodes.append(FlatNode(fact, (rank, place), low, high))
    return seen[node]


class KnownStates:
    """States of reports: which classes of each fact what is known of it leaves possible."""

    def __init__(self, space: StateSpace) -> None:
        self._groups = space.groups
        self._cache: TwoGenerationCache[frozenset[tuple[int, int]]] = TwoGenerationCache(CACHE_SIZE)

    def holds(self, diagram: FlatDiagram, known: Mapping[str, Knowledge]) -> bool:
        """Whether the state of a report is one of a set."""
        nodes, at, facts, unknown = diagram
        if facts.isdisjoint(known):
            return unknown
        while at > TRUE:
            node = nodes[at]
            assert node is not None
            fact, place, low, high = node
            knowledge = known.get(fact)
            at = high if knowledge is None or place in self._possible(fact, knowledge) else low
        return at == TRUE

    def _possible(self, fact: str, known: Knowledge) -> frozenset[tuple[int, int]]:
        """The classes of a fact, by rank and place, that hold a value that agrees with what is
        known.
        """
        key = (fact, known)
        return self._cache[key] or self._cache.put(key, frozenset(self._places(fact, known)))

    def _places(self, fact: str, known: Knowledge) -> Iterator[tuple[int, int]]:
        for rank, group in enumerate(self._groups[fact]):
            for place, one in enumerate(group.classes):
                if _member_possible(group, place, known) if group.member else _value_possible(group, one, known):
                    yield rank, place


def _member_possible(group: ClassGroup, place: int, known: Knowledge) -> bool:
    """Whether one of the members may be there (place 0), or none (place 1)."""
    match known:
        case Exactly(frozenset() as members):
            return members.isdisjoint(group.member) is (place == 1)
        case Members(includes, excludes):
            return includes.isdisjoint(group.member) if place else not excludes.issuperset(group.member)
    raise TypeError(f"{known!r} is not of a set")


def _value_possible(group: ClassGroup, one: ValueClass, known: Knowledge) -> bool:
    match known:
        case Exactly(bool() as value):
            return value is one.value
        case Exactly(str() as value):
            named = any(value in other.members for other in group.classes)
            return value in one.members if named else _is_rest(one)
        case OneOf(values):
            return not values.isdisjoint(one.members)
        case Exactly(value):
            return _reaches(value, one.high) and _reaches(one.low, value)
        case Between(low, high):
            return _reaches(low, one.high) and _reaches(one.low, high)
    raise TypeError(f"{known!r} is not of {group.fact}")


def _reaches(low: object, high: object) -> bool:
    return low is None or high is None or low <= high  # type: ignore[operator]


def _is_rest(one: ValueClass) -> bool:
    """Whether a class of countries or languages holds all those that nothing names."""
    return ELSEWHERE in one.members or "zz" in one.members
