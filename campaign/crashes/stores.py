"""Databases under trial: rows read, saved and restored from outside the service."""

from __future__ import annotations

import shutil
import sqlite3
import time
from pathlib import Path
from typing import Protocol, TypeAlias

import psycopg
from psycopg import sql

from api.db.tables import Base

TableRows: TypeAlias = dict[str, list[str]]
"""The rows of each table as text, in an order that depends on them alone."""
TABLES = tuple(table.name for table in Base.metadata.sorted_tables)
PATIENCE = 60.0
"""Seconds that a dead process may take to let go of its connections."""


class Store(Protocol):
    """A database whose state is read, saved and restored."""

    url: str

    def rows(self) -> TableRows:
        """Every row that is committed."""
        ...

    def save(self, name: str) -> None:
        """Saves the whole state under a name."""
        ...

    def restore(self, name: str) -> None:
        """Restores a state that was saved."""
        ...


class SqliteStore:
    """An SQLite file: what a crash left in its journal of writes is recovered by the first read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.file = folder / "qualif.sqlite3"
        self.url = f"sqlite:///{self.file}"

    def rows(self) -> TableRows:
        """Every row that is committed."""
        connection = sqlite3.connect(self.file)
        try:
            return {name: sorted(map(_line, connection.execute(f'SELECT * FROM "{name}"'))) for name in TABLES}
        finally:
            connection.close()

    def save(self, name: str) -> None:
        """Saves the whole state under a name."""
        connection = sqlite3.connect(self.file)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        shutil.copyfile(self.file, self._saved(name))

    def restore(self, name: str) -> None:
        """Restores a state that was saved."""
        for suffix in ("-wal", "-shm"):
            Path(f"{self.file}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self._saved(name), self.file)

    def _saved(self, name: str) -> Path:
        return self._folder / f"{name}.saved"


class PostgresqlStore:
    """A database of a PostgreSQL server, whose tables are copied out and in."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._address = url.replace("postgresql+psycopg", "postgresql")
        self._states: dict[str, dict[str, bytes]] = {}

    def rows(self) -> TableRows:
        """Every row that is committed."""
        found: TableRows = {}
        with psycopg.connect(self._address) as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            for name, lines in _copies(connection).items():
                found[name] = sorted(lines.decode().splitlines())
        return found

    def save(self, name: str) -> None:
        """Saves the whole state under a name."""
        with psycopg.connect(self._address) as connection:
            self._states[name] = _copies(connection)

    def restore(self, name: str) -> None:
        """Restores a state that was saved, once the connections of dead processes are gone."""
        with psycopg.connect(self._address) as connection:
            self._wait(connection)
            connection.execute("SET LOCAL session_replication_role = replica")
            deletions = "; ".join(f'DELETE FROM "{table}"' for table in reversed(TABLES))
            connection.execute(f"DO 'BEGIN {deletions}; END'".encode())
            for table, lines in self._states[name].items():
                if lines:
                    statement = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
                    with connection.cursor() as cursor, cursor.copy(statement) as copy:
                        copy.write(lines)

    def _wait(self, connection: psycopg.Connection) -> None:
        """Until no other client is connected; an autovacuum worker may be."""
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        others += " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        until = time.monotonic() + PATIENCE
        while (row := connection.execute(others.encode()).fetchone()) != (0,):
            if time.monotonic() > until:
                raise TimeoutError(f"{row} connections of dead processes are still there")
            time.sleep(0.002)
            connection.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees activity once


def _copies(connection: psycopg.Connection) -> dict[str, bytes]:
    copies = {}
    for table in TABLES:
        statement = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            copies[table] = b"".join(bytes(part) for part in copy)
    return copies


def _line(row: tuple[object, ...]) -> str:
    return "\t".join(value.hex() if isinstance(value, bytes) else str(value) for value in row)
