"""A second instance on one database: SQLite's is refused, PostgreSQL's is counted, and the limits of calls are shared as far as they are said to be."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest
import typer
from sqlalchemy import text
from starlette.testclient import TestClient

from api.cli.serving import refuse_second_writer
from api.db import migrate
from api.db.instances import FileInstances, ServerInstances
from api.db.sessions import Database
from api.kit.permissions import Role
from api.kit.rate_limit import Limiter
from tests.api.service import postgresql
from tests.api.service.racing import together
from tests.api.service.world import ADDRESS, World
from tests.shared import ROOT

LONG = 60.0
PER_MINUTE = 30


@pytest.fixture
def two(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[World, World]]:
    """Two services that may start."""
    monkeypatch.setattr("api.db.instances.ALONE_SECONDS", 0.05)
    monkeypatch.setattr("api.db.instances.TELL_SECONDS", 0.05)
    made = tuple(World(database_url, tmp_path, rate_per_minute=PER_MINUTE) for _ in range(2))
    yield made[0], made[1]
    for world in made:
        world.services.instances.stop()
        world.close()


def until(holds: Callable[[], bool]) -> None:
    """Waits for what another thread does."""
    end = time.monotonic() + LONG
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_f10_a_second_instance_is_known_to_both_and_no_more_once_it_stops(
    two: tuple[World, World], caplog: pytest.LogCaptureFixture
) -> None:
    one, other = (world.services.instances for world in two)
    one.start()
    one.start()
    assert one.others() == 0
    with caplog.at_level(logging.INFO):
        other.start()
    assert other.others() == 1
    assert "of the service" in caplog.text
    until(lambda: one.others() == 1)
    other.stop()
    until(lambda: one.others() == 0)


def test_a_second_service_on_sqlite_is_refused_before_it_changes_anything(
    two: tuple[World, World], capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = (world.services for world in two)
    refuse_second_writer(first)
    if first.database.dialect == "postgresql":
        refuse_second_writer(second)
        assert second.instances.others() == 1
        return
    with pytest.raises(typer.Exit) as refusal:
        refuse_second_writer(second)
    assert refusal.value.exit_code == 1
    assert "n'en a qu'un" in capsys.readouterr().err
    assert first.instances.others() == 0
    first.instances.stop()
    refuse_second_writer(second)


def test_f10_the_health_page_says_that_there_is_another_instance(two: tuple[World, World]) -> None:
    one, other = two
    one.services.instances.start()
    admin = one.signed_in(Role.ADMINISTRATOR)
    page = partial(admin.get, "/administration/sante")
    assert "une seule sur cette base" in page().text
    other.services.instances.start()
    until(lambda: one.services.instances.others() == 1)
    sqlite = one.services.database.dialect == "sqlite"
    assert ("une autre utilise la même base SQLite" if sqlite else "2 sur cette base") in page().text
    english = page(headers={"accept-language": "en"}).text
    assert ("another one uses the same SQLite database" if sqlite else "2 on this database") in english


def test_f10_an_application_that_starts_and_stops_says_it_is_there(two: tuple[World, World]) -> None:
    two[0].services.instances.start()
    with TestClient(two[1].app, base_url=ADDRESS):
        until(lambda: two[0].services.instances.others() == 1)
    until(lambda: two[0].services.instances.others() == 0)


def test_f10_an_instance_on_sqlite_that_is_killed_is_not_counted(sqlite_world: World) -> None:
    held = "from api.db.instances import FileInstances; import sys, time; FileInstances(sys.argv[1]).start(); print(1, flush=True); time.sleep(600)"
    name = sqlite_world.database.engine.url.database
    assert name is not None
    child = subprocess.Popen(
        [sys.executable, "-c", held, name],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"1\n"
    sqlite_world.services.instances.start()
    assert sqlite_world.services.instances.others()
    child.kill()
    child.wait()
    child.stdout.close()
    assert not sqlite_world.services.instances.others()
    sqlite_world.services.instances.stop()


def test_f10_a_folder_that_takes_no_file_does_not_keep_the_service_from_starting(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    instances = FileInstances(str(tmp_path / "absent" / "q.sqlite3"))
    instances.start()
    assert not instances.others()
    assert "is not known" in caplog.text


def test_f10_a_lost_connection_is_opened_again(two: tuple[World, World]) -> None:
    one, other = (world.services.instances for world in two)
    if not isinstance(one, ServerInstances):
        pytest.skip("a lock file has no connection")
    one.start()
    other.start()
    until(lambda: one.others() == 1)
    connection = one._connection
    assert connection is not None
    with two[1].database.engine.begin() as killing:
        killing.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": connection.info.backend_pid})
    until(lambda: one._connection not in (None, connection))
    until(lambda: one.others() == 1)


def test_f10_calls_of_one_address_are_limited_together(
    two: tuple[World, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    if not isinstance(one.services.instances, ServerInstances):
        pytest.skip("instances on SQLite share nothing")
    for world in two:
        world.services.instances.start()
    until(lambda: all(world.services.instances.others() == 1 for world in two))
    until(lambda: other.services.callers._calls is not None)
    charged: list[int] = []
    charge = one.services.callers.charge
    monkeypatch.setattr(one.services.callers, "charge", lambda calls: (charge(calls), charged.extend(calls.values())))
    for world in two:
        monkeypatch.setattr(world.services.callers, "_clock", lambda: 1.0)  # nothing is free again meanwhile
    caller = other.anonymous()
    assert {caller.get("/health").status_code for _ in range(PER_MINUTE)} == {200}
    until(lambda: sum(charged) == PER_MINUTE)
    assert one.anonymous().get("/health").status_code == 429
    other.services.instances.stop()
    until(lambda: not one.services.instances.others())
    until(lambda: one.services.callers._calls is None)


def test_f10_three_upgrades_at_once_do_it_once() -> None:
    if postgresql.server()[0] is None:
        pytest.skip(postgresql.server()[1])
    name = f"qualif_test_upgrades_{os.getpid()}"
    url = postgresql.create(name)
    databases = [Database(url) for _ in range(3)]
    steps = together(*(partial(migrate.upgrade, database) for database in databases))
    assert {step.after for step in steps} == {migrate.head()}
    assert sorted(step.before or "" for step in steps) == ["", migrate.head(), migrate.head()]
    for database in databases:
        database.dispose()
    postgresql.drop(name)


def test_f10_upgrades_at_once_do_it_once_on_sqlite_too(tmp_path: Path) -> None:
    databases = [Database(f"sqlite:///{tmp_path / 'q.sqlite3'}") for _ in range(3)]
    steps = together(*(partial(migrate.upgrade, database) for database in databases))
    assert sorted(step.before or "" for step in steps) == ["", migrate.head(), migrate.head()]
    for database in databases:
        database.dispose()


def test_f10_what_is_let_through_while_the_database_is_away_is_not_told_late(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    callers = Limiter(PER_MINUTE)
    instances = ServerInstances(sqlite_world.database, callers)

    def away() -> psycopg.Connection:
        raise psycopg.OperationalError("away")

    monkeypatch.setattr(instances, "_open", away)
    callers.calls()  # told so far
    callers.wait("a")
    instances._beat()
    callers.wait("a")
    assert callers.calls() == {}


def test_f10_a_stop_does_not_wait_for_a_database_that_does_not_answer(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("api.db.instances.ALONE_SECONDS", 0.01)
    monkeypatch.setattr("api.db.instances.STOP_SECONDS", 0.05)
    instances = ServerInstances(sqlite_world.database, Limiter(PER_MINUTE))
    looks, gate, looking = [0], threading.Event(), threading.Event()

    def look() -> None:
        looks[0] += 1
        if looks[0] > 1:
            looking.set()
            gate.wait(LONG)

    monkeypatch.setattr(instances, "_beat", look)
    instances.start()
    assert looking.wait(LONG)
    instances.stop()
    assert "does not answer" in caplog.text
    gate.set()
    monkeypatch.setattr("api.db.instances.STOP_SECONDS", LONG)
    instances.stop()
    assert instances._thread is None


def test_f10_a_connection_to_a_server_that_went_away_is_given_up(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite has no server")
    ours = {"keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3", "tcp_user_timeout": "60000"}
    for ending, expected in (("", ours), ("tcp_user_timeout=5000", {**ours, "tcp_user_timeout": "5000"})):
        database = Database(f"{database_url}{'&' if '?' in database_url else '?'}{ending}".rstrip("?&"))
        connection = database.engine.raw_connection()
        assert isinstance(connection.driver_connection, psycopg.Connection)
        found = connection.driver_connection.info.get_parameters()
        assert {name: found.get(name) for name in expected} == expected
        connection.close()
        database.dispose()
