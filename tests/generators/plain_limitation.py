"""The last day for prosecution, found by living each day in turn."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, timedelta

from engine.model.law import Delay, Limitation


def last_day_lived(steps: Sequence[tuple[date, Limitation]], start: date, decision: date) -> date:
    """The last useful day of a delay that runs from `start`, as known on the day of decision.

    A day is useful when every day before it was, and when the delay that the law of that very day gives (the regime of the
    text then in force, in its wording then in force) has not run out on it.
    """
    last = later(start, _delay(steps, start))
    day = start
    while day < decision:
        day += timedelta(days=1)
        last = later(start, _delay(steps, day))
        if day > last:
            return day - timedelta(days=1)
    return last


def later(day: date, delay: Delay) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = day.year, day.month
    for _ in range(12 * delay.years + delay.months):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _delay(steps: Sequence[tuple[date, Limitation]], day: date) -> Delay:
    regime = [limitation for from_, limitation in steps if from_ <= day][-1]
    return next(v.delay for v in regime.versions if v.from_ <= day and (v.until is None or day <= v.until))
