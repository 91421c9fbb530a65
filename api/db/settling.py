"""Compaction after an erasure, so that the files of a database no longer hold what its tables no
longer show.
"""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

log = logging.getLogger("qualif.database")

Settlement: TypeAlias = Literal["clear", "vacuumed", "read", "rebuilt", "refused"]
"""`clear`: no file of the database holds it. `vacuumed`: PostgreSQL reuses the room in its time.
`read`: a reader keeps the write-ahead log, which holds it. `rebuilt`: the file holds it no more, a
reader keeps the log, which alone is left to empty. `refused`: the database could not (no room for a
copy, a lock, no right to).
"""
CHECKPOINT_TRIES, CHECKPOINT_PAUSE, CHECKPOINT_MS = 10, 0.2, 100
"""A checkpoint that waits for readers has every writer wait: it does so a tenth of a second at a
time.
"""
_TEMPORARY = ("/var/tmp", "/usr/tmp", "/tmp", ".")


def settle_sqlite(engine: Engine, turn: threading.Lock, wait: float, *, rebuilt: bool = False) -> Settlement:
    """Empties the write-ahead log, rebuilds the file, empties the log again; only the log where the
    file is `rebuilt` already.

    The file is rebuilt (VACUUM) because `secure_delete` overwrites deleted cells only: the copies
    that a page keeps in its free room, of cells moved to another page when it was split, survive
    it. Writers of this process wait for their turn meanwhile.
    """
    raw = engine.raw_connection()
    try:
        connection: Any = raw.driver_connection
        connection.execute("PRAGMA query_only=OFF")
        if not _empty_log(connection):
            return "rebuilt" if rebuilt else "read"
        if rebuilt:
            return "clear"
        if not _has_room(connection):
            log.warning("the database's file could not be rebuilt: not enough free room for its copy")
            return "refused"
        if not turn.acquire(timeout=wait):
            log.warning("the database's file could not be rebuilt: others kept writing")
            return "refused"
        try:
            connection.execute(f"PRAGMA busy_timeout={round(wait * 1000)}")
            connection.execute("VACUUM")
        finally:
            turn.release()
        return "clear" if _empty_log(connection) else "rebuilt"
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


def _has_room(connection: Any) -> bool:
    """Whether there is room for the copy, in the folder of temporary files, and for the log by
    which it comes back.
    """
    used, free, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
    )
    needed: dict[int, int] = {}
    least: dict[int, int] = {}
    for folder in (_temporary_folder(), Path(connection.execute("PRAGMA database_list").fetchone()[2]).parent):
        device = folder.stat().st_dev
        needed[device] = needed.get(device, 0) + (used - free) * size
        least[device] = shutil.disk_usage(folder).free
    return all(least[device] >= most for device, most in needed.items())


def _temporary_folder() -> Path:
    given = (os.environ.get(name) for name in ("SQLITE_TMPDIR", "TMPDIR"))
    folders = [Path(name) for name in (*given, *_TEMPORARY) if name]
    return next((one for one in folders if one.is_dir() and os.access(one, os.W_OK | os.X_OK)), Path())


def settle_postgresql(engine: Engine, tables: Sequence[str]) -> Settlement:
    """Has the dead rows of these tables removed, outside any transaction and without a time limit.

    PostgreSQL only warns of a table that it leaves as it is, for whoever asks does not own it.
    """
    quote = engine.dialect.identifier_preparer.quote
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("SET statement_timeout = 0")
            try:
                with _warnings(connection) as warnings:
                    for table in tables:
                        connection.exec_driver_sql(f"VACUUM {quote(table)}")
            finally:
                connection.exec_driver_sql("RESET statement_timeout")
    except SQLAlchemyError as error:
        code = getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None
        log.warning("the tables could not be vacuumed: %s %s", type(error).__name__, code or "")
        return "refused"
    if warnings:
        log.warning("the tables could not all be vacuumed: %s", "; ".join(warnings))
        return "refused"
    return "vacuumed"


@contextmanager
def _warnings(connection: Connection) -> Iterator[list[str]]:
    """Warnings of the server meanwhile: it names tables, nothing of what they hold."""
    warnings: list[str] = []
    driver: Any = connection.connection.driver_connection

    def note(value: Any) -> None:
        if value.severity_nonlocalized == "WARNING":
            warnings.append(value.message_primary)

    driver.add_notice_handler(note)
    try:
        yield warnings
    finally:
        driver.remove_notice_handler(note)
