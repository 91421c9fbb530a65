"""A page of the queue, in its order. Duplicates are collapsed on the report that speaks for them.

Pages follow each other by the last report shown, never by its number: what comes in or is decided
meanwhile shifts nothing, and the tenth page costs what the first does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, exists, false, func, select, text, tuple_, union

from api.db.exchanges import NoteRow
from api.db.reports import IS_WAITING, WAITING, WITHOUT_WORDS, DecisionRow, ReportRow, TraceRow
from api.db.search import SearchKeyRow
from api.db.sessions import AnySession
from api.reports.blinding import closed_to
from api.reports.queue.filters import EVERY_STATE, ListPlace, QueueFilters, QueueReader, Sort
from api.reports.queue.related import related_to

MOST_COUNTED = 1_000
"""A filtered list is counted up to here: beyond, nobody needs the number, and it costs."""
LEAST_OF_IDENTIFIER = 4
"""From how many characters on the end of an identifier is looked for."""
MANY = 2_000
"""From how many reports on a domain or an account is that of a large platform."""
_ROW = ReportRow


@dataclass(frozen=True, slots=True)
class QueueSlice:
    """Reports of one page, and whether others come before and after them."""

    rows: Sequence[ReportRow]
    earlier: bool
    later: bool


def waiting() -> ColumnElement[bool]:
    """What waits for somebody, in the words of the partial indexes."""
    return and_(text(f"reports.{IS_WAITING}"))


def order_of(filters: QueueFilters) -> Sort:
    """The order of a list: the urgent first in what waits, elsewhere the latest first, unless one
    is asked for. All states together have no rank.
    """
    if filters.sort in ("oldest", "newest"):
        return "oldest" if filters.sort == "oldest" else "newest"
    ranked = filters.state != EVERY_STATE and (filters.sort == "rank" or filters.state in ("", *WAITING))
    return "rank" if ranked and not filters.mine else "newest"


def page(session: AnySession, filters: QueueFilters, reader: QueueReader, place: ListPlace, limit: int) -> QueueSlice:
    """The reports that pass the filters, from a place on; none of a content that the reader is
    reading again.
    """
    sort, back = order_of(filters), bool(place.before)
    pivot = (
        session.get(_ROW, place.before or place.after, options=WITHOUT_WORDS) if place.before or place.after else None
    )
    query = select(_ROW).options(*WITHOUT_WORDS).where(*conditions(session, filters, reader))
    if pivot is not None:
        query = query.where(_beyond(pivot, sort, back))
    rows = list(session.scalars(_in_order(query, sort, back and pivot is not None).limit(limit + 1)))
    more, rows = len(rows) > limit, rows[:limit]
    if back and pivot is not None:
        return QueueSlice(rows[::-1], more, True)
    return QueueSlice(rows, pivot is not None, more)


def count(session: AnySession, filters: QueueFilters, reader: QueueReader) -> int:
    """Number of reports that pass the filters; MOST_COUNTED + 1 stands for more."""
    some = select(_ROW.id).where(*conditions(session, filters, reader)).limit(MOST_COUNTED + 1)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def conditions(session: AnySession, filters: QueueFilters, reader: QueueReader) -> list[ColumnElement[bool]]:
    """The conditions of a list."""
    closed = closed_to(session, reader.account)
    where: list[ColumnElement[bool]] = [_ROW.id.not_in(closed)] if closed is not None else []
    if filters.state != EVERY_STATE:
        where.append(_ROW.state == filters.state if filters.state else waiting())
    plain = (
        (_ROW.channel, filters.channel),
        (_ROW.reported_category, filters.category),
        (_ROW.main, filters.offence),
        (_ROW.priority_reason, filters.reason),
    )
    where += [column == value for column, value in plain if value]
    if filters.received_from is not None:
        where.append(_ROW.received_at >= _midnight(filters.received_from, reader))
    if filters.received_until is not None:
        where.append(_ROW.received_at < _midnight(filters.received_until + timedelta(days=1), reader))
    named: list[CompoundSelect[Any] | Select[Any]] = [_named(filters.words)] if filters.words else []
    named += [_decided(filters, reader)] if filters.decided_from or filters.decided_until else []
    named += [_mine(reader)] if filters.mine else []
    where += [_ROW.id.in_(one) for one in named]
    if filters.key:
        where.append(_of_key(session, filters.key))
    if filters.related_to:
        related = related_to(session, filters.related_to, filters.relation)
        where.append(_ROW.id.in_(related) if related else false())
    return where


def _midnight(day: date, reader: QueueReader) -> datetime:
    return datetime.combine(day, time(), reader.zone)


def _decided(filters: QueueFilters, reader: QueueReader) -> Select[Any]:
    """The reports whose decision stands since some day, or was taken before another."""
    row = DecisionRow
    query = select(row.report).where(row.undone_at.is_(None))
    if filters.decided_from is not None:
        query = query.where(row.decided_at >= _midnight(filters.decided_from, reader))
    if filters.decided_until is not None:
        query = query.where(row.decided_at < _midnight(filters.decided_until + timedelta(days=1), reader))
    return query


def _named(words: str) -> CompoundSelect[Any]:
    """The reports whose reference or a note holds some words, or whose identifier ends with
    them.
    """
    like = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    by_reference = select(_ROW.id).where(_ROW.reference.is_not(None), _ROW.reference.ilike(f"%{like}%", escape="\\"))
    by_note = select(NoteRow.report).where(NoteRow.body.ilike(f"%{like}%", escape="\\"))
    if len(words) < LEAST_OF_IDENTIFIER or not words.replace("_", "").isalnum():
        return union(by_reference, by_note)
    return union(by_reference, by_note, select(_ROW.id).where(_ROW.id.ilike(f"%{like}", escape="\\")))


def _of_key(session: AnySession, key: str) -> ColumnElement[bool]:
    """Of an address, a domain, an account. Those of a large platform are looked for report by
    report: a page of them is soon full, and they are too many to gather.
    """
    addresses = select(TraceRow.report).where(TraceRow.key == key)
    names = select(SearchKeyRow.report).where(SearchKeyRow.key == key)
    some = session.scalar(select(func.count()).select_from(names.limit(MANY + 1).subquery())) or 0
    if some > MANY:
        return exists().where(SearchKeyRow.report == _ROW.id, SearchKeyRow.key == key)
    return _ROW.id.in_(union(addresses, names))


def _mine(reader: QueueReader) -> CompoundSelect[Any]:
    """What somebody holds, and what their decision stands on."""
    return union(
        select(_ROW.id).where(_ROW.held_by == reader.account, _ROW.held_until > reader.now),
        select(DecisionRow.report).where(DecisionRow.decided_by == reader.account, DecisionRow.undone_at.is_(None)),
    )


def _in_order(query: Select[Any], sort: Sort, back: bool) -> Select[Any]:
    columns = (_ROW.priority, _ROW.id) if sort == "rank" else (_ROW.id,)
    down = back != (sort == "newest")
    return query.order_by(*(column.desc() for column in columns) if down else columns)


def _beyond(pivot: ReportRow, sort: Sort, back: bool) -> ColumnElement[bool]:
    """What comes after a report in an order, or before it."""
    down = back != (sort == "newest")
    if sort != "rank":
        return _ROW.id < pivot.id if down else _ROW.id > pivot.id
    here, there = tuple_(_ROW.priority, _ROW.id), tuple_(pivot.priority, pivot.id)
    return here < there if down else here > there
