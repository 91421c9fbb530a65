"""From stated facts to the verdict of every formula: by the rules that fire, with their reasons; or, for what-if, by the diagrams.

Equal verdicts are one object under one code, so that whoever depends on some of them can tell at a glance that nothing changed.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from engine.facts.atoms import FactLiteral, settled
from engine.facts.possible import every_answer
from engine.kept import Kept
from engine.model.answer import Reason, Verdict
from engine.model.fact import Value
from engine.model.knowledge import Exactly, OneOf, StatedFact
from engine.model.outcome import Outcome, Standing
from engine.reasoning.forward import Forward
from engine.reasoning.paths import Steps, outcome, reduced, way_to_false
from engine.reasoning.plan import Plan

MAX_KEPT = 10_000
"""Verdicts kept per generation (some megabytes). A code is never given twice, so that none can be mistaken for another."""


class Board(NamedTuple):
    """The verdict of each formula, by number, and its code: same code, same verdict."""

    verdicts: list[Verdict]
    codes: list[int]


class Verdicts:
    """Reaches verdicts under one plan."""

    def __init__(self, plan: Plan, forward: Forward) -> None:
        self.plan = plan
        self.forward = forward
        positions = {atom: i for i, atom in enumerate(plan.atoms)}
        self._indexes = [
            (tuple(positions[a] for a in f.sufficient.atoms), tuple(positions[a] for a in f.contrary.atoms))
            for f in plan.formulas
        ]
        self._reasons = [
            tuple(
                tuple(tuple((positions[lit.atom], lit.holds) for lit in reason) for reason in reasons)
                for reasons in (f.reasons_for, f.reasons_against)
            )
            for f in plan.formulas
        ]
        self._own_atoms = [tuple(sorted({*for_, *against})) for for_, against in self._indexes]
        self._formulas_of_atom: list[list[int]] = [[] for _ in plan.atoms]
        self._partitions_of_atom: list[list[int]] = [[] for _ in plan.atoms]
        for number, own in enumerate(self._own_atoms):
            if number not in plan.always:  # what is settled by nothing stays so
                for atom in own:
                    self._formulas_of_atom[atom].append(number)
        for number, part in enumerate(plan.partitions):
            for atom in part.atoms:
                self._partitions_of_atom[atom].append(number)
        self._kept: Kept[tuple[int, Verdict]] = Kept(MAX_KEPT)
        self._blank = [self._when_unknown(f) for f in range(len(plan.formulas))]
        self._blank_codes = list(range(len(plan.formulas)))
        self._next_code = itertools.count(len(plan.formulas))

    def of(self, facts: Mapping[str, StatedFact]) -> Board:
        """The verdicts on stated facts, with their reasons."""
        known, presumed = self._known(facts)
        partitions = sorted({p for atom in known for p in self._partitions_of_atom[atom]})
        partly = any(isinstance(stated.known, OneOf) for stated in facts.values())
        rules = self.plan.rules
        fired: dict[int, list[int]] = {}
        for number in sorted(self.forward.fire(known, partitions)):
            fired.setdefault(rules[number].formula, []).append(number)
        verdicts, codes = self._blank.copy(), self._blank_codes.copy()
        for formula in {f for atom in known for f in self._formulas_of_atom[atom]}:
            numbers = fired.get(formula)
            if numbers is None:
                if formula in self.plan.one_sided:
                    continue  # only whether it holds is ever asked
                if partly:
                    kept = self._walked(formula, known)
                else:
                    ways = self._ways(formula, known)
                    if ways == (0, 0):
                        continue  # as when nothing is known
                    key: Hashable = ("open", formula, ways)
                    kept = self._kept.get(key) or self._keep(key, self._open(formula, ways))
            else:
                firm = not presumed or any(presumed.isdisjoint(a for a, _ in rules[n].when) for n in numbers)
                key = (firm, *numbers)
                kept = self._kept.get(key) or self._keep(key, self._settled(numbers, firm))
            codes[formula], verdicts[formula] = kept
        return Board(verdicts, codes)

    def on_diagrams(self, facts: Mapping[str, StatedFact]) -> Callable[[int], Verdict]:
        """The outcome of each formula on stated facts, read on its diagrams when asked for; reasons are left out."""
        known, _ = self._known(facts)
        memo: dict[int, Verdict] = {}

        def look(number: int) -> Verdict:
            if number not in memo:
                found = outcome(self.plan.formulas[number], known, self._indexes[number])
                memo[number] = Verdict(found, found)
            return memo[number]

        return look

    def relevant_facts(self, number: int, facts: Mapping[str, StatedFact]) -> tuple[str, ...]:
        """The facts, not yet known exactly, of which two answers can still make a formula end differently, all else equal."""
        formula = self.plan.formulas[number]
        found = []
        for name in dict.fromkeys(a.fact for a in formula.sufficient.atoms):
            known = facts[name].known if name in facts else None
            if not isinstance(known, Exactly):
                options = every_answer(self.plan.ruleset.facts[name], formula.atoms, known)
                if self._differs(number, facts, name, options):
                    found.append(name)
        return tuple(found)

    def _differs(self, number: int, facts: Mapping[str, StatedFact], fact: str, options: Iterable[Value]) -> bool:
        known, _ = self._known({name: stated for name, stated in facts.items() if name != fact})
        sufficient, index = self.plan.formulas[number].sufficient, self._indexes[number][0]
        unique: dict[tuple[int, int, int], int] = {}
        atoms = self.plan.atoms
        mine = self.plan.atoms_by_fact.get(fact, ())
        left = set()
        for value in options:
            given = {i: said for i in mine if (said := settled(atoms[i], Exactly(value))) is not None}
            left.add(reduced(sufficient, {**known, **given}, index, unique))
        return len(left) > 1

    def _known(self, facts: Mapping[str, StatedFact]) -> tuple[dict[int, bool], set[int]]:
        """The atoms that the facts settle, by position, and those settled by presumed facts."""
        known: dict[int, bool] = {}
        presumed: set[int] = set()
        atoms = self.plan.atoms
        for name, stated in facts.items():
            for position in self.plan.atoms_by_fact.get(name, ()):
                value = settled(atoms[position], stated.known)
                if value is not None:
                    known[position] = value
                    if stated.standing is Standing.PRESUMED and (
                        stated.sure is None or settled(atoms[position], stated.sure) is None
                    ):
                        presumed.add(position)
        return known, presumed

    def _settled(self, numbers: list[int], firm: bool) -> Verdict:
        rules = self.plan.rules
        found = Outcome.ESTABLISHED if rules[numbers[0]].holds else Outcome.REFUTED
        return Verdict(found, found if firm else Outcome.OPEN, tuple(rules[n].reason for n in numbers))

    def _walked(self, formula: int, known: Mapping[int, bool]) -> tuple[int, Verdict]:
        """An open formula of a choice known to be one of several values: reasons may then contradict what is known only together,
        so that the two completions are looked for on the diagrams."""
        compiled, (for_, against) = self.plan.formulas[formula], self._indexes[formula]
        can_hold = way_to_false(compiled.contrary, known, against) or ()
        can_fail = way_to_false(compiled.sufficient, known, for_) or ()
        key = ("walked", formula, can_hold, can_fail)
        verdict = Verdict(Outcome.OPEN, Outcome.OPEN, (), self._literals(can_hold), self._literals(can_fail))
        return self._kept.get(key) or self._keep(key, verdict)

    def _literals(self, steps: Steps) -> Reason:
        return tuple(FactLiteral(self.plan.atoms[i], holds) for i, holds in steps)

    def _ways(self, formula: int, known: Mapping[int, bool]) -> tuple[int, int]:
        """Of an open formula, the first reason for and the first reason against that what is known does not contradict.

        There is one of each: in any completion that makes the formula true, one of its prime implicants is.
        """
        for_, against = self._reasons[formula]
        return _first(for_, known), _first(against, known)

    def _keep(self, key: Hashable, verdict: Verdict) -> tuple[int, Verdict]:
        return self._kept.put(key, (next(self._next_code), verdict))

    def _open(self, formula: int, ways: tuple[int, int]) -> Verdict:
        for_, against = ways
        compiled = self.plan.formulas[formula]
        return Verdict(Outcome.OPEN, Outcome.OPEN, (), compiled.reasons_for[for_], compiled.reasons_against[against])

    def _when_unknown(self, formula: int) -> Verdict:
        compiled = self.plan.formulas[formula]
        if compiled.reasons_for and compiled.reasons_against:
            return self._open(formula, (0, 0))
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
