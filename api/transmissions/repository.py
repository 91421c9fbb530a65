"""Queries on notices."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import defer

from api.db.action import UNSENT, DeadlineRow, RegisterRow, TransmissionRow
from api.db.sessions import AnySession, WriteSession
from api.reports.blinding import closed_to
from api.transmissions.schemas import TransmissionFilters

ONCE = ("pharos", "hebergeur", "iccam", "arcom")
"""To whom the same content never goes twice for one offence. Help may be called twice, and each
reporter gets an answer.
"""
EMERGENCY_SERVICES = "secours"
"""The recipient that is called, before its written sheet is confirmed."""
HELP = (EMERGENCY_SERVICES, "pharos")
"""To whom a danger is told, for each report that shows one: what another report on the content made
due, or gave up, says nothing of it.
"""
_WITHOUT_CONTENT = defer(TransmissionRow.content)


def page(
    session: AnySession, filters: TransmissionFilters, before: str | None, limit: int, *, reader: str
) -> list[TransmissionRow]:
    """Notices that match, the latest first, without their content; none on a content that `reader`
    is reading again.
    """
    row = TransmissionRow
    query = select(row).options(_WITHOUT_CONTENT).order_by(row.id.desc()).limit(limit)
    for column, value in ((row.state, filters.state), (row.recipient, filters.recipient), (row.report, filters.report)):
        if value is not None:
            query = query.where(column == value)
    if before is not None:
        query = query.where(row.id < before)
    closed = closed_to(session, reader)
    if closed is not None:
        query = query.where(row.report.not_in(closed))
    return list(session.scalars(query))


def of_ids(session: AnySession, names: Iterable[str | None]) -> list[TransmissionRow]:
    """The notices of these identifiers, without their content."""
    wanted = {name for name in names if name is not None}
    query = select(TransmissionRow).options(_WITHOUT_CONTENT).where(TransmissionRow.id.in_(wanted))
    return list(session.scalars(query)) if wanted else []


def of_report(session: AnySession, report: str) -> list[TransmissionRow]:
    """The notices of a report that were not withdrawn, the oldest first."""
    row = TransmissionRow
    query = select(row).options(_WITHOUT_CONTENT).where(row.report == report, row.state != "withdrawn")
    return list(session.scalars(query.order_by(row.id)))


def has_help_notice(session: AnySession, report: str) -> bool:
    """True when a notice to whoever helps in a danger is prepared, or further on."""
    return any(notice.recipient in HELP for notice in of_report(session, report))


def contested(session: AnySession, limit: int, reader: str) -> list[TransmissionRow]:
    """The notices whose contestation waits for its review, the oldest first; none on a content that
    `reader` is reading again.
    """
    query = select(TransmissionRow).options(_WITHOUT_CONTENT).where(TransmissionRow.contested == "open")
    closed = closed_to(session, reader)
    if closed is not None:
        query = query.where(TransmissionRow.report.not_in(closed))
    return list(session.scalars(query.order_by(TransmissionRow.id).limit(limit)))


def unsent_of(session: AnySession, account: str, limit: int) -> list[TransmissionRow]:
    """The notices that somebody prepared and that have not left, the oldest first; none on a
    content that they are reading again.
    """
    row = TransmissionRow
    query = select(row).options(_WITHOUT_CONTENT).where(row.state.in_(UNSENT), row.prepared_by == account)
    closed = closed_to(session, account)
    if closed is not None:
        query = query.where(row.report.not_in(closed))
    return list(session.scalars(query.order_by(row.id).limit(limit)))


def on_content(session: AnySession, report: str, address_key: str | None, offence: str | None) -> list[TransmissionRow]:
    """The notices on a report, or on the same address, for one offence."""
    row = TransmissionRow
    same = row.report == report
    if address_key is not None:
        others = select(RegisterRow.report).where(RegisterRow.address_key == address_key)
        same = or_(same, row.report.in_(others))
    query = select(row).options(_WITHOUT_CONTENT).where(same).order_by(row.id)
    return [held for held in session.scalars(query) if held.offence == offence]  # an address has few, an offence many


def together(session: AnySession, row: TransmissionRow) -> list[TransmissionRow]:
    """The notice and those that leave with it as one."""
    if row.bundle is None:
        return [row]
    query = select(TransmissionRow).options(_WITHOUT_CONTENT).where(TransmissionRow.bundle == row.bundle)
    return list(session.scalars(query.order_by(TransmissionRow.id)))


def holding(session: AnySession, key: str) -> TransmissionRow | None:
    """The notice that already took a content to a recipient for an offence."""
    return session.scalars(select(TransmissionRow).where(TransmissionRow.sent_key == key)).first()


def forget_due(session: WriteSession, row: TransmissionRow) -> None:
    """Takes back what was due of a notice, and not met, when it leaves again after a dry run."""
    session.execute(delete(DeadlineRow).where(DeadlineRow.transmission == row.id, DeadlineRow.met_at.is_(None)))
