"""Reading the journal."""

from __future__ import annotations

from sqlalchemy import Select, func, select

from api.audit.schemas import AuditFilters
from api.db.action import TransmissionRow
from api.db.audit import AuditRow
from api.db.reports import QualificationRow
from api.db.sessions import AnySession
from api.reports.blinding import closed_to


def page(session: AnySession, filters: AuditFilters, before: int | None, limit: int, *, reader: str) -> list[AuditRow]:
    """Entries that match, the latest first; none that tells of a content that `reader` is reading
    again.
    """
    query = select(AuditRow).order_by(AuditRow.number.desc()).limit(limit)
    closed = closed_to(session, reader)
    if closed is not None:
        query = _silent_on(closed, query)
    if before is not None:
        query = query.where(AuditRow.number < before)
    for column, wanted in (
        (AuditRow.subject, filters.subject),
        (AuditRow.who, filters.who),
        (AuditRow.action, filters.action),
    ):
        if wanted is not None:
            query = query.where(column == wanted)
    return list(session.scalars(query))


def _silent_on(closed: Select[str], query: Select[AuditRow]) -> Select[AuditRow]:
    """Without the entries on some reports, on their answers or on their notices, whether these are
    the subject or a detail.
    """
    subject = func.coalesce(AuditRow.subject, "")
    report, because, transmission = (
        func.coalesce(AuditRow.detail[name].as_string(), "") for name in ("report", "because", "transmission")
    )
    answers = select(QualificationRow.id).where(QualificationRow.report.in_(closed))
    notices = select(TransmissionRow.id).where(TransmissionRow.report.in_(closed))
    return query.where(
        subject.not_in(closed),
        subject.not_in(answers),
        report.not_in(closed),
        because.not_in(closed),
        transmission.not_in(notices),
    )
