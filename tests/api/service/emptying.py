"""Empties a database between tests, past what keeps the journal and answers from being deleted."""

from __future__ import annotations

from sqlalchemy import Connection, text

from api.db.sessions import Database
from api.db.tables import Base


def emptied(database: Database) -> None:
    """Takes every row away. Under PostgreSQL in one statement, and as its replicas do: without triggers nor keys, for which each row
    would be looked for in the tables that point at it; only a superuser may.
    """
    deletions = [f"DELETE FROM {table.name}" for table in reversed(Base.metadata.sorted_tables)]
    with database.unhurried() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            connection.exec_driver_sql(f"DO 'BEGIN {'; '.join(deletions)}; END'")
        else:
            _without_triggers(connection, deletions)


def _without_triggers(connection: Connection, statements: list[str]) -> None:
    query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = [(str(name), str(sql)) for name, sql in connection.execute(query)]
    for statement in [*(f"DROP TRIGGER {name}" for name, _ in triggers), *statements, *(sql for _, sql in triggers)]:
        connection.exec_driver_sql(statement)
