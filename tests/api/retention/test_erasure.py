"""Erasure is true: it completes while reports come in, and no file holds what it erased, or it says so and finishes later."""

from __future__ import annotations

import random
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner

from api.audit.service import export_lines
from api.cli import service as commands
from api.cli.main import app
from api.db import settling
from api.db.reports import ReportRow
from api.http.live import LiveServices
from api.http.services import Services
from api.jobs.worker import JobWorker
from api.journal.chain import verify
from api.kit.clock import FixedClock
from api.kit.permissions import Role
from api.retention import clearing, repository, service
from tests.api.jobs.shared import plan_of
from tests.api.pages.people.test_people_pages import admin
from tests.api.reports.test_reports import read, send
from tests.api.retention.test_retention import NAME, filled
from tests.api.service.world import NOON, World

LONG_AFTER = timedelta(days=2_000)
PURGES = 50
SQLITE_FULL = OperationalError("COMMIT", {}, sqlite3.OperationalError("database or disk is full"))


@pytest.fixture
def postgresql_world(postgresql_url: str, tmp_path: Path) -> Iterator[World]:
    """The service on PostgreSQL alone: SQLite has one writer at a time."""
    made = World(postgresql_url, tmp_path)
    yield made
    made.close()


def later(world: World) -> Services:
    """The same service, long after: what comes in meanwhile is of today."""
    return replace(world.services, clock=FixedClock(world.settings.zone, NOON + LONG_AFTER))


def in_the_middle(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> list[int]:
    """Has something done by somebody else, and committed, between the two counts of each erasure; gives how often."""
    counted, calls, acts = repository.statistics, [0], [0]

    def statistics(session: Any) -> Any:
        found = counted(session)
        calls[0] += 1
        if calls[0] % 2:
            acts[0] += 1
            with ThreadPoolExecutor(1) as other:
                other.submit(act).result()
        return found

    monkeypatch.setattr(repository, "statistics", statistics)
    return acts


def test_f2_an_erasure_completes_though_a_report_comes_in_the_middle_of_each(
    postgresql_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine, number = postgresql_world.machine(), iter(range(1_000_000))
    acts = in_the_middle(monkeypatch, lambda: send(machine, url=f"https://a.exemple/{next(number)}"))
    for _ in range(PURGES):
        proof = service.purge(postgresql_world.services)
        assert proof["statistics_before"] == proof["statistics_after"]
    assert acts == [PURGES]
    assert verify(export_lines(postgresql_world.database))[2] == []


def test_f2_fifty_erasures_complete_under_load(postgresql_world: World) -> None:
    """Reports come in without pause, old ones for whoever erases: each erasure meets some."""
    machine, over, sent = postgresql_world.machine(), threading.Event(), [0]

    def load() -> None:
        while not over.is_set():
            send(machine, url=f"https://a.exemple/{sent[0]}", text=f"{NAME} numéro {sent[0]}")
            sent[0] += 1

    services = later(postgresql_world)
    with ThreadPoolExecutor(1) as other:
        loaded = other.submit(load)
        try:
            proofs = [service.purge(services) for _ in range(PURGES)]
        finally:
            over.set()
        loaded.result()
    assert len(proofs) == PURGES
    assert sent[0] > 0
    assert all(kind["left"] == 0 for proof in proofs for kind in proof["erased"].values())
    assert verify(export_lines(postgresql_world.database))[2] == []
    service.purge(services)
    with postgresql_world.database.read() as session:
        assert session.query(ReportRow).filter(ReportRow.text.is_not(None)).count() == 0


def _touched(world: World) -> None:
    with world.database.write() as session:
        session.execute(update(ReportRow).values(noise_reason="autre"))


def test_f2_an_erasure_refused_for_what_somebody_changed_is_run_again(
    postgresql_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(postgresql_world)
    postgresql_world.clock.moment += LONG_AFTER
    tries, erased = [0], repository.erase

    def erase(session: Any, period: Any, cutoff: Any) -> int:
        if period.name == "text":
            tries[0] += 1
            if tries[0] == 1:
                with ThreadPoolExecutor(1) as other:
                    other.submit(_touched, postgresql_world).result()
        return erased(session, period, cutoff)

    monkeypatch.setattr(repository, "erase", erase)
    proof = service.purge(postgresql_world.services)
    assert tries == [2]
    assert (proof["erased"]["text"]["found"], proof["erased"]["text"]["left"]) == (1, 0)


def test_f2_an_erasure_always_refused_gives_up_and_nothing_is_erased(
    postgresql_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = filled(postgresql_world)
    services = later(postgresql_world)
    erased = repository.erase

    def erase(session: Any, period: Any, cutoff: Any) -> int:
        if period.name == "text":
            with ThreadPoolExecutor(1) as other:
                other.submit(_touched, postgresql_world).result()
        return erased(session, period, cutoff)

    monkeypatch.setattr(repository, "erase", erase)
    monkeypatch.setattr(service, "FIRST_PAUSE", 0.0)
    with pytest.raises(service.ErasureConflict):
        service.purge(services)
    assert read(postgresql_world.signed_in(Role.ANALYST), name)[0]["text"] is not None


@pytest.mark.parametrize(
    ("error", "words"),
    [(service.StatisticsChanged, "statistiques auraient changé"), (service.ErasureConflict, "changeaient sans cesse")],
)
def test_f2_the_command_says_in_a_sentence_that_nothing_was_erased(
    error: type[Exception], words: str, sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(service, "purge", refused)
    monkeypatch.setattr(commands, "open_current", lambda: sqlite_world.services)
    done = CliRunner().invoke(app, ["purge"])
    assert done.exit_code == 1
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def holding(world: World, *words: str) -> dict[str, list[str]]:
    """The files of the data folder that hold one of these words, each with those it holds."""
    found = {}
    for path in sorted(p for p in world.settings.data_dir.rglob("*") if p.is_file()):
        content = path.read_bytes()
        held = [word for word in words if word.encode() in content]
        if held:
            found[path.name] = held
    return found


def many(world: World, reports: int = 600) -> list[str]:
    """Reports whose rows grow after others were stored beside them, so that pages are split: their words."""
    chance = random.Random(1)
    words = [f"zorglub{number:05d}" for number in range(reports)]
    with world.database.write() as session:
        for number, word in enumerate(words):
            row = ReportRow(
                id=f"rep_{number:026d}", channel="form", source="acc_x", received_at=NOON, state="open", raised=[],
                version=1, text=f"{word} " * chance.randint(1, 60), text_length=1,
            )  # fmt: skip
            session.add(row)
            session.flush()
            grown = f"rep_{chance.randint(0, number):026d}"
            session.execute(
                update(ReportRow).where(ReportRow.id == grown).values(signature="x" * chance.randint(1, 1_500))
            )
    return words


def test_f9_no_file_holds_what_was_erased_even_of_rows_that_were_moved(sqlite_world: World) -> None:
    words = many(sqlite_world)
    assert holding(sqlite_world, *words)
    proof = service.purge(later(sqlite_world))
    assert proof["erased"]["text"]["found"] == len(words)
    assert proof["files"] == "clear"
    assert holding(sqlite_world, *words) == {}


@pytest.mark.usefixtures("hasty")
def test_f9_what_a_reader_keeps_is_said_and_finished_later(sqlite_world: World) -> None:
    filled(sqlite_world)
    services = later(sqlite_world)
    with sqlite_world.database.read() as reader:
        reader.execute(text("SELECT count(*) FROM reports"))
        proof = service.purge(services)
        assert proof["files"] == "read"
        client = admin(sqlite_world)
        assert holding(sqlite_world, NAME)
        clearing.finish(services)
        assert holding(sqlite_world, NAME)
        page = client.get("/administration/conservation").text
        number = page.partition("preuve=")[2].partition('"')[0]
        assert "en gardent encore" in client.get(f"/administration/conservation?preuve={number}").text
        assert "ils gardent encore" in client.get("/administration/sante").text
    clearing.finish(services)
    assert holding(sqlite_world, NAME) == {}
    entries = client.get("/v1/audit", params={"action": clearing.CLEARED}).json()["items"]
    assert [(e["who"], e["detail"]) for e in entries] == [("system", {"until": int(number), "state": "clear"})]
    assert "Aucun fichier de la base ne garde" in client.get(f"/administration/conservation?preuve={number}").text
    assert "ils gardent encore" not in client.get("/administration/sante").text


def test_f9_what_is_finished_is_not_done_again(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(sqlite_world)
    services = later(sqlite_world)
    service.purge(services)
    monkeypatch.setattr(sqlite_world.database, "settle", lambda *_, **__: pytest.fail("done already"))
    clearing.finish(services)


@pytest.mark.usefixtures("hasty")
def test_f9_the_service_finishes_by_itself(sqlite_world: World) -> None:
    filled(sqlite_world)
    services = later(sqlite_world)
    with sqlite_world.database.read() as reader:
        reader.execute(text("SELECT count(*) FROM reports"))
        service.purge(services)
    JobWorker(LiveServices(services), [clearing.CLEARING], plan_of(clearing.CLEARING)).step()
    assert holding(sqlite_world, NAME) == {}


def test_f9_files_that_cannot_be_cleared_are_no_failure_of_the_erasure(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk, a writer that never ends: the erasure is committed, clearing the files is what cannot be done."""
    name = filled(sqlite_world)
    sqlite_world.clock.moment += timedelta(days=400)
    client, settle = admin(sqlite_world), sqlite_world.database.settle
    path = str(sqlite_world.database.engine.url.database)

    def locked(tables: Any, **named: Any) -> Any:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            return settle(tables, **named)

    monkeypatch.setattr(sqlite_world.database, "_wait", 0.05)
    monkeypatch.setattr(sqlite_world.database, "settle", locked)
    answer = client.post("/administration/conservation", data={"confirm": "true"})
    assert answer.status_code == 200
    assert "en gardent encore" in answer.text
    assert read(sqlite_world.signed_in(Role.ANALYST), name)[0]["text"] is None
    monkeypatch.undo()
    clearing.finish(sqlite_world.services)
    assert "ils gardent encore" not in client.get("/administration/sante").text


@pytest.mark.parametrize("error", [sqlite3.OperationalError("database or disk is full"), SQLITE_FULL])
def test_f9_a_full_disk_is_no_failure_of_the_erasure(
    error: Exception, sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(sqlite_world)

    def full(*_: object, **__: object) -> None:
        raise error

    if isinstance(error, sqlite3.Error):
        monkeypatch.setattr(settling, "_empty_log", full)
    else:
        monkeypatch.setattr(sqlite_world.database, "settle", full)
    assert service.purge(later(sqlite_world))["files"] == "refused"


def test_f9_on_postgresql_dead_rows_are_removed_and_said(postgresql_world: World) -> None:
    filled(postgresql_world)
    proof = service.purge(later(postgresql_world))
    assert proof["files"] == "vacuumed"
    with postgresql_world.database.read() as session:
        stats = session.execute(
            text("SELECT count(*) FROM pg_stat_user_tables WHERE relname = 'reports' AND vacuum_count > 0")
        )
        assert stats.scalar() == 1


def test_f9_an_export_taken_away_slowly_keeps_nothing(sqlite_world: World) -> None:
    filled(sqlite_world)
    lines = export_lines(sqlite_world.database)
    next(lines), next(lines)
    assert service.purge(later(sqlite_world))["files"] == "clear"
