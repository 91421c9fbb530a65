"""Whose turn it is: the next case, and who holds which. Looking holds nothing; taking does, and so does the first act."""

from __future__ import annotations

from fastapi.responses import RedirectResponse

from api.db.reports import ReportRow
from api.db.sessions import WriteSession
from api.http.identity import Identity
from api.http.services import Services
from api.kit.problems import Problem
from api.reports import decisions
from api.reports.queue import service as queue
from api.reports.queue.schemas import AssignmentRequest

MINUTES = 20


def hold(session: WriteSession, services: Services, who: Identity, row: ReportRow) -> None:
    """Holds a case for whoever acts on it. One that is not in the queue, a duplicate say, is held by nobody.

    Raises:
        Problem: somebody else holds it.
    """
    decisions.check_not_held_by_other(services, who, row)
    if queue.is_assignable(row):
        queue.hold(session, services, who, row.id, MINUTES)


def take(session: WriteSession, services: Services, who: Identity, row: ReportRow) -> None:
    """Holds a case, unless somebody else took it first or nobody can: its page then says so."""
    try:
        hold(session, services, who, row)
    except Problem as problem:
        if problem.kind.code not in ("held", "already-decided"):
            raise


def keep(session: WriteSession, services: Services, who: Identity, row: ReportRow) -> None:
    """Whoever holds a case and reads it on keeps it for longer."""
    if queue.holder(services, row) == who.account:
        take(session, services, who, row)


def go_on(
    session: WriteSession,
    services: Services,
    who: Identity,
    after: ReportRow | None = None,
    passed: ReportRow | None = None,
) -> RedirectResponse:
    """To the next case, or to the queue when none is left. The bar there can undo what was decided of `after`."""
    given = AssignmentRequest(leave=passed.id if passed is not None else None, minutes=MINUTES)
    report = queue.take_next(session, services, who, given).report
    done = f"?fini={after.id}" if after is not None else ""
    return RedirectResponse(f"/signalements/{report.id}{done}" if report is not None else f"/file{done}", 303)
