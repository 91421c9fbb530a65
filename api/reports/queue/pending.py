"""What reports of the queue wait for besides a decision: a time that runs out, the opinion of a
colleague.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from api.db.action import RUNS_OUT, DeadlineRow, RouteDueRow
from api.db.exchanges import CaseRequestRow
from api.db.reports import CLOSED, ReportRow
from api.db.sessions import AnySession


def open_deadline(now: datetime) -> ColumnElement[bool]:
    """Not met, and not run out."""
    return and_(DeadlineRow.met_at.is_(None), or_(DeadlineRow.kind.not_in(RUNS_OUT), DeadlineRow.due_at > now))


def open_request() -> ColumnElement[bool]:
    """Neither answered nor cancelled; a report that somebody decided waits for nobody."""
    asked = CaseRequestRow
    undecided = (
        select(ReportRow.id)
        .where(ReportRow.id == asked.report, *(ReportRow.state != state for state in CLOSED))
        .exists()
    )
    return and_(asked.answered_at.is_(None), asked.cancelled_at.is_(None), undecided)


def nearest_deadlines(session: AnySession, reports: Sequence[str], now: datetime) -> dict[str, datetime]:
    """By when the first thing due on each of these reports is to be done, whom to tell included;
    nothing for those on which nothing is due.
    """
    deadline, route = DeadlineRow, RouteDueRow
    queries = (
        select(deadline.report, func.min(deadline.due_at))
        .where(deadline.report.in_(reports), open_deadline(now))
        .group_by(deadline.report),
        select(route.report, func.min(route.due_at))
        .where(route.report.in_(reports), route.due_at.is_not(None), route.dismissed_at.is_(None))
        .group_by(route.report),
    )
    nearest: dict[str, datetime] = {}
    for query in queries:
        for report, due_at in session.execute(query):
            if due_at is not None:
                nearest[report] = min(due_at, nearest.get(report, due_at))
    return nearest


def awaited_opinions(session: AnySession, reports: Sequence[str]) -> dict[str, CaseRequestRow]:
    """The first request for an opinion on each of these reports that nobody answered yet."""
    asked = CaseRequestRow
    query = select(asked).where(asked.report.in_(reports), asked.kind == "opinion", open_request())
    first: dict[str, CaseRequestRow] = {}
    for row in session.scalars(query.order_by(asked.id)):
        first.setdefault(row.report, row)
    return first
