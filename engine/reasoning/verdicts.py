"""Evaluation of formulas on stated facts, with reasons: looked up where the same was asked before,
else by firing rules.

A verdict depends on nothing but what is known of the formula's own atoms, and on whether that is
presumed. Nine formulas in ten look at one of the facts stated: what a statement changes by itself
is put together once. Equal verdicts are one object, so that what is written of one is written once.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from engine.cache import TwoGenerationCache
from engine.model.answer import Board, Reason, Verdict
from engine.model.knowledge import StatedFact
from engine.model.literal import FactLiteral
from engine.model.outcome import Outcome
from engine.reasoning.forward import ForwardChainer
from engine.reasoning.outcomes import bit, mask, together
from engine.reasoning.paths import Steps, way_to_false
from engine.reasoning.plan import Plan
from engine.reasoning.valuation import Atlas, FactValuation, Valuation

REACHED_CACHE_SIZE = 4_000
"""Verdicts by what is known, per generation of the cache (a few megabytes).

Filled by the first thousands of reports, so that memory soon stays flat.
"""
CHANGES_CACHE_SIZE = 1_000
"""Statements of which the changes are kept per generation, some two kilobytes each."""
VERDICTS_CACHE_SIZE = 5_000
"""Verdicts per generation of the cache (some megabytes)."""


class _Reached(NamedTuple):
    """A verdict, and its bits in the integers of all outcomes (engine.reasoning.outcomes): on all
    facts, on confirmed ones.
    """

    verdict: Verdict
    outcome: int
    confirmed: int


class _Changes(NamedTuple):
    """Verdicts that one statement changes by itself, and what it flips in the integers of all
    outcomes.
    """

    verdicts: Mapping[int, Verdict]
    flips: int
    confirmed_flips: int


class Verdicts:
    """Reaches verdicts under one plan."""

    def __init__(self, plan: Plan, forward: ForwardChainer) -> None:
        self.plan = plan
        self.forward = forward
        positions = {atom: i for i, atom in enumerate(plan.atoms)}
        self.indexes = [
            (tuple(positions[a] for a in f.sufficient.atoms), tuple(positions[a] for a in f.contrary.atoms))
            for f in plan.formulas
        ]
        """For each formula, the plan-wide positions of the atoms of its two diagrams."""
        self._partition = {f: number for number, part in enumerate(plan.partitions) for f in part.formulas}
        self.atlas = Atlas(
            plan.atoms,
            [
                (*for_, *against) if n in self._partition and n not in plan.always else ()  # else nothing changes it
                for n, (for_, against) in enumerate(self.indexes)
            ],
        )
        self._reasons = [
            tuple(
                tuple(tuple((positions[lit.atom], lit.holds) for lit in reason) for reason in reasons)
                for reasons in (f.reasons_for, f.reasons_against)
            )
            for f in plan.formulas
        ]
        self.untouched = tuple(self._when_unknown(f) for f in range(len(plan.formulas)))
        """The verdict of each formula when nothing is known."""
        self._nothing_known = together([verdict.outcome for verdict in self.untouched])
        self._every = [mask((number,)) for number in range(len(plan.formulas))]
        self._reached: TwoGenerationCache[_Reached] = TwoGenerationCache(REACHED_CACHE_SIZE)
        self._changes: TwoGenerationCache[_Changes] = TwoGenerationCache(CHANGES_CACHE_SIZE)
        self._verdicts: TwoGenerationCache[Verdict] = TwoGenerationCache(VERDICTS_CACHE_SIZE)

    def of(self, facts: Mapping[str, StatedFact]) -> Board:
        """The verdicts on stated facts, with their reasons."""
        known = self.atlas.known(facts)
        changed: dict[int, Verdict] = {}
        outcomes = confirmed = self._nothing_known
        seen, shared = set[int](), set[int]()
        one_of, alone = self.atlas.one_of(known.bits), self._changes
        for statement in known.statements:
            bits = statement.bits | one_of
            verdicts, flips, confirmed_flips = alone[bits] or alone.put(bits, self._alone(statement, bits))
            changed.update(verdicts)
            outcomes ^= flips
            confirmed ^= confirmed_flips
            shared |= seen & statement.formulas
            seen |= statement.formulas
        for number, (verdict, outcome, sure) in self._reach(shared, known):
            every = self._every[number]
            outcomes = outcomes & ~every | outcome
            confirmed = confirmed & ~every | sure
            if verdict is self.untouched[number]:
                changed.pop(number, None)
            else:
                changed[number] = verdict
        return Board(self.untouched, changed, outcomes, confirmed, known.bits)

    def _alone(self, statement: FactValuation, bits: int) -> _Changes:
        """What one statement changes where no other counts, save that one of several values is
        known of some choice.
        """
        verdicts: dict[int, Verdict] = {}
        flips = confirmed_flips = 0
        for number, (verdict, outcome, confirmed) in self._reach(statement.formulas, Valuation([statement], bits)):
            if verdict is not self.untouched[number]:
                verdicts[number] = verdict
                before = self._nothing_known & self._every[number]
                flips |= before ^ outcome
                confirmed_flips |= before ^ confirmed
        return _Changes(verdicts, flips, confirmed_flips)

    def _reach(self, formulas: Iterable[int], known: Valuation) -> Iterator[tuple[int, _Reached]]:
        """The verdict of each of these formulas."""
        bits, masks, asked = known.bits, self.atlas.masks, self._reached
        missing: list[int] = []
        for number in formulas:
            reached = asked[number, bits & masks[number]]
            if reached is None:
                missing.append(number)
            else:
                yield number, reached
        if missing:
            for number, verdict in self._fired(missing, known):
                reached = _Reached(verdict, bit(number, verdict.outcome), bit(number, verdict.confirmed))
                yield number, asked.put((number, bits & masks[number]), reached)

    def _fired(self, formulas: Sequence[int], known: Valuation) -> Iterable[tuple[int, Verdict]]:
        """Fires the rules of some formulas on their own atoms, and reads their verdicts off what
        fired.
        """
        fired: dict[int, list[int]] = {}
        own = {position for number in formulas for index in self.indexes[number] for position in index}
        atoms = {position: value for position, value in known.atoms.items() if position in own}
        for rule in sorted(self.forward.fire(atoms, sorted({self._partition[f] for f in formulas}))):
            fired.setdefault(self.plan.rules[rule].formula, []).append(rule)
        for number in formulas:
            if number in fired:
                yield number, self._settled(fired[number], known.presumed)
            elif number in self.plan.one_sided:  # only whether it holds is ever asked
                yield number, self.untouched[number]
            elif self.atlas.one_of(known.bits):
                yield number, self._walked(number, atoms)
            else:
                yield number, self._open(number, *(_first(reasons, atoms) for reasons in self._reasons[number]))

    def _settled(self, numbers: list[int], presumed: frozenset[int]) -> Verdict:
        rules = self.plan.rules
        firm = not presumed or any(presumed.isdisjoint(a for a, _ in rules[n].when) for n in numbers)
        found = Outcome.ESTABLISHED if rules[numbers[0]].holds else Outcome.REFUTED
        verdict = Verdict(found, found if firm else Outcome.OPEN, tuple(rules[n].reason for n in numbers))
        return self._one((firm, *numbers), verdict)

    def _walked(self, formula: int, known: Mapping[int, bool]) -> Verdict:
        """An open formula of a choice known to be one of several values: reasons may then
        contradict what is known only together, so that the two completions are looked for on the
        diagrams.
        """
        compiled, (for_, against) = self.plan.formulas[formula], self.indexes[formula]
        can_hold = way_to_false(compiled.contrary, known, against) or ()
        can_fail = way_to_false(compiled.sufficient, known, for_) or ()
        verdict = Verdict(Outcome.OPEN, Outcome.OPEN, (), self._literals(can_hold), self._literals(can_fail))
        return self._one(("walked", formula, can_hold, can_fail), verdict)

    def _literals(self, steps: Steps) -> Reason:
        return tuple(FactLiteral(self.plan.atoms[i], holds) for i, holds in steps)

    def _open(self, formula: int, for_: int, against: int) -> Verdict:
        """An open formula with, of the reasons for it and of those against it, one that what is
        known does not contradict.

        There is one of each: in any completion that makes the formula true, one of its prime
        implicants is.
        """
        if (for_, against) == (0, 0):
            return self.untouched[formula]
        return self._one(("open", formula, for_, against), self._way(formula, for_, against))

    def _way(self, formula: int, for_: int, against: int) -> Verdict:
        compiled = self.plan.formulas[formula]
        return Verdict(Outcome.OPEN, Outcome.OPEN, (), compiled.reasons_for[for_], compiled.reasons_against[against])

    def _one(self, key: Hashable, verdict: Verdict) -> Verdict:
        """The same object for the same verdict."""
        return self._verdicts[key] or self._verdicts.put(key, verdict)

    def _when_unknown(self, formula: int) -> Verdict:
        compiled = self.plan.formulas[formula]
        if compiled.reasons_for and compiled.reasons_against:
            return self._way(formula, 0, 0)
        found = Outcome.ESTABLISHED if compiled.reasons_for else Outcome.REFUTED  # settled by nothing
        return Verdict(found, found, ((),))


def _first(reasons: Sequence[Steps], known: Mapping[int, bool]) -> int:
    for number, reason in enumerate(reasons):
        for atom, holds in reason:
            if known.get(atom, holds) is not holds:
                break
        else:
            return number
    raise AssertionError("an open formula has a reason that is not contradicted")
