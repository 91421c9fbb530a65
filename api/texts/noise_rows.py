"""Queries on what the filter set aside."""

from __future__ import annotations

from sqlalchemy import func, select

from api.db.audit import AuditRow
from api.db.reports import WITHOUT_WORDS, ReportRow
from api.db.sessions import AnySession

_WAITING = ReportRow.state == "low_priority"


def sample(session: AnySession, limit: int) -> list[ReportRow]:
    """Reports set aside, drawn anew each time: first those that the declared share says are read in
    any case.
    """
    query = select(ReportRow).where(_WAITING).options(*WITHOUT_WORDS)
    return list(session.scalars(query.order_by(ReportRow.noise_audit.desc(), func.random()).limit(limit)))


def waiting(session: AnySession) -> tuple[int, int]:
    """Number of reports set aside and not judged, and how many of them were drawn."""
    rows = session.execute(select(ReportRow.noise_audit, func.count()).where(_WAITING).group_by(ReportRow.noise_audit))
    counts = {bool(row[0]): row[1] for row in rows}
    return sum(counts.values()), counts.get(True, 0)


def judged(session: AnySession) -> tuple[int, int]:
    """Number of reports restored among those judged in review, and how many were judged."""
    query = select(ReportRow.noise_review, func.count()).where(ReportRow.noise_review.is_not(None))
    counts = {row[0]: row[1] for row in session.execute(query.group_by(ReportRow.noise_review))}
    return counts.get("restored", 0), sum(counts.values())


def restored_at(session: AnySession, report: str, account: str) -> str | None:
    """Moment when somebody last put a report back in the queue, as the journal keeps it."""
    query = select(AuditRow.at).where(AuditRow.subject == report, AuditRow.who == account)
    return session.scalars(
        query.where(AuditRow.action == "noise.restored").order_by(AuditRow.number.desc()).limit(1)
    ).first()
