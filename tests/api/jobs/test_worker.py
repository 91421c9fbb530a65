"""The worker of jobs: one step after the other, whatever a step meets, and nothing held once it stops."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from api.app.job_kinds import AT_START, KINDS, plan_jobs
from api.db.jobs import JobState
from api.db.sessions import WriteSession
from api.http.services import Services
from api.jobs import queue
from api.jobs import worker as workers
from api.jobs.kinds import JobFault, JobKind, JobPause, JobTask
from api.jobs.worker import IDLE, JobWorker, fault_of, working
from api.kit.bounded_worker import WorkStopped
from api.kit.problems import Problem
from tests.api.jobs.shared import KIND, ask, row_of, rows, run_jobs
from tests.api.service.world import NOON, TEXT, World


class Counter:
    """Step of a job that goes on until it was taken three times."""

    def __init__(self) -> None:
        self.steps: list[int] = []

    def __call__(self, _: Services, task: JobTask) -> JobPause | None:
        done = int(task.progress.get("done", 0))
        self.steps.append(done)
        return JobPause(10, {"done": done + 1}) if done < 2 else None


def no_plan(*_: object) -> None:
    """Asks for nothing."""


def test_a_job_goes_on_step_by_step_from_where_it_was(world: World) -> None:
    counter = Counter()
    ask(world.database)
    assert run_jobs(world, [JobKind(KIND, counter)], no_plan) == 3
    assert counter.steps == [0, 1, 2]
    row = row_of(world.database)
    assert (row.state, row.claims, row.worker, row.finished_at) == (
        JobState.DONE,
        3,
        None,
        NOON + timedelta(seconds=20),
    )


def test_what_a_step_meets_stops_no_other_job_and_its_words_are_in_no_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(_: Services, task: JobTask) -> None:
        if task.payload["number"] == 0:
            raise ValueError(TEXT)

    ask(world.database, "broken", number=0)
    ask(world.database, "sound", number=1)
    assert run_jobs(world, [JobKind(KIND, failing)], no_plan) == workers.queue.MOST_ATTEMPTS + 1
    assert (row_of(world.database, "broken").state, row_of(world.database, "broken").fault) == ("failed", "other")
    assert row_of(world.database, "sound").state == JobState.DONE
    assert "a job failed (ValueError)" in caplog.text
    assert TEXT not in caplog.text


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (Problem("conflict"), "refused"),
        (OperationalError("x", None, Exception()), "database"),
        (OSError(28, "full"), "disk"),
        (KeyError("x"), "other"),
    ],
)
def test_faults_have_codes(error: Exception, fault: JobFault) -> None:
    assert fault_of(error) == fault


def test_a_long_step_keeps_its_job(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    prolonged = threading.Event()
    prolong = workers.queue.prolong

    def noted(*given: object) -> bool:
        found = prolong(*given)  # type: ignore[arg-type]
        prolonged.set()
        return found

    monkeypatch.setattr(workers.queue, "prolong", noted)

    def slow(*_: object) -> None:
        prolonged.wait(60)

    ask(world.database)
    JobWorker(world.live, [JobKind(KIND, slow)], lease=timedelta(seconds=0.03)).step()
    assert prolonged.is_set()
    assert row_of(world.database).state == JobState.DONE


def test_a_job_that_another_worker_took_meanwhile_is_left_to_it(world: World, caplog: pytest.LogCaptureFixture) -> None:
    def slow(_: Services, __: JobTask) -> None:
        with world.database.write() as session:
            session.execute(text("UPDATE jobs SET claims = claims + 1, worker = 'wrk_b'"))

    ask(world.database)
    JobWorker(world.live, [JobKind(KIND, slow)]).step()
    row = row_of(world.database)
    assert (row.state, row.worker) == (JobState.RUNNING, "wrk_b")
    assert "taken by another worker" in caplog.text


def test_a_service_that_stops_ends_its_step_and_holds_nothing(world: World) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(_: Services, __: JobTask) -> JobPause:
        begun.set()
        go_on.wait(60)
        return JobPause(0, {"after": "x"})

    ask(world.database)
    with working(world.live, [JobKind(KIND, slow)]):
        assert begun.wait(60)
        go_on.set()
    row = row_of(world.database)
    assert (row.state, row.worker, row.leased_until, row.progress) == (JobState.WAITING, None, None, {"after": "x"})


def test_a_long_step_delays_no_other_job(world: World) -> None:
    begun, done = threading.Event(), threading.Event()

    def slow(*_: object) -> None:
        begun.set()
        done.wait(60)

    with world.database.write() as session:
        for key, kind in (("long", "test.long"), ("short", KIND)):
            queue.enqueue(session, NOON, queue.JobRequest(kind, key, NOON))
    with working(world.live, [JobKind(KIND, lambda *_: done.set()), JobKind("test.long", slow, is_long=True)]):
        assert begun.wait(60)
        assert done.wait(60)
    assert [row.state for row in rows(world.database)] == [JobState.DONE, JobState.DONE]


def test_work_beyond_its_limits_is_not_tried_again_by_itself(world: World) -> None:
    def heavy(*_: object) -> None:
        raise WorkStopped("MemoryError")

    ask(world.database)
    JobWorker(world.live, [JobKind(KIND, heavy)]).step()
    assert (row_of(world.database).state, row_of(world.database).fault) == (JobState.FAILED, "limits")


def test_what_services_need_is_asked_for_when_they_start_and_when_they_change(world: World) -> None:
    asked: list[Services | None] = []

    def plan(_: WriteSession, __: Services, before: Services | None) -> None:
        asked.append(before)

    first, worker = world.live.current(), JobWorker(world.live, [], plan)
    assert [worker.step(), worker.step()] == [IDLE, IDLE]
    assert asked == [None]
    world.live.swap(replace(first))
    worker.step()
    assert asked == [None, first]


def test_several_instances_ask_for_the_same_jobs_and_each_is_there_once(world: World) -> None:
    for _ in range(3):
        with world.database.write() as session:
            plan_jobs(session, world.services, None)
    kinds = [row.kind for row in rows(world.database)]
    assert sorted(kinds) == sorted({kind.name for kind in AT_START} | {"dangers.refresh"})
    assert {*kinds} <= {kind.name for kind in KINDS}
    assert len({kind.name for kind in KINDS}) == len(KINDS)


def test_all_that_a_start_asks_for_is_done_on_an_empty_service(world: World) -> None:
    run_jobs(world, KINDS, plan_jobs)
    found = {row.kind: (row.state, row.fault) for row in rows(world.database)}
    assert {kind for kind, what in found.items() if what == ("waiting", None)} == {"due.refresh", "retention.clear"}
    assert set(found.values()) == {("waiting", None), ("done", None)}
