"""Reports of which what is due may have changed: worked out again once, at the end of the
transaction that changed it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Text, and_, cast, func, or_, select

from api.db.action import RegisterRow, RouteDueRow
from api.db.locks import lock_each
from api.db.reports import CLOSED, ContactRow, ReportRow
from api.db.sessions import AnySession, WriteSession
from api.http.services import Services

DUE = "due"
"""The kind of the locks of reports of which what is due is being worked out: two at once would
store the same twice.
"""
MOST_ALIKE = 50
"""How many reports on one address are looked at again when a notice on it is prepared or withdrawn.
"""
_MARKS = "routes_due"


class _Mark(NamedTuple):
    services: Services
    report: str


def mark(session: WriteSession, services: Services, *reports: str) -> None:
    """Has what is due of reports worked out again before the commit."""
    session.info.setdefault(_MARKS, []).extend(_Mark(services, report) for report in reports)
    session.at_the_end(_work_out, first=True)


def mark_decided(session: WriteSession, services: Services, report: str) -> None:
    """Marks a report and those that it speaks for."""
    session.flush()
    mark(session, services, report, *followers(session, report))


def mark_content(session: WriteSession, services: Services, report: str) -> None:
    """Marks a report and those on the same address: a notice on one serves them all."""
    mark(session, services, report, *alike(session, report))


def _work_out(session: WriteSession) -> None:
    marks: list[_Mark] = session.info.pop(_MARKS, [])
    reports = {one.report for one in marks}
    lock_each(session, DUE, reports)
    session.flush()
    for row in leads_first(session, reports):
        marks[0].services.work_out_due(session, marks[0].services, row)
    session.flush()


def alike(session: AnySession, report: str) -> list[str]:
    """The reports on the same address of which something is due, or may be: whoever speaks for a
    decided content.
    """
    key = select(RegisterRow.address_key).where(RegisterRow.report == report).scalar_subquery()
    row = select(RegisterRow.report).join(ReportRow, ReportRow.id == RegisterRow.report)
    speaks = and_(ReportRow.state.in_(CLOSED), ReportRow.same_as.is_(None))
    has = RegisterRow.report.in_(select(RouteDueRow.report))
    query = row.where(RegisterRow.address_key == key, RegisterRow.report != report, or_(speaks, has))
    return list(session.scalars(query.order_by(RegisterRow.report.desc()).limit(MOST_ALIKE)))


def followers(session: AnySession, lead: str) -> list[str]:
    """The reports that another speaks for and of which something of their own may be due: somebody
    to answer.
    """
    row = RegisterRow
    contact = row.report.in_(select(ContactRow.report))
    stated = func.length(cast(row.routing, Text)) > len("null")
    query = select(row.report).join(ReportRow, ReportRow.id == row.report).where(ReportRow.same_as == lead)
    return list(session.scalars(query.where(or_(contact, stated, row.report.in_(select(RouteDueRow.report))))))


def leads_first(session: AnySession, reports: Iterable[str]) -> list[ReportRow]:
    """Reports by identifier, those that speak for others before these."""
    query = select(ReportRow).where(ReportRow.id.in_(list(reports)))
    return sorted(session.scalars(query), key=lambda row: (row.same_as is not None, row.id))
