"""Smallest reports of a set of states: the fewest facts stated, then the fewest members, then those
that cost an analyst least.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from engine.analysis.difference.groups import FactGroup, Facts
from engine.analysis.difference.space import Node, StateSpace
from engine.reasoning.diagram import cofactors


class _Cost(NamedTuple):
    """Cost of a report: facts stated, classes ruled out, effort of finding them out, and the order
    of the vocabulary.
    """

    facts: int
    ruled_out: int
    effort: int
    order: tuple[int, ...]

    def plus(self, other: _Cost) -> _Cost:
        return _Cost(
            self.facts + other.facts,
            self.ruled_out + other.ruled_out,
            self.effort + other.effort,
            self.order + other.order,
        )


_FREE = _Cost(0, 0, 0, ())


@dataclass(frozen=True)
class WitnessState:
    """State of knowledge: by fact and group, the places of the classes still possible. Facts of
    which nothing is known are absent.
    """

    possible: Mapping[tuple[str, int], frozenset[int]]

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts stated, in the order of their names."""
        return tuple(sorted({fact for fact, _ in self.possible}))

    def raw(self, space: StateSpace, facts: Facts) -> dict[str, Any]:
        """The facts in the form that reports use, in the words of a vocabulary; what it cannot say
        is left out.
        """
        said: dict[str, Any] = {}
        for fact in self.facts:
            if fact in facts and facts[fact].type == space.facts[fact].type:
                value = self._value(space, facts, fact)
                if value is not None:
                    said[fact] = value
        return said

    def _value(self, space: StateSpace, facts: Facts, fact: str) -> Any:
        groups, definition = space.groups[fact], facts[fact]
        if definition.type == "set":
            return self._members(groups, fact, facts)
        (group,), places = groups, sorted(self.possible[fact, 0])
        classes = [group.classes[place] for place in places]
        if definition.type == "choice":
            members = [value for one in classes for value in one.members]
            if any(not any(value in definition.values for value in one.members) for one in classes):
                return None
            own = [value for value in members if value in definition.values]
            if len(classes) == 1:
                return own[0]
            return None if len(own) == len(definition.values) else {"one_of": own}
        if len(classes) == 1:
            value = classes[0].value
            return value.isoformat() if isinstance(value, date) else value
        low, high = classes[0].low, classes[-1].high
        bounds = {"min": low, "max": high}
        return {name: b.isoformat() if isinstance(b, date) else b for name, b in bounds.items() if b is not None}

    def _members(self, groups: tuple[FactGroup, ...], fact: str, facts: Facts) -> dict[str, list[str]] | None:
        includes: list[str] = []
        excludes: list[str] = []
        for rank, group in enumerate(groups):
            own = [member for member in group.member if member in facts[fact].values]
            places = self.possible.get((fact, rank))
            if places == frozenset({0}):
                includes += own[:1]
            elif places == frozenset({1}):
                excludes += own
        return {"includes": includes, "excludes": excludes} if includes or excludes else None


def smallest(node: Node, space: StateSpace) -> WitnessState | None:
    """The smallest state of a set; None when it is empty. The set holds states a report can be in
    alone (`StateSpace.valid`).
    """
    if node == space.false:
        return None
    return _exact(_Search(space).state(node), node, space)


def holds(state: WitnessState, node: Node, space: StateSpace) -> bool:
    """Whether a state is one of a set."""
    values = {name: _is_possible(state, *space.place_of(name)) for name in space.manager.support(node)}
    return bool(space.manager.let(values, node) == space.true) if values else bool(node == space.true)


def _exact(state: WitnessState, node: Node, space: StateSpace) -> WitnessState:
    """The same facts, each by one value where one will do: a reader sees an example, not a
    range.
    """
    for fact, rank in state.possible:
        if space.groups[fact][rank].member:
            continue
        for place in sorted(state.possible[fact, rank]):
            tried = WitnessState({**state.possible, (fact, rank): frozenset({place})})
            if holds(tried, node, space):
                state = tried
                break
    return state


def _is_possible(state: WitnessState, fact: str, rank: int, place: int) -> bool:
    return place in state.possible.get((fact, rank), (place,))


class _Search:
    """Shortest path through a diagram, a fact once however many of its classes are ruled out."""

    def __init__(self, space: StateSpace) -> None:
        self._space = space
        self._memo: dict[tuple[int, bool], tuple[_Cost, bool | None]] = {}
        self._order = {fact: rank for rank, fact in enumerate(space.facts)}

    def state(self, node: Node) -> WitnessState:
        ruled_out = set(self._walk(node))
        possible: dict[tuple[str, int], frozenset[int]] = {}
        for fact, groups in self._space.groups.items():
            for rank, group in enumerate(groups):
                places = frozenset(n for n in range(len(group.classes)) if (fact, rank, n) not in ruled_out)
                if len(places) < len(group.classes):
                    possible[fact, rank] = places
        return WitnessState(possible)

    def _walk(self, node: Node) -> Iterator[tuple[str, int, int]]:
        """The classes ruled out on the best path."""
        fact, stated = None, False
        while node != self._space.true:
            variable = self._space.by_name[node.var]
            if variable.group.fact != fact:
                fact, stated = variable.group.fact, False
            _, keeps = self._best(node, stated)
            low, high = cofactors(node)
            if keeps:
                node = high
            else:
                yield self._space.place_of(node.var)
                node, stated = low, True

    def _best(self, node: Node, stated: bool) -> tuple[_Cost, bool | None]:
        """The least cost of a path from a node, and whether its class stays possible on it;
        `stated`: the fact it is about is stated already.
        """
        key = int(node), stated
        if key not in self._memo:
            fact = self._space.by_name[node.var].group.fact
            low, high = cofactors(node)
            keep = self._onward(high, fact, stated)
            drop = self._onward(low, fact, True)
            options: list[tuple[_Cost, bool]] = []
            if keep is not None:
                options.append((keep, True))
            if drop is not None:
                first = (
                    _Cost(0, 1, 0, ()) if stated else _Cost(1, 1, self._space.facts[fact].effort, (self._order[fact],))
                )
                options.append((first.plus(drop), False))
            self._memo[key] = min(options, key=lambda option: (option[0], not option[1]))
        return self._memo[key]

    def _onward(self, node: Node, fact: str, stated: bool) -> _Cost | None:
        if node == self._space.false:
            return None
        if node == self._space.true:
            return _FREE
        same = self._space.by_name[node.var].group.fact == fact
        return self._best(node, stated and same)[0]
