"""The database's files after an erasure: what was erased leaves them too, now or, when a reader or
a full disk prevents it, later by itself.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from api.db.audit import AuditRow
from api.db.sessions import AnySession
from api.db.settling import Settlement
from api.http.services import Services
from api.jobs.kinds import JobKind, JobPause, JobTask
from api.journal.entries import SYSTEM, record
from api.retention import repository

log = logging.getLogger("qualif.retention")

PURGED, REBUILT, CLEARED = "retention.purged", "retention.rebuilt", "retention.cleared"
"""Entries of the journal: an erasure; that the database's file, then that all of its files, no
longer hold what was erased up to one (`until`, its number).
"""
PERIOD, LONGEST_PAUSE = 30, 3_600
"""Seconds between two looks at whether an erasure has left something in the files: twice as many
each time that the database could not clear them, up to the second number, for each try may read and
write all of it.
"""


@dataclass(frozen=True, slots=True)
class Clearing:
    """Record that the files were cleared of everything erased up to an entry of the journal, how,
    and when.
    """

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
    """The number of the last erasure of something, while the files may still hold some of it."""
    clearing = last_clearing(session)
    until = clearing.until if clearing is not None else 0
    query = select(AuditRow).where(AuditRow.action == PURGED, AuditRow.number > until).order_by(AuditRow.number.desc())
    return next((row.number for row in session.scalars(query) if _erased(row.detail["proof"])), None)


def clear(services: Services, by: str = SYSTEM) -> Settlement:
    """Clears the files of what was erased, and says so in the journal; never fails, for what was
    erased is erased.

    Nothing is done to the files where nothing was erased since they were cleared.
    """
    try:
        with services.database.read() as session:
            last, until, clearing = _last(session, PURGED), pending_erasure(session), last_clearing(session)
            rebuilt = _last(session, REBUILT)
        if until is None:
            state, until = (
                clearing.state if clearing is not None else "clear",
                last.number if last is not None else None,
            )
        else:
            done = rebuilt is not None and rebuilt.detail["until"] >= until
            state = services.database.settle(repository.tables(), rebuilt=done)
            if state == "rebuilt" and not done:
                _say(services, by, REBUILT, until)
        if until is not None and state in ("clear", "vacuumed") and (clearing is None or clearing.until < until):
            _say(services, by, CLEARED, until, state=state)
    except SQLAlchemyError as error:
        log.warning("the files could not be cleared of what was erased: %s", type(error).__name__)
        return "refused"
    return "read" if state == "rebuilt" else state


def finish(services: Services) -> Settlement | None:
    """Clears the files if an erasure could not; how it went, or None where there was nothing to
    do.
    """
    with services.database.read() as session:
        until = pending_erasure(session)
    if until is None:
        return None
    state = clear(services)
    log.info("erasure %d: the files of the database: %s", until, state)
    return state


def clear_files(services: Services, task: JobTask) -> JobPause:
    """Finishes what an erasure could not, if it can now; ever less often where the database
    refuses. The journal says what is cleared: done twice, a step finds nothing.
    """
    refused = finish(services) == "refused"
    pause = min(2 * int(task.progress.get("pause", PERIOD)), LONGEST_PAUSE) if refused else PERIOD
    return JobPause(pause, {"pause": pause})


CLEARING = JobKind("retention.clear", clear_files, is_recurrent=True)


def _erased(proof: dict[str, Any]) -> bool:
    """Whether an erasure found anything to erase."""
    return any(kind["found"] for kind in proof["erased"].values())


def _say(services: Services, by: str, action: str, until: int, **detail: str) -> None:
    with services.database.write() as session:
        record(session, services.clock.now(), by, action, until=until, **detail)


def _last(session: AnySession, action: str) -> AuditRow | None:
    query = select(AuditRow).where(AuditRow.action == action).order_by(AuditRow.number.desc()).limit(1)
    return session.scalar(query)
