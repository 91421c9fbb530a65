"""A case that somebody reads on stays theirs, and looking again at once writes nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from api.db.reports import ReportRow
from tests.api.pages.case.test_case import analyst, sent, version
from tests.api.service.world import World


def _held_until(world: World, report: str) -> datetime:
    with world.database.read() as session:
        until = session.get_one(ReportRow, report).held_until
    assert until is not None
    return until


def test_a_case_is_held_for_longer_by_the_minute(world: World) -> None:
    client, report = analyst(world), sent(world)
    page = client.get(f"/signalements/{report}").text
    client.post(f"/signalements/{report}/prendre", data={"version": version(page)})
    taken, start = _held_until(world, report), world.clock.moment
    world.clock.moment = start + timedelta(seconds=30)
    client.get(f"/signalements/{report}")
    assert _held_until(world, report) == taken
    world.clock.moment = start + timedelta(minutes=5)
    client.get(f"/signalements/{report}")
    assert _held_until(world, report) == taken + timedelta(minutes=5)
