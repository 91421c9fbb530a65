"""What tests do of the readings by a model server: have them done, and look at them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select

from api.db.audit import AuditRow
from api.db.model_readings import WAITING, ModelReadingRow
from api.db.reports import FactRow, QualificationRow, ReportRow
from api.reports.model_readings import worker
from tests.api.service.model_server import PATIENCE, ScriptedModelServer, small_questions
from tests.api.service.reading import texts
from tests.api.service.world import World


@contextmanager
def small_world(database_url: str, folder: Any, server: ScriptedModelServer, **changes: Any) -> Iterator[World]:
    """A service under the small law, whose readers read, with a model server."""
    settings = {"texts": texts(), "questionnaire": small_questions(), **server.settings, **changes}
    world = World(database_url, folder, **settings)
    try:
        yield world
    finally:
        world.close()


def until(true: Callable[[], bool]) -> None:
    """Waits for something that another thread does."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.005)


def read_beside(world: World) -> None:
    """Has everything read that waits and may be read now."""
    with worker.reading_beside(world.live):
        until(lambda: not waiting(world))


def waiting(world: World) -> list[str]:
    """The reports that wait to be read."""
    return [row.report for row in readings(world) if row.state == WAITING]


def readings(world: World) -> list[ModelReadingRow]:
    """Every reading, in order of arrival."""
    with world.database.read() as session:
        return list(session.scalars(select(ModelReadingRow).order_by(ModelReadingRow.report)))


def report(world: World, name: str) -> ReportRow:
    """A report as stored."""
    with world.database.read() as session:
        row = session.get(ReportRow, name)
        assert row is not None
        return row


def in_force(world: World, name: str) -> dict[str, FactRow]:
    """The facts of a report in force."""
    with world.database.read() as session:
        query = select(FactRow).where(FactRow.report == name, FactRow.withdrawn_at.is_(None))
        return {row.fact: row for row in session.scalars(query)}


def answers(world: World, name: str) -> list[QualificationRow]:
    """The answers on a report, in order."""
    with world.database.read() as session:
        query = select(QualificationRow).where(QualificationRow.report == name).order_by(QualificationRow.id)
        return list(session.scalars(query))


def journal(world: World, action: str) -> list[dict[str, Any]]:
    """The details of the entries of one kind."""
    with world.database.read() as session:
        query = select(AuditRow.detail).where(AuditRow.action == action).order_by(AuditRow.number)
        return list(session.scalars(query))


def sent(world: World, **report: Any) -> dict[str, Any]:
    """A report as it was answered when it came in."""
    answer = world.machine().post("/v1/reports", json=report)
    assert answer.status_code == 202, answer.text
    told: dict[str, Any] = answer.json()
    return told
