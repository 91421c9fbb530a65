"""Smallest reports of a set of states: the fewest facts stated, then the fewest members, then those
that cost an analyst least.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from engine.analysis.difference.groups import ClassGroup, Facts, Shape
from engine.analysis.difference.space import StateSpace
from engine.analysis.difference.state_diagrams import Node

_FACT, _RULED_OUT = 1 << 40, 1 << 20
"""Weights of a fact stated and of a class ruled out: effort, the rest of a cost, stays below."""


class _Best(NamedTuple):
    """Cheapest end of a path: facts stated, classes ruled out and effort as one number; then the
    ranks of the facts in the vocabulary, nested so that they compare as a list does; and whether
    the next class stays possible.
    """

    cost: int = 0
    order: tuple[Any, ...] = ()
    keeps: bool = True


_FREE = _Best()


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

    def _members(self, groups: tuple[ClassGroup, ...], fact: str, facts: Facts) -> dict[str, list[str]] | None:
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


_Position: TypeAlias = tuple[int, int, bool, int, bool]
"""Where a search stands: at a node and a variable; whether the fact of the variable is stated
already, how many classes of its group are possible so far, and of a run whether it has ended.
"""


class _Step(NamedTuple):
    """Variable of a search: the place of its class and the number of those of its group, where the
    next group starts, and what it costs to state its fact by ruling the class out.
    """

    shape: Shape
    place: int
    size: int
    after: int
    fact: str
    rank: int
    cost: int


class WitnessSearch:
    """Search of the smallest states of sets over one space: the shortest path through a diagram, a
    fact once however many of its classes are ruled out, over the sets of classes that a statement
    can leave.

    Groups that a diagram does not look at keep their classes possible. What is found of a node
    serves every set whose diagram holds it.
    """

    def __init__(self, space: StateSpace) -> None:
        self._space = space
        self._end = end = len(space.variables)
        self._steps = list(_steps(space))
        self._numbers: dict[Node, int] = {space.false: 0, space.true: 1}
        self._nodes: list[tuple[int, int, int]] = [(end, 0, 0), (end, 1, 1)]
        """Of each node its variable, and where it leads; 0 and 1 are false and true."""
        self._looked_at: list[int] = [0, 0]
        """Of each node the facts that it looks at, a bit for each."""
        self._memo: dict[_Position, _Best | None] = {}

    def facts(self, states: Node) -> frozenset[str]:
        """The facts that a set looks at."""
        bits = self._looked_at[self._number(states)]
        return frozenset(step.fact for step in self._steps if bits >> step.rank & 1)

    def smallest(self, states: Node) -> WitnessState | None:
        """The smallest state of a set in which a report can be; None where there is none."""
        root = self._number(states)
        start = root, self._first(root), False, 0, False
        if self._best(start) is None:
            return None
        ruled_out = set(self._walk(start))
        possible: dict[tuple[str, int], frozenset[int]] = {}
        for fact, groups in self._space.groups.items():
            for rank, group in enumerate(groups):
                places = frozenset(n for n in range(len(group.classes)) if (fact, rank, n) not in ruled_out)
                if len(places) < len(group.classes):
                    possible[fact, rank] = places
        return self._exact(states, WitnessState(possible))

    def _exact(self, states: Node, state: WitnessState) -> WitnessState:
        """The same facts, each by one value where one will do: a reader sees an example, not a
        range.
        """
        for fact, rank in state.possible:
            if self._space.groups[fact][rank].member:
                continue
            for place in sorted(state.possible[fact, rank]):
                tried = WitnessState({**state.possible, (fact, rank): frozenset({place})})
                if self._space.holds(states, tried.possible):
                    state = tried
                    break
        return state

    def _number(self, node: Node) -> int:
        """The number of a node, after those that it leads to."""
        numbers, diagrams = self._numbers, self._space.diagrams
        known = numbers.get(node)
        if known is None:
            variable, (low, high) = diagrams.first(node), diagrams.branches(node)
            lower, higher = numbers.get(low), numbers.get(high)
            lower = self._number(low) if lower is None else lower
            higher = self._number(high) if higher is None else higher
            known = numbers[node] = len(self._nodes)
            self._nodes.append((variable, lower, higher))
            bits = self._looked_at[lower] | self._looked_at[higher]
            self._looked_at.append(bits | 1 << self._steps[variable].rank)
        return known

    def _walk(self, position: _Position) -> Iterator[tuple[str, int, int]]:
        """The classes ruled out on the best path."""
        while position[1] < self._end and (best := self._best(position)) is not None:
            if not best.keeps:
                yield self._space.place_of(position[1])
            position = self._next(position, best.keeps)

    def _first(self, node: int) -> int:
        """The first variable of the group that a diagram looks at first; past the end where it
        looks at none.
        """
        variable = self._nodes[node][0]
        return variable if variable == self._end else variable - self._steps[variable].place

    def _best(self, position: _Position) -> _Best | None:
        """The cheapest end of a path from a position on; None where no report is left."""
        if position[0] == 0:
            return None
        if position[1] == self._end:
            return _FREE
        if position not in self._memo:
            self._memo[position] = self._cheaper(position)
        return self._memo[position]

    def _cheaper(self, position: _Position) -> _Best | None:
        step, stated, best = self._steps[position[1]], position[2], None
        for keeps in self._choices(position, step):
            onward = self._best(self._next(position, keeps))
            if onward is None:
                continue
            cost, order, _ = onward
            if not keeps:
                cost += _RULED_OUT if stated else step.cost
                order = order if stated else (step.rank, order)
            if best is None or (cost, order) < best[:2]:
                best = _Best(cost, order, keeps)
        return best

    def _choices(self, position: _Position, step: _Step) -> tuple[bool, ...]:
        """Whether the class may be possible, or ruled out, after those before it in its group.

        To keep it is always cheaper, where nothing that follows tells the difference.
        """
        node, at, _, possible, over = position
        looked_at, last = self._nodes[node][0], step.place == step.size - 1
        match step.shape:
            case "any":
                keeps, rules_out = True, not last or possible > 0
            case "run":
                keeps, rules_out = not over, not last or possible > 0
            case "whole":  # all of them, or one
                keeps = possible in (0, step.place)
                rules_out = possible <= 1 and (not last or possible > 0)
        if keeps and (looked_at >= step.after or (step.shape == "any" and looked_at != at)):
            return (True,)
        return (True,) * keeps + (False,) * rules_out

    def _next(self, position: _Position, keeps: bool) -> _Position:
        """Where the search goes on: the next class of the group, or the next group that the diagram
        looks at.
        """
        node, at, stated, possible, over = position
        step = self._steps[at]
        looked_at, low, high = self._nodes[node]
        if looked_at == at:
            node = high if keeps else low
        stated = stated or not keeps
        if at + 1 < step.after:
            over = over or (step.shape == "run" and not keeps and possible > 0)
            counted = possible + keeps if step.shape == "whole" else int(possible or keeps)
            return node, at + 1, stated, counted, over
        following = self._first(node)
        same = following < self._end and self._steps[following].fact == step.fact
        return node, following, stated and same, 0, False


def _steps(space: StateSpace) -> Iterator[_Step]:
    """The variables of a space, as a search reads them."""
    order = {fact: rank for rank, fact in enumerate(space.facts)}
    for at, (group, place) in enumerate(space.variables):
        size = len(group.classes)
        cost = _FACT + _RULED_OUT + space.facts[group.fact].effort
        yield _Step(group.shape, place, size, at - place + size, group.fact, order[group.fact], cost)
