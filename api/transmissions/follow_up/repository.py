"""Queries on events and deadlines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, or_, select, update

from api.db.action import DeadlineRow, EventRow, TransmissionRow
from api.db.sessions import AnySession, WriteSession
from api.reports.blinding import closed_to
from api.reports.queue.pending import open_deadline
from api.reports.repository import transmissions_of
from api.transmissions.follow_up.deadlines import CHECKED
from api.transmissions.repository import EMERGENCY_SERVICES


def events_of(session: AnySession, report: str) -> list[EventRow]:
    """Events of a file, the latest first."""
    query = select(EventRow).where(EventRow.report == report)
    return list(session.scalars(query.order_by(EventRow.happened_at.desc(), EventRow.id.desc())))


def calls_on(session: AnySession, notices: Iterable[TransmissionRow]) -> dict[str, datetime]:
    """The moment of the first call recorded on each of these notices, where there is one."""
    sheets = [notice.id for notice in notices if notice.recipient == EMERGENCY_SERVICES]
    if not sheets:
        return {}
    query = select(EventRow.transmission, func.min(EventRow.happened_at)).where(EventRow.kind == "call")
    query = query.where(EventRow.transmission.in_(sheets)).group_by(EventRow.transmission)
    return {name: at for name, at in session.execute(query) if name is not None}


def sent_of(session: AnySession, report: str) -> list[TransmissionRow]:
    """The notices that left on a report, dry runs included."""
    return [row for row in transmissions_of(session, report) if row.sent_at is not None]


def deadlines_of(session: AnySession, report: str) -> list[DeadlineRow]:
    """Deadlines of a file, met or not, the nearest first."""
    query = select(DeadlineRow).where(DeadlineRow.report == report)
    return list(session.scalars(query.order_by(DeadlineRow.due_at, DeadlineRow.id)))


@dataclass(frozen=True, slots=True)
class DuePeriod:
    """A period of deadlines, as of now: after `since`, up to `until`. `checks`: those of an address
    to look at again alone, or all but those.
    """

    now: datetime
    until: datetime
    since: datetime | None = None
    checks: bool | None = None


def due(
    session: AnySession,
    period: DuePeriod,
    limit: int,
    *,
    reader: str,
    after: tuple[datetime, str] | None = None,
) -> list[DeadlineRow]:
    """Deadlines of a period that are not met, the oldest first, without what has run out by now;
    `after` is the last one read.

    Nothing on a content that `reader` is reading again.
    """
    row = DeadlineRow
    query = (
        select(row)
        .where(open_deadline(period.now), row.due_at <= period.until)
        .order_by(row.due_at, row.id)
        .limit(limit)
    )
    if period.since is not None:
        query = query.where(row.due_at > period.since)
    if period.checks is not None:
        query = query.where(row.kind.in_(CHECKED) if period.checks else row.kind.not_in(CHECKED))
    closed = closed_to(session, reader)
    if closed is not None:
        query = query.where(row.report.not_in(closed))
    if after is not None:
        query = query.where(or_(row.due_at > after[0], and_(row.due_at == after[0], row.id > after[1])))
    return list(session.scalars(query))


def count_due(session: AnySession, now: datetime, since: datetime | None, until: datetime) -> dict[str, int]:
    """Number of deadlines of each kind in a period that are not met, without what has run out by
    now.
    """
    row = DeadlineRow
    query = select(row.kind, func.count()).where(open_deadline(now), row.due_at <= until).group_by(row.kind)
    if since is not None:
        query = query.where(row.due_at > since)
    return {row[0]: row[1] for row in session.execute(query)}


def meet(session: WriteSession, event: EventRow, kinds: tuple[str, ...], transmission: str | None) -> None:
    """Says that an event meets what was due: of one transmission, or of the whole file."""
    if not kinds:
        return
    query = update(DeadlineRow).where(
        DeadlineRow.report == event.report, DeadlineRow.kind.in_(kinds), DeadlineRow.met_at.is_(None)
    )
    if transmission is not None:
        query = query.where(DeadlineRow.transmission == transmission)
    session.execute(query.values(met_at=event.happened_at, met_by=event.id))


def count_transmissions(session: AnySession) -> dict[str, int]:
    """Number of transmissions in each state."""
    query = select(TransmissionRow.state, func.count()).group_by(TransmissionRow.state)
    return {row[0]: row[1] for row in session.execute(query)}


def count_contested(session: AnySession) -> int:
    """Number of transmissions that are contested and not reviewed."""
    query = select(func.count()).select_from(TransmissionRow).where(TransmissionRow.contested == "open")
    return session.scalar(query) or 0


def quality(session: AnySession) -> list[tuple[str | None, int, int, int, int]]:
    """By offence: notices sent, contested, reviewed, contested with reason."""
    row = TransmissionRow
    reviewed = row.contested.in_(("upheld", "partly_upheld", "rejected"))
    query = (
        select(
            row.offence,
            func.count(),
            func.sum(case((row.contested.is_not(None), 1), else_=0)),
            func.sum(case((reviewed, 1), else_=0)),
            func.sum(case((row.contested.in_(("upheld", "partly_upheld")), 1), else_=0)),
        )
        .where(row.state == "sent")
        .group_by(row.offence)
        .order_by(row.offence)
    )
    return [(offence, *map(int, numbers)) for offence, *numbers in session.execute(query)]
