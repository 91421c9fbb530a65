"""Erasure after each period, in one transaction, with its proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from api.audit.journal import SYSTEM, record
from api.db.sessions import AnySession, WriteSession
from api.kit.canonical import digest
from api.retention import repository
from api.retention.period import Period
from api.retention.repository import PERIODS
from api.wiring import Wiring

FORMAT = "qualif-erasure-1"


@dataclass(frozen=True, slots=True)
class Expired:
    """One kind of data: for how many days it is kept, what is older than that moment, how much of it there is."""

    name: str
    days: int
    before: datetime
    found: int


class StatisticsChanged(Exception):
    """Erasing would have changed the statistics: everything was undone."""


def expired(session: AnySession, wired: Wiring) -> list[Expired]:
    """What a purge would erase now, kind by kind."""
    return [
        Expired(period.name, days, cutoff, repository.count(session, period, cutoff))
        for period, days, cutoff in _cutoffs(wired)
    ]


def purge(wired: Wiring, *, dry: bool = False, by: str = SYSTEM) -> dict[str, Any]:
    """Erases what is older than its period, and proves it: how much was there, that nothing is left, that statistics did not move.

    The proof names what was erased by a digest of its identifiers; it is kept in the journal. `dry` only counts.
    """
    with wired.database.write() as session:
        proof = _purge(session, wired, dry)
        if not dry:
            record(session, wired.clock.now(), by, "retention.purged", None, proof=proof)
    if not dry:
        wired.database.settle()
    return proof


def _purge(session: WriteSession, wired: Wiring, dry: bool) -> dict[str, Any]:
    before = repository.statistics(session)
    told = {}
    for period, days, cutoff in _cutoffs(wired):
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
        "at": wired.clock.now().isoformat(),
        "dry": dry,
        "erased": told,
        "statistics_before": digest(before),
        "statistics_after": digest(after),
    }


def _cutoffs(wired: Wiring) -> list[tuple[Period, int, datetime]]:
    now = wired.clock.now()
    kept = [(period, getattr(wired.settings, period.setting)) for period in PERIODS]
    return [(period, days, now - timedelta(days=days)) for period, days in kept]
