"""Boundary of an offence under one wording: the states that establish it, and that one fact less,
or another value of it, takes out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from engine.analysis.difference.compared import ComparedLaws
from engine.analysis.difference.groups import ClassGroup, atom_value
from engine.analysis.difference.regimes import atoms_of_regime
from engine.analysis.difference.state_diagrams import Node, StateDiagrams
from engine.analysis.difference.witness import WitnessState
from engine.facts.atoms import by_fact, settled
from engine.model.fact import Value
from engine.model.knowledge import Exactly, Knowledge, Members, StatedFact
from engine.model.literal import Atom
from engine.model.outcome import Status
from engine.reasoning.plan import Plan, Regime

MOST_PIVOTS = 300
"""Classes of values looked at of one wording: what bounds the search, whatever the machine."""
_OUT = (Status.EXCLUDED, Status.OUT_OF_SCOPE)


class Pivot(NamedTuple):
    """Class of values of a fact on which a status may turn: the fact, the rank of its group, the
    place of the class.
    """

    fact: str
    rank: int
    place: int


@dataclass(frozen=True)
class Boundary:
    """Boundary at one pivot: the states that establish the offence on this side, those beyond, and
    whether the fact is another one there, or unknown.

    `near_new`: those that the live law does not answer alike, on either side.
    """

    pivot: Pivot
    near: Node
    beyond: Node
    near_new: Node
    is_unknown_beyond: bool


@dataclass(frozen=True, slots=True)
class BoundaryPair:
    """Two states, one on each side of a boundary, which differ by one fact."""

    near: WitnessState
    beyond: tuple[WitnessState, ...]
    """What the fact may be instead, in the order of the vocabulary."""


class RegimeBoundaries:
    """Boundaries of an offence under one wording, beside that of the live law on the same days."""

    def __init__(self, plans: tuple[Plan, Plan], live: Regime | None, regime: Regime, diagrams: StateDiagrams) -> None:
        own = [*atoms_of_regime(regime, plans[1])]
        before = [*atoms_of_regime(live, plans[0])] if live is not None else []
        self._laws = ComparedLaws(plans, before, own, diagrams)
        self._atoms: Mapping[str, tuple[Atom, ...]] = by_fact(sorted(set(own), key=lambda atom: atom.order))
        self._statuses = self._laws.statuses(regime, new=True)
        self._before = self._laws.statuses(live, new=False) if live is not None else None
        self.space = self._laws.space

    def all(self) -> Iterator[Boundary]:
        """Every boundary, in the order of the vocabulary: where another value takes the offence
        out, else where it is left open once the fact is unknown.
        """
        for pivot in self._pivots():
            found = self._boundary(pivot)
            if found is not None:
                yield found

    def smallest(self, boundary: Boundary, *, new: bool = False) -> BoundaryPair | None:
        """The smallest report on a boundary; `new`: among those that the live law answers
        otherwise. None where no report is there.
        """
        state = self._laws.smallest(boundary.near_new if new else boundary.near)
        if state is None:
            return None
        fact, rank, place = boundary.pivot
        rest = {key: places for key, places in state.possible.items() if key != (fact, rank)}
        near = WitnessState({**rest, (fact, rank): frozenset({place})})
        if boundary.is_unknown_beyond:
            return BoundaryPair(near, (WitnessState(rest),))
        others = (n for n in range(len(self.space.groups[fact][rank].classes)) if n != place)
        tried = (WitnessState({**rest, (fact, rank): frozenset({n})}) for n in others)
        return BoundaryPair(near, tuple(one for one in tried if self.space.holds(boundary.beyond, one.possible)))

    def has_one_of(self, boundary: Boundary, states: Collection[WitnessState]) -> bool:
        """Whether one of these states stands on a boundary, on one side or the other."""
        if any(self.space.holds(boundary.near, one.possible) for one in states):
            return True
        fact, rank, _ = boundary.pivot
        across = boundary.beyond & self.space.whatever(fact, rank, boundary.near) if states else self.space.false
        return any(self.space.holds(across, one.possible) for one in states)

    def state_of(self, facts: Mapping[str, StatedFact]) -> WitnessState:
        """The state of a report: by fact and group, the places of the classes that its words leave
        possible, where any is ruled out.
        """
        possible: dict[tuple[str, int], frozenset[int]] = {}
        for fact, groups in self.space.groups.items():
            if fact not in facts:
                continue
            for rank, group in enumerate(groups):
                places = frozenset(_places(group, facts[fact].knowledge, self._atoms.get(fact, ())))
                if places and len(places) < len(group.classes):
                    possible[fact, rank] = places
        return WitnessState(possible)

    def _pivots(self) -> Iterator[Pivot]:
        found = (
            Pivot(fact, rank, place)
            for fact, groups in self.space.groups.items()
            for rank, group in enumerate(groups)
            for place in range(len(group.classes))
        )
        for pivot, _ in zip(found, range(MOST_PIVOTS), strict=False):
            yield pivot

    def _boundary(self, pivot: Pivot) -> Boundary | None:
        space, (fact, rank, place) = self.space, pivot
        here = self._statuses[Status.ESTABLISHED] & space.only(*pivot)
        if here == space.false:
            return None
        others = [n for n in range(len(space.groups[fact][rank].classes)) if n != place]
        out = space.any_of(self._statuses[status] for status in _OUT)
        another = space.any_of(space.only(fact, rank, n) for n in others) & out
        unknown = space.open(fact, rank) & self._statuses[Status.OPEN]
        for beyond, is_unknown in ((another, False), (unknown, True)):
            near = here & space.whatever(fact, rank, beyond)
            if near != space.false:
                return self._with_new(Boundary(pivot, near, beyond, space.false, is_unknown))
        return None

    def _with_new(self, boundary: Boundary) -> Boundary:
        """The boundary with its part that the live law answers otherwise, on either side."""
        if self._before is None:
            return replace(boundary, near_new=boundary.near)
        fact, rank, _ = boundary.pivot
        before = self._before[Status.ESTABLISHED]
        moved = boundary.near & ~before
        if moved == self.space.false:
            moved = boundary.near & self.space.whatever(fact, rank, boundary.beyond & before)
        return replace(boundary, near_new=moved)


def _places(group: ClassGroup, known: Knowledge, atoms: Iterable[Atom]) -> Iterator[int]:
    if group.member:
        there, absent = _membership(group.member, known)
        yield from (place for place, ruled_out in ((0, absent), (1, there)) if not ruled_out)
        return
    told = [(atom, settled(atom, known)) for atom in atoms]
    for place, one in enumerate(group.classes):
        if all(value is None or value == atom_value(atom, one) for atom, value in told):
            yield place


def _membership(members: tuple[str, ...], known: Knowledge) -> tuple[bool, bool]:
    """Whether one of these members is surely there, and whether surely none is."""
    match known:
        case Exactly(value):
            held: Value = value
            there = isinstance(held, frozenset) and any(one in held for one in members)
            return there, not there
        case Members(includes, excludes):
            return any(one in includes for one in members), all(one in excludes for one in members)
        case _:
            return False, False
