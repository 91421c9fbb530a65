"""Queries on what is due and not prepared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Text, and_, cast, func, or_, select, tuple_

from api.db.action import RegisterRow, RouteDueRow
from api.db.reports import CLOSED, ContactRow, ReportRow
from api.db.sessions import AnySession
from api.reports.double_review.repository import closed_to

Due = RouteDueRow
STALE = ""
"""The edition of a report of which what is due must be worked out again."""
DUE = "due"
"""The kind of the locks of reports of which what is due is being worked out: two at once would store the same twice."""
DANGER = "danger_immediat"
"""The fact of a report of which something is due before anybody decides."""
MOST_ALIKE = 50
"""How many reports on one address are looked at again when a notice on it is prepared or withdrawn."""


def of_report(session: AnySession, report: str) -> list[RouteDueRow]:
    """What is due of a report, dismissed or not, in the order of the rules."""
    return list(session.scalars(select(Due).where(Due.report == report).order_by(Due.rank, Due.id)))


def waiting_of(session: AnySession, report: str) -> list[RouteDueRow]:
    """What is due of a report and waits for an act: nobody gave it up."""
    return [due for due in of_report(session, report) if due.dismissed_at is None]


def page(
    session: AnySession, reader: str, limit: int, *, offset: int = 0, after: RouteDueRow | None = None
) -> list[RouteDueRow]:
    """What waits for an act, the most urgent first; what has no time limit comes last."""
    query = select(Due).where(_waits(session, reader)).order_by(Due.due_at.is_(None), Due.due_at, Due.rank, Due.id)
    if after is not None:
        query = query.where(_beyond(after))
    return list(session.scalars(query.offset(offset).limit(limit)))


def count(session: AnySession, reader: str) -> int:
    """How much waits for an act."""
    return session.scalar(select(func.count()).select_from(Due).where(_waits(session, reader))) or 0


def late(session: AnySession, reader: str, now: datetime) -> int:
    """How much of it is late."""
    return session.scalar(select(func.count()).select_from(Due).where(_waits(session, reader), Due.due_at < now)) or 0


def alike(session: AnySession, report: str) -> list[str]:
    """The reports on the same address of which something is due, or may be: whoever speaks for a decided content."""
    key = select(RegisterRow.address_key).where(RegisterRow.report == report).scalar_subquery()
    row = select(RegisterRow.report).join(ReportRow, ReportRow.id == RegisterRow.report)
    speaks = and_(ReportRow.state.in_(CLOSED), ReportRow.same_as.is_(None))
    has = RegisterRow.report.in_(select(Due.report))
    query = row.where(RegisterRow.address_key == key, RegisterRow.report != report, or_(speaks, has))
    return list(session.scalars(query.order_by(RegisterRow.report.desc()).limit(MOST_ALIKE)))


def followers(session: AnySession, lead: str) -> list[str]:
    """The reports that another speaks for and of which something of their own may be due: somebody to answer."""
    row = RegisterRow
    contact = row.report.in_(select(ContactRow.report))
    stated = func.length(cast(row.routing, Text)) > len("null")
    query = select(row.report).join(ReportRow, ReportRow.id == row.report).where(ReportRow.same_as == lead)
    return list(session.scalars(query.where(or_(contact, stated, row.report.in_(select(Due.report))))))


def leads_first(session: AnySession, reports: Iterable[str]) -> list[ReportRow]:
    """Reports by identifier, those that speak for others before these."""
    query = select(ReportRow).where(ReportRow.id.in_(list(reports)))
    return sorted(session.scalars(query), key=lambda row: (row.same_as is not None, row.id))


def _waits(session: AnySession, reader: str) -> ColumnElement[bool]:
    """Nobody gave it up, and it says nothing of a decision to whoever reads the content again without knowing."""
    closed = closed_to(session, reader)
    waits = Due.dismissed_at.is_(None)
    return waits if closed is None else and_(waits, Due.report.not_in(closed))


def _beyond(last: RouteDueRow) -> ColumnElement[bool]:
    rest = tuple_(Due.rank, Due.id) > tuple_(last.rank, last.id)
    if last.due_at is None:
        return and_(Due.due_at.is_(None), rest)
    return or_(Due.due_at.is_(None), Due.due_at > last.due_at, and_(Due.due_at == last.due_at, rest))
