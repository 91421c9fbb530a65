"""Write probe of the database, tried now and then: reading alone sees neither a full disk, nor a
damaged or a deleted file.
"""

from __future__ import annotations

import logging
import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Lock
from time import monotonic

from sqlalchemy import bindparam, text

from api.db.base import Moment
from api.db.faults import Fault, code_of, fault_of
from api.db.sessions import Database
from api.kit.clock import Clock

log = logging.getLogger("qualif.health")

EVERY, LONGEST = 5.0, 2.0
"""Seconds between two writes at least, whoever asks; seconds after which a write that has not ended
counts as none.
"""
LEAST_FREE = 10_000_000
"""Bytes left on the disk of a SQLite database under which it is full: a tiny write may still find
room where a report would not.
"""
_WRITE = text(
    "INSERT INTO write_probes (id, at) VALUES (1, :at) ON CONFLICT (id) DO UPDATE SET at = excluded.at"
).bindparams(bindparam("at", type_=Moment()))
_READS = ("SELECT * FROM reports ORDER BY id DESC LIMIT 1", "SELECT * FROM audit ORDER BY number DESC LIMIT 1")


class WriteProbe:
    """Writes one row, commits it, and keeps what came of it for a few seconds. One write at a time:
    those who ask meanwhile wait for it.
    """

    def __init__(self, database: Database, clock: Clock, timer: Callable[[], float] = monotonic) -> None:
        self._database, self._clock, self._timer = database, clock, timer
        self._lock = Lock()
        self._worker = ThreadPoolExecutor(1, "probe")
        self._running: Future[Fault | None] | None = None
        self._began = 0.0
        self._last: tuple[float, Fault | None] | None = None

    def fault(self) -> Fault | None:
        """Write fault of the database; None when it does."""
        with self._lock:
            now = self._timer()
            if self._running is None:
                if self._last is not None and now - self._last[0] < EVERY:
                    return self._last[1]
                self._running, self._began = self._worker.submit(self._attempt), now
            running, left = self._running, self._began + LONGEST - now
        try:
            found = running.result(timeout=max(left, 0.0))
        except TimeoutError:
            return "slow"
        with self._lock:
            if self._running is running:
                self._running, self._last = None, (self._timer(), found)
        return found

    def _attempt(self) -> Fault | None:
        try:
            fault, code = self._write(), ""
        except Exception as error:  # whatever it is, no write went through; the next one is tried all the same
            fault, code = fault_of(error) or "refused", code_of(error)
        if fault is not None:
            log.warning("the database takes no write: %s %s", fault, code)
        return fault

    def _write(self) -> Fault | None:
        database = self._database
        if database.has_other_file():
            return "moved"
        if database.damage:
            return "damaged"
        if database.file is not None:
            if shutil.disk_usage(database.file.parent).free < LEAST_FREE:
                return "full"
            _read_afresh(database.file)
        with database.write() as session:
            session.execute(_WRITE, {"at": self._clock.now()})
        return None


def _read_afresh(path: Path) -> None:
    """Reads SQLite's file past every page that the service has in memory."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=LONGEST)) as connection:
        connection.execute("PRAGMA query_only=ON")
        for query in _READS:
            connection.execute(query).fetchall()
