"""Outcomes on facts as they might be, read on the diagrams alone: no rule fires, no reason is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from engine.facts.atoms import settled
from engine.facts.possible import every_answer
from engine.model.answer import Verdict
from engine.model.fact import Value
from engine.model.knowledge import Exactly, StatedFact
from engine.reasoning.paths import outcome, reduced
from engine.reasoning.verdicts import Verdicts


class WhatIf:
    """Asks formulas what they would say."""

    def __init__(self, verdicts: Verdicts) -> None:
        self._plan = verdicts.plan
        self._atlas = verdicts.atlas
        self._indexes = verdicts.indexes

    def on_diagrams(self, facts: Mapping[str, StatedFact]) -> Callable[[int], Verdict]:
        """The outcome of each formula on stated facts, read when asked for; reasons are left out."""
        known = self._atlas.known(facts).atoms
        memo: dict[int, Verdict] = {}

        def look(number: int) -> Verdict:
            if number not in memo:
                found = outcome(self._plan.formulas[number], known, self._indexes[number])
                memo[number] = Verdict(found, found)
            return memo[number]

        return look

    def relevant_facts(self, number: int, facts: Mapping[str, StatedFact]) -> tuple[str, ...]:
        """The facts, not yet known exactly, of which two answers can still make a formula end differently, all else equal."""
        formula = self._plan.formulas[number]
        found = []
        for name in dict.fromkeys(a.fact for a in formula.sufficient.atoms):
            known = facts[name].known if name in facts else None
            if not isinstance(known, Exactly):
                options = every_answer(self._plan.ruleset.facts[name], formula.atoms, known)
                if self._differs(number, facts, name, options):
                    found.append(name)
        return tuple(found)

    def _differs(self, number: int, facts: Mapping[str, StatedFact], fact: str, options: Iterable[Value]) -> bool:
        known = self._atlas.known({name: stated for name, stated in facts.items() if name != fact}).atoms
        sufficient, index = self._plan.formulas[number].sufficient, self._indexes[number][0]
        unique: dict[tuple[int, int, int], int] = {}
        atoms = self._plan.atoms
        mine = self._plan.atoms_by_fact.get(fact, ())
        left = set()
        for value in options:
            given = {i: said for i in mine if (said := settled(atoms[i], Exactly(value))) is not None}
            left.add(reduced(sufficient, {**known, **given}, index, unique))
        return len(left) > 1
