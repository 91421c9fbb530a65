"""Periods of law against time: one row each, so that eleven versions stay readable."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from api.web.parts import Period, Tick, Timeline
from api.web.say import Say

WIDTH, RIGHT, ROW, AXIS = 880, 16, 26, 28
SMALLEST_LEFT, LETTER = 64, 7.6
"""Room for the names: at least so much, and so much for each letter of the longest."""
STEPS = (1, 2, 5, 10, 20)
MOST_TICKS = 9
EARLIEST = date(1990, 1, 1)
"""Older periods are drawn from there; the table tells their first day."""


class Span(NamedTuple):
    """What is drawn: a name, two days, the word for its state."""

    label: str
    since: date
    until: date | None
    state: str
    void: bool = False


def timeline(title: str, spans: Sequence[Span], today: date, say: Say) -> Timeline:
    """The drawing of some periods."""
    start = max(min(s.since for s in spans), EARLIEST)
    end = max([today, *(s.until or s.since for s in spans)])
    days = max((end - start).days, 1)
    left = max(SMALLEST_LEFT, int(20 + LETTER * max(len(s.label) for s in spans)))

    def place(day: date) -> float:
        inside = min(max((day - start).days, 0), days)
        return round(left + inside / days * (WIDTH - left - RIGHT), 1)

    periods = []
    for span in spans:
        x = place(span.since)
        right = place(span.until) if span.until is not None else WIDTH - RIGHT / 2
        current = span.since <= today and (span.until is None or today <= span.until)
        until = say.day(span.until) if span.until is not None else say.t("timeline.still")
        periods.append(
            Period(span.label, say.day(span.since), until, span.state, x, max(right - x, 3.0), span.void, current)
        )
    return Timeline(
        title=title,
        periods=tuple(periods),
        ticks=tuple(Tick(str(year), place(date(year, 1, 1))) for year in _years(start, end)),
        today=place(today) if start <= today <= end else None,
        width=WIDTH,
        left=left,
        row=ROW,
        height=ROW * len(spans) + AXIS,
    )


def _years(start: date, end: date) -> list[int]:
    span = end.year - start.year + 1
    step = next((s for s in STEPS if span / s <= MOST_TICKS), STEPS[-1])
    first = start.year if start == date(start.year, 1, 1) else start.year + 1
    return [year for year in range(first, end.year + 1) if year % step == 0]
