"""Erasure after each period, in one transaction, with its proof."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from api.audit.journal import SYSTEM, record
from api.db.sessions import WriteSession
from api.kit.canonical import digest
from api.retention import repository
from api.retention.repository import PERIODS
from api.wiring import Wiring

FORMAT = "qualif-erasure-1"


class StatisticsChanged(Exception):
    """Erasing would have changed the statistics: everything was undone."""


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
    now = wired.clock.now()
    before = repository.statistics(session)
    told = {}
    for period in PERIODS:
        days = getattr(wired.settings, period.setting)
        cutoff = now - timedelta(days=days)
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
        "at": now.isoformat(),
        "dry": dry,
        "erased": told,
        "statistics_before": digest(before),
        "statistics_after": digest(after),
    }
