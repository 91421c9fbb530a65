"""Jobs through the API: who sees them, has them tried again, stops them; what the journal and the measures say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from api.db.sessions import Database
from api.jobs import queue
from api.jobs.measures import JobMeasures
from api.kit.permissions import Permission, Role
from tests.api.jobs.shared import KIND, LEASE, ask, row_of, take
from tests.api.service.world import NOON, World, problem


def test_an_administrator_sees_jobs_and_nobody_else_does(world: World) -> None:
    ask(world.database, publication=4)
    (job,) = world.signed_in(Role.ADMINISTRATOR).get("/v1/jobs").json()["items"]
    assert {name: job[name] for name in ("kind", "key", "payload", "state", "attempts", "fault")} == {
        "kind": KIND, "key": "one", "payload": {"publication": 4}, "state": "waiting", "attempts": 0, "fault": None,
    }  # fmt: skip
    for role in set(Role) - {Role.ADMINISTRATOR}:
        client = world.signed_in(role)
        problem(client.get("/v1/jobs"), "not-allowed")
        problem(client.post(f"/v1/jobs/{job['id']}/retry"), "not-allowed")
        problem(client.post(f"/v1/jobs/{job['id']}/stop"), "not-allowed")
    assert row_of(world.database).state == "waiting"


def test_jobs_are_filtered_and_read_page_by_page(world: World) -> None:
    for number in range(5):
        ask(world.database, f"job {number}", now=NOON + timedelta(seconds=number))
    client = world.signed_in(Role.ADMINISTRATOR)
    first = client.get("/v1/jobs", params={"limit": 3}).json()
    rest = client.get("/v1/jobs", params={"limit": 3, "cursor": first["next_cursor"]}).json()
    assert [job["key"] for job in first["items"] + rest["items"]] == [f"job {n}" for n in range(4, -1, -1)]
    assert rest["next_cursor"] is None
    assert take(world.database, now=NOON + timedelta(hours=1)) is not None
    for state, count in (("running", 1), ("waiting", 4), ("failed", 0)):
        assert len(client.get("/v1/jobs", params={"state": state}).json()["items"]) == count
    assert client.get("/v1/jobs", params={"kind": "other.kind"}).json()["items"] == []
    problem(client.get("/v1/jobs", params={"state": "asleep"}), "invalid-request")


def test_a_job_is_stopped_and_tried_again_by_hand_and_the_journal_says_who(world: World) -> None:
    ask(world.database)
    name = row_of(world.database).id
    client = world.signed_in(Role.ADMINISTRATOR)
    assert client.post(f"/v1/jobs/{name}/stop").json()["state"] == "stopped"
    problem(client.post(f"/v1/jobs/{name}/stop"), "job-state")
    world.clock.moment += timedelta(minutes=5)
    told = client.post(f"/v1/jobs/{name}/retry").json()
    assert (told["state"], told["finished_at"]) == ("waiting", None)
    assert row_of(world.database).run_at == world.clock.moment
    who = client.headers["x-test-account"]
    for action in ("job.stopped", "job.retried"):
        (entry,) = client.get("/v1/audit", params={"action": action}).json()["items"]
        assert (entry["who"], entry["subject"], entry["detail"]) == (who, name, {"kind": KIND, "key": "one"})


def test_a_job_that_runs_stops_after_its_step_and_is_not_tried_again_meanwhile(world: World) -> None:
    ask(world.database)
    task = take(world.database)
    assert task is not None
    client = world.signed_in(Role.ADMINISTRATOR)
    problem(client.post(f"/v1/jobs/{task.id}/retry"), "job-state")
    told = client.post(f"/v1/jobs/{task.id}/stop").json()
    assert (told["state"], told["is_stopping"], told["worker"]) == ("running", True, "wrk_a")
    problem(client.post(f"/v1/jobs/{task.id}/stop"), "job-state")
    with world.database.write() as session:
        queue.settle(session, task, None, NOON)
    assert row_of(world.database).state == "stopped"


def test_what_failed_is_tried_again_from_its_start_and_what_is_done_is_not(world: World) -> None:
    ask(world.database)
    client, now = world.signed_in(Role.ADMINISTRATOR), NOON
    for _ in range(queue.MOST_ATTEMPTS):
        now = max(row_of(world.database).run_at, now)
        task = take(world.database, now=now)
        assert task is not None
        with world.database.write() as session:
            queue.settle(session, task, "disk", now)
    (job,) = client.get("/v1/jobs", params={"state": "failed"}).json()["items"]
    assert (job["fault"], job["attempts"]) == ("disk", queue.MOST_ATTEMPTS)
    assert "1 en échec" in client.get("/administration/sante").text.replace("\u00a0", " ")
    problem(client.post(f"/v1/jobs/{job['id']}/stop"), "job-state")
    assert client.post(f"/v1/jobs/{job['id']}/retry").json()["attempts"] == 0
    task = take(world.database, now=NOON)
    assert task is not None
    with world.database.write() as session:
        queue.settle(session, task, None, NOON)
    problem(client.post(f"/v1/jobs/{job['id']}/retry"), "job-state")
    problem(client.post(f"/v1/jobs/job_{'0' * 26}/retry"), "not-found")


def test_measures_count_jobs_by_kind_and_state_and_how_late_they_are(world: World) -> None:
    machine = world.machine(Permission.METRICS_READ)
    assert "qualif_jobs_late_seconds 0.0" in machine.get("/metrics").text
    for key in ("one", "two"):
        ask(world.database, key)
    assert take(world.database) is not None
    world.clock.moment = NOON + LEASE
    measures = machine.get("/metrics").text
    assert f'qualif_jobs{{kind="{KIND}",state="waiting"}} 1.0' in measures
    assert f'qualif_jobs{{kind="{KIND}",state="running"}} 1.0' in measures
    assert "qualif_jobs_late_seconds 60.0" in measures


def test_measures_do_without_jobs_while_the_database_is_away(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(_: Database) -> None:
        raise OperationalError("x", None, Exception())

    monkeypatch.setattr(Database, "read", away)
    assert list(JobMeasures(sqlite_world.live).collect()) == []
    assert "jobs are not counted" in caplog.text
