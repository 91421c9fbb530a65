"""What a database does after an erasure, so that its files no longer hold what its tables no longer show."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

log = logging.getLogger("qualif.database")

Settlement: TypeAlias = Literal["clear", "vacuumed", "read", "refused"]
"""`clear`: no file of the database holds it. `vacuumed`: PostgreSQL reuses the room in its time. `read`: a reader keeps the write-ahead
log, which holds it. `refused`: the database could not (a full disk, a lock)."""
CHECKPOINT_TRIES, CHECKPOINT_PAUSE, CHECKPOINT_MS = 10, 0.2, 100
"""A checkpoint that waits for readers has every writer wait: it does so a tenth of a second at a time."""


def settle_sqlite(engine: Engine, busy_ms: int) -> Settlement:
    """Empties the write-ahead log, rebuilds the file, empties the log again.

    The file is rebuilt (VACUUM) because `secure_delete` overwrites deleted cells only: the copies that a page keeps in its free room,
    of cells moved to another page when it was split, survive it.
    """
    raw = engine.raw_connection()
    try:
        connection: Any = raw.driver_connection
        connection.execute("PRAGMA query_only=OFF")
        if not _empty_log(connection):
            return "read"
        connection.execute(f"PRAGMA busy_timeout={busy_ms}")
        connection.execute("VACUUM")
        return "clear" if _empty_log(connection) else "read"
    except sqlite3.Error as error:
        log.warning("the database's files could not be cleared: %s", getattr(error, "sqlite_errorname", "?"))
        return "refused"
    finally:
        raw.invalidate()  # its limits are not those of the pool


def _empty_log(connection: Any) -> bool:
    connection.execute(f"PRAGMA busy_timeout={CHECKPOINT_MS}")
    for attempt in range(CHECKPOINT_TRIES):
        if attempt:
            time.sleep(CHECKPOINT_PAUSE)
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            return True
    return False


def settle_postgresql(engine: Engine, tables: Sequence[str]) -> Settlement:
    """Has the dead rows of these tables removed, outside any transaction and without a time limit."""
    quote = engine.dialect.identifier_preparer.quote
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("SET statement_timeout = 0")
            try:
                for table in tables:
                    connection.exec_driver_sql(f"VACUUM {quote(table)}")
            finally:
                connection.exec_driver_sql("RESET statement_timeout")
    except SQLAlchemyError as error:
        code = getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None
        log.warning("the tables could not be vacuumed: %s %s", type(error).__name__, code or "")
        return "refused"
    return "vacuumed"
