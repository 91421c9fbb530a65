"""Entries of the queue: reports with what somebody chooses among them by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from api.db.exchanges import CaseRequestRow
from api.db.reports import ReportRow
from api.db.sessions import AnySession
from api.kit.host_names import read_address
from api.reports.content_addresses import urls
from api.reports.queue.pending import awaited_opinions, nearest_deadlines
from api.reports.queue.related import of_one_account, of_one_content, of_the_same_words


@dataclass(frozen=True, slots=True)
class Entry:
    """A report of the queue. `seen` counts the reports of its content, itself included; `due_at`:
    by when the first thing due on it is to be done; `opinion`: the request for one that nobody
    answered yet.
    """

    row: ReportRow
    host: str
    seen: int
    same_account: int
    same_words: int
    due_at: datetime | None
    opinion: CaseRequestRow | None


def entries_of(session: AnySession, rows: Sequence[ReportRow], now: datetime) -> tuple[Entry, ...]:
    """Reports, each with the host of its address, the reports that belong with it and what it waits
    for. Of the address itself, nothing is given.
    """
    names = [row.id for row in rows]
    addresses, accounts = urls(session, names), of_one_account(session, names)
    contents, words = of_one_content(session, rows), of_the_same_words(session, rows)
    deadlines, opinions = nearest_deadlines(session, names, now), awaited_opinions(session, names)
    return tuple(
        Entry(
            row,
            host=host_in(addresses.get(row.id)),
            seen=1 + contents.get(row.id, 0),
            same_account=accounts.get(row.id, 0),
            same_words=words.get(row.id, 0),
            due_at=deadlines.get(row.id),
            opinion=opinions.get(row.id),
        )
        for row in rows
    )


def host_in(url: str | None) -> str:
    """The host of an address, in ASCII; empty where there is none."""
    address = read_address(url) if url else None
    return address.host if address is not None else ""
