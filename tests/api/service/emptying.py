"""Empties a database between tests, past what keeps the journal and answers from being deleted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from api.db.sessions import Database
from api.db.tables import Base


def emptied(database: Database) -> None:
    """Takes every row away, however long it takes: no index serves the keys that point at thousands of decisions."""
    with database.unhurried() as connection, _without_triggers(connection):
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())


@contextmanager
def _without_triggers(connection: Connection) -> Iterator[None]:
    if connection.dialect.name == "sqlite":
        query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = [(str(name), str(sql)) for name, sql in connection.execute(query)]
        steps = [f"DROP TRIGGER {name}" for name, _ in triggers], [sql for _, sql in triggers]
    else:
        query = text("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        tables = [str(name) for name in connection.scalars(query)]
        steps = tuple([f"ALTER TABLE {name} {verb} TRIGGER USER" for name in tables] for verb in ("DISABLE", "ENABLE"))  # type: ignore[assignment]
    for step in steps[0]:
        connection.exec_driver_sql(step)
    yield
    for step in steps[1]:
        connection.exec_driver_sql(step)
