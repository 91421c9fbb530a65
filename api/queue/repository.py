"""Queries on the queue. Holding a report does not change its version: whoever reads it may still decide."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import defer

from api.db.reports import ReportRow
from api.db.sessions import AnySession, WriteSession

TO_READ = ("open", "prequalified")
_WITHOUT_TEXT = (defer(ReportRow.text), defer(ReportRow.url))
_ORDER = (ReportRow.priority, ReportRow.id)


def _to_read() -> ColumnElement[bool]:
    return ReportRow.state.in_(TO_READ)


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(ReportRow.held_until.is_(None), ReportRow.held_until <= now)


def best(session: WriteSession, now: datetime, after: ReportRow | None) -> ReportRow | None:
    """The most urgent report that nobody holds, kept from other transactions; after a given one, then from the start."""
    query = select(ReportRow).where(_to_read(), _free(now)).options(*_WITHOUT_TEXT).order_by(*_ORDER).limit(1)
    query = query.with_for_update(skip_locked=True)
    if after is None:
        return session.scalars(query).first()
    row = ReportRow
    later = or_(row.priority > after.priority, and_(row.priority == after.priority, row.id > after.id))
    found = session.scalars(query.where(later)).first()
    return found if found is not None else session.scalars(query.where(row.id != after.id)).first()


def held_by(session: AnySession, account: str, now: datetime) -> ReportRow | None:
    """The report to read that somebody holds."""
    query = select(ReportRow).where(_to_read(), ReportRow.held_by == account, ReportRow.held_until > now)
    return session.scalars(query.options(*_WITHOUT_TEXT).order_by(*_ORDER).limit(1)).first()


def lock(session: WriteSession, report: str) -> ReportRow | None:
    """A report, that no other transaction holds or releases meanwhile."""
    return session.scalars(select(ReportRow).where(ReportRow.id == report).with_for_update()).first()


def hold(session: WriteSession, row: ReportRow, account: str | None, until: datetime | None) -> None:
    """Keeps a report for somebody until a moment, or for nobody."""
    change = update(ReportRow).where(ReportRow.id == row.id).values(held_by=account, held_until=until)
    session.execute(change, execution_options={"synchronize_session": False})
    session.refresh(row, ["held_by", "held_until"])


def states(session: AnySession) -> dict[str, int]:
    """How many reports are in each state."""
    rows = session.execute(select(ReportRow.state, func.count()).group_by(ReportRow.state))
    return {row[0]: row[1] for row in rows}


def ranks(session: AnySession) -> list[tuple[int, str | None, int]]:
    """How many reports to read have each rank, and its reason."""
    columns = (ReportRow.priority, ReportRow.priority_reason)
    query = select(*columns, func.count()).where(_to_read()).group_by(*columns).order_by(*columns)
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def free(session: AnySession, now: datetime) -> int:
    """How many reports to read nobody holds."""
    return session.scalar(select(func.count()).select_from(ReportRow).where(_to_read(), _free(now))) or 0


def page(session: AnySession, after: ReportRow | None, limit: int) -> list[ReportRow]:
    """Reports to read in the order of the queue, after a given one."""
    row = ReportRow
    query = select(row).where(_to_read()).options(*_WITHOUT_TEXT).order_by(*_ORDER).limit(limit)
    if after is not None:
        query = query.where(or_(row.priority > after.priority, and_(row.priority == after.priority, row.id > after.id)))
    return list(session.scalars(query))
