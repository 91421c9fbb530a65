"""Queries on what is due and not prepared."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select, tuple_

from api.db.action import RouteDueRow
from api.db.sessions import AnySession
from api.reports.blinding import closed_to

Due = RouteDueRow


def of_report(session: AnySession, report: str) -> list[RouteDueRow]:
    """Due notices of a report, dismissed or not, in the order of the rules."""
    return list(session.scalars(select(Due).where(Due.report == report).order_by(Due.rank, Due.id)))


def waiting_of(session: AnySession, report: str) -> list[RouteDueRow]:
    """Due notices of a report that wait for an act: nobody gave them up."""
    return [due for due in of_report(session, report) if due.dismissed_at is None]


def page(
    session: AnySession, reader: str, limit: int, *, offset: int = 0, after: RouteDueRow | None = None
) -> list[RouteDueRow]:
    """Due notices that wait for an act, the most urgent first; what has no time limit comes
    last.
    """
    query = select(Due).where(_waits(session, reader)).order_by(Due.due_at.is_(None), Due.due_at, Due.rank, Due.id)
    if after is not None:
        query = query.where(_beyond(after))
    return list(session.scalars(query.offset(offset).limit(limit)))


def count(session: AnySession, reader: str) -> int:
    """Number of due notices that wait for an act."""
    return session.connection().execute(select(to_prepare((), closed_to(session, reader)))).scalar_one()


def to_prepare(_: tuple[str, ...], closed: Select[str] | None) -> ScalarSelect[int]:
    """The same, as a part of a query, for somebody of whatever roles; `closed`: the reports that
    they may not know of.
    """
    query = select(func.count()).select_from(Due).where(Due.dismissed_at.is_(None))
    return (query if closed is None else query.where(Due.report.not_in(closed))).scalar_subquery()


def late(session: AnySession, reader: str, now: datetime) -> int:
    """Number of due notices that are late."""
    return session.scalar(select(func.count()).select_from(Due).where(_waits(session, reader), Due.due_at < now)) or 0


def _waits(session: AnySession, reader: str) -> ColumnElement[bool]:
    """Nobody gave it up, and it says nothing of a decision to whoever reads the content again
    without knowing.
    """
    closed = closed_to(session, reader)
    waits = Due.dismissed_at.is_(None)
    return waits if closed is None else and_(waits, Due.report.not_in(closed))


def _beyond(last: RouteDueRow) -> ColumnElement[bool]:
    rest = tuple_(Due.rank, Due.id) > tuple_(last.rank, last.id)
    if last.due_at is None:
        return and_(Due.due_at.is_(None), rest)
    return or_(Due.due_at.is_(None), Due.due_at > last.due_at, and_(Due.due_at == last.due_at, rest))
