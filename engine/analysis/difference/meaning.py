"""Difference of meaning of offences, notions and out-of-field rules: every change of status, each
with its smallest report.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from engine.analysis.difference.compared import ComparedLaws
from engine.analysis.difference.conditions import ConditionWording, condition_changes
from engine.analysis.difference.findings import (
    ClauseChange,
    ClauseEffect,
    ConditionChange,
    Days,
    StatusChange,
    Witness,
)
from engine.analysis.difference.regimes import (
    STATUSES,
    RegimePair,
    atoms_of_regime,
    clause_states,
    established_states,
    evoked_states,
    pairs_of,
    same_conditions,
)
from engine.analysis.difference.replay import WitnessError, WitnessReplay
from engine.analysis.difference.state_diagrams import NativeDiagrams, Node
from engine.analysis.difference.witness import WitnessState
from engine.model.condition import NotionRef
from engine.model.dated import version_on
from engine.model.literal import Atom
from engine.model.outcome import Outcome, Status
from engine.model.ruleset import Ruleset
from engine.reasoning.diagram import compile_formula
from engine.reasoning.in_force import wordings
from engine.reasoning.plan import Plan
from engine.reasoning.qualify import Engine

_RANK = {Status.ESTABLISHED: 2, Status.OPEN: 1}


class MeaningDifference:
    """Compares what two laws say, part after part, each over the states that it tells apart."""

    def __init__(self, old: Engine, new: Engine) -> None:
        self._replay = WitnessReplay(old, new)
        self._engines = old, new
        self._plans = old.plan, new.plan
        self._diagrams = NativeDiagrams()
        self._last: tuple[str, _Compared] | None = None
        self._pairs: tuple[str, dict[str, ComparedLaws]] = "", {}

    def pairs(self, offence: str) -> tuple[RegimePair, ...]:
        """The stretches of days of an offence over which neither law changes."""
        old, new = (engine.plan.regimes.get(offence, ()) for engine in self._engines)
        return tuple(pairs_of(old, new))

    def status_changes(self, offence: str) -> Iterator[StatusChange]:
        """Every change of status of an offence, from the earliest day on; the same change on days
        that follow, shown by the same facts, is told once. Of an offence that one law does not
        have: how it is established, and how it is left open.
        """
        if any(offence not in engine.ruleset.offences for engine in self._engines):
            yield from self._of_one_law(offence)
            return
        last: dict[tuple[Status, Status], _Change] = {}
        for change in self._status_changes(offence):
            earlier = last.get((change.old, change.new))
            if earlier is not None and _continues(earlier, change):
                change = earlier._replace(days=Days(earlier.days.from_, change.days.until))
            elif earlier is not None:
                yield self._status_change(offence, earlier)
            last[change.old, change.new] = change
        for change in last.values():
            yield self._status_change(offence, change)

    def _status_changes(self, offence: str) -> Iterator[_Change]:
        laws, stretches = self._of_offence(offence)
        for pair, old, new in stretches:
            differing = [status for status in STATUSES if old[status] != new[status]]
            for before, after in itertools.permutations(differing, 2):
                states = old[before] & new[after]
                state = laws.smallest(states)
                if state is not None:
                    yield _Change(Days(pair.from_, pair.until), pair, before, after, state)

    def _of_one_law(self, offence: str) -> Iterator[StatusChange]:
        """The changes of an offence that only one law has, each over all the days of its text and
        shown under the latest wording.
        """
        in_force = [pair for pair in self.pairs(offence) if pair.is_in_force]
        if not in_force:
            return
        days, pair = Days(in_force[0].from_, in_force[-1].until), in_force[-1]
        laws = self._of_offence(offence).laws
        regime, law = (pair.new, laws.new) if pair.old is None else (pair.old, laws.old)
        reached, evoked = laws.statuses(regime, new=pair.old is None), evoked_states(regime, law, laws.space)
        for status in (Status.ESTABLISHED, Status.OPEN):
            before, after = (Status.NOT_IN_FORCE, status) if pair.old is None else (status, Status.NOT_IN_FORCE)
            state = laws.smallest(reached[status] & evoked) if status is Status.OPEN else None
            state = state or laws.smallest(reached[status])
            if state is not None:
                yield self._status_change(offence, _Change(days, pair, before, after, state))

    def _status_change(self, offence: str, change: _Change) -> StatusChange:
        """A change with the answers of both engines on its smallest report."""
        pair, before, after = change.pair, change.old, change.new
        witness = self._replay.witness(change.state, self._of_offence(offence).laws.space, pair.from_, offence)
        _confirm(witness, offence, before, after)
        down = _RANK.get(after, 0) < _RANK.get(before, 0)
        takers = tuple(self._takers(offence, change, witness)) if down else ()
        return StatusChange(change.days, before, after, witness, takers)

    def clause_changes(self, offence: str) -> Iterator[ClauseChange]:
        """Every change of what is said beside the status, where the status can be told:
        aggravations and cautions of an established offence, evocation of an open one.
        """
        laws, stretches = self._of_offence(offence)
        for pair, old, new in stretches:
            if pair.old is None or pair.new is None:
                continue
            evoked = (evoked_states(pair.old, laws.old, laws.space), evoked_states(pair.new, laws.new, laws.space))
            open_both = old[Status.OPEN] & new[Status.OPEN]
            yield from self._clause(offence, pair, ("evoked", ""), evoked, open_both)
            live = old[Status.ESTABLISHED] & new[Status.ESTABLISHED]
            kinds: tuple[ClauseEffect, ...] = ("aggravation", "caution")
            for kind in kinds:
                before = clause_states(pair.old, kind, laws.old)
                after = clause_states(pair.new, kind, laws.new)
                for name in {**before, **after}:
                    both = before.get(name, laws.space.false), after.get(name, laws.space.false)
                    yield from self._clause(offence, pair, (kind, name), both, live)

    def condition_changes(self, notion: str) -> Iterator[ConditionChange]:
        """Every change of outcome of a notion that both laws have."""
        reference = NotionRef(notion)
        old, new = (
            [
                ConditionWording(from_, until, compile_formula(reference, said, engine.ruleset.facts))
                for from_, until, said in wordings(reference, engine.ruleset.notions)
            ]
            for engine in self._engines
        )
        yield from condition_changes(self._plans, (old, new), self._diagrams)

    def out_of_field_changes(self, rule: str) -> Iterator[ConditionChange]:
        """Every change of outcome of an out-of-field rule; where a law has no such rule, or on days
        on which it is not in force, it does not hold.
        """
        old, new = (
            [ConditionWording(r.from_, r.until, plan.formulas[r.formula]) for r in plan.out_of_field if r.rule == rule]
            for plan in self._plans
        )
        yield from condition_changes(self._plans, (old, new), self._diagrams, absent=Outcome.REFUTED)

    def established_witness(self, offences: Collection[str]) -> Witness | None:
        """The smallest report that establishes these offences together under the new law, on the
        first of the last days on which all have a text; None where none does.
        """
        plan = self._plans[1]
        starts = {regime.from_ for offence in offences for regime in plan.regimes[offence]}
        common = (
            (day, [version_on(self._engines[1].plan.regimes.get(offence, ()), day) for offence in offences])
            for day in starts
        )
        in_force = [(day, regimes) for day, regimes in common if all(r and r.version.void is None for r in regimes)]
        if not in_force:
            return None
        day, regimes = max(in_force, key=lambda one: one[0])
        atoms = (atom for regime in regimes if regime is not None for atom in atoms_of_regime(regime, plan))
        laws = ComparedLaws(self._plans, (), atoms, self._diagrams)
        states = laws.space.all_of(established_states(one, laws.new, laws.space) for one in regimes if one is not None)
        state = laws.smallest(states)
        return None if state is None else self._replay.witness(state, laws.space, day)

    def _of_offence(self, offence: str) -> _Compared:
        """What is compared of an offence; that of the last one asked for is at hand."""
        if self._last is None or self._last[0] != offence:
            self._last = offence, self._read(offence)
        return self._last[1]

    def _read(self, offence: str) -> _Compared:
        """Both laws over the states that an offence tells apart, and the stretches on which they
        differ; those that follow and read alike are joined.
        """
        laws = self._laws([offence])
        plans = laws.old.plan, laws.new.plan
        stretches = []
        if any(offence not in engine.ruleset.offences for engine in self._engines):
            return _Compared(laws, ())
        for pair in _joined_pairs(self.pairs(offence), *plans):
            if same_conditions(pair, *plans):
                continue
            stretches.append(_Stretch(pair, laws.statuses(pair.old, new=False), laws.statuses(pair.new, new=True)))
        return _Compared(laws, tuple(stretches))

    def _laws(self, offences: Iterable[str]) -> ComparedLaws:
        atoms: list[list[Atom]] = []
        for engine in self._engines:
            regimes = [regime for offence in offences for regime in engine.plan.regimes.get(offence, ())]
            atoms.append([atom for regime in regimes for atom in atoms_of_regime(regime, engine.plan)])
        return ComparedLaws(self._plans, atoms[0], atoms[1], self._diagrams)

    def _laws_beside(self, offence: str, other: str) -> ComparedLaws:
        """Both laws over the states of two offences, made once while the first is compared."""
        if self._pairs[0] != offence:
            self._pairs = offence, {}
        spaces = self._pairs[1]
        if other not in spaces:
            spaces[other] = self._laws([offence, other])
        return spaces[other]

    def _clause(
        self, offence: str, pair: RegimePair, clause: tuple[ClauseEffect, str], both: tuple[Node, Node], within: Node
    ) -> Iterator[ClauseChange]:
        laws, (before, after) = self._of_offence(offence).laws, both
        for gained, states in ((True, ~before & after), (False, before & ~after)):
            state = laws.smallest(within & states)
            if state is not None:
                witness = self._replay.witness(state, laws.space, pair.from_, offence)
                yield ClauseChange(Days(pair.from_, pair.until), *clause, gained, witness)

    def _takers(self, offence: str, change: _Change, smallest: Witness) -> Iterator[tuple[str, Witness]]:
        """The offences that gave way to this one, and become the main one where it goes down: each
        with the smallest report of both, which is that of the change itself where it shows it.
        """
        pair = change.pair
        for name in _yielding(offence, (engine.ruleset for engine in self._engines)):
            regime = version_on(self._engines[1].plan.regimes.get(name, ()), pair.from_)
            if regime is None:
                continue
            if smallest.new.main == name and smallest.old.main != name:
                yield name, smallest
                continue
            laws = self._laws_beside(offence, name)
            here = laws.statuses(pair.old, new=False)[change.old] & laws.statuses(pair.new, new=True)[change.new]
            after = laws.statuses(regime, new=True)
            live = after[Status.ESTABLISHED] | (after[Status.OPEN] & evoked_states(regime, laws.new, laws.space))
            state = laws.smallest(here & live)
            if state is None:
                continue
            witness = self._replay.witness(state, laws.space, pair.from_, offence)
            if witness.new.main == name and witness.old.main != name:
                yield name, witness


class _Stretch(NamedTuple):
    """Stretch of days on which two laws differ, and the states that lead to each status in each."""

    pair: RegimePair
    old: Mapping[Status, Node]
    new: Mapping[Status, Node]


class _Compared(NamedTuple):
    laws: ComparedLaws
    stretches: tuple[_Stretch, ...]


class _Change(NamedTuple):
    """Change of a status before it is replayed, with the smallest state in which it occurs."""

    days: Days
    pair: RegimePair
    old: Status
    new: Status
    state: WitnessState


def _continues(first: _Change, second: _Change) -> bool:
    """Whether a change goes on over the days that follow, shown by the same facts."""
    until = first.days.until
    follows = until is not None and until.toordinal() + 1 == second.days.from_.toordinal()
    return follows and first.state == second.state


def _confirm(witness: Witness, offence: str, before: Status, after: Status) -> None:
    """Checks that the engine says of a witness what the diagrams do.

    Raises:
        WitnessError: it says otherwise.
    """
    for answer, wanted in ((witness.old, before), (witness.new, after)):
        situation = answer.offences.get(offence)
        told = Status.NOT_IN_FORCE if situation is None else situation.status
        if told is not wanted:
            raise WitnessError(f"{offence}: {wanted.value} by the diagrams, {told.value} by the engine")


def _joined_pairs(pairs: tuple[RegimePair, ...], old: Plan, new: Plan) -> Iterator[RegimePair]:
    """Stretches that follow each other and read alike in both laws are one."""
    last: RegimePair | None = None
    for pair in pairs:
        if last is not None and _alike(last, pair, old, new):
            last = replace(last, until=pair.until)
            continue
        if last is not None:
            yield last
        last = pair
    if last is not None:
        yield last


def _alike(first: RegimePair, second: RegimePair, old: Plan, new: Plan) -> bool:
    """Whether a stretch reads as the one before it, in each law."""
    for plan, before, after in ((old, first.old, second.old), (new, first.new, second.new)):
        if (before is None) is not (after is None):
            return False
        if before is not None and before is not after:
            within = RegimePair(second.from_, second.until, before, after)
            if not same_conditions(within, plan, plan) and not _both_void(within):
                return False
    return True


def _both_void(pair: RegimePair) -> bool:
    return all(regime is not None and regime.version.void is not None for regime in (pair.old, pair.new))


def _yielding(offence: str, laws: Iterable[Ruleset]) -> tuple[str, ...]:
    """The offences that give way to this one in either law: where it goes down, they may take its
    place.
    """
    found: dict[str, None] = {}
    for law in laws:
        for other in law.offences.values():
            for relation in other.relations:
                if other.id == offence and relation.prevails == "this":
                    found[relation.with_] = None
                elif relation.with_ == offence and relation.prevails == "other":
                    found[other.id] = None
    return tuple(found)
