"""Law between two dates: for each offence, the regimes to look at."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
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


class LawBetween:
    """The law between two dates: the timeline of each offence, in the plan's order, found when it
    is asked for.
    """

    def __init__(self, offences: Sequence[_OffenceInTime], first: int, seen: int, last: int) -> None:
        """Places of the facts, of the last day that continuing ones are known to have lasted, and
        of the decision.
        """
        self._offences = offences
        self._first, self._seen, self._last = first, seen, last

    def timeline(self, place: int) -> OffenceTimeline:
        """That of the offence at a place of the plan.

        The law of a continuing one is read on the last day it is known to have lasted.
        """
        one = self._offences[place]
        return one.between(self._seen if one.is_continuing else self._first, self._last)

    @cached_property
    def timelines(self) -> tuple[OffenceTimeline, ...]:
        """Those of all offences."""
        return tuple(map(self.timeline, range(len(self._offences))))


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
        self._in_order = tuple(self._in_time.values())
        self._cache: TwoGenerationCache[LawBetween] = TwoGenerationCache(CACHE_SIZE)

    def between(self, facts: date, continued: date, decision: date) -> LawBetween:
        """The law from the facts, or from the last day that continuing ones are known to have
        lasted, to the decision.
        """
        key = first, seen, last = tuple(
            [bisect.bisect_right(self._changes, day) for day in (facts, continued, decision)]
        )
        return self._cache[key] or self._cache.put(key, LawBetween(self._in_order, first, seen, last))

    def worded(self, offence: str, day: date) -> Offence:
        """An offence in the words of the law of a day."""
        regime = self._in_time[offence].regime(bisect.bisect_right(self._changes, day))
        return self._offences[offence].on(day) if regime is None else regime.offence
