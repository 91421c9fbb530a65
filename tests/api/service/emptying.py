"""Empties a database between tests, past what keeps the journal and answers from being deleted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, func, literal, select, text, union_all

from api.db.sessions import Database
from api.db.tables import Base

MANY = 500
"""Rows of a table beyond which it is truncated: no index serves the keys that point at it, and a deletion looks for each."""


def emptied(database: Database) -> None:
    """Takes every row away: by truncation where PostgreSQL has many, which costs more than to delete a few."""
    with database.unhurried() as connection, _without_triggers(connection):
        tables = list(reversed(Base.metadata.sorted_tables))
        if connection.dialect.name == "postgresql":
            rows = [
                select(literal(table.name), func.count()).select_from(
                    select(literal(1)).select_from(table).limit(MANY + 1).subquery()
                )
                for table in tables
            ]
            big = [name for name, count in connection.execute(union_all(*rows)) if count > MANY]
            if big:
                connection.exec_driver_sql(f"TRUNCATE {', '.join(big)} CASCADE")
        for table in tables:
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
