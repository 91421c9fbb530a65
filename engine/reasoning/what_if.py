"""Outcomes on facts as they might be, read on the diagrams alone: no rule fires, no reason is
given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from engine.cache import TwoGenerationCache
from engine.facts.atoms import settled
from engine.facts.possible import every_answer
from engine.model.answer import Verdict
from engine.model.fact import Value
from engine.model.knowledge import Exactly, StatedFact
from engine.reasoning.paths import outcome, reduced
from engine.reasoning.verdicts import Verdicts

CACHE_SIZE = 20_000
"""Outcomes kept per generation, some 300 bytes each: what a formula says depends on its own
comparisons alone, and searches ask again and again.
"""


class WhatIf:
    """Asks formulas what they would say."""

    def __init__(self, verdicts: Verdicts) -> None:
        self._plan = verdicts.plan
        self._atlas = verdicts.atlas
        self._indexes = verdicts.indexes
        self._cache: TwoGenerationCache[Verdict] = TwoGenerationCache(CACHE_SIZE)

    def on_diagrams(self, facts: Mapping[str, StatedFact]) -> Callable[[int], Verdict]:
        """The outcome of each formula on stated facts, read when asked for; reasons are left
        out.
        """
        known = self._atlas.known(facts)
        bits, masks, seen = known.bits, self._atlas.masks, self._cache
        atoms: dict[int, bool] | None = None

        def look(number: int) -> Verdict:
            nonlocal atoms
            key = (number, bits & masks[number])
            verdict = seen[key]
            if verdict is None:
                if atoms is None:  # worked out once, and only where something was not seen before
                    atoms = known.atoms
                found = outcome(self._plan.formulas[number], atoms, self._indexes[number])
                verdict = seen.put(key, Verdict(found, found))
            return verdict

        return look

    def relevant_facts(self, number: int, facts: Mapping[str, StatedFact]) -> tuple[str, ...]:
        """The facts, not yet known exactly, of which two answers can still make a formula end
        differently, all else equal.
        """
        formula = self._plan.formulas[number]
        found = []
        for name in dict.fromkeys(a.fact for a in formula.sufficient.atoms):
            known = facts[name].knowledge if name in facts else None
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
