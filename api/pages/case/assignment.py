"""Assignment of cases: the next one, and who holds which.

Looking holds nothing; taking does, and so does the first act.
"""

from __future__ import annotations

from datetime import timedelta

from fastapi.responses import RedirectResponse

from api.db.reports import ReportRow
from api.db.sessions import WriteSession
from api.kit.problems import Problem
from api.pages.shell.visit import Visit
from api.reports import decisions
from api.reports.queue import service as queue
from api.reports.queue.schemas import AssignmentRequest

MINUTES = 20
PROLONG_EVERY = timedelta(minutes=1)
"""How precisely a case that is read on is held for longer."""


def hold(visit: Visit, session: WriteSession, row: ReportRow) -> None:
    """Holds a case for whoever acts on it.

    One that is not in the queue, a duplicate say, is held by nobody.

    Raises:
        Problem: somebody else holds it.
    """
    decisions.check_not_held_by_other(visit.services, visit.who, row)
    if queue.is_assignable(row):
        queue.hold(session, visit.services, visit.who, row.id, MINUTES)


def take(visit: Visit, session: WriteSession, row: ReportRow) -> None:
    """Holds a case, unless somebody else took it first or nobody can: its page then says so."""
    try:
        hold(visit, session, row)
    except Problem as problem:
        if problem.kind.code not in ("held", "already-decided"):
            raise


def is_to_prolong(visit: Visit, row: ReportRow) -> bool:
    """True for a case that this person holds, once it has been for a while."""
    if queue.holder(visit.services, row) != visit.account or row.held_until is None:
        return False
    return row.held_until - visit.services.clock.now() < timedelta(minutes=MINUTES) - PROLONG_EVERY


def prolong(visit: Visit, session: WriteSession, row: ReportRow) -> None:
    """Holds a case for longer, for whoever holds it and reads it on."""
    if queue.holder(visit.services, row) == visit.account:
        take(visit, session, row)


def go_on(
    visit: Visit, session: WriteSession, after: ReportRow | None = None, passed: ReportRow | None = None
) -> RedirectResponse:
    """To the next case, or to the queue when none is left.

    The bar there can undo what was decided of `after`.
    """
    wanted = AssignmentRequest(leave=passed.id if passed is not None else None, minutes=MINUTES)
    report = queue.take_next(session, visit.services, visit.who, wanted).report
    suffix = f"?fini={after.id}" if after is not None else ""
    return RedirectResponse(f"/signalements/{report.id}{suffix}" if report is not None else f"/file{suffix}", 303)
