"""Limitation of prosecution: is it out of time, and what is the last day it is not.

A later law on limitation applies at once to delays still running, and revives none that has run out
(CP 112-2, 112-3). Delays in months and years run from a day to the same day of the month (memory,
to be verified for press offences).
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

from engine.model.dated import ONE_DAY
from engine.model.knowledge import Exactly, StatedFact
from engine.model.law import Delay, Limitation
from engine.model.outcome import Standing, TimeBar


class LimitationDeadline(NamedTuple):
    """Time bar on the day of decision, and the last useful day of prosecution when it can be
    told.
    """

    bar: TimeBar
    last_day: date | None
    limitation: str | None = None


SHORTEST_MONTH = 28
"""Days that every month has."""
Step: TypeAlias = tuple[date, Limitation]
"""From a day on, the regime that the text then in force gives."""


def limit(
    sure: Sequence[Step], possible: Sequence[Step], start: date, decision: date, facts: Mapping[str, StatedFact]
) -> LimitationDeadline:
    """The limitation under the established circumstances (`sure`); unknown where those still open
    give a longer one (`possible`).
    """
    found = deadline(sure, start, decision, facts)
    if found.bar is TimeBar.YES:
        other = deadline(possible, start, decision, facts)
        if other.bar is not TimeBar.YES:
            return LimitationDeadline(TimeBar.UNKNOWN, None, other.limitation)
    return found


def deadline(
    steps: Sequence[Step], day_of_facts: date, decision: date, facts: Mapping[str, StatedFact]
) -> LimitationDeadline:
    """The limitation of an offence committed on a day, seen on the day of decision.

    `steps` are the regimes of the texts in force from the facts to the decision, the first being
    that of the day of the facts: limitation follows the facts, whichever text is milder. From
    change to change (of text or of delay) the law of the day gives the delay, counted from the same
    start; what has run out stays so, and what is imprescriptible never runs out. A start that
    is unknown but cannot precede the facts (majority, discovery) gives NO while the delay counted
    from the facts still runs, and UNKNOWN after.
    """
    if not steps:
        return LimitationDeadline(TimeBar.UNKNOWN, None)
    last, name, known = day_of_facts, steps[0][1].id, True
    for day in _changes(steps, day_of_facts, decision):
        if day > last and day > day_of_facts:
            break  # out of time before this change
        limitation = next((lim for from_, lim in reversed(steps) if from_ <= day), steps[0][1])
        start = start_of_delay(limitation, day_of_facts, decision, facts)
        name, known = limitation.id, start is not None
        delay = next((v.delay for v in limitation.versions if v.covers(day)), limitation.versions[0].delay)
        if delay.never:
            return LimitationDeadline(TimeBar.NO, None, name)
        last = max(add(start or day_of_facts, delay), day - ONE_DAY)  # a shorter delay cuts from its day on, not before
    if known:
        return LimitationDeadline(TimeBar.YES if decision > last else TimeBar.NO, last, name)
    return LimitationDeadline(TimeBar.NO if decision <= last else TimeBar.UNKNOWN, None, name)


def _changes(steps: Sequence[Step], first: date, decision: date) -> list[date]:
    """The day of the facts, then each later day, up to the decision, on which a text or a delay
    changed.
    """
    days = {from_ for from_, _ in steps} | {v.from_ for _, limitation in steps for v in limitation.versions}
    return [first, *sorted(day for day in days if first < day <= decision)]


def add(day: date, delay: Delay) -> date:
    """The same day of the month after a delay, or that month's last day."""
    months = day.month - 1 + delay.months + 12 * delay.years
    year, month = min(day.year + months // 12, date.max.year), months % 12 + 1
    return date(
        year, month, day.day if day.day <= SHORTEST_MONTH else min(day.day, calendar.monthrange(year, month)[1])
    )


def start_of_delay(
    limitation: Limitation, day_of_facts: date, decision: date, facts: Mapping[str, StatedFact]
) -> date | None:
    """The day from which the delay runs; None where nobody knows it."""
    match limitation.starts:
        case "facts":
            return day_of_facts
        case "first_publication":
            again = exact_day(facts, "date_republication")
            if again is not None and again <= decision:
                return again
            return exact_day(facts, "date_premiere_mise_en_ligne") or day_of_facts
        case "majority":
            majority = exact_day(facts, "date_majorite_victime")
            return None if majority is None else max(majority, day_of_facts)
        case _:
            return None


def exact_day(facts: Mapping[str, StatedFact], name: str, sure: bool = True) -> date | None:
    """The day a date fact gives, when it is known exactly; with `sure`, only a confirmed one moves
    the law or a delay.
    """
    stated = facts.get(name)
    if stated is None or (sure and stated.standing is Standing.PRESUMED):
        return None
    return (
        stated.knowledge.value
        if isinstance(stated.knowledge, Exactly) and isinstance(stated.knowledge.value, date)
        else None
    )
