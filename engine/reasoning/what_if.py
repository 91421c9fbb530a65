"""Outcomes on facts as they might be, read on the diagrams alone: no rule fires, no reason is
given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from engine.cache import TwoGenerationCache
from engine.facts.possible import answers_left, every_answer
from engine.model.fact import Value
from engine.model.knowledge import Exactly, Knowledge, StatedFact
from engine.reasoning.outcomes import bit, mask
from engine.reasoning.paths import outcome, reduced
from engine.reasoning.verdicts import Verdicts


class AnswerOption(NamedTuple):
    """Answer on a fact, and what it settles: the bits of its atoms in a valuation."""

    value: Value
    bits: int


CACHE_SIZE = 20_000
"""Outcomes, lists of relevant facts and lists of answers kept per generation, some 300 bytes each:
what a formula says depends on its own comparisons alone, and searches ask again and again.
"""


class WhatIf:
    """Asks formulas what they would say."""

    def __init__(self, verdicts: Verdicts) -> None:
        self._plan = verdicts.plan
        self.atlas = verdicts.atlas
        self._indexes = verdicts.indexes
        self._all = [mask((number,)) for number in range(len(self._plan.formulas))]
        self._outcomes: TwoGenerationCache[int] = TwoGenerationCache(CACHE_SIZE)
        self._relevant: TwoGenerationCache[tuple[str, ...]] = TwoGenerationCache(CACHE_SIZE)
        self._options: TwoGenerationCache[list[AnswerOption]] = TwoGenerationCache(CACHE_SIZE)

    def states(self, state: int, truths: Iterable[int], formulas: Iterable[int]) -> list[int]:
        """The integer of outcomes `state`, with the outcomes of these formulas as the truths of the
        atoms (see `Atlas.truths`) give them; for each of these truths.
        """
        masks, seen, every = self.atlas.masks, self._outcomes, self._all
        looked_at = [(number, masks[number]) for number in formulas]
        for number, _ in looked_at:
            state &= ~every[number]
        states: list[int] = []
        for known in truths:
            found = state
            for number, mine in looked_at:
                key = (number, known & mine)
                found |= seen[key] or seen.put(key, self._outcome(number, known))
            states.append(found)
        return states

    def _outcome(self, number: int, truths: int) -> int:
        """The bit of the outcome of a formula."""
        index = self._indexes[number]
        atoms = self.atlas.atoms_of(truths, {*index[0], *index[1]})
        return bit(number, outcome(self._plan.formulas[number], atoms, index))

    def relevant_facts(self, number: int, facts: Mapping[str, StatedFact], known: int) -> tuple[str, ...]:
        """The facts, not yet known exactly, of which two answers can still make a formula end
        differently, all else equal. `known`: the bits of the valuation by these facts.
        """
        truths = self.atlas.truths(known)
        if self.atlas.one_of(known):  # which values are left is not in the bits
            return self._sought(number, facts, truths)
        key = (number, truths & self.atlas.masks[number])
        found = self._relevant[key]
        return found if found is not None else self._relevant.put(key, self._sought(number, facts, truths))

    def options(self, fact: str, formulas: tuple[int, ...], known: Knowledge | None) -> list[AnswerOption]:
        """The answers on a fact, of which this much is known, that the atoms of these formulas tell
        apart.
        """
        key = (fact, formulas, known)
        found = self._options[key]
        if found is None:
            atoms = (atom for number in formulas for atom in self._plan.formulas[number].atoms)
            values = answers_left(self._plan.ruleset.facts[fact], atoms, known)
            found = self._options.put(key, [AnswerOption(value, self.atlas.exactly(fact, value)) for value in values])
        return found

    def _sought(self, number: int, facts: Mapping[str, StatedFact], truths: int) -> tuple[str, ...]:
        formula = self._plan.formulas[number]
        found = []
        for name in dict.fromkeys(a.fact for a in formula.sufficient.atoms):
            known = facts[name].knowledge if name in facts else None
            if not isinstance(known, Exactly):
                options = every_answer(self._plan.ruleset.facts[name], formula.atoms, known)
                if self._differs(number, truths, name, options):
                    found.append(name)
        return tuple(found)

    def _differs(self, number: int, truths: int, fact: str, options: Iterable[Value]) -> bool:
        sufficient, index = self._plan.formulas[number].sufficient, self._indexes[number][0]
        unique: dict[tuple[int, int, int], int] = {}
        left = set()
        for value in options:
            atoms = self.atlas.atoms_of(self.atlas.with_value(truths, fact, value), index)
            left.add(reduced(sufficient, atoms, index, unique))
        return len(left) > 1
