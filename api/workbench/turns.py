"""Whose turn it is: the next case, and who holds which."""

from __future__ import annotations

from fastapi.responses import RedirectResponse

from api.db.reports import ReportRow
from api.db.sessions import WriteSession
from api.problems import Problem
from api.queue import service as queue
from api.queue.schemas import Next
from api.security.identity import Identity
from api.wiring import Wiring

MINUTES = 20


def hold(session: WriteSession, wired: Wiring, who: Identity, row: ReportRow) -> None:
    """Holds a case that waits and that nobody else holds, so that two people do not read it."""
    try:
        queue.hold(session, wired, who, row.id, MINUTES)
    except Problem:
        return  # somebody else's, or decided: it is only read


def release(session: WriteSession, who: Identity, row: ReportRow) -> None:
    """Gives a case back to the others."""
    queue.release(session, who, row.id)


def go_on(
    session: WriteSession,
    wired: Wiring,
    who: Identity,
    after: ReportRow | None = None,
    passed: ReportRow | None = None,
) -> RedirectResponse:
    """To the next case, or to the queue when none is left. The bar there can undo what was decided of `after`."""
    given = Next(leave=passed.id if passed is not None else None, minutes=MINUTES)
    report = queue.take_next(session, wired, who, given).report
    done = f"?fini={after.id}" if after is not None else ""
    return RedirectResponse(f"/signalements/{report.id}{done}" if report is not None else f"/file{done}", 303)
