"""Queries on answers."""

from __future__ import annotations

from sqlalchemy import select

from api.db.reports import QualificationRow, ReportRow
from api.db.sessions import AnySession


def visible(session: AnySession, name: str, source: str | None) -> QualificationRow | None:
    """An answer, if it is on a report of this source; of any source when none is given."""
    query = select(QualificationRow).where(QualificationRow.id == name)
    if source is not None:
        query = query.join(ReportRow, ReportRow.id == QualificationRow.report).where(ReportRow.source == source)
    return session.scalars(query).one_or_none()
