"""Reports of which what is due may have changed: worked out again once, at the end of the transaction that changed it."""

from __future__ import annotations

from typing import NamedTuple

from api.db.locks import lock_each
from api.db.sessions import WriteSession
from api.http.wiring import Wiring
from api.transmissions.due.repository import DUE, alike, followers, leads_first
from api.transmissions.due.working_out import work_out

_MARKS = "routes_due"


class _Mark(NamedTuple):
    wired: Wiring
    report: str


def mark(session: WriteSession, wired: Wiring, *reports: str) -> None:
    """Has what is due of reports worked out again before the commit."""
    session.info.setdefault(_MARKS, []).extend(_Mark(wired, report) for report in reports)
    session.at_the_end(_work_out, first=True)


def mark_decided(session: WriteSession, wired: Wiring, report: str) -> None:
    """The same, of a report and of those that it speaks for."""
    session.flush()
    mark(session, wired, report, *followers(session, report))


def mark_content(session: WriteSession, wired: Wiring, report: str) -> None:
    """The same, of a report and of those on the same address: a notice on one serves them all."""
    mark(session, wired, report, *alike(session, report))


def _work_out(session: WriteSession) -> None:
    marks: list[_Mark] = session.info.pop(_MARKS, [])
    reports = {one.report for one in marks}
    lock_each(session, DUE, reports)
    session.flush()
    for row in leads_first(session, reports):
        work_out(session, marks[0].wired, row)
    session.flush()
