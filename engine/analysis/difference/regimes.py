"""The status of an offence under one wording, as sets of states: the same sense as
`engine.reasoning.assess.under`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from engine.analysis.difference.space import LawSpace, StateSpace
from engine.analysis.difference.state_diagrams import Node
from engine.model.dated import ONE_DAY, InForce, version_on
from engine.model.literal import Atom
from engine.model.outcome import Status
from engine.reasoning.plan import Plan, Regime

STATUSES = (Status.ESTABLISHED, Status.OPEN, Status.EXCLUDED, Status.OUT_OF_SCOPE, Status.NOT_IN_FORCE)


class CompiledLaw(NamedTuple):
    """A plan, and its formulas over the states of a space."""

    plan: Plan
    space: LawSpace


@dataclass(frozen=True, slots=True)
class RegimePair(InForce):
    """What two laws say of an offence from one day to another, both included; None where a law has
    nothing on these days.
    """

    from_: date
    until: date | None
    old: Regime | None
    new: Regime | None

    @property
    def is_in_force(self) -> bool:
        """Whether a law has a text on these days."""
        return any(regime is not None and regime.version.void is None for regime in (self.old, self.new))


def pairs_of(old: tuple[Regime, ...], new: tuple[Regime, ...]) -> Iterator[RegimePair]:
    """The stretches of days over which neither law changes, earliest first."""
    ordered = sorted({day for regime in (*old, *new) for day in regime.changes})
    for first, after in zip(ordered, [*ordered[1:], None], strict=True):
        until = None if after is None else after - ONE_DAY
        before, now = version_on(old, first), version_on(new, first)
        if before is not None or now is not None:
            yield RegimePair(first, until, before, now)


def atoms_of_regime(regime: Regime, plan: Plan) -> Iterator[Atom]:
    """The atoms that a wording looks at."""
    for number in regime.formulas:
        yield from plan.formulas[number].atoms


class _Obstacles(NamedTuple):
    """What stands in the way of an offence: sets of states that put it out of scope, exclude it, or
    leave it open.
    """

    outside: list[Node]
    against: list[Node]
    pending: list[Node]


def statuses(regime: Regime | None, law: CompiledLaw, space: StateSpace) -> Mapping[Status, Node]:
    """The states that lead to each status; they share out all states."""
    if regime is None or regime.version.void is not None:
        return {status: space.true if status is Status.NOT_IN_FORCE else space.false for status in STATUSES}
    obstacles = _obstacles(regime, law)
    left = space.true
    shared: dict[Status, Node] = {}
    for status, nodes in zip((Status.OUT_OF_SCOPE, Status.EXCLUDED, Status.OPEN), obstacles, strict=True):
        reached = space.any_of(nodes)
        shared[status], left = left & reached, left & ~reached
    return {**shared, Status.ESTABLISHED: left, Status.NOT_IN_FORCE: space.false}


def established_states(regime: Regime, law: CompiledLaw, space: StateSpace) -> Node:
    """The states that establish the offence, without working out those that do otherwise."""
    return space.all_of(~node for nodes in _obstacles(regime, law) for node in nodes)


def _obstacles(regime: Regime, law: CompiledLaw) -> _Obstacles:
    found = _Obstacles([], [], [])
    for clause in regime.clauses:
        met, not_met = law.space.settled(law.plan.formulas[clause.formula])
        match clause.kind:
            case "scope":
                found.outside.append(not_met)
                if not clause.presumable:
                    found.pending.append(~met & ~not_met)
            case "element":
                found.against.append(not_met)
                if not clause.presumable:
                    found.pending.append(~met & ~not_met)
            case "defence":
                found.against.append(met)
                if clause.raised is not None:
                    raised, _ = law.space.settled(law.plan.formulas[clause.raised])
                    found.pending.append(~met & ~not_met & raised)
            case _:
                continue
    return found


def clause_states(regime: Regime | None, kind: str, law: CompiledLaw) -> Mapping[str, Node]:
    """The states in which each clause of a kind that changes no status holds: an aggravation, a
    caution.
    """
    if regime is None:
        return {}
    return {
        clause.name: law.space.settled(law.plan.formulas[clause.formula]).established
        for clause in regime.clauses
        if clause.kind == kind
    }


def evoked_states(regime: Regime | None, law: CompiledLaw, space: StateSpace) -> Node:
    """The states in which the facts evoke the offence, so that it is suggested while open."""
    if regime is None or regime.evoked is None:
        return space.false
    return law.space.settled(law.plan.formulas[regime.evoked]).established


def same_conditions(pair: RegimePair, old: Plan, new: Plan) -> bool:
    """Whether both laws ask the same of the same clauses: then nothing distinguishes their
    statuses.
    """
    if pair.old is None or pair.new is None or (pair.old.version.void is None) is not (pair.new.version.void is None):
        return False
    return _conditions(pair.old, old) == _conditions(pair.new, new)


def _conditions(regime: Regime, plan: Plan) -> list[tuple[object, ...]]:
    formulas = plan.formulas
    evoked = None if regime.evoked is None else formulas[regime.evoked]
    clauses = [
        (c.kind, c.name, c.presumable, formulas[c.formula], None if c.raised is None else formulas[c.raised])
        for c in regime.clauses
    ]
    return [*clauses, (evoked,)]
