"""Queries on the queue. Holding a report does not change its version: whoever reads it may still
decide.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select, update

from api.db.exchanges import CaseRequestRow
from api.db.passed import PassedRow
from api.db.reports import ORDINARY, WAITING, WITHOUT_WORDS, ReportRow
from api.db.sessions import AnySession, WriteSession
from api.reports.blinding import closed_to
from api.reports.queue.listing import waiting

HOLDABLE = (*WAITING, "low_priority")
_ORDER = (ReportRow.priority, ReportRow.id)


def _open_to(session: AnySession, account: str, query: Select[ReportRow]) -> Select[ReportRow]:
    """Without the contents that somebody is reading again: another case of theirs would tell what
    was decided.
    """
    closed = closed_to(session, account)
    return query if closed is None else query.where(ReportRow.id.not_in(closed))


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(ReportRow.held_until.is_(None), ReportRow.held_until <= now)


def _unreserved(who: str, now: datetime) -> ColumnElement[bool]:
    """Not kept apart by a request to a colleague, unless for this person; a danger to somebody is
    never kept apart.
    """
    request = CaseRequestRow
    others = or_(request.reserved_for.is_(None), request.reserved_for != who)
    kept = exists().where(request.report == ReportRow.id, request.reserved_until > now, others)
    return or_(ReportRow.danger.is_not(None), ~kept)


def best(session: WriteSession, who: str, now: datetime, since: datetime, leaving: str | None) -> ReportRow | None:
    """The most urgent report that nobody holds, kept from other transactions; never the one they
    are leaving.

    What they passed since a moment comes when nothing else is free, the one passed first before the
    others.
    """
    row = ReportRow
    free = select(row).where(waiting(), _free(now), _unreserved(who, now), row.id != (leaving or ""))
    free = free.options(*WITHOUT_WORDS).limit(1)
    free = free.with_for_update(skip_locked=True, of=row)
    free = _open_to(session, who, free)
    passed = and_(PassedRow.report == row.id, PassedRow.account == who, PassedRow.passed_at >= since)
    found = session.scalars(free.where(~exists().where(passed)).order_by(*_ORDER)).first()
    if found is not None:
        return found
    return session.scalars(free.join(PassedRow, passed).order_by(PassedRow.passed_at, row.id)).first()


def remember_passed(session: WriteSession, who: str, report: str, now: datetime, since: datetime) -> None:
    """Keeps that somebody passed a report; what they passed before a moment is forgotten."""
    old = delete(PassedRow).where(PassedRow.account == who, PassedRow.passed_at < since)
    session.execute(old, execution_options={"synchronize_session": False})
    session.merge(PassedRow(account=who, report=report, passed_at=now))
    session.flush()


def held_by(session: AnySession, account: str, now: datetime) -> ReportRow | None:
    """The report to read that somebody holds."""
    query = select(ReportRow).where(waiting(), ReportRow.held_by == account, ReportRow.held_until > now)
    query = _open_to(session, account, query)
    return session.scalars(query.options(*WITHOUT_WORDS).order_by(*_ORDER).limit(1)).first()


def lock(session: WriteSession, report: str) -> ReportRow | None:
    """A report, that no other transaction holds or releases meanwhile."""
    return session.scalars(select(ReportRow).where(ReportRow.id == report).with_for_update()).first()


def hold(session: WriteSession, row: ReportRow, account: str | None, until: datetime | None) -> None:
    """Keeps a report for somebody until a moment, or for nobody."""
    _change(session, ReportRow.id == row.id, account, until)
    session.refresh(row, ["held_by", "held_until"])


def release_others(session: WriteSession, account: str, but: str) -> None:
    """Gives back every report that somebody holds but one; what their other transaction is at is
    left to it.
    """
    held = select(ReportRow.id).where(ReportRow.held_by == account, ReportRow.id != but)
    names = list(session.scalars(held.with_for_update(skip_locked=True)))
    if names:
        _change(session, ReportRow.id.in_(names), None, None)


def _change(session: WriteSession, which: ColumnElement[bool], account: str | None, until: datetime | None) -> None:
    change = update(ReportRow).where(which).values(held_by=account, held_until=until)
    session.execute(change, execution_options={"synchronize_session": False})


def states(session: AnySession) -> dict[str, int]:
    """Number of reports in each state."""
    rows = session.execute(select(ReportRow.state, func.count()).group_by(ReportRow.state))
    return {row[0]: row[1] for row in rows}


def reasons(session: AnySession) -> list[tuple[int, str, int]]:
    """Number of reports to read that each rule of priority ranks, the most urgent first."""
    row = ReportRow
    columns = (row.priority, row.priority_reason)
    query = select(*columns, func.count()).where(waiting(), row.priority_reason.is_not(None))
    return [(rank, reason or "", n) for rank, reason, n in session.execute(query.group_by(*columns).order_by(*columns))]


def ranks(session: AnySession) -> list[tuple[int, str | None, int]]:
    """Number of reports to read at each rank, and its reason; None for those no rule names."""
    named: list[tuple[int, str | None, int]] = list(reasons(session))
    rest = count_waiting(session) - sum(number for *_, number in named)
    return sorted([*named, (ORDINARY, None, rest)], key=lambda one: one[0]) if rest else named


def count_waiting(session: AnySession) -> int:
    """Number of reports to read."""
    return session.scalar(select(func.count()).select_from(ReportRow).where(waiting())) or 0


def count_held(session: AnySession, now: datetime) -> int:
    """Number of reports to read that somebody holds."""
    row = ReportRow
    held = (row.held_by.is_not(None), row.held_until > now)
    return session.scalar(select(func.count()).select_from(row).where(*held, row.state.in_(WAITING))) or 0


def count_free(session: AnySession, now: datetime) -> int:
    """Number of reports to read that nobody holds."""
    return count_waiting(session) - count_held(session, now)
