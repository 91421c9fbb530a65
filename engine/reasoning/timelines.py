"""Law between two dates: for each offence, the regimes to look at."""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from datetime import date

from engine.cache import TwoGenerationCache
from engine.model.law import Offence
from engine.reasoning.plan import Plan, Regime

CACHE_SIZE = 2_000
"""Combinations of dates kept per generation: the law reads the same from one change to the next."""


@dataclass(frozen=True, slots=True, eq=False)
class OffenceTimeline:
    """Timeline of one offence (the `number`-th of the plan): the regimes in force from the facts to
    the decision, oldest first.

    `first` is the place of the oldest in the plan. There is none when the timeline begins after the
    facts. Two of these are the same only when they are the same object.
    """

    number: int
    offence: Offence
    first: int
    regimes: tuple[Regime, ...]

    @property
    def formulas(self) -> frozenset[int]:
        """Every formula the regimes look at."""
        return frozenset(f for regime in self.regimes for f in regime.formulas)


class LawInTime:
    """Finds the law on any dates."""

    def __init__(self, plan: Plan) -> None:
        self._offences = [
            (plan.ruleset.offences[name], regimes, OffenceTimeline(number, plan.ruleset.offences[name], 0, ()))
            for number, (name, regimes) in enumerate(plan.regimes.items())
        ]
        self._changes = sorted({r.from_ for group in plan.regimes.values() for r in group})
        self._spans: dict[tuple[int, int, int], OffenceTimeline] = {}
        self._cache: TwoGenerationCache[tuple[OffenceTimeline, ...]] = TwoGenerationCache(CACHE_SIZE)

    def between(self, facts: date, continued: date, decision: date) -> tuple[OffenceTimeline, ...]:
        """Every offence, in the plan's order.

        The law of a continuing one is read on the last day it is known to have lasted.
        """
        key = tuple(bisect.bisect_right(self._changes, day) for day in (facts, continued, decision))
        return self._cache[key] or self._cache.put(
            key,
            tuple(
                self._span(empty, regimes, continued if offence.conduct == "continuing" else facts, decision)
                for offence, regimes, empty in self._offences
            ),
        )

    def _span(
        self, empty: OffenceTimeline, regimes: tuple[Regime, ...], start: date, decision: date
    ) -> OffenceTimeline:
        first = next((i for i, r in enumerate(regimes) if r.covers(start)), None)
        if first is None:
            return empty
        last = max((i for i, r in enumerate(regimes) if r.from_ <= decision), default=first)
        end = max(first, last) + 1
        key = (empty.number, first, end)
        if key not in self._spans:  # a few for each offence, whatever the dates
            self._spans[key] = OffenceTimeline(empty.number, empty.offence, first, regimes[first:end])
        return self._spans[key]
