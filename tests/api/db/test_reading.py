"""Statements that are compiled once for each database."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Integer, String, bindparam, column, select, table

from api.db.reading import PreparedStatement
from api.db.sessions import Database

_THINGS = table("things", column("id", Integer), column("name", String))
_NAMED = PreparedStatement(select(_THINGS.c.name).where(_THINGS.c.id == bindparam("id")))


def test_a_prepared_statement_answers_each_parameter_on_each_database(tmp_path: Path) -> None:
    for number in range(6):
        database = Database(f"sqlite:///{tmp_path / f'{number}.sqlite3'}")
        with database.append() as connection:
            connection.exec_driver_sql("CREATE TABLE things (id INTEGER, name TEXT)")
            connection.exec_driver_sql(f"INSERT INTO things VALUES (1, 'one {number}'), (2, 'two {number}')")
        for _ in range(2):
            with database.lookup() as connection:
                told = [_NAMED.execute(connection, {"id": each}).scalar() for each in (1, 2, 3)]
            assert told == [f"one {number}", f"two {number}", None]
        database.dispose()
