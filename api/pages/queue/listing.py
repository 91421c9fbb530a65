"""The rows of the queue, in order, each with the reason of its rank.

Duplicates are collapsed on the report that speaks for them.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from api.db.reports import WITHOUT_WORDS, ReportRow
from api.db.sessions import AnySession
from api.reports.blinding import closed_to

WAITING = ("open", "prequalified")


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters of the queue. An empty state: what waits for somebody."""

    state: str = ""
    channel: str = ""
    category: str = ""
    offence: str = ""
    words: str = ""


def rows_of(session: AnySession, filters: Filters, offset: int, limit: int, reader: str) -> tuple[list[ReportRow], int]:
    """The reports that pass from one place on, and how many there are in all; none of a content
    that `reader` is reading again.
    """
    where, closed = _where(filters), closed_to(session, reader)
    where += [ReportRow.id.not_in(closed)] if closed is not None else []
    total = session.scalar(select(func.count()).select_from(ReportRow).where(*where)) or 0
    query = select(ReportRow).options(*WITHOUT_WORDS).where(*where)
    order = (ReportRow.priority, ReportRow.id) if filters.state in ("", *WAITING) else (ReportRow.id.desc(),)
    return list(session.scalars(query.order_by(*order).offset(offset).limit(limit))), total


def _where(filters: Filters) -> list[ColumnElement[bool]]:
    row = ReportRow
    where: list[ColumnElement[bool]] = []
    if filters.state != "all":
        where.append(row.state.in_(WAITING if not filters.state else (filters.state,)))
    for column, value in (
        (row.channel, filters.channel),
        (row.reported_category, filters.category),
        (row.main, filters.offence),
    ):
        if value:
            where.append(column == value)
    if filters.words:
        like = "%" + filters.words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        where.append(or_(row.reference.ilike(like, escape="\\"), row.id.ilike(like, escape="\\")))
    return where


def categories(session: AnySession) -> list[str]:
    """Categories that reporters chose, each once."""
    query = select(ReportRow.reported_category).where(ReportRow.reported_category.is_not(None)).distinct()
    return sorted(name for name in session.scalars(query) if name)


def suggested(session: AnySession) -> list[str]:
    """The offences suggested first of some report, each once."""
    return sorted(n for n in session.scalars(select(ReportRow.main).where(ReportRow.main.is_not(None)).distinct()) if n)
