"""Queries on second readings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, union_all

from api.db.audit import AuditRow
from api.db.double_review import SecondReadingRow
from api.db.reports import DecisionRow, QualificationRow
from api.db.sessions import AnySession, WriteSession
from api.reports.blinding import same_content

Second = SecondReadingRow
_TELLING = ("report.seen", "report.decided", "second_reading.held")
"""What the journal says of whoever knows a report: a reading that was begun is known to who began
it, left or not.
"""
_STANDS = and_(DecisionRow.id == Second.decision, DecisionRow.undone_at.is_(None))


def _waiting(before: datetime) -> ColumnElement[bool]:
    """Not read again yet, of an earlier day (the first decision can no longer be taken back), and
    not erased since.
    """
    kept = exists().where(QualificationRow.report == Second.report)
    return and_(Second.decided_at.is_(None), DecisionRow.decided_at < before, kept)


def _unknown_to(account: str) -> ColumnElement[bool]:
    """Somebody who neither decided the report, nor opened it, nor held its reading: nor did so of a
    report on the same content.
    """
    telling = union_all(*(part.correlate(Second) for part in same_content([Second.report], [Second.decision])))
    known = exists().where(AuditRow.who == account, AuditRow.action.in_(_TELLING), AuditRow.subject.in_(telling))
    return and_(DecisionRow.decided_by != account, ~known)


def mine(session: AnySession, account: str, before: datetime) -> SecondReadingRow | None:
    """The reading that somebody holds and has not ended, whether or not their time is over."""
    query = select(Second).join(DecisionRow, _STANDS).where(_waiting(before), Second.held_by == account)
    return session.scalars(query.order_by(Second.drawn_at, Second.id).limit(1)).first()


def oldest(session: WriteSession, account: str, before: datetime, now: datetime) -> SecondReadingRow | None:
    """The oldest reading that nobody holds and this person may do, kept from other transactions."""
    free = or_(Second.held_until.is_(None), Second.held_until <= now)
    query = select(Second).join(DecisionRow, _STANDS).where(_waiting(before), free, _unknown_to(account))
    query = query.order_by(Second.drawn_at, Second.id).limit(1)
    return session.scalars(query.with_for_update(skip_locked=True, of=Second)).first()


def counts(session: AnySession, account: str, before: datetime, now: datetime) -> tuple[int, int, int]:
    """Counts of the queue: how many wait, how many of these this person may take, and how many were
    drawn today and wait for tomorrow.
    """
    joined = select(func.count()).select_from(Second).join(DecisionRow, _STANDS)
    free = or_(Second.held_until.is_(None), Second.held_until <= now, Second.held_by == account)
    allowed = or_(Second.held_by == account, _unknown_to(account))
    waiting = session.scalar(joined.where(_waiting(before))) or 0
    open_to = session.scalar(joined.where(_waiting(before), free, allowed)) or 0
    today = session.scalar(joined.where(Second.decided_at.is_(None), DecisionRow.decided_at >= before)) or 0
    return waiting, open_to, today


def disagreements(session: AnySession) -> list[SecondReadingRow]:
    """Disagreements that a reviewer has to settle, the oldest first."""
    query = select(Second).where(Second.agrees.is_(False), Second.settled_at.is_(None))
    return list(session.scalars(query.order_by(Second.decided_at, Second.id)))


def received_answer(session: AnySession, report: str) -> QualificationRow | None:
    """The first answer on a report: it rests on the report as it came in, before anybody read
    it.
    """
    query = select(QualificationRow).where(QualificationRow.report == report).order_by(QualificationRow.id)
    return session.scalars(query.limit(1)).first()


def answer(session: AnySession, name: str | None) -> QualificationRow | None:
    """An answer of a second reader."""
    return session.get(QualificationRow, name) if name is not None else None


def pairs(session: AnySession) -> Sequence[tuple[SecondReadingRow, DecisionRow]]:
    """Every ended second reading with the first decision."""
    query = select(Second, DecisionRow).join(DecisionRow, DecisionRow.id == Second.decision)
    rows = session.execute(query.where(Second.decided_at.is_not(None)).order_by(Second.id))
    return [(row[0], row[1]) for row in rows]
