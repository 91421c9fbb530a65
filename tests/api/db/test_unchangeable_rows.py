"""What the database itself refuses: changing, deleting, replacing and truncating the journal and answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import DBAPIError

from api.db.audit import AuditRow
from api.db.erasures import ErasureRow
from api.db.reports import QualificationRow
from api.journal.entries import record
from api.retention import service
from tests.api.reports.test_reports import send
from tests.api.service.world import NOON, World

LONG_AFTER = timedelta(days=2_000)


def _filled(world: World) -> None:
    send(world.machine())
    with world.database.write() as session:
        record(session, NOON, "acc_x", "test")
        session.add(ErasureRow(id="era_test", at=NOON, answers_before=NOON - LONG_AFTER))


def _refused(world: World, statement: str, message: str) -> None:
    with pytest.raises(DBAPIError, match=message), world.database.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize("table", ["audit", "qualifications", "erasures"])
def test_f16_the_database_refuses_to_delete(table: str, world: World) -> None:
    _filled(world)
    _refused(world, f"DELETE FROM {table}", f"{table} is never deleted")


@pytest.mark.parametrize("table", ["audit", "qualifications", "erasures"])
def test_f16_the_database_refuses_to_change(table: str, world: World) -> None:
    _filled(world)
    key = "number" if table == "audit" else "id"
    _refused(world, f"UPDATE {table} SET {key} = {key}", f"{table} is never changed")


@pytest.mark.parametrize("table", ["audit", "qualifications", "erasures"])
def test_f16_the_database_refuses_to_truncate(table: str, world: World) -> None:
    _filled(world)
    if world.database.dialect == "postgresql":
        _refused(world, f"TRUNCATE {table} CASCADE", f"{table} is never deleted")
    else:
        _refused(world, f"DELETE FROM {table} WHERE 1", f"{table} is never deleted")


@pytest.mark.parametrize("table", ["audit", "qualifications", "erasures"])
def test_f16_the_database_refuses_to_replace(table: str, sqlite_world: World) -> None:
    """Under SQLite, REPLACE deletes the row that stands in its way, and no trigger of deletion runs."""
    _filled(sqlite_world)
    _refused(
        sqlite_world, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1", f"{table} is never replaced"
    )


def test_f16_answers_past_their_period_are_erased_and_only_those(world: World) -> None:
    old = send(world.machine())["qualification"]["id"]
    world.clock.moment += timedelta(days=1_096)
    young = send(world.machine(), url="https://autre.exemple/")["qualification"]["id"]
    proof = service.purge(world.services)
    assert (proof["erased"]["answer"]["found"], proof["erased"]["answer"]["left"]) == (1, 0)
    with world.database.read() as session:
        assert session.scalars(select(QualificationRow.id)).all() == [young] != [old]
        (row,) = session.scalars(select(ErasureRow))
        assert row.answers_before == world.clock.moment - timedelta(days=1_095)
        entry = session.scalars(select(AuditRow).where(AuditRow.action == "retention.purged")).one()
        assert entry.subject == row.id
    with pytest.raises(DBAPIError, match="never deleted"), world.database.write() as session:
        session.execute(delete(QualificationRow))
