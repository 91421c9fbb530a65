"""New rows written at once, past the unit of work: reports come in all day, and an ORM flush costs
several times the insertion.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Table, inspect
from sqlalchemy.dialects import postgresql, sqlite

from api.db.base import Base
from api.db.sessions import WriteSession

_INSERT: Mapping[str, Callable[[Any], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
"""INSERT of each database, which may say what happens to a row that is there."""


def insert_row(session: WriteSession, row: Base) -> None:
    """Writes a new row. It stays outside the session: read, never changed. What was never set has
    the default of its column.
    """
    mapper = inspect(type(row))
    given = {column.name: row.__dict__[key] for key, column in mapper.columns.items() if key in row.__dict__}
    if mapper.version_id_col is not None:
        given.setdefault(mapper.version_id_col.name, 1)  # as a flush would count it
    insert_values(session, type(row), [given])


def upsert(session: WriteSession, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """INSERT of the session's database, which may say what happens to a row that is there."""
    return _INSERT[session.get_bind().dialect.name](table)


def insert_missing(session: WriteSession, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes the rows of one table that are not there yet, given by column, all of them with the
    same columns; whoever writes the same at the same time does not clash.

    What the session holds is written first, since rows may point at it.
    """
    session.flush()
    if rows:
        _insert_some(session.connection(), _insert_missing(table, session.get_bind().dialect.name), rows)


def insert_values(session: WriteSession, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes new rows of one table, given by column, all of them with the same columns.

    What the session holds is written first, since rows may point at it.
    """
    session.flush()
    insert_at(session.connection(), table, rows)


def insert_at(connection: Connection, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """The same, on a connection."""
    if rows:
        _insert_some(connection, _insert(table), rows)


def _insert_some(connection: Connection, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    connection.execute(statement, [dict(row) for row in rows] if len(rows) > 1 else rows[0])


@cache
def _insert(table: type[Base]) -> Insert:
    """INSERT of one table, made once: its columns are those of the rows."""
    assert isinstance(table.__table__, Table)
    return table.__table__.insert()


@cache
def _insert_missing(table: type[Base], dialect: str) -> Insert:
    """INSERT of one table that leaves what is there, made once."""
    assert isinstance(table.__table__, Table)
    statement: Insert = _INSERT[dialect](table.__table__).on_conflict_do_nothing()
    return statement
