"""SQLite's connections: how they are prepared, those that only read, and the turn of those that
write.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine as SqlEngine
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

PATIENCE = "qualif_patience"
"""Execution option: the seconds that a writer waits for its turn, where they are not the usual
ones.
"""
_TURN = "qualif_turn"
_BUSY = "qualif_busy_timeout"


def _lower(value: object) -> str | None:
    """Small letters, accented ones too, as under PostgreSQL: SQLite knows those of ASCII only. What
    ignores case (`ilike`, `icontains`) compares both sides through it.
    """
    return None if value is None else str(value).lower()


def prepare(engine: SqlEngine, wait: float) -> None:
    """WAL, keys enforced, erased bytes overwritten, case ignored in all letters."""

    def connect(connection: Any, record: ConnectionPoolEntry) -> None:
        record.info[_BUSY] = round(wait * 1000)
        connection.isolation_level = None  # a `begin` below starts transactions, not the driver
        _keep_log(connection, wait)
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.create_function("lower", 1, _lower, deterministic=True)

    event.listen(engine, "connect", connect)


def only_read(engine: SqlEngine) -> None:
    """Has SQLite refuse whatever writes on these connections."""

    def connect(connection: Any, _: ConnectionPoolEntry) -> None:
        connection.execute("PRAGMA query_only=ON")

    def begin(connection: Connection) -> None:
        connection.connection.cursor().execute("BEGIN")  # as SQLAlchemy would, at a tenth of the cost

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", begin)


def begin_in_turn(engine: SqlEngine, turn: threading.Lock, wait: float) -> None:
    """Writers take their turn at the start of the transaction, not in the middle.

    Writers of one process wait for each other here: SQLite would have them ask again and again,
    ever less often, and some wait for seconds. Those of other processes are waited for by SQLite,
    for what is left of the same time. The turn goes with the connection: it is over once the
    connection is given back, for only then has the commit reached the disk.
    """

    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if connection.info.get(_TURN):  # another transaction on the same connection
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            return
        until = time.monotonic() + options.get(PATIENCE, wait)
        if not turn.acquire(timeout=max(until - time.monotonic(), 0.0)):
            raise _busy()
        try:
            left = max(until - time.monotonic(), 0.0)
            _wait_for(connection, left)
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except BaseException:
            turn.release()
            raise
        finally:
            _wait_for(connection, wait)
        connection.info[_TURN] = True

    def checkin(_: Any, record: ConnectionPoolEntry) -> None:
        if record.info.pop(_TURN, False):
            turn.release()

    event.listen(engine, "begin", begin)
    event.listen(engine, "checkin", checkin)


def _wait_for(connection: Connection, seconds: float) -> None:
    """Sets how long SQLite waits for a lock, unless it waits as long already: most writers find
    their turn free.
    """
    wanted = round(seconds * 1000)
    if connection.info.pop(_BUSY, None) != wanted:  # unknown, should this fail
        connection.exec_driver_sql(f"PRAGMA busy_timeout={wanted}")
    connection.info[_BUSY] = wanted


def _keep_log(connection: sqlite3.Connection, wait: float) -> None:
    """Has a database keep a write-ahead log. SQLite does not wait where two connections make a new
    file keep one at once: it is asked again here.
    """
    until = time.monotonic() + wait
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _busy() -> OperationalError:
    """Error that SQLite raises when another one writes for too long."""
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorname = "SQLITE_BUSY"
    return OperationalError("BEGIN IMMEDIATE", None, error)
