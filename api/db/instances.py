"""Instance registry: which other instances use the same database, and what those of one PostgreSQL
tell each other.

Several may serve one PostgreSQL; on SQLite, `qualif serve` refuses to be the second.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import threading
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Protocol

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from api.db.sessions import Database
from api.kit.rate_limit import Limiter

log = logging.getLogger("qualif.instances")
ALONE_SECONDS = 5.0
"""How often an instance looks whether it is still alone."""
TELL_SECONDS = 1.0
"""How often several tell each other what they let through."""
STOP_SECONDS = 10.0
"""How long the end of a look is waited for; the end of the process then ends it."""
CHANNEL = "qualif_calls"
LONGEST_NAME = 64
"""A caller with a longer name than an address is not told of."""
AT_A_TIME = 80
"""Callers told of in one notification, of which PostgreSQL takes 8,000 bytes."""
_LOCK = (0x7175616C, 1)  # any numbers, the same for all
_HOLD = "SELECT pg_advisory_lock_shared(%s, %s)"
_COUNT = (
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND objsubid = 2 AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class Instances(Protocol):
    """The instances on one database, this one among them from `start` to `stop`, or until its
    process dies.
    """

    def start(self) -> None:
        """Counts this instance among them; a second time, does nothing."""

    def stop(self) -> None:
        """Counts it no more."""

    def others(self) -> int:
        """How many others there are."""


def instances_of(database: Database, callers: Limiter) -> Instances:
    """The instances on a database. `callers`: the limit of calls that those of one PostgreSQL
    share.
    """
    if database.dialect == "postgresql":
        return ServerInstances(database, callers)
    return FileInstances(database.engine.url.database)


class FileInstances:
    """Instances on one SQLite database: each holds a shared lock on a file beside it, which ends
    with its process.
    """

    def __init__(self, database: str | None) -> None:
        self._path = Path(f"{database}.instances") if database not in (None, "", ":memory:") else None
        self._file: int | None = None

    def start(self) -> None:
        """Takes the lock."""
        if self._file is not None or self._path is None:
            return
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_SH)
        except OSError as error:
            log.warning("whether other instances use this database is not known: %s", type(error).__name__)
            self.stop()
        if self.others():
            log.warning("another instance of the service uses this database")

    def stop(self) -> None:
        """Gives the lock back."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def others(self) -> int:
        """1 where the lock cannot be had alone, whatever their number."""
        if self._file is None:
            return 0
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return 1
        finally:
            fcntl.flock(self._file, fcntl.LOCK_SH)
        return 0


class ServerInstances:
    """Instances on one PostgreSQL database: each holds a shared advisory lock on a connection of
    its own, opened again when it is lost.

    Where there are several, each tells the others, every `TELL_SECONDS`, which calls it let
    through.
    """

    def __init__(self, database: Database, callers: Limiter) -> None:
        self._database, self._callers = database, callers
        self._connection: psycopg.Connection | None = None
        self._others = 0
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Takes the lock, looks who else holds it, and goes on looking."""
        if self._thread is None:
            self._stopping.clear()
            self._beat()
            self._thread = threading.Thread(target=self._go_on, name="instances", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Has the connection closed, and its lock with it."""
        if self._thread is None:
            return
        self._stopping.set()
        self._thread.join(STOP_SECONDS)
        if self._thread.is_alive():
            log.warning("the database does not answer: its connection is left to the end of the process")
        else:
            self._thread = None

    def others(self) -> int:
        """How many held the lock when this one last looked."""
        return self._others

    def _go_on(self) -> None:
        try:
            while not self._stopping.wait(TELL_SECONDS if self._others else ALONE_SECONDS):
                self._beat()
        finally:
            self._close()

    def _beat(self) -> None:
        """Looks who is there, and tells them; what they told comes in meanwhile."""
        try:
            if self._connection is None:
                self._connection = self._open()
            found = self._connection.execute(_COUNT, _LOCK).fetchone()
            others = found[0] - 1 if found is not None else 0
            if others:
                self._tell(self._connection)
            else:
                self._callers.stop_telling()
        except (psycopg.Error, SQLAlchemyError, OSError) as error:
            log.warning("whether other instances use this database is not known: %s", type(error).__name__)
            self._callers.stop_telling()  # what is counted meanwhile would be told late, and whole
            self._close()
            return
        if others != self._others:
            log.info("%d other instances of the service use this database", others)
        self._others = others

    def _open(self) -> psycopg.Connection:
        pooled = self._database.engine.raw_connection()
        connection = pooled.driver_connection
        assert isinstance(connection, psycopg.Connection)
        pooled.detach()
        connection.rollback()
        connection.autocommit = True
        connection.add_notify_handler(self._hear)
        connection.execute(_HOLD, _LOCK)
        connection.execute(f"LISTEN {CHANNEL}")
        return connection

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _tell(self, connection: psycopg.Connection) -> None:
        for part in _parts(self._callers.calls()):
            connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, json.dumps(part)))

    def _hear(self, notice: psycopg.Notify) -> None:
        if self._connection is None or notice.pid == self._connection.info.backend_pid:
            return
        try:
            self._callers.charge({str(name): int(count) for name, count in json.loads(notice.payload).items()})
        except (ValueError, TypeError, AttributeError):
            log.warning("another instance tells its calls in a way that this one does not read")


def _parts(calls: Mapping[str, int]) -> Iterator[dict[str, int]]:
    short = ((name, count) for name, count in calls.items() if len(name) <= LONGEST_NAME)
    while part := dict(islice(short, AT_A_TIME)):
        yield part
