"""Difference of meaning of offences, notions and out-of-field rules: every change of status, each
with its smallest report.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

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
    CompiledLaw,
    RegimePair,
    clause_states,
    evoked_states,
    pairs_of,
    same_conditions,
    statuses,
)
from engine.analysis.difference.replay import Replay, WitnessError
from engine.analysis.difference.space import LawSpace, Node, Settled, StateSpace, joined
from engine.analysis.difference.witness import WitnessState, holds, smallest
from engine.facts.atoms import atoms_of
from engine.model.condition import Condition, IncludesAny, IsOneOf, IsTrue, NotionRef, Within, walk
from engine.model.fact import FactDefinition
from engine.model.literal import Atom
from engine.model.outcome import Outcome, Status
from engine.model.ruleset import Ruleset
from engine.reasoning.diagram import Formula, compile_formula
from engine.reasoning.in_force import wordings
from engine.reasoning.plan import Regime
from engine.reasoning.qualify import Engine

_RANK = {Status.ESTABLISHED: 2, Status.OPEN: 1}


class MeaningDifference:
    """Compares what two laws say, over one space of states."""

    def __init__(self, old: Engine, new: Engine) -> None:
        self._replay = Replay(old, new)
        self._engines = old, new
        facts = old.ruleset.facts, new.ruleset.facts
        changed = frozenset(n for n in facts[0].keys() & facts[1].keys() if facts[0][n].type != facts[1][n].type)
        atoms = [*_atoms(old, changed), *_atoms(new, frozenset())]
        self._space = StateSpace(atoms, joined(*facts))
        self._old = CompiledLaw(old.plan, LawSpace(self._space, facts[0], changed))
        self._new = CompiledLaw(new.plan, LawSpace(self._space, facts[1]))

    def pairs(self, offence: str) -> tuple[RegimePair, ...]:
        """The stretches of days of an offence over which neither law changes."""
        old, new = (engine.plan.regimes.get(offence, ()) for engine in self._engines)
        return tuple(pairs_of(old, new))

    def same(self, pair: RegimePair) -> bool:
        """Whether both laws ask the same on these days."""
        return same_conditions(pair, self._old.plan, self._new.plan)

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
                yield self._told(offence, earlier)
            last[change.old, change.new] = change
        for change in last.values():
            yield self._told(offence, change)

    def _status_changes(self, offence: str) -> Iterator[_Change]:
        for pair, old, new in self._differing(offence):
            for before, after in itertools.permutations(STATUSES, 2):
                states = old[before] & new[after]
                state = self._smallest(states)
                if state is not None:
                    yield _Change(Days(pair.from_, pair.until), pair, before, after, states, state)

    def _of_one_law(self, offence: str) -> Iterator[StatusChange]:
        """The changes of an offence that only one law has, each over all the days of its text and
        shown under the latest wording.
        """
        in_force = [one for one in self._differing(offence) if one[0].is_in_force]
        if not in_force:
            return
        days = Days(in_force[0][0].from_, in_force[-1][0].until)
        pair, old, new = in_force[-1]
        regime, law = (pair.new, self._new) if pair.old is None else (pair.old, self._old)
        for status in (Status.ESTABLISHED, Status.OPEN):
            before, after = (Status.NOT_IN_FORCE, status) if pair.old is None else (status, Status.NOT_IN_FORCE)
            states = old[before] & new[after]
            evoked = evoked_states(regime, law, self._space)
            state = (self._smallest(states & evoked) if status is Status.OPEN else None) or self._smallest(states)
            if state is not None:
                yield self._told(offence, _Change(days, pair, before, after, states, state))

    def _told(self, offence: str, change: _Change) -> StatusChange:
        """A change with the answers of both engines on its smallest report."""
        pair, before, after = change.pair, change.old, change.new
        witness = self._replay.witness(change.state, self._space, pair.from_, offence)
        _confirm(witness, offence, before, after)
        down = _RANK.get(after, 0) < _RANK.get(before, 0)
        takers = tuple(self._takers(offence, pair, change.states)) if down else ()
        return StatusChange(change.days, before, after, witness, takers)

    def clause_changes(self, offence: str) -> Iterator[ClauseChange]:
        """Every change of what is said beside the status, where the status can be told:
        aggravations and cautions of an established offence, evocation of an open one.
        """
        for pair, old, new in self._differing(offence):
            days = Days(pair.from_, pair.until)
            if pair.old is None or pair.new is None:
                continue
            evoked = (evoked_states(pair.old, self._old, self._space), evoked_states(pair.new, self._new, self._space))
            open_both = old[Status.OPEN] & new[Status.OPEN]
            yield from self._clause(offence, days, "evoked", "", evoked, open_both)
            live = old[Status.ESTABLISHED] & new[Status.ESTABLISHED]
            kinds: tuple[ClauseEffect, ...] = ("aggravation", "caution")
            for kind in kinds:
                before = clause_states(pair.old, kind, self._old)
                after = clause_states(pair.new, kind, self._new)
                for name in {**before, **after}:
                    both = before.get(name, self._space.false), after.get(name, self._space.false)
                    yield from self._clause(offence, days, kind, name, both, live)

    def condition_changes(self, notion: str) -> Iterator[ConditionChange]:
        """Every change of outcome of a notion that both laws have."""
        rules = [engine.ruleset for engine in self._engines]
        reference = NotionRef(notion)
        spans = [list(wordings(reference, law.notions)) for law in rules]
        compiled: list[dict[date, Formula]] = []
        for law, of_law in zip(rules, spans, strict=True):
            compiled.append({from_: compile_formula(reference, said, law.facts) for from_, _, said in of_law})
        yield from self._conditions([[(from_, until) for from_, until, _ in one] for one in spans], compiled)

    def out_of_field_changes(self, rule: str) -> Iterator[ConditionChange]:
        """Every change of outcome of an out-of-field rule that both laws have."""
        spans, compiled = [], []
        for engine in self._engines:
            own = [regime for regime in engine.plan.out_of_field if regime.rule == rule]
            spans.append([(regime.from_, regime.until) for regime in own])
            compiled.append({regime.from_: engine.plan.formulas[regime.formula] for regime in own})
        yield from self._conditions(spans, compiled)

    def established_witness(self, offences: Iterable[str], day: date) -> Witness | None:
        """The smallest report that establishes these offences together under the new law, on a day;
        None where none does.
        """
        states = self._space.true
        for offence in offences:
            regime = _regime_on(self._engines[1], offence, day)
            states &= statuses(regime, self._new, self._space)[Status.ESTABLISHED]
        state = self._smallest(states)
        return None if state is None else self._replay.witness(state, self._space, day)

    def _differing(self, offence: str) -> Iterator[tuple[RegimePair, Mapping[Status, Node], Mapping[Status, Node]]]:
        """The stretches on which the laws differ, those that follow and read alike joined."""
        for pair in _joined_pairs(self.pairs(offence), self._old, self._new):
            if not self.same(pair):
                yield pair, statuses(pair.old, self._old, self._space), statuses(pair.new, self._new, self._space)

    def _clause(
        self, offence: str, days: Days, effect: ClauseEffect, name: str, both: tuple[Node, Node], within: Node
    ) -> Iterator[ClauseChange]:
        before, after = both
        for gained, states in ((True, ~before & after), (False, before & ~after)):
            state = self._smallest(within & states)
            if state is not None:
                witness = self._replay.witness(state, self._space, days.from_, offence)
                yield ClauseChange(days, effect, name, gained, witness)

    def _conditions(
        self,
        spans: list[list[tuple[date, date | None]]],
        compiled: list[dict[date, Formula]],
    ) -> Iterator[ConditionChange]:
        starts = sorted({from_ for one in spans for from_, _ in one})
        for number, first in enumerate(starts):
            until = None if number + 1 == len(starts) else date.fromordinal(starts[number + 1].toordinal() - 1)
            formulas = [_formula_on(one, of_law, first) for one, of_law in zip(spans, compiled, strict=True)]
            if None in formulas or formulas[0] == formulas[1]:
                continue
            sets = [
                _outcomes(law.space.settled(formula))
                for law, formula in zip((self._old, self._new), formulas, strict=True)
                if formula is not None
            ]
            for before, after in itertools.permutations(Outcome, 2):
                state = self._smallest(sets[0][before] & sets[1][after])
                if state is not None:
                    facts = state.raw(self._space, self._engines[1].ruleset.facts)
                    yield ConditionChange(Days(first, until), before, after, facts)

    def _smallest(self, states: Node) -> WitnessState | None:
        """The smallest state of a set in which neither vocabulary presumes anything more.

        What is presumed of facts that the set does not look at changes nothing in it. Where it
        looks at a fact that would be presumed, that one must be stated: asked for when it happens.
        """
        asked: set[str] = set()
        while True:
            state = smallest(states, self._space)
            if state is None:
                return None
            looked_at = {self._space.by_name[name].group.fact for name in self._space.manager.support(states)}
            more = {
                name
                for name in looked_at - asked
                if not all(holds(state, law.space.closed((name,)), self._space) for law in (self._old, self._new))
            }
            if not more:
                return state
            asked |= more
            states &= self._old.space.closed(more) & self._new.space.closed(more)

    def _takers(self, offence: str, pair: RegimePair, states: Node) -> Iterator[tuple[str, Witness]]:
        """The offences that gave way to this one, and become the main one where it goes down: each
        with the smallest report of both.
        """
        for name in _yielding(offence, (engine.ruleset for engine in self._engines)):
            regime = _regime_on(self._engines[1], name, pair.from_)
            if regime is None:
                continue
            after = statuses(regime, self._new, self._space)
            live = after[Status.ESTABLISHED] | (after[Status.OPEN] & evoked_states(regime, self._new, self._space))
            state = self._smallest(states & live)
            if state is None:
                continue
            witness = self._replay.witness(state, self._space, pair.from_, offence)
            if witness.new.main == name and witness.old.main != name:
                yield name, witness


class _Change(NamedTuple):
    """Change of a status before it is replayed: the states in which it occurs, and the smallest."""

    days: Days
    pair: RegimePair
    old: Status
    new: Status
    states: Node
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


def _joined_pairs(pairs: tuple[RegimePair, ...], old: CompiledLaw, new: CompiledLaw) -> Iterator[RegimePair]:
    """Stretches that follow each other and read alike in both laws are one."""
    last: RegimePair | None = None
    for pair in pairs:
        if last is not None and _alike(last, pair, old, new):
            last = last._replace(until=pair.until)
            continue
        if last is not None:
            yield last
        last = pair
    if last is not None:
        yield last


def _alike(first: RegimePair, second: RegimePair, old: CompiledLaw, new: CompiledLaw) -> bool:
    """Whether a stretch reads as the one before it, in each law."""
    for law, before, after in ((old, first.old, second.old), (new, first.new, second.new)):
        if (before is None) is not (after is None):
            return False
        if before is not None and before is not after:
            within = RegimePair(second.from_, second.until, before, after)
            if not same_conditions(within, law.plan, law.plan) and not _both_void(within):
                return False
    return True


def _both_void(pair: RegimePair) -> bool:
    return all(regime is not None and regime.version.void is not None for regime in (pair.old, pair.new))


def _outcomes(settled: Settled) -> Mapping[Outcome, Node]:
    return {
        Outcome.ESTABLISHED: settled.established,
        Outcome.REFUTED: settled.refuted & ~settled.established,
        Outcome.OPEN: ~settled.established & ~settled.refuted,
    }


def _formula_on(spans: list[tuple[date, date | None]], compiled: Mapping[date, Formula], day: date) -> Formula | None:
    return next((compiled[first] for first, until in spans if first <= day and (until is None or day <= until)), None)


def _regime_on(engine: Engine, offence: str, day: date) -> Regime | None:
    regimes = engine.plan.regimes.get(offence, ())
    return next((r for r in regimes if r.from_ <= day and (r.until is None or day <= r.until)), None)


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


def _atoms(engine: Engine, unreadable: frozenset[str]) -> Iterator[Atom]:
    """The atoms of a law: of its conditions, and of what its vocabulary presumes."""
    facts = engine.ruleset.facts
    yield from (atom for atom in engine.plan.atoms if atom.fact not in unreadable)
    rules = [rule.condition for fact in facts.values() for rule in fact.presumed_when]
    for condition in (*rules, *_notion_conditions(engine.ruleset)):
        yield from (atom for atom in _atoms_in(condition, facts) if atom.fact not in unreadable)


def _notion_conditions(law: Ruleset) -> Iterator[Condition]:
    for notion in law.notions.values():
        for version in notion.versions:
            yield version.condition


def _atoms_in(condition: Condition, facts: Mapping[str, FactDefinition]) -> tuple[Atom, ...]:
    tests = [part for part in walk(condition) if isinstance(part, IsTrue | IsOneOf | IncludesAny | Within)]
    return atoms_of(tests, facts).all
