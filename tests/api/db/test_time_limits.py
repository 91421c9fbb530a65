"""Nobody waits without end for the database, and nothing slow is done while others wait for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from api.db import migrate
from api.db.sessions import Database, TimeLimits, without_statement_limit
from api.kit.permissions import Role
from api.reports import intake
from api.texts.readers import Texts
from classifiers.noise.filter import FilterVerdict
from tests.api.reports.test_reports import THREAT
from tests.api.service.racing import together
from tests.api.service.reading import NOISE, texts
from tests.api.service.world import World, problem

SENDERS = 8
SLEEP = text("SELECT pg_sleep(30)")


@pytest.fixture
def hurried(database_url: str, tmp_path: Path) -> Iterator[World]:
    """A service that waits a second at most."""
    made = World(database_url, tmp_path, database_wait_seconds=1, database_statement_seconds=1)
    yield made
    made.close()


def postgresql(world: World) -> Database:
    """Its database, where it is PostgreSQL."""
    if world.database.dialect != "postgresql":
        pytest.skip("limits that PostgreSQL holds")
    return world.database


def test_f4_a_table_locked_elsewhere_gives_503_and_gives_the_threads_back(hurried: World) -> None:
    postgresql(hurried)
    machine = hurried.machine()
    other = Database(hurried.settings.database)
    with other.engine.begin() as connection:
        connection.execute(text("LOCK TABLE reports IN EXCLUSIVE MODE"))
        answers = together(
            *(partial(machine.post, "/v1/reports", json={"url": f"https://a.exemple/{n}"}) for n in range(SENDERS))
        )
        for answer in answers:
            problem(answer, "not-ready")
            assert int(answer.headers["retry-after"]) >= 1
        assert machine.get("/health").status_code == 200
        assert machine.get("/v1/reports").status_code == 200
    assert machine.post("/v1/reports", json=THREAT).status_code == 202
    assert len(machine.get("/v1/reports").json()["items"]) == 1
    other.dispose()


def test_f4_a_statement_that_takes_too_long_is_ended_unless_it_is_meant_to(hurried: World) -> None:
    database = postgresql(hurried)
    with pytest.raises(OperationalError, match="statement timeout"), database.read() as session:
        session.execute(SLEEP)
    with database.read() as session:
        without_statement_limit(session)
        session.execute(text("SELECT pg_sleep(1.5)"))
    with database.read() as session:
        assert session.scalar(text("SHOW statement_timeout")) == "1s"
    with database.unhurried() as connection:
        assert connection.scalar(text("SHOW statement_timeout")) == "0"
        assert connection.scalar(text("SHOW lock_timeout")) == "0"


def test_f4_the_options_of_the_address_win_over_the_limits(hurried: World) -> None:
    postgresql(hurried)
    joined = "&" if "?" in hurried.settings.database else "?"
    database = Database(f"{hurried.settings.database}{joined}options=-c%20lock_timeout%3D7s")
    with database.read() as session:
        assert session.scalar(text("SHOW lock_timeout")) == "7s"
        assert session.scalar(text("SHOW statement_timeout")) == "30s"
    database.dispose()


def test_f4_a_free_connection_is_not_waited_for_without_end(sqlite_world: World) -> None:
    database = Database(sqlite_world.settings.database, TimeLimits(wait=0.1))
    connections = [engine.connect() for engine in database.engines for _ in range(40)]
    with pytest.raises(OperationalError), database.read() as session:
        session.execute(text("SELECT 1"))
    with pytest.raises(OperationalError), database.write() as writing:
        writing.execute(text("SELECT 1"))
    for connection in connections:
        connection.close()
    database.dispose()


def test_f4_the_statistics_and_the_migrations_have_no_limit_of_time(hurried: World) -> None:
    postgresql(hurried)
    hurried.report(**THREAT)
    reader = hurried.signed_in(Role.REVIEWER)
    asked = "/v1/statistics?from=2024-06-01&to=2024-06-30"
    assert reader.get(asked).status_code == 200
    assert migrate.upgrade(hurried.database).before == migrate.head()


def test_f17_a_writer_waits_for_another_process_and_for_its_turn_within_one_limit(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second waits first for its turn behind the first, then for SQLite: for what is left, not as long again."""
    here, elsewhere = (
        Database(sqlite_world.settings.database, TimeLimits(wait=1)),
        Database(sqlite_world.settings.database),
    )
    moments = iter((0.0, 0.0, 100.0))
    waits: list[float] = []

    def write() -> None:
        with pytest.raises(OperationalError, match="locked"), here.write() as session:
            session.execute(text("UPDATE reports SET version = version"))

    with elsewhere.write() as holder:
        holder.execute(text("UPDATE reports SET version = version"))
        # its turn came late
        monkeypatch.setattr("api.db.sqlite_connections.time.monotonic", lambda: next(moments, 100.0))
        with here.engine.connect() as seen:
            seen.connection.cursor().connection.set_trace_callback(  # type: ignore[attr-defined]
                lambda said: waits.append(int(said.rpartition("=")[2])) if "busy_timeout" in said else None
            )
            seen.rollback()
        write()
    assert waits[0] == 0, "nothing is left of the limit once the turn came"
    assert waits[-1] == 1000
    with here.write() as session:
        session.execute(text("UPDATE reports SET version = version"))
    here.dispose()
    elsewhere.dispose()


def late(world: World, monkeypatch: pytest.MonkeyPatch) -> tuple[threading.Event, threading.Event]:
    """Has the filter begin a verdict, then say nothing until it is told to."""
    begun, told = threading.Event(), threading.Event()
    judge = Texts.judge

    def stuck(self: Texts, *given: object) -> FilterVerdict:
        begun.set()
        assert told.wait(60)
        return judge(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Texts, "judge", stuck)
    assert world.services.texts.noise is not None
    return begun, told


@pytest.fixture
def reading(database_url: str, tmp_path: Path) -> Iterator[World]:
    """A service that reads texts."""
    made = World(database_url, tmp_path, texts=texts())
    yield made
    made.close()


def test_f5_a_verdict_is_waited_for_before_the_transaction_begins(
    reading: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, told = late(reading, monkeypatch)
    machine, person = reading.machine(), reading.signed_in(Role.ANALYST)
    answers: Future[int] = Future()
    sending = threading.Thread(
        target=lambda: answers.set_result(machine.post("/v1/reports", json={"text": NOISE}).status_code)
    )
    sending.start()
    try:
        assert begun.wait(60)
        other = Database(reading.settings.database, TimeLimits(wait=1))
        with other.write() as session:  # SQLite lets one write at a time: it would refuse
            session.execute(text("UPDATE reports SET version = version"))
        assert person.post("/v1/queue/next", json={}).status_code == 200
        assert not answers.done()
    finally:
        told.set()
    assert answers.result(60) == 202
    sending.join()
    other.dispose()


def test_f5_a_report_whose_verdict_does_not_come_is_kept(
    reading: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(intake, "VERDICT_SECONDS", 0.2)
    _, told = late(reading, monkeypatch)
    machine = reading.machine()
    batch = {
        "reports": [
            {"text": f"{word} ?", "reference": word} for word in ("Bonjour", "Merci", "Pourquoi", "Comment", "Ensuite")
        ]
    }
    try:
        answer = machine.post("/v1/reports", json=batch)
    finally:
        told.set()
    assert [(report["state"], report["noise"]) for report in answer.json()["reports"]] == [("open", None)] * 5
    assert "no verdict" in caplog.text
    assert NOISE not in caplog.text


def test_f5_a_report_whose_verdict_fails_is_kept(
    reading: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> FilterVerdict:
        raise RuntimeError(NOISE)

    monkeypatch.setattr(Texts, "judge", broken)
    assert reading.report(text=NOISE)["state"] == "open"
    assert "RuntimeError" in caplog.text
    assert NOISE not in caplog.text


def test_f6_a_password_is_computed_while_nobody_waits_to_write(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = world.signed_in(Role.ADMINISTRATOR)
    long = "une phrase assez longue"
    assert admin.put("/v1/me/password", json={"new": long}).status_code == 204
    with world.database.read() as session:
        login = session.scalar(text("SELECT login FROM accounts"))
    begun, told = threading.Event(), threading.Event()
    verify = world.services.passwords.verify

    def slow(encoded: str | None, password: str) -> bool:
        begun.set()
        assert told.wait(60)
        return verify(encoded, password)

    monkeypatch.setattr(world.services.passwords, "verify", slow)
    for ask in (
        partial(world.anonymous().post, "/v1/session", json={"login": login, "password": long}),
        partial(world.anonymous().post, "/sign-in", data={"login": login, "password": long}),
        partial(admin.put, "/v1/me/password", json={"current": long, "new": long}),
        partial(admin.post, "/moi/mot-de-passe", data={"current": long, "new": long}),
    ):
        begun.clear()
        told.clear()
        done: Future[int] = Future()
        asking = threading.Thread(target=lambda a=ask, d=done: d.set_result(a().status_code))  # type: ignore[misc]
        asking.start()
        assert begun.wait(60)
        other = Database(world.settings.database, TimeLimits(wait=1))
        with other.write() as writing:
            writing.execute(text("UPDATE accounts SET login = login"))
        told.set()
        assert done.result(60) in (200, 204, 303)
        asking.join()
        other.dispose()
