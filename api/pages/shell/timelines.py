"""Periods of law against time: one row, for no two overlap; the table beside it names each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from api.pages.shell.parts import Period, Tick, Timeline
from api.pages.shell.say import Say

BAR, AXIS = 24, 28
STEPS = (1, 2, 5, 10, 20)
MOST_TICKS = 8
LEAST = 0.6
"""The narrowest bar, in percent of the width."""
EARLIEST = date(1990, 1, 1)
"""Older periods are drawn from there; the table tells their first day."""


class TimelineSpan(NamedTuple):
    """Bar to draw: a name, two days, the word for its state."""

    label: str
    since: date
    until: date | None
    state: str
    void: bool = False


def timeline(title: str, spans: Sequence[TimelineSpan], today: date, say: Say) -> Timeline:
    """The drawing of some periods; places are in percent of the width, so that it fits any screen
    whole.
    """
    start = max(min(s.since for s in spans), EARLIEST)
    end = max([today, *(s.until or s.since for s in spans)])
    days = max((end - start).days, 1)

    def place(day: date) -> float:
        inside = min(max((day - start).days, 0), days)
        return round(100 * inside / days, 2)

    periods = []
    for span in spans:
        right = place(span.until) if span.until is not None else 100.0
        x = min(place(span.since), 100 - LEAST)
        current = span.since <= today and (span.until is None or today <= span.until)
        until = say.day(span.until) if span.until is not None else say.t("timeline.still")
        width = round(max(right - x, LEAST), 2)
        periods.append(Period(span.label, say.day(span.since), until, span.state, x, width, span.void, current))
    return Timeline(
        title=title,
        periods=tuple(periods),
        ticks=tuple(_tick(year, place(date(year, 1, 1))) for year in _years(start, end)),
        today=place(today) if start <= today <= end else None,
        bar=BAR,
        height=BAR + AXIS,
    )


def _tick(year: int, x: float) -> Tick:
    """A year, written inside the drawing where its line is near an edge."""
    return Tick(str(year), x, "start" if x < 4 else "end" if x > 96 else "middle")


def _years(start: date, end: date) -> list[int]:
    span = end.year - start.year + 1
    step = next((s for s in STEPS if span / s <= MOST_TICKS), STEPS[-1])
    first = start.year if start == date(start.year, 1, 1) else start.year + 1
    return [year for year in range(first, end.year + 1) if year % step == 0]
