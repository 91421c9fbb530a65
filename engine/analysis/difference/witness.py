"""Smallest reports of a set of states: the fewest facts stated, then the fewest members, then those
that cost an analyst least.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from engine.analysis.difference.groups import Facts, ValueGroup
from engine.analysis.difference.space import Node, StateSpace


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

    def _members(self, groups: tuple[ValueGroup, ...], fact: str, facts: Facts) -> dict[str, list[str]] | None:
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


class SearchDiagram:
    """A set of states as plain numbers: of each node its variable, and where it leads; 0 and 1 are
    false and true.
    """

    def __init__(self, node: Node, space: StateSpace) -> None:
        self.space = space
        end = len(space.variables)
        self.nodes: list[tuple[int, int, int]] = [(end, 0, 0), (end, 1, 1)]
        self._numbers: dict[int, int] = {int(space.false): 0, int(space.true): 1}
        self._levels = [space.index[space.manager.var_at_level(level)] for level in range(end)]
        self.root = self._flatten(node.manager, int(node))

    def _flatten(self, manager: Any, node: int) -> int:
        """`dd` keeps negations on edges: a negative number is the negation of its node."""
        known = self._numbers.get(node)
        if known is None:
            level, low, high = manager.succ(node)
            low, high = (-low, -high) if node < 0 else (low, high)
            made = self._levels[level], self._flatten(manager, low), self._flatten(manager, high)
            known = self._numbers[node] = len(self.nodes)
            self.nodes.append(made)
        return known

    @property
    def facts(self) -> frozenset[str]:
        """The facts that the set looks at."""
        return frozenset(self.space.variables[number].group.fact for number, _, _ in self.nodes[2:])

    def holds(self, state: WitnessState) -> bool:
        """Whether a state is one of the set."""
        node = self.root
        while node > 1:
            number, low, high = self.nodes[node]
            node = high if _is_possible(state, *self.space.place_of(self.space.variables[number].name)) else low
        return bool(node)

    def smallest(self) -> WitnessState | None:
        """The smallest state of the set in which a report can be; None where there is none."""
        found = _Search(self).state() if self.root else None
        return None if found is None else self._exact(found)

    def _exact(self, state: WitnessState) -> WitnessState:
        """The same facts, each by one value where one will do: a reader sees an example, not a
        range.
        """
        for fact, rank in state.possible:
            if self.space.groups[fact][rank].member:
                continue
            for place in sorted(state.possible[fact, rank]):
                tried = WitnessState({**state.possible, (fact, rank): frozenset({place})})
                if self.holds(tried):
                    state = tried
                    break
        return state


def _is_possible(state: WitnessState, fact: str, rank: int, place: int) -> bool:
    return place in state.possible.get((fact, rank), (place,))


class _Group(NamedTuple):
    """Where a search stands in the classes of a group: how many are possible so far, and of a run
    whether it has ended.
    """

    possible: int = 0
    over: bool = False


_START = _Group()


class _Search:
    """Shortest path through a diagram, a fact once however many of its classes are ruled out, over
    the sets of classes that a statement can leave.

    Groups that a diagram does not look at keep their classes possible.
    """

    def __init__(self, flat: SearchDiagram) -> None:
        self._nodes, self._root, self._space = flat.nodes, flat.root, flat.space
        self._end = len(self._space.variables)
        self._memo: dict[tuple[int, int, bool, _Group], tuple[_Cost, bool] | None] = {}
        self._order = {fact: rank for rank, fact in enumerate(self._space.facts)}

    def state(self) -> WitnessState | None:
        """The cheapest path; None where no report is on any."""
        if self._best(self._root, self._first(self._root), False, _START) is None:
            return None
        ruled_out = set(self._walk())
        possible: dict[tuple[str, int], frozenset[int]] = {}
        for fact, groups in self._space.groups.items():
            for rank, group in enumerate(groups):
                places = frozenset(n for n in range(len(group.classes)) if (fact, rank, n) not in ruled_out)
                if len(places) < len(group.classes):
                    possible[fact, rank] = places
        return WitnessState(possible)

    def _walk(self) -> Iterator[tuple[str, int, int]]:
        """The classes ruled out on the best path."""
        node, at, stated, seen = self._root, self._first(self._root), False, _START
        while at < self._end and (best := self._best(node, at, stated, seen)) is not None:
            if not best[1]:
                yield self._space.place_of(self._space.variables[at].name)
            node, at, stated, seen = self._next(node, at, stated, seen, best[1])

    def _first(self, node: int) -> int:
        """The first variable of the group that a diagram looks at first; past the end where it
        looks at none.
        """
        variable = self._nodes[node][0]
        return variable if variable == self._end else variable - self._space.variables[variable].place

    def _best(self, node: int, at: int, stated: bool, seen: _Group) -> tuple[_Cost, bool] | None:
        """The least cost from a variable on, and whether its class stays possible; None where no
        report is left. `stated`: its fact is stated already.
        """
        if node == 0:
            return None
        if at == self._end:
            return _FREE, True
        key = node, at, stated, seen
        if key not in self._memo:
            self._memo[key] = self._cheaper(node, at, stated, seen)
        return self._memo[key]

    def _cheaper(self, node: int, at: int, stated: bool, seen: _Group) -> tuple[_Cost, bool] | None:
        fact = self._space.variables[at].group.fact
        options: list[tuple[_Cost, bool]] = []
        for keeps in (True, False):
            if not self._may(at, seen, keeps):
                continue
            onward = self._best(*self._next(node, at, stated, seen, keeps))
            if onward is None:
                continue
            cost = _FREE if keeps else _Cost(0, 1, 0, ())
            if not keeps and not stated:
                cost = _Cost(1, 1, self._space.facts[fact].effort, (self._order[fact],))
            options.append((cost.plus(onward[0]), keeps))
        return min(options, key=lambda option: (option[0], not option[1])) if options else None

    def _may(self, at: int, seen: _Group, keeps: bool) -> bool:
        """Whether a class may be possible, or ruled out, after those before it in its group."""
        variable = self._space.variables[at]
        group, last = variable.group, variable.place == len(variable.group.classes) - 1
        possible = seen.possible + keeps
        if last and not possible:
            return False
        match group.shape:
            case "any":
                return True
            case "run":
                return not (keeps and seen.over)
            case "whole":  # all of them, or one
                return possible in (variable.place + 1, 0, 1)

    def _next(self, node: int, at: int, stated: bool, seen: _Group, keeps: bool) -> tuple[int, int, bool, _Group]:
        """Where the search goes on: the next class of the group, or the next group that the diagram
        looks at.
        """
        variable = self._space.variables[at]
        looked_at, low, high = self._nodes[node]
        if looked_at == at:
            node = high if keeps else low
        after = variable.place + 1
        if after < len(variable.group.classes):
            possible = min(seen.possible + keeps, after if variable.group.shape == "whole" else 1)
            over = seen.over or (variable.group.shape == "run" and not keeps and seen.possible > 0)
            return node, at + 1, stated or not keeps, _Group(possible, over)
        following = self._first(node)
        same = following < self._end and self._space.variables[following].group.fact == variable.group.fact
        return node, following, (stated or not keeps) and same, _START
