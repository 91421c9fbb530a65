"""Difference of conditions that stand by themselves: a notion, an out-of-field rule, a rule of
routing.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from engine.analysis.difference.compared import ComparedLaws
from engine.analysis.difference.findings import ConditionChange, Days
from engine.analysis.difference.space import FormulaStates
from engine.analysis.difference.state_diagrams import Node, StateDiagrams
from engine.model.dated import InForce, version_on
from engine.model.outcome import Outcome
from engine.reasoning.diagram import Formula
from engine.reasoning.plan import Plan


@dataclass(frozen=True, slots=True)
class ConditionWording(InForce):
    """Wording of a condition from one day to another, both included."""

    from_: date
    until: date | None
    formula: Formula


def condition_changes(
    plans: tuple[Plan, Plan],
    wordings: tuple[Sequence[ConditionWording], Sequence[ConditionWording]],
    diagrams: StateDiagrams,
    absent: Outcome | None = None,
) -> Iterator[ConditionChange]:
    """Every change of outcome, with the smallest facts that show it; `absent`: the outcome on days
    of which a law says nothing, which are left out where it is None.
    """
    old, new = ([atom for one in side for atom in one.formula.atoms] for side in wordings)
    laws = ComparedLaws(plans, old, new, diagrams)
    starts = sorted({day for side in wordings for one in side for day in (one.from_, _after(one.until)) if day})
    for first, following in itertools.pairwise([*starts, None]):
        formulas = [_on(side, first or date.min) for side in wordings]
        if first is None or formulas[0] == formulas[1] or (absent is None and None in formulas):
            continue
        sets = [
            _outcomes(law.space.settled(formula)) if formula is not None else _constant(absent, laws)
            for law, formula in zip((laws.old, laws.new), formulas, strict=True)
        ]
        days = Days(first, None if following is None else following - timedelta(days=1))
        for before, after in itertools.permutations(Outcome, 2):
            state = laws.smallest(sets[0][before] & sets[1][after])
            if state is not None:
                facts = (state.raw(laws.space, plan.ruleset.facts) for plan in plans)
                yield ConditionChange(days, before, after, *facts)


def _outcomes(settled: FormulaStates) -> Mapping[Outcome, Node]:
    return {
        Outcome.ESTABLISHED: settled.established,
        Outcome.REFUTED: settled.refuted & ~settled.established,
        Outcome.OPEN: ~settled.established & ~settled.refuted,
    }


def _constant(absent: Outcome | None, laws: ComparedLaws) -> Mapping[Outcome, Node]:
    return {outcome: laws.space.true if outcome is absent else laws.space.false for outcome in Outcome}


def _on(wordings: Sequence[ConditionWording], day: date) -> Formula | None:
    wording = version_on(wordings, day)
    return None if wording is None else wording.formula


def _after(until: date | None) -> date | None:
    return None if until is None or until == date.max else until + timedelta(days=1)
