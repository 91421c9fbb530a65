"""The queue of jobs: one job a key, taken by one worker, back when its lease ends, tried a bounded number of times."""

from __future__ import annotations

from datetime import timedelta

import pytest

from api.db.jobs import JobRow, JobState
from api.jobs import queue
from api.jobs.kinds import JobFault, JobPause, JobTask
from api.jobs.queue import FIRST_DELAY, LONGEST_DELAY, MOST_ATTEMPTS, JobRequest
from tests.api.jobs.shared import KIND, LEASE, ask, row_of, rows, take
from tests.api.service.world import NOON, World

SECOND = timedelta(seconds=1)


def settle(world: World, task: JobTask, outcome: JobPause | JobFault | None, after: timedelta = SECOND) -> bool:
    with world.database.write() as session:
        return queue.settle(session, task, outcome, NOON + after)


def ready(world: World, key: str = "one") -> JobTask:
    """The task of a job, at the moment it is due."""
    task = take(world.database, now=max(row_of(world.database, key).run_at, NOON))
    assert task is not None
    return task


def test_a_job_is_taken_by_one_worker_and_done_once(world: World) -> None:
    ask(world.database, publication=4)
    task = take(world.database)
    assert task is not None
    assert (task.kind, dict(task.payload), dict(task.progress)) == (KIND, {"publication": 4}, {})
    assert take(world.database, "wrk_b") is None
    assert row_of(world.database).worker == "wrk_a"
    assert settle(world, task, None)
    row = row_of(world.database)
    assert (row.state, row.worker, row.leased_until, row.finished_at) == (JobState.DONE, None, None, NOON + SECOND)
    assert take(world.database, now=NOON + timedelta(days=30)) is None


def test_what_asks_for_a_job_and_is_undone_leaves_none(world: World) -> None:
    def undone() -> None:
        with world.database.write() as session:
            queue.enqueue(session, NOON, JobRequest(KIND, "one", NOON))
            raise LookupError

    with pytest.raises(LookupError):
        undone()
    assert rows(world.database) == []


def test_a_payload_holds_identifiers_and_no_words() -> None:
    assert JobRequest(KIND, "k", NOON, {"report": "rep_" + "0" * 26, "number": 4}).payload["number"] == 4
    for words in ("Je vais te retrouver. " * 6, "deux\nlignes"):
        with pytest.raises(ValueError, match="identifiers"):
            JobRequest(KIND, "k", NOON, {"text": words})


def test_a_key_has_one_job_asked_for_however_often(world: World) -> None:
    ask(world.database, now=NOON + SECOND)
    ask(world.database, now=NOON)
    (row,) = rows(world.database)
    assert row.run_at == NOON
    ask(world.database, "other")
    assert len(rows(world.database)) == 2


def test_a_job_asked_for_while_it_runs_begins_again_at_its_end(world: World) -> None:
    ask(world.database)
    task = take(world.database)
    assert task is not None
    ask(world.database)
    assert take(world.database, "wrk_b") is None
    assert settle(world, task, JobPause(60, {"after": "x"}))
    row = row_of(world.database)
    assert (row.state, row.run_at, row.progress) == (JobState.WAITING, NOON + SECOND, None)
    again = ready(world)
    assert settle(world, again, None)
    assert row_of(world.database).state == JobState.DONE
    ask(world.database)
    assert row_of(world.database).state == JobState.WAITING


def test_a_step_says_how_far_it_went_and_the_next_one_knows(world: World) -> None:
    ask(world.database)
    assert settle(world, ready(world), JobPause(10, {"after": "rep_x", "count": 3}))
    assert take(world.database, now=NOON + timedelta(seconds=10)) is None
    assert dict(ready(world).progress) == {"after": "rep_x", "count": 3}


def test_jobs_are_taken_in_the_order_they_are_due(world: World) -> None:
    for key, delay in (("late", 3), ("first", 1), ("next", 2)):
        ask(world.database, key, now=NOON + delay * SECOND)
    names = {row.id: row.key for row in rows(world.database)}
    later = NOON + timedelta(minutes=1)
    tasks = [take(world.database, now=later) for _ in range(3)]
    assert [names[task.id] for task in tasks if task is not None] == ["first", "next", "late"]


def test_a_job_of_a_worker_that_died_is_back_when_its_lease_ends(world: World) -> None:
    ask(world.database)
    lost = take(world.database)
    assert lost is not None
    assert take(world.database, "wrk_b", NOON + LEASE) is None
    found = take(world.database, "wrk_b", NOON + LEASE + SECOND)
    assert found is not None
    row = row_of(world.database)
    assert (found.id, row.worker, row.attempts, row.fault) == (lost.id, "wrk_b", 1, "lost")
    assert not settle(world, lost, None), "who lost the job no longer says what becomes of it"
    assert row_of(world.database).state == JobState.RUNNING
    assert settle(world, found, None)
    assert (row_of(world.database).attempts, row_of(world.database).fault) == (0, None)


def test_a_worker_that_works_keeps_its_job_beyond_its_first_lease(world: World) -> None:
    ask(world.database)
    task = take(world.database)
    assert task is not None
    with world.database.write() as session:
        assert queue.prolong(session, task, NOON + 3 * LEASE)
    assert take(world.database, "wrk_b", NOON + 2 * LEASE) is None
    assert take(world.database, "wrk_b", NOON + 4 * LEASE) is not None
    with world.database.write() as session:
        assert not queue.prolong(session, task, NOON + 9 * LEASE)


def test_a_job_that_ends_its_workers_is_given_up(world: World) -> None:
    ask(world.database)
    moment = NOON
    for _ in range(MOST_ATTEMPTS):
        assert take(world.database, now=moment) is not None
        moment += LEASE + SECOND
    moment += LONGEST_DELAY
    ask(world.database, "sound", now=moment)
    assert take(world.database, now=moment) is not None, "the next one is looked for"
    row = row_of(world.database)
    assert (row.state, row.fault, row.attempts) == (JobState.FAILED, "lost", MOST_ATTEMPTS)


def test_a_job_that_fails_is_tried_again_after_ever_longer_delays_then_given_up(world: World) -> None:
    ask(world.database)
    delays = []
    for _ in range(MOST_ATTEMPTS):
        assert settle(world, ready(world), "disk")
        delays.append(row_of(world.database).run_at - NOON - SECOND)
    assert delays[:-1] == [FIRST_DELAY * 4**n for n in range(MOST_ATTEMPTS - 1)]
    row = row_of(world.database)
    assert (row.state, row.fault) == (JobState.FAILED, "disk")
    assert take(world.database, now=NOON + timedelta(days=9)) is None


def test_a_recurrent_job_is_never_given_up(world: World) -> None:
    ask(world.database, recurrent=True)
    for _ in range(MOST_ATTEMPTS + 4):
        assert settle(world, ready(world), "database")
    row = row_of(world.database)
    assert (row.state, row.run_at - NOON - SECOND) == (JobState.WAITING, LONGEST_DELAY)
    assert settle(world, ready(world), JobPause(30))
    assert row_of(world.database).attempts == 0


def acting(world: World, act: str, key: str = "one") -> None:
    with world.database.write() as session:
        row = session.get_one(JobRow, row_of(world.database, key).id, with_for_update=True)
        if act == "stop":
            queue.stop(row, NOON)
        else:
            queue.begin_again(row, NOON)


@pytest.mark.parametrize("outcome", [None, JobPause(0), "other"])
def test_a_job_that_is_stopped_while_it_runs_stops_after_its_step(
    outcome: JobPause | JobFault | None, world: World
) -> None:
    ask(world.database)
    task = take(world.database)
    assert task is not None
    acting(world, "stop")
    assert row_of(world.database).state == JobState.RUNNING
    assert settle(world, task, outcome)
    assert row_of(world.database).state == JobState.STOPPED
    assert take(world.database, now=NOON + timedelta(days=1)) is None


def test_a_job_that_a_person_stopped_stays_so_until_a_person_has_it_begin_again(world: World) -> None:
    ask(world.database, recurrent=True)
    acting(world, "stop")
    ask(world.database, recurrent=True)
    assert row_of(world.database).state == JobState.STOPPED
    acting(world, "retry")
    assert settle(world, ready(world), JobPause(1))


def test_a_lost_job_that_was_to_stop_is_not_taken_again(world: World) -> None:
    ask(world.database)
    assert take(world.database) is not None
    acting(world, "stop")
    assert take(world.database, now=NOON + LEASE + SECOND) is None
    assert row_of(world.database).state == JobState.STOPPED


def test_a_worker_leaves_the_kinds_that_its_version_does_not_know(world: World) -> None:
    ask(world.database)
    with world.database.write() as session:
        assert not queue.is_due(session, ["another.kind"], NOON)
        assert queue.claim(session, ["another.kind"], "wrk_old", NOON, LEASE) is None
    assert take(world.database) is not None
