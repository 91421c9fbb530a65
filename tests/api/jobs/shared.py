"""Jobs of the tests: small kinds, the rows of the queue, the steps of a job one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from api.db.jobs import JobRow
from api.db.sessions import Database, WriteSession
from api.http.live import LiveServices
from api.http.services import Services
from api.jobs import queue
from api.jobs.kinds import JobKind, JobStep, JobTask, Scalar
from api.jobs.queue import JobRequest
from api.jobs.worker import IDLE, JobPlan, JobWorker
from tests.api.service.world import NOON, World

LEASE = timedelta(minutes=1)
KIND = "test.count"


def ask(
    database: Database, key: str = "one", *, now: datetime = NOON, recurrent: bool = False, **payload: Scalar
) -> None:
    """Asks for a job of the tests."""
    with database.write() as session:
        queue.enqueue(session, now, JobRequest(KIND, key, now, payload, is_recurrent=recurrent))


def take(database: Database, worker: str = "wrk_a", now: datetime = NOON) -> JobTask | None:
    """The next job of the tests, for a worker."""
    with database.write() as session:
        return queue.claim(session, [KIND], worker, now, LEASE)


def rows(database: Database) -> list[JobRow]:
    """All jobs, in the order they were asked for."""
    with database.read() as session:
        return list(session.scalars(select(JobRow).order_by(JobRow.id)))


def row_of(database: Database, key: str = "one") -> JobRow:
    """The job of a key."""
    with database.read() as session:
        return session.scalars(select(JobRow).where(JobRow.key == key)).one()


def run_jobs(world: World, kinds: Sequence[JobKind], plan: JobPlan) -> int:
    """Has one worker do all that is asked for, its clock moved to each job, but what recurs; in how many steps."""
    worker, steps = JobWorker(world.live, kinds, plan), 0
    while True:
        if worker.step() != IDLE:
            steps += 1
            continue
        waiting = [row.run_at for row in rows(world.database) if row.state == "waiting" and not row.is_recurrent]
        if not waiting:
            return steps
        world.clock.moment = max(world.clock.moment, min(waiting))


def plan_of(kind: JobKind) -> JobPlan:
    """Asks for the one job of a kind, as a service that starts does."""

    def plan(session: WriteSession, services: Services, _: Services | None) -> None:
        now = services.clock.now()
        queue.enqueue(session, now, JobRequest(kind.name, kind.name, now, is_recurrent=kind.is_recurrent))

    return plan


def steps_of(live: LiveServices, step: JobStep, payload: Mapping[str, Scalar] = {}) -> Iterator[float]:
    """Takes the steps of a job that no queue holds; the seconds of rest after each."""
    progress: Mapping[str, Scalar] = {}
    while (pause := step(live.current(), JobTask("job_x", "test", 1, payload, progress))) is not None:
        progress = pause.progress or {}
        yield pause.seconds
