"""Several workers at once, threads and processes, on both databases: no job is taken twice, none is lost with its worker."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text

from api.db.jobs import JobState
from api.db.sessions import Database
from api.jobs import queue
from api.jobs.kinds import JobTask
from api.jobs.queue import JobRequest
from tests.api.jobs.claimer import KIND, PATIENCE, work
from tests.api.jobs.shared import rows
from tests.api.service.racing import ROUNDS, together
from tests.shared import ROOT

JOBS = 60
LONG_AGO = datetime(2024, 6, 3, 10, tzinfo=UTC)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with a table for the effects of jobs."""
    opened = Database(database_url)
    with opened.engine.begin() as connection:
        connection.execute(text("CREATE TABLE marks (job VARCHAR(40) PRIMARY KEY, by_claim INTEGER)"))
    yield opened
    with opened.engine.begin() as connection:
        connection.execute(text("DROP TABLE marks"))
    opened.dispose()


def ask_for(database: Database, count: int) -> None:
    with database.write() as session:
        for number in range(count):
            queue.enqueue(session, LONG_AGO, JobRequest(KIND, f"{KIND}:{number}", LONG_AGO, {"number": number}))


def marks(database: Database) -> dict[str, int]:
    with database.read() as session:
        return {row.job: row.by_claim for row in session.execute(text("SELECT job, by_claim FROM marks"))}


class Claimer:
    """A worker in a process of its own."""

    def __init__(self, database_url: str, name: str, how: str) -> None:
        command = [sys.executable, "-m", "tests.api.jobs.claimer", database_url, name, how]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def line(self) -> str:
        """The next line it says."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def begin(self) -> None:
        """Has it begin."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def jobs(self) -> list[str]:
        """The jobs it took, once it ends."""
        said, _ = self.process.communicate(timeout=PATIENCE)
        assert self.process.returncode == 0
        return said.split()


@pytest.mark.parametrize("workers", [2, 4])
def test_threads_never_take_a_job_twice(workers: int, database: Database) -> None:
    ask_for(database, JOBS)
    taken: list[str] = []

    def note(task: JobTask) -> None:
        taken.append(task.id)

    together(*(partial(work, database, f"wrk_{n}", timedelta(minutes=1), note) for n in range(workers)))
    assert Counter(taken) == Counter(row.id for row in rows(database))
    assert {(row.state, row.claims) for row in rows(database)} == {(JobState.DONE, 1)}


@pytest.mark.parametrize("workers", [2, 4])
def test_processes_never_take_a_job_twice(workers: int, database: Database, database_url: str) -> None:
    ask_for(database, JOBS)
    claimers = [Claimer(database_url, f"wrk_{n}", "count") for n in range(workers)]
    try:
        assert [one.line() for one in claimers] == ["ready"] * workers
        for one in claimers:
            one.begin()
        taken = [job for one in claimers for job in one.jobs()]
    finally:
        for one in claimers:
            one.process.kill()
    assert Counter(taken) == Counter(row.id for row in rows(database))
    assert {(row.state, row.claims) for row in rows(database)} == {(JobState.DONE, 1)}


def test_a_job_whose_process_is_killed_comes_back_and_has_its_effect_once(
    database: Database, database_url: str
) -> None:
    ask_for(database, 1)
    killed = Claimer(database_url, "wrk_killed", "hang")
    try:
        assert killed.line() == "ready"
        killed.begin()
        (row,) = rows(database)
        assert killed.line() == row.id
    finally:
        killed.process.kill()
        killed.process.wait()
    (row,) = rows(database)
    assert (row.state, row.worker, marks(database)) == (JobState.RUNNING, "wrk_killed", {row.id: 1})
    other = Claimer(database_url, "wrk_other", "count")
    try:
        assert other.line() == "ready"
        assert row.leased_until is not None
        while datetime.now(UTC) <= row.leased_until:
            time.sleep(0.05)
        other.begin()
        assert other.jobs() == [row.id]
    finally:
        other.process.kill()
    (row,) = rows(database)
    assert (row.state, row.claims) == (JobState.DONE, 2)
    assert marks(database) == {row.id: 1}, "done again, it changed nothing"


@pytest.mark.parametrize("callers", [2, 4])
def test_a_key_asked_for_at_once_has_one_job(callers: int, database: Database) -> None:
    def ask(key: str) -> None:
        with database.write() as session:
            queue.enqueue(session, LONG_AGO, JobRequest(KIND, key, LONG_AGO))

    for number in range(ROUNDS):
        together(*[partial(ask, f"{KIND}:{number}")] * callers)
    assert len(rows(database)) == ROUNDS
