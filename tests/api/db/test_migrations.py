"""Migrations: they make the tables that the code knows, and unmake them, on both databases."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import MetaData, event, inspect, text
from sqlalchemy.exc import DBAPIError

from api.db import migrate
from api.db.sessions import Database
from api.db.tables import Base
from tests.api.service import postgresql
from tests.api.service.world import NOON

NAME = f"qualif_test_migrations_{os.getpid()}"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without tables, of each kind."""
    address, reason = postgresql.server()
    if request.param == "postgresql" and address is None:
        pytest.skip(reason)
    url = f"sqlite:///{tmp_path / 'm.sqlite3'}" if request.param == "sqlite" else postgresql.create(NAME)
    database = Database(url)
    yield database
    database.dispose()
    if request.param == "postgresql":
        postgresql.drop(NAME)


def test_upgrade_gives_the_tables_of_the_code_and_downgrade_removes_them(empty: Database) -> None:
    database = empty
    migrate.upgrade(database)
    assert migrate.current(database) == migrate.head()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    migrate.downgrade(database)
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}


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


SEVERAL_PAGES = 1_100


def answer_of(confirmed: str | None) -> bytes:
    """A stored answer whose main offence is established; by `confirmed`, without what is presumed."""
    entry = {"offence": "menace", "status": "established", "confirmed": confirmed}
    return zlib.compress(json.dumps({"offences": [entry]}).encode())


def stored_before(database: Database, reports: int) -> set[str]:
    """Reports with two answers each, as the step before kept them; the names of those whose latest rests on presumed facts."""
    tables = MetaData()
    tables.reflect(database.engine, only=["reports", "qualifications"])
    rows: dict[str, list[dict[str, Any]]] = {"reports": [], "qualifications": []}
    expected = set()
    for number in range(reports):
        name, presumed = f"rep_{(number * 7_919) % reports:026d}", number % 3 == 0
        latest = f"qua_{number:026d}"
        rows["reports"].append(
            {
                "id": name, "version": 1, "channel": "form", "source": "acc_x", "received_at": NOON, "state": "open",
                "text_length": 0, "raised": [], "main": "menace", "qualification": latest if number % 5 else None,
                "noise_audit": False, "priority": 1_000,
            }
        )  # fmt: skip
        if presumed and number % 5:
            expected.add(name)
        for which, packed in (
            (f"qua_{number + reports:026d}", answer_of("open")),
            (latest, answer_of("open" if presumed else "established")),
        ):
            rows["qualifications"].append(
                {
                    "id": which, "report": name, "made_at": NOON, "made_for": "x", "decision_day": NOON.date(), "given": b"",
                    "answer": packed, "answer_digest": "x", "facts_digest": "x", "ruleset_digest": "x", "engine_version": "x",
                    "reasoner": "x", "issue": "x", "main": "menace", "prudent": True,
                }
            )  # fmt: skip
    with database.engine.begin() as connection:
        for table, given in rows.items():
            connection.execute(tables.tables[table].insert(), given)
    return expected


def plans(database: Database, act: Any) -> list[str]:
    """How SQLite goes through the reports in each statement that reads or changes them meanwhile."""
    asked: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        if statement.startswith(("SELECT reports", "SELECT qualifications", "UPDATE reports")):
            asked.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    act()
    event.remove(database.engine, "before_cursor_execute", note)
    with database.engine.connect() as connection:
        return [
            str(row[-1])
            for statement, parameters in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]


def test_what_rests_on_presumed_facts_is_found_again_page_by_page_along_keys(empty: Database) -> None:
    """No index leads from an answer to its report: whatever looks for it reads every report, at each page."""
    migrate.upgrade(empty, "20261208_danger")
    expected = stored_before(empty, SEVERAL_PAGES)
    found: list[str] = []
    if empty.dialect == "sqlite":
        found = plans(empty, lambda: migrate.upgrade(empty, "20261209_presumed_and_due"))
        assert len(found) >= 3 * 3
        assert [plan for plan in found if plan.startswith("SCAN")] == []
    else:
        migrate.upgrade(empty, "20261209_presumed_and_due")
    with empty.engine.connect() as connection:
        marked = set(connection.scalars(text("SELECT id FROM reports WHERE to_confirm")))
    assert marked == expected != set()


def test_reports_of_before_have_no_comment_and_their_facts_were_read_in_the_text(empty: Database) -> None:
    migrate.upgrade(empty, "20261209_presumed_and_due")
    stored_before(empty, 1)
    tables = MetaData()
    tables.reflect(empty.engine, only=["facts"])
    fact = {
        "id": "fac_1", "report": f"rep_{0:026d}", "fact": "menace", "value": True, "standing": "presumed", "span_start": 0,
        "span_end": 6, "stated_by": "system", "stated_at": NOON,
    }  # fmt: skip
    with empty.engine.begin() as connection:
        connection.execute(tables.tables["facts"].insert(), [fact])
    migrate.upgrade(empty)
    with empty.engine.connect() as connection:
        assert connection.execute(text("SELECT comment, comment_length FROM reports")).all() == [(None, 0)]
        assert connection.execute(text("SELECT span_start, span_end, span_in FROM facts")).all() == [(0, 6, "text")]
