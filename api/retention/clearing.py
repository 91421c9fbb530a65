"""The database's files after an erasure: what was erased leaves them too, now or, when a reader or a full disk prevents it, later by itself."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from api.audit.journal import SYSTEM, record
from api.db.audit import AuditRow
from api.db.sessions import AnySession
from api.db.settling import Settlement
from api.kit.background import background
from api.retention import repository
from api.wiring import Wiring

log = logging.getLogger("qualif.retention")

PURGED, CLEARED = "retention.purged", "retention.cleared"
"""Entries of the journal: an erasure; that the files no longer hold what was erased up to one (`until`, its number)."""
PERIOD = 30.0
"""Seconds between two looks at whether an erasure has left something in the files."""


@dataclass(frozen=True, slots=True)
class Clearing:
    """That the files were cleared of everything erased up to an entry of the journal, how, and when."""

    until: int
    state: Settlement
    at: datetime


def last_clearing(session: AnySession) -> Clearing | None:
    """The last time the files were cleared."""
    row = _last(session, CLEARED)
    if row is None:
        return None
    return Clearing(row.detail["until"], row.detail["state"], datetime.fromisoformat(row.at))


def pending_erasure(session: AnySession) -> int | None:
    """The number of the last erasure, while the files may still hold some of what it erased."""
    purged = _last(session, PURGED)
    if purged is None:
        return None
    clearing = last_clearing(session)
    return purged.number if clearing is None or clearing.until < purged.number else None


def clear(wired: Wiring, by: str = SYSTEM) -> Settlement:
    """Clears the files of what was erased, and says so in the journal; never fails, for what was erased is erased."""
    try:
        with wired.database.read() as session:
            until = pending_erasure(session)
        state = wired.database.settle(repository.tables())
        if until is not None and state in ("clear", "vacuumed"):
            with wired.database.write() as session:
                record(session, wired.clock.now(), by, CLEARED, until=until, state=state)
    except SQLAlchemyError as error:
        log.warning("the files could not be cleared of what was erased: %s", type(error).__name__)
        return "refused"
    return state


def finish(wired: Wiring) -> None:
    """Clears the files if an erasure could not."""
    with wired.database.read() as session:
        until = pending_erasure(session)
    if until is not None:
        log.info("erasure %d: the files of the database: %s", until, clear(wired))


def finishing(wired: Wiring, period: float = PERIOD) -> AbstractContextManager[None]:
    """While the service runs, finishes beside it what an erasure could not."""

    def step() -> float:
        finish(wired)
        return period

    return background("finishing", step, delay=period, retry=period)


def _last(session: AnySession, action: str) -> AuditRow | None:
    query = select(AuditRow).where(AuditRow.action == action).order_by(AuditRow.number.desc()).limit(1)
    return session.scalar(query)
