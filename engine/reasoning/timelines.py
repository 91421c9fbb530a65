"""Law between two dates: for each offence, the regimes to look at."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from engine.cache import TwoGenerationCache
from engine.model.law import Offence
from engine.reasoning.outcomes import mask
from engine.reasoning.plan import Plan, Regime
from engine.reasoning.rulings import Ruler

CACHE_SIZE = 2_000
"""Combinations of dates kept per generation: the law reads the same from one change to the next."""


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


class _OffenceInTime:
    """Timelines of one offence, by the places of days among the changes of the whole law."""

    def __init__(self, offence: Offence, regimes: tuple[Regime, ...], changes: Sequence[date]) -> None:
        self.is_continuing = offence.conduct == "continuing"
        self.rulers = tuple(map(Ruler, regimes))
        self._regimes = regimes
        self._empty = OffenceTimeline(offence)
        starts = [bisect.bisect_right(changes, regime.from_) for regime in regimes]
        lasting = [end - start for start, end in pairwise((0, *starts, len(changes) + 1))]
        self._regime_at = [number for number, places in enumerate(lasting, -1) for _ in range(places)]
        """The regime in force by place; -1 before the first. A checked law has no gap."""
        self._spans: dict[tuple[int, int], OffenceTimeline] = {}

    def regime(self, place: int) -> Regime | None:
        """The regime in force at a place; None before the first."""
        number = self._regime_at[place]
        return self._regimes[number] if number >= 0 else None

    def between(self, start: int, decision: int) -> OffenceTimeline:
        """The timeline from one place to another."""
        first, last = self._regime_at[start], self._regime_at[decision]
        return self._spans.get((first, last)) or self._span(first, last)

    def _span(self, first: int, last: int) -> OffenceTimeline:
        """A timeline, one object for equal ones; there are a few for each offence."""
        span = self._empty
        if first >= 0:
            whole = slice(first, max(first, last) + 1)
            rulers = self.rulers[whole]
            looked_at = mask(formula for ruler in rulers for formula in ruler.formulas)
            span = OffenceTimeline(span.offence, self._regimes[whole], rulers, looked_at)
        return self._spans.setdefault((first, last), span)


class LawInTime:
    """Finds the law on any dates."""

    def __init__(self, plan: Plan) -> None:
        self._changes = sorted({r.from_ for group in plan.regimes.values() for r in group})
        self._offences = plan.ruleset.offences
        self._in_time = {
            name: _OffenceInTime(offence, plan.regimes[name], self._changes)
            for name, offence in self._offences.items()
            if name in plan.regimes
        }
        self.rulers = {name: offence.rulers for name, offence in self._in_time.items()}
        """Who rules on each regime of the plan, by offence, oldest first."""
        self._cache: TwoGenerationCache[tuple[OffenceTimeline, ...]] = TwoGenerationCache(CACHE_SIZE)

    def between(self, facts: date, continued: date, decision: date) -> tuple[OffenceTimeline, ...]:
        """Every offence, in the plan's order.

        The law of a continuing one is read on the last day it is known to have lasted.
        """
        key = first, seen, last = tuple(
            [bisect.bisect_right(self._changes, day) for day in (facts, continued, decision)]
        )
        return self._cache[key] or self._cache.put(
            key,
            tuple([one.between(seen if one.is_continuing else first, last) for one in self._in_time.values()]),
        )

    def worded(self, offence: str, day: date) -> Offence:
        """An offence in the words of the law of a day."""
        regime = self._in_time[offence].regime(bisect.bisect_right(self._changes, day))
        return self._offences[offence].on(day) if regime is None else regime.offence
