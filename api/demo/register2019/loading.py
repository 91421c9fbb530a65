"""Stores the register in a database of its own, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select, text

from api.db.action import RegisterRow, TransmissionRow
from api.db.reports import DecisionRow, ReportRow
from api.db.sessions import WriteSession
from api.demo.loading import sender
from api.demo.register2019.rows import Filed, filed
from api.http.services import Services
from api.journal.entries import SYSTEM, record

BATCH = 1_000


class OtherReports(Exception):
    """The database holds reports already: a demonstration is never mixed with them."""


def load(services: Services) -> int:
    """Stores the register, in one transaction; how many reports there are.

    Raises:
        OtherReports: the database is not empty of reports.
    """
    with services.database.write() as session:
        if session.scalar(select(func.count()).select_from(ReportRow)):
            raise OtherReports
        who = sender(session, services).account
        stored = 0
        for batch in _batched(filed(who)):
            stored += len(batch)
            _insert(session, ReportRow, (one.report for one in batch))
            _insert(session, RegisterRow, (one.entry for one in batch if one.entry is not None))
            _insert(session, DecisionRow, (one.decision for one in batch if one.decision is not None))
            _insert(session, TransmissionRow, (sent for one in batch for sent in one.transmissions))
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("ANALYZE"))  # else PostgreSQL takes a full table for an empty one: minutes a count
        record(session, services.clock.now(), SYSTEM, "demo.register_loaded", reports=stored)
    return stored


def _batched(rows: Iterator[Filed]) -> Iterator[list[Filed]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _insert(session: WriteSession, table: Any, rows: Iterable[Mapping[str, Any]]) -> None:
    held = list(rows)
    if held:
        session.execute(insert(table), held)
