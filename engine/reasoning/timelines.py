"""Law between two dates: for each offence, the regimes to look at."""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from engine.cache import TwoGenerationCache
from engine.model.law import Offence
from engine.reasoning.outcomes import mask
from engine.reasoning.plan import Plan, Regime
from engine.reasoning.rulings import Ruler

CACHE_SIZE = 2_000
"""Combinations of dates kept per generation: the law reads the same from one change to the next."""
_FROM = attrgetter("from_")


@dataclass(frozen=True, slots=True, eq=False)
class OffenceTimeline:
    """Timeline of one offence: the regimes in force from the facts to the decision, oldest first,
    who rules on each, and the bits of all the outcomes that they look at.

    There is none when the timeline begins after the facts. Two of these are the same only when they
    are the same object.
    """

    offence: Offence
    regimes: tuple[Regime, ...] = ()
    rulers: tuple[Ruler, ...] = ()
    mask: int = 0


class LawInTime:
    """Finds the law on any dates."""

    def __init__(self, plan: Plan) -> None:
        self.rulers = {name: tuple(map(Ruler, regimes)) for name, regimes in plan.regimes.items()}
        """Who rules on each regime of the plan, by offence, oldest first."""
        self._offences = [
            (offence, plan.regimes[name], OffenceTimeline(offence))
            for name, offence in plan.ruleset.offences.items()
            if name in plan.regimes
        ]
        self._changes = sorted({r.from_ for group in plan.regimes.values() for r in group})
        self._spans: dict[tuple[str, int, int], OffenceTimeline] = {}
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
        first = bisect.bisect_right(regimes, start, key=_FROM) - 1
        if first < 0 or not regimes[first].covers(start):
            return empty
        end = max(first + 1, bisect.bisect_right(regimes, decision, key=_FROM))
        key = (empty.offence.id, first, end)
        if key not in self._spans:  # a few for each offence, whatever the dates
            rulers = self.rulers[empty.offence.id][first:end]
            looked_at = mask(formula for ruler in rulers for formula in ruler.formulas)
            self._spans[key] = OffenceTimeline(empty.offence, regimes[first:end], rulers, looked_at)
        return self._spans[key]
