"""A worker of jobs in a process of its own, for tests of several: it says each job that it took."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from api.db.sessions import Database
from api.jobs import queue
from api.jobs.kinds import JobTask

PATIENCE = 60.0
KIND = "test.claim"


def add_mark(database: Database, task: JobTask) -> None:
    """Has a job have its effect, once however often it is done: a mark that the database keeps unique."""
    with database.write() as session:
        session.execute(
            text("INSERT INTO marks (job, by_claim) VALUES (:job, :claim) ON CONFLICT DO NOTHING"),
            {"job": task.id, "claim": task.claim},
        )


def work(database: Database, worker: str, lease: timedelta, on_task: Callable[[JobTask], None]) -> None:
    """Does the jobs that are due until none is left."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        now = datetime.now(UTC)
        with database.write() as session:
            task = queue.claim(session, [KIND], worker, now, lease)
        if task is None:
            return
        on_task(task)
        with database.write() as session:
            queue.settle(session, task, None, datetime.now(UTC))


def main(database_url: str, worker: str, how: str) -> None:
    """`count`: does what is due. `hang`: takes one job, has its effect, and never ends."""
    database = Database(database_url)

    def on_task(task: JobTask) -> None:
        add_mark(database, task)
        print(task.id, flush=True)
        if how == "hang":
            time.sleep(PATIENCE)

    print("ready", flush=True)
    sys.stdin.readline()
    work(database, worker, timedelta(seconds=2 if how == "hang" else 60), on_task)
    database.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
