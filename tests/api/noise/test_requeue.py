"""What an earlier filter set aside goes back to the queue when the service starts, and the journal says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from api.app.job_kinds import KINDS, plan_jobs
from api.db.audit import AuditRow
from api.db.reports import ReportRow
from api.noise import requeue
from tests.api.jobs.shared import run_jobs, steps_of
from tests.api.noise.test_noise_standing import store
from tests.api.service.reading import NOISE, opened, texts
from tests.api.service.world import World


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    made = World(database_url, tmp_path, texts=texts())
    yield made
    made.close()


def set_aside(world: World, reports: int = 1, **given: Any) -> None:
    """What an earlier filter set aside: it read no field."""
    common = {"state": "low_priority", "noise_decision": "set_aside", "noise_field": None, "text": NOISE}
    store(world, opened(), [0.001] * reports, **{**common, **given})


def states(world: World) -> list[str]:
    with world.database.read() as session:
        return [row.state for row in session.query(ReportRow).order_by(ReportRow.id)]


def test_noise_what_an_earlier_filter_set_aside_is_back_at_the_next_start(world: World) -> None:
    set_aside(world, noise_audit=True)
    set_aside(world, noise_field="none")
    set_aside(world, text=None, comment="voir la page")
    set_aside(world, state="noise")
    run_jobs(world, KINDS, plan_jobs)  # as a service that starts
    assert states(world) == ["open", "low_priority", "open", "noise"]
    with world.database.read() as session:
        back = session.query(ReportRow).order_by(ReportRow.id).first()
        assert back is not None
        assert (back.noise_decision, back.noise_reason, back.noise_audit) == ("keep", "filtre_remplace", False)
        journal = session.query(AuditRow).filter_by(action="noise.restored").all()
        assert len(journal) == 2


def test_noise_what_was_erased_meanwhile_does_not_come_back_without_its_words(world: World) -> None:
    set_aside(world, text=None)
    run_jobs(world, KINDS, plan_jobs)
    assert states(world) == ["low_priority"]


def test_noise_what_goes_back_does_so_a_batch_at_a_time_without_its_text(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requeue, "BATCH", 3)
    set_aside(world, 7)
    set_aside(world, 4, noise_field="haine")
    asked: list[str] = []
    for engine in world.database.engines:
        event.listen(engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    assert list(steps_of(world.live, requeue.requeue)) == [requeue.REST] * 3
    chosen = [said.partition("FROM")[0] for said in asked if said.startswith("SELECT") and "reports" in said]
    assert len([said for said in chosen if said.split() == ["SELECT", "reports.id"]]) == 4
    assert not any("reports.text" in said for said in chosen)
    assert sorted(states(world)) == ["low_priority"] * 4 + ["open"] * 7
    assert list(steps_of(world.live, requeue.requeue)) == []
