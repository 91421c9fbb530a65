"""Migrations: they make the tables that the code knows, and unmake them, on both databases."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from api.db import migrate
from api.db.sessions import Database
from api.db.tables import Base
from tests.api.service import postgresql

NAME = f"qualif_test_migrations_{os.getpid()}"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_upgrade_gives_the_tables_of_the_code_and_downgrade_removes_them(kind: str, tmp_path: Path) -> None:
    address, reason = postgresql.server()
    if kind == "postgresql" and address is None:
        pytest.skip(reason)
    url = f"sqlite:///{tmp_path / 'm.sqlite3'}" if kind == "sqlite" else postgresql.create(NAME)
    database = Database(url)
    migrate.upgrade(database)
    assert migrate.current(database) == migrate.head()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    migrate.downgrade(database)
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    database.dispose()
    if kind == "postgresql":
        postgresql.drop(NAME)


def test_migration_files_are_named_by_their_day() -> None:
    files = [p.name for p in (migrate.FOLDER / "versions").glob("*.py") if p.name != "__init__.py"]
    assert files
    assert all(name[:4].isdigit() and name[4] == "_" and name[10] == "_" for name in files)


def test_the_database_itself_refuses_to_change_the_journal(database_url: str) -> None:
    database = Database(database_url)
    row = "1, 't', 'w', 'a', NULL, '{}', 'p', 'h'"
    with database.engine.begin() as connection:
        connection.execute(text(f"INSERT INTO audit VALUES ({row})"))
    with pytest.raises(DBAPIError, match="never changed"), database.engine.begin() as connection:
        connection.execute(text("UPDATE audit SET who = 'x'"))
    database.dispose()
