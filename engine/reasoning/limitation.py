"""When prosecution is out of time, and the last day it is not.

A later law on limitation applies at once to delays still running, and revives none that has run out (CP 112-2, 112-3).
Delays in months and years run from a day to the same day of the month (memory, to be verified for press offences).
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from engine.model.knowledge import Exactly, StatedFact
from engine.model.law import Delay, Limitation
from engine.model.outcome import Standing, TimeBar


@dataclass(frozen=True, slots=True)
class Deadline:
    """Whether prosecution is out of time on the day of decision, and its last useful day when it can be told."""

    bar: TimeBar
    last_day: date | None
    limitation: str | None = None


ONE_DAY = timedelta(days=1)

Step: TypeAlias = tuple[date, Limitation]
"""From a day on, the regime that the text then in force gives."""


def deadline(steps: Sequence[Step], day_of_facts: date, decision: date, facts: Mapping[str, StatedFact]) -> Deadline:
    """The limitation of an offence committed on a day, seen on the day of decision.

    `steps` are the regimes of the texts in force from the facts to the decision, the first being that of the day of the facts:
    limitation follows the facts, whichever text is milder. A change of regime, like a change of delay, reaches what is not yet
    out of time. A start that is unknown but cannot precede the facts (majority, discovery) gives NO while the delay counted
    from the facts still runs, and UNKNOWN after.
    """
    if not steps:
        return Deadline(TimeBar.UNKNOWN, None)
    last: date | None = None
    earliest, name = day_of_facts, steps[0][1].id
    for number, (from_, limitation) in enumerate(steps):
        if number and last is not None and from_ > last:
            break  # already out of time: no later law revives it
        start = _start(limitation, day_of_facts, decision, facts)
        earliest = last_day(limitation, start or day_of_facts, decision)
        last = None if start is None else earliest
        name = limitation.id
    if last is not None:
        return Deadline(TimeBar.YES if decision > last else TimeBar.NO, last, name)
    return Deadline(TimeBar.NO if decision <= earliest else TimeBar.UNKNOWN, None, name)


def last_day(limitation: Limitation, start: date, decision: date) -> date:
    """The last day for prosecution when the delay runs from `start`, under the laws known up to the decision."""
    first = next((v for v in limitation.versions if v.covers(start)), limitation.versions[0])
    last = add(start, first.delay)
    for version in limitation.versions:
        if start < version.from_ <= decision and version.from_ <= last:
            last = max(
                add(start, version.delay), version.from_ - ONE_DAY
            )  # a shorter delay cuts from its day on, not before
    return last


def add(day: date, delay: Delay) -> date:
    """The same day of the month after a delay, or that month's last day."""
    months = day.month - 1 + delay.months + 12 * delay.years
    year, month = day.year + months // 12, months % 12 + 1
    return date(min(year, date.max.year), month, min(day.day, calendar.monthrange(min(year, date.max.year), month)[1]))


def _start(limitation: Limitation, day_of_facts: date, decision: date, facts: Mapping[str, StatedFact]) -> date | None:
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
    """The day a date fact gives, when it is known exactly; with `sure`, only a confirmed one moves the law or a delay."""
    stated = facts.get(name)
    if stated is None or (sure and stated.standing is Standing.PRESUMED):
        return None
    return stated.known.value if isinstance(stated.known, Exactly) and isinstance(stated.known.value, date) else None
