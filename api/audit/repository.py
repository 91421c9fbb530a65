"""Reading the journal."""

from __future__ import annotations

from sqlalchemy import select

from api.db.audit import AuditRow
from api.db.sessions import AnySession


def page(
    session: AnySession, *, before: int | None, subject: str | None, who: str | None, action: str | None, limit: int
) -> list[AuditRow]:
    """Entries that match, the latest first."""
    query = select(AuditRow).order_by(AuditRow.number.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditRow.number < before)
    for column, wanted in ((AuditRow.subject, subject), (AuditRow.who, who), (AuditRow.action, action)):
        if wanted is not None:
            query = query.where(column == wanted)
    return list(session.scalars(query))
