"""Erasure after each period, in one transaction, with its proof."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import DBAPIError

from api.db.contention import is_transient
from api.db.erasures import ErasureRow
from api.db.sessions import AnySession, WriteSession, without_statement_limit
from api.http.services import Services
from api.journal.entries import SYSTEM, record
from api.kit.canonical import digest
from api.kit.ids import new_id
from api.kit.report_caches import clear_report_caches
from api.retention import repository
from api.retention.clearing import PURGED, clear
from api.retention.period import RetentionRule
from api.retention.repository import PERIODS

FORMAT = "qualif-erasure-1"
ATTEMPTS, FIRST_PAUSE, LONGEST_PAUSE = 10, 0.05, 2.0
"""How often an erasure is tried when somebody else changes the same rows, and the seconds between
two tries: twice as long each time.
"""


@dataclass(frozen=True, slots=True)
class ExpiredData:
    """Expired data of one kind: for how many days it is kept, what is older than that moment, how
    much of it there is.
    """

    name: str
    days: int
    before: datetime
    count: int


class StatisticsChanged(Exception):
    """Erasing would have changed the statistics: everything was undone."""


class ErasureConflict(Exception):
    """Others kept changing the same rows, at every try: everything was undone."""


def expired(session: AnySession, services: Services) -> list[ExpiredData]:
    """Expired data that a purge would erase now, kind by kind."""
    return [
        ExpiredData(period.name, days, cutoff, repository.count(session, period, cutoff))
        for period, days, cutoff in _cutoffs(services)
    ]


def purge(services: Services, *, dry: bool = False, by: str = SYSTEM) -> dict[str, Any]:
    """Erases what is older than its period, and proves it: how much was there, that nothing is
    left, that statistics did not move.

    The proof names what was erased by a digest of its identifiers; it is kept in the journal.
    `files` says whether the database's files still hold some of it (`api.retention.clearing`).
    `dry` only counts.

    Raises:
        StatisticsChanged, ErasureConflict: nothing was erased.
    """
    if dry:
        with services.database.write(snapshot=True) as session:
            return _purge(session, services, dry=True)
    proof = _commit(services, by)
    return {**proof, "files": clear(services, by)}


def _commit(services: Services, by: str) -> dict[str, Any]:
    pause = FIRST_PAUSE
    for _ in range(ATTEMPTS):
        try:
            with services.database.write(snapshot=True) as session:
                now, erasure = services.clock.now(), new_id("era", services.clock.now())
                _open_door(session, services, erasure)
                proof = _purge(session, services, dry=False)
                record(session, now, by, PURGED, erasure, proof=proof)
                session.after_commit(clear_report_caches)
        except DBAPIError as error:
            if not is_transient(error):
                raise
        else:
            return proof
        time.sleep(pause * random.uniform(0.5, 1.0))
        pause = min(2 * pause, LONGEST_PAUSE)
    raise ErasureConflict


def _open_door(session: WriteSession, services: Services, erasure: str) -> None:
    """Puts on record up to when answers are erased: the database refuses to delete any other."""
    (before,) = (cutoff for period, _, cutoff in _cutoffs(services) if period.name == "answer")
    session.add(ErasureRow(id=erasure, at=services.clock.now(), answers_before=before))
    session.flush()


def _purge(session: WriteSession, services: Services, dry: bool) -> dict[str, Any]:
    without_statement_limit(session)
    before = repository.statistics(session)
    told = {}
    for period, days, cutoff in _cutoffs(services):
        old = repository.names(session, period, cutoff)
        if old and not dry:
            repository.erase(session, period, cutoff)
        told[period.name] = {
            "days": days,
            "before": cutoff.isoformat(),
            "found": len(old),
            "names_digest": digest(old),
            "left": len(repository.names(session, period, cutoff)),
        }
    after = repository.statistics(session)
    if after != before:
        raise StatisticsChanged
    return {
        "format": FORMAT,
        "at": services.clock.now().isoformat(),
        "dry": dry,
        "erased": told,
        "statistics_before": digest(before),
        "statistics_after": digest(after),
    }


def _cutoffs(services: Services) -> list[tuple[RetentionRule, int, datetime]]:
    now = services.clock.now()
    kept = [(period, getattr(services.settings, period.setting)) for period in PERIODS]
    return [(period, days, now - timedelta(days=days)) for period, days in kept]
