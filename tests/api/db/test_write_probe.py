"""`/ready` and the health page try a write: a full disk, a damaged, deleted, locked or read-only database is seen, and told in words."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from api.db import write_probe
from api.db.erasures import WriteProbeRow
from api.db.fault_words import WORDS
from api.db.faults import FAULTS
from api.db.write_probe import WriteProbe
from tests.api.pages.people.test_people_pages import admin
from tests.api.reports.test_reports import send
from tests.api.service.world import NOON, World, problem


class Timer:
    """Seconds that tests move."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def timer(monkeypatch: pytest.MonkeyPatch) -> Timer:
    """The probe's seconds, in every world of the test."""
    made = Timer()
    original = WriteProbe.__init__

    def init(self: WriteProbe, database: Any, clock: Any) -> None:
        original(self, database, clock, made)

    monkeypatch.setattr(WriteProbe, "__init__", init)
    return made


@pytest.fixture
def watched(timer: Timer, sqlite_world: World) -> World:
    """A service on SQLite, found ready, whose probe writes again when asked next."""
    assert sqlite_world.anonymous().get("/ready").status_code == 200
    timer.now += write_probe.EVERY
    return sqlite_world


def path_of(world: World) -> Path:
    assert world.database.file is not None
    return world.database.file


def cause(world: World) -> str:
    told = problem(world.anonymous(**{"accept-language": "fr"}).get("/ready"), "not-ready")
    (fault,) = told["errors"]
    return str(fault["message"])


def test_f13_ready_writes_a_row(world: World) -> None:
    assert world.anonymous().get("/ready").status_code == 200
    with world.database.read() as session:
        (row,) = session.scalars(select(WriteProbeRow))
        assert row.at == NOON


def test_f13_a_write_is_tried_once_in_a_few_seconds(
    timer: Timer, sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    written, tried = [0], WriteProbe._write

    def counted(self: WriteProbe) -> Any:
        written[0] += 1
        return tried(self)

    monkeypatch.setattr(WriteProbe, "_write", counted)
    client = sqlite_world.anonymous()
    for _ in range(20):
        assert client.get("/ready").status_code == 200
    assert written == [1]
    timer.now += write_probe.EVERY
    client.get("/ready")
    assert written == [2]


def test_f13_a_full_disk_is_seen(watched: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        shutil, "disk_usage", lambda _: SimpleNamespace(free=write_probe.LEAST_FREE - 1, total=1, used=1)
    )
    assert "plein" in cause(watched)


def test_f13_a_write_that_finds_no_room_is_seen(watched: World, monkeypatch: pytest.MonkeyPatch) -> None:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorname = "SQLITE_FULL"

    def full(_: Path) -> None:
        raise error

    monkeypatch.setattr(write_probe, "_read_afresh", full)
    assert "plein" in cause(watched)


def test_f13_a_deleted_database_is_seen(watched: World) -> None:
    for path in path_of(watched).parent.glob("qualif.sqlite3*"):
        path.unlink()
    assert "supprimé ou remplacé" in cause(watched)
    assert not path_of(watched).exists()


def test_f13_a_replaced_database_is_seen(watched: World) -> None:
    copy = path_of(watched).with_name("copie")
    shutil.copy(path_of(watched), copy)
    os.replace(copy, path_of(watched))
    assert "supprimé ou remplacé" in cause(watched)


def test_f13_a_damaged_database_is_seen(watched: World) -> None:
    send(watched.machine())
    with closing(sqlite3.connect(path_of(watched))) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = path_of(watched).stat().st_size
    with path_of(watched).open("r+b") as file:
        file.seek(4096)
        file.write(random.Random(1).randbytes(size - 4096))
    assert "endommagée" in cause(watched)


def test_f13_damage_that_a_request_meets_is_remembered(watched: World) -> None:
    """In a table that the probe does not read."""
    with closing(sqlite3.connect(path_of(watched))) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'hosts'").fetchone()
    with path_of(watched).open("r+b") as file:
        file.seek(4096 * (page - 1))
        file.write(b"\xff" * 4096)
    watched.database.dispose()
    with watched.database.read() as session, pytest.raises(DatabaseError):
        session.execute(text("SELECT * FROM hosts"))
    assert "endommagée" in cause(watched)


def test_f13_a_locked_database_is_seen(timer: Timer, watched: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_probe, "LONGEST", 0.2)
    with closing(sqlite3.connect(path_of(watched), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "trop de temps" in cause(watched)
        assert "trop de temps" in cause(watched)
        other.execute("ROLLBACK")
        running = watched.services.probe._running
        assert running is not None
        assert running.result(60) is None
    assert watched.anonymous().get("/ready").status_code == 200


@pytest.fixture
def read_only(postgresql_url: str, tmp_path: Path) -> Iterator[World]:
    """A service whose PostgreSQL refuses to write, as one that follows another does after a fail-over."""
    made = World(postgresql_url, tmp_path)
    made.services.editions.store(NOON)
    with made.database.engine.begin() as connection:
        connection.execute(
            text(
                "CREATE FUNCTION follows() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'follows' USING ERRCODE = '25006'; END $$"
            )
        )
        connection.execute(
            text("CREATE TRIGGER follows BEFORE INSERT ON write_probes FOR EACH ROW EXECUTE FUNCTION follows()")
        )
    yield made
    with made.database.engine.begin() as connection:
        connection.execute(text("DROP FUNCTION follows() CASCADE"))
    made.close()


def test_f13_a_database_that_only_reads_is_seen(read_only: World) -> None:
    assert "n'accepte que la lecture" in cause(read_only)


def test_f13_the_health_page_says_it(timer: Timer, watched: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = admin(watched)
    assert "essayée, elle passe" in client.get("/administration/sante").text
    timer.now += write_probe.EVERY
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1, total=1, used=1))
    page = client.get("/administration/sante").text
    assert "le disque de la base est plein" in page
    assert "essayée, elle passe" not in page


def test_f13_a_write_is_tried_again_whatever_it_met(
    timer: Timer, watched: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Path) -> None:
        raise RuntimeError("what nobody foresaw")

    with monkeypatch.context() as broken:
        broken.setattr(write_probe, "_read_afresh", fail)
        assert "refuse d'écrire" in cause(watched)
    assert "refused RuntimeError" in caplog.text
    timer.now += write_probe.EVERY
    assert watched.anonymous().get("/ready").status_code == 200


def test_f13_every_fault_has_words() -> None:
    assert set(WORDS) == set(FAULTS)
