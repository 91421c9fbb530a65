"""Queries on second readings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, exists, func, or_, select, union, union_all
from sqlalchemy.orm import InstrumentedAttribute, aliased

from api.db.audit import AuditRow
from api.db.double_review import SecondReadingRow
from api.db.reports import DecisionRow, QualificationRow, ReportRow, TraceRow
from api.db.sessions import AnySession, WriteSession

Second = SecondReadingRow
One: TypeAlias = "str | InstrumentedAttribute[str]"
_TELLING = ("report.seen", "report.decided", "second_reading.held")
"""What the journal says of whoever knows a report: a reading that was begun is known to who began it, left or not."""
_STANDS = and_(DecisionRow.id == Second.decision, DecisionRow.undone_at.is_(None))


def _waiting(before: datetime) -> ColumnElement[bool]:
    """Not read again yet, of an earlier day (the first decision can no longer be taken back), and not erased since."""
    kept = exists().where(QualificationRow.report == Second.report)
    return and_(Second.decided_at.is_(None), DecisionRow.decided_at < before, kept)


def _unknown_to(account: str) -> ColumnElement[bool]:
    """Somebody who neither decided the report, nor opened it, nor held its reading: nor did so of a report on the same content."""
    telling = union_all(*(part.correlate(Second) for part in _same_content([Second.report], [Second.decision])))
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


def blinded(session: AnySession, account: str, report: str) -> SecondReadingRow | None:
    """The second reading of a report's content that somebody holds and has not ended: until then they know nothing else of it."""
    for row in _under_way(session, account):
        closed = _closed([row]).subquery()
        if session.scalar(select(closed.c.id).where(closed.c.id == report)) is not None:
            return row
    return None


def closed_to(session: AnySession, account: str) -> Select[str] | None:
    """The reports that somebody is shown nothing of: those of a content they are reading again. None when they read none."""
    rows = _under_way(session, account)
    return select(_closed(rows).subquery().c.id) if rows else None


def _under_way(session: AnySession, account: str) -> Sequence[SecondReadingRow]:
    return session.scalars(select(Second).where(Second.held_by == account, Second.decided_at.is_(None))).all()


def _closed(rows: Sequence[SecondReadingRow]) -> CompoundSelect[str]:
    return union(*_same_content([row.report for row in rows], [row.decision for row in rows]))


def _same_content(reports: Sequence[One], decisions: Sequence[One]) -> list[Select[Any]]:
    """Reports read again, and those that would tell what was decided of them: of the same address, words or hash, or tied to them."""
    own, other = aliased(TraceRow), aliased(TraceRow)
    return [
        select(ReportRow.id).where(ReportRow.id.in_(reports)),
        select(other.report).where(other.key == own.key, own.report.in_(reports)),
        select(ReportRow.id).where(ReportRow.same_as.in_(reports)),
        select(ReportRow.id).where(ReportRow.carried_decision.in_(decisions)),
        select(ReportRow.same_as).where(ReportRow.id.in_(reports), ReportRow.same_as.is_not(None)),
    ]


def counts(session: AnySession, account: str, before: datetime, now: datetime) -> tuple[int, int, int]:
    """How many wait, how many of these this person may take, and how many were drawn today and wait for tomorrow."""
    joined = select(func.count()).select_from(Second).join(DecisionRow, _STANDS)
    free = or_(Second.held_until.is_(None), Second.held_until <= now, Second.held_by == account)
    allowed = or_(Second.held_by == account, _unknown_to(account))
    waiting = session.scalar(joined.where(_waiting(before))) or 0
    open_to = session.scalar(joined.where(_waiting(before), free, allowed)) or 0
    today = session.scalar(joined.where(Second.decided_at.is_(None), DecisionRow.decided_at >= before)) or 0
    return waiting, open_to, today


def disagreements(session: AnySession) -> list[SecondReadingRow]:
    """What a reviewer has to settle, the oldest first."""
    query = select(Second).where(Second.agrees.is_(False), Second.settled_at.is_(None))
    return list(session.scalars(query.order_by(Second.decided_at, Second.id)))


def received_answer(session: AnySession, report: str) -> QualificationRow | None:
    """The first answer on a report: it rests on the report as it came in, before anybody read it."""
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


def settles(session: AnySession, decision: str) -> bool:
    """Whether a decision was taken to settle a disagreement."""
    return session.scalar(select(Second.id).where(Second.settled_decision == decision).limit(1)) is not None
