"""Clearing the files costs what it must: nothing where nothing was erased, no second rebuilding, no rebuilding without room, ever rarer tries."""

from __future__ import annotations

import os
import shutil
from collections import namedtuple
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event, text

from api.db import settling
from api.db.sessions import Database
from api.retention import clearing, service
from tests.api.jobs.shared import steps_of
from tests.api.retention.test_erasure import holding, later
from tests.api.retention.test_retention import NAME, filled
from tests.api.service.world import World

Room = namedtuple("Room", "total used free")


@pytest.fixture
def rebuildings(sqlite_world: World) -> list[str]:
    """Each rebuilding of the database's file."""
    seen: list[str] = []

    def watch(connection: Any, *_: Any) -> None:
        connection.set_trace_callback(lambda said: seen.append(said) if said.startswith("VACUUM") else None)

    event.listen(sqlite_world.database.engine, "connect", watch)
    sqlite_world.database.engine.dispose()
    return seen


def actions(world: World) -> list[str]:
    """What the journal says of erasures."""
    with world.database.read() as session:
        query = text("SELECT action FROM audit WHERE action LIKE 'retention.%' ORDER BY number")
        return list(session.scalars(query))


def test_an_erasure_of_nothing_leaves_the_files_alone(sqlite_world: World, rebuildings: list[str]) -> None:
    filled(sqlite_world)
    for _ in range(2):
        assert service.purge(sqlite_world.services)["files"] == "clear"
    assert rebuildings == []
    assert service.purge(later(sqlite_world))["files"] == "clear"
    assert rebuildings == ["VACUUM"]
    assert service.purge(later(sqlite_world))["files"] == "clear"
    clearing.finish(later(sqlite_world))
    assert rebuildings == ["VACUUM"]
    assert actions(sqlite_world) == [clearing.PURGED, clearing.CLEARED] * 4


@pytest.mark.usefixtures("hasty")
def test_an_erasure_of_nothing_does_not_hide_one_whose_files_wait(sqlite_world: World, rebuildings: list[str]) -> None:
    filled(sqlite_world)
    services = later(sqlite_world)
    with sqlite_world.database.read() as reader:
        reader.execute(text("SELECT count(*) FROM reports"))
        assert service.purge(services)["files"] == "read"
    assert holding(sqlite_world, NAME)
    assert service.purge(services)["files"] == "clear"
    assert rebuildings == ["VACUUM"]
    assert holding(sqlite_world, NAME) == {}


@pytest.mark.usefixtures("hasty")
def test_a_reader_that_comes_while_the_file_is_rebuilt_does_not_have_it_rebuilt_again(
    sqlite_world: World, rebuildings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(sqlite_world)
    services, empty, calls = later(sqlite_world), settling._empty_log, [0]

    def second_refused(connection: Any) -> bool:
        calls[0] += 1
        return calls[0] not in (2, 3) and empty(connection)

    monkeypatch.setattr(settling, "_empty_log", second_refused)
    assert service.purge(services)["files"] == "read"
    assert clearing.finish(services) == "read"
    assert clearing.finish(services) == "clear"
    assert clearing.finish(services) is None
    assert rebuildings == ["VACUUM"]
    assert actions(sqlite_world) == [clearing.PURGED, clearing.REBUILT, clearing.CLEARED]
    assert holding(sqlite_world, NAME) == {}


def test_a_file_is_not_rebuilt_without_room_for_its_copy(
    sqlite_world: World, rebuildings: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    filled(sqlite_world)
    room = shutil.disk_usage(sqlite_world.settings.data_dir)
    size = sqlite_world.settings.data_dir.joinpath("qualif.sqlite3").stat().st_size
    services = later(sqlite_world)
    monkeypatch.setattr(settling.shutil, "disk_usage", lambda _: Room(room.total, room.total, size // 2))
    assert service.purge(services)["files"] == "refused"
    assert rebuildings == []
    assert "not enough free room" in caplog.text
    monkeypatch.undo()
    assert clearing.finish(services) == "clear"
    assert rebuildings == ["VACUUM"]


def test_tries_are_ever_rarer_while_the_database_cannot(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    states = iter([None, "refused", "refused", "read", *["refused"] * 9, "clear"])
    monkeypatch.setattr(clearing, "finish", lambda _: next(states, None))
    steps = steps_of(sqlite_world.live, clearing.clear_files)
    waits = [next(steps) for _ in range(15)]
    assert waits == [30, 60, 120, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 30, 30]


def test_writers_queue_for_their_turn_while_the_file_is_rebuilt(sqlite_world: World) -> None:
    """SQLite would have them ask again and again, ever less often."""
    filled(sqlite_world)
    turns: list[bool] = []

    def watch(connection: Any, *_: Any) -> None:
        connection.set_trace_callback(
            lambda said: turns.append(sqlite_world.database._turn.locked()) if said.startswith("VACUUM") else None
        )

    event.listen(sqlite_world.database.engine, "connect", watch)
    sqlite_world.database.engine.dispose()
    assert service.purge(later(sqlite_world))["files"] == "clear"
    assert turns == [True]
    assert not sqlite_world.database._turn.locked()


@pytest.fixture
def stranger(_postgresql_url: str) -> Iterator[Database]:
    """The database on PostgreSQL, by somebody who does not own its tables."""
    name = f"qualif_test_stranger_{os.getpid()}"
    owner = Database(_postgresql_url)
    with owner.engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {name} LOGIN")
    database = Database(str(owner.engine.url.set(username=name).render_as_string(hide_password=False)))
    yield database
    database.dispose()
    with owner.engine.begin() as connection:
        connection.exec_driver_sql(f"DROP ROLE {name}")
    owner.dispose()


def test_tables_that_somebody_else_owns_are_not_said_to_be_vacuumed(
    stranger: Database, caplog: pytest.LogCaptureFixture
) -> None:
    assert stranger.settle(["reports"]) == "refused"
    assert '"reports"' in caplog.text
