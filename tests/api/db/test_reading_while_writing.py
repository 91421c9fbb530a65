"""Who only reads is refused by no writer, however long it writes: a purge, a rebuilding of the file, another program."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from sqlalchemy import text

from api.db.people import KeyRow, SessionRow
from api.db.sessions import Database
from api.http.identity import SEEN_EVERY
from api.kit.permissions import Role
from tests.api.service.world import World


def marks(world: World) -> list[object]:
    """When sessions and keys were last seen to be used."""
    with world.database.read() as session:
        return [
            *session.scalars(text("SELECT seen_at FROM sessions")),
            *session.scalars(text("SELECT used_at FROM api_keys")),
        ]


@pytest.mark.parametrize("own", [True, False], ids=["here", "elsewhere"])
def test_pages_and_keys_read_while_something_long_writes(
    own: bool, world: World, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    person, machine = world.signed_in(Role.ANALYST), world.machine()
    assert machine.get("/v1/reports").status_code == 200
    world.clock.moment += SEEN_EVERY
    before = marks(world)
    other = world.database if own else Database(database_url)
    with other.write() as writer:
        for table in (SessionRow, KeyRow):
            writer.execute(text(f"UPDATE {table.__tablename__} SET account = account"))
        assert person.get("/file").status_code == 200
        assert machine.get("/v1/reports").status_code == 200
        assert marks(world) == before
    assert caplog.text.count("is not marked: busy") == 2
    if not own:
        other.dispose()
    world.clock.moment += timedelta(seconds=1)
    assert person.get("/file").status_code == 200
    assert machine.get("/v1/reports").status_code == 200
    assert all(one != two for one, two in zip(before, marks(world), strict=True))
