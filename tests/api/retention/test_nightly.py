"""The nightly erasure: at the hour of the settings, once whatever the number of instances, and not at all without one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from api.app.job_kinds import plan_jobs
from api.db.audit import AuditRow
from api.http.live import LiveServices
from api.jobs.kinds import JobTask
from api.jobs.worker import JobWorker
from api.retention import nightly
from api.retention.nightly import PURGE, next_purge, purge_nightly
from api.retention.service import ErasureConflict
from tests.api.jobs.shared import row_of, rows
from tests.api.retention.test_retention import filled
from tests.api.service.world import NOON, World


def nightly_service(world: World, hour: int | None) -> LiveServices:
    """The services of a world under another hour of the nightly erasure."""
    settings = world.settings.model_copy(update={"purge_hour": hour})
    return LiveServices(replace(world.services, settings=settings))


def purges(world: World) -> list[AuditRow]:
    with world.database.read() as session:
        return list(session.scalars(select(AuditRow).where(AuditRow.action == "retention.purged")))


def test_the_next_night_is_that_of_the_local_clock(sqlite_world: World) -> None:
    live = nightly_service(sqlite_world, 3).current()
    for now, at in (
        (datetime(2024, 6, 3, 0, 59, tzinfo=UTC), datetime(2024, 6, 3, 1, tzinfo=UTC)),
        (datetime(2024, 6, 3, 1, 0, tzinfo=UTC), datetime(2024, 6, 4, 1, tzinfo=UTC)),
        (datetime(2024, 10, 26, 12, tzinfo=UTC), datetime(2024, 10, 27, 2, tzinfo=UTC)),
    ):
        sqlite_world.clock.moment = now
        assert next_purge(live) == at


def test_two_instances_erase_once_a_night(world: World) -> None:
    filled(world)
    live = nightly_service(world, 3)
    instances = [JobWorker(live, [PURGE], plan_jobs) for _ in range(2)]
    world.clock.moment = NOON + timedelta(days=400)
    for instance in instances:
        instance.step()
    assert purges(world) == [], "not before the hour"
    for night in range(1, 3):
        world.clock.moment = row_of(world.database, PURGE.name).run_at
        assert world.clock.moment.astimezone(world.settings.zone).hour == 3
        for instance in instances:
            instance.step()
        assert len(purges(world)) == night
    assert purges(world)[0].detail["proof"]["erased"]["text"]["found"]


def test_without_an_hour_nothing_is_erased_by_itself(world: World) -> None:
    live = nightly_service(world, None)
    JobWorker(live, [PURGE], plan_jobs).step()
    assert PURGE.name not in [row.key for row in rows(world.database)]
    assert purge_nightly(live.current(), JobTask("job_x", PURGE.name, 1, {}, {})) is None
    assert purges(world) == []


def test_an_erasure_that_was_undone_is_tried_again_the_same_night(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def undone(*_: Any) -> None:
        raise ErasureConflict

    monkeypatch.setattr(nightly, "purge", undone)
    worker = JobWorker(nightly_service(world, 3), [PURGE], plan_jobs)
    worker.step()
    world.clock.moment = row_of(world.database, PURGE.name).run_at
    worker.step()
    row = row_of(world.database, PURGE.name)
    assert (row.state, row.fault, row.attempts) == ("waiting", "other", 1)
    assert row.run_at == world.clock.moment + timedelta(seconds=30)
