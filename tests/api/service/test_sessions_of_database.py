"""Sessions: one reads and cannot write, the other is a transaction that only the request commits."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from api.audit.journal import record
from api.db.audit import AuditRow
from api.db.people import AccountRow
from api.db.sessions import Database, TimeLimits
from tests.api.service.world import NOON, World


def _somebody() -> AccountRow:
    return AccountRow(id="acc_x", login="x", pseudonym="X", roles=[], created_at=NOON)


def test_a_read_session_refuses_to_flush(world: World) -> None:
    with world.database.read() as session:
        session.add(_somebody())
        with pytest.raises(TypeError, match="cannot write"):
            session.flush()


def test_the_database_refuses_what_a_read_session_writes_by_hand(world: World) -> None:
    with world.database.read() as session, pytest.raises(DBAPIError):
        session.execute(text("DELETE FROM accounts"))


def test_only_the_request_commits(world: World) -> None:
    with pytest.raises(TypeError, match="the request commits"), world.database.write() as session:
        session.commit()


def test_what_fails_is_undone_whole(world: World) -> None:
    def fail() -> None:
        with world.database.write() as session:
            session.add(_somebody())
            session.flush()
            record(session, NOON, "acc_x", "test")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with world.database.read() as session:
        assert session.get(AccountRow, "acc_x") is None
        assert session.scalars(select(AuditRow)).all() == []


def test_moments_come_back_in_utc(world: World) -> None:
    with world.database.write() as session:
        session.add(_somebody())
    with world.database.read() as session:
        row = session.get(AccountRow, "acc_x")
        assert row is not None
        assert row.created_at == NOON
        assert row.created_at.tzinfo is not None


def test_a_writer_that_is_refused_gives_its_turn_back(sqlite_world: World) -> None:
    database = Database(sqlite_world.settings.database, TimeLimits(wait=0.2))
    with database.write() as one:
        one.execute(text("UPDATE reports SET version = version"))
        with pytest.raises(OperationalError, match="locked"), database.write() as other:
            other.execute(text("UPDATE reports SET version = version"))
    with database.write() as again:
        again.execute(text("UPDATE reports SET version = version"))
    database.dispose()
