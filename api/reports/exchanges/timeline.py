"""Timeline of a report: what the journal says of it, in steps. Second readings are left out:
whoever decided knows of none before it is settled.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from api.db.sessions import AnySession
from api.reports.exchanges import repository
from api.reports.exchanges.repository import JournalStep
from api.reports.exchanges.schemas import CaseTimeline, TimelineStep

_EXCHANGES = ("note.written", "request.made")
_LOOKS = ("report.seen", "contact.seen")
"""Entries of which several in a row by one person make one step."""


def timeline_of(session: AnySession, report: str) -> CaseTimeline:
    """The timeline of a report, the latest step first."""
    rows = repository.steps_on(session, report)
    return CaseTimeline(
        steps=[
            TimelineStep(
                action=step.action,
                by=step.by,
                at=datetime.fromisoformat(step.at),
                times=times,
                detail=step.detail,
            )
            for step, times in _steps(rows)
        ]
    )


def may_have_exchanges(timeline: CaseTimeline) -> bool:
    """False where the steps of a report, read from its first on, say that nobody wrote a note on it
    nor asked anything.
    """
    steps = timeline.steps
    is_whole = bool(steps) and steps[-1].action == "report.received"
    return not is_whole or any(step.action in _EXCHANGES for step in steps)


def _steps(rows: list[JournalStep]) -> Iterator[tuple[JournalStep, int]]:
    """Entries, the latest first, with how many of the same look each stands for."""
    last: JournalStep | None = None
    times = 0
    for row in rows:
        if last is not None and row.action in _LOOKS and (row.action, row.who) == (last.action, last.who):
            times += 1
            continue
        if last is not None:
            yield last, times
        last, times = row, 1
    if last is not None:
        yield last, times
