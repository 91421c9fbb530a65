"""Entries of the queue: reports with what somebody chooses among them by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from api.db.reports import ReportRow
from api.db.sessions import AnySession
from api.kit.host_names import read_address
from api.reports import repository
from api.reports.queue.related import of_one_account


@dataclass(frozen=True, slots=True)
class Entry:
    """A report of the queue. `seen` counts the reports of its content, itself included."""

    row: ReportRow
    host: str
    seen: int
    same_account: int


def entries_of(session: AnySession, rows: Sequence[ReportRow]) -> tuple[Entry, ...]:
    """Reports, each with the host of its address and the reports that belong with it. Of the
    address itself, nothing is given.
    """
    names = [row.id for row in rows]
    addresses, seen, accounts = (
        repository.addresses(session, names),
        _later(session, names),
        of_one_account(session, names),
    )
    return tuple(
        Entry(row, host_in(addresses.get(row.id)), 1 + seen.get(row.id, 0), accounts.get(row.id, 0)) for row in rows
    )


def host_in(url: str | None) -> str:
    """The host of an address, in ASCII; empty where there is none."""
    address = read_address(url) if url else None
    return address.host if address is not None else ""


def _later(session: AnySession, names: Sequence[str]) -> dict[str, int]:
    """Number of the later reports that each of these speaks for."""
    query = select(ReportRow.same_as, func.count()).where(ReportRow.same_as.in_(names)).group_by(ReportRow.same_as)
    return {lead: number for lead, number in session.execute(query) if lead is not None}
