"""Sessions: one reads and cannot write, the other is a transaction that only the request commits."""

from __future__ import annotations

import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from api.db.audit import AuditRow
from api.db.faults import fault_of
from api.db.people import AccountRow
from api.db.sessions import Database, TimeLimits, WriteSession
from api.journal.entries import record
from tests.api.service.world import NOON, World
from tests.shared import ROOT


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


def test_readers_and_writers_take_turns_on_one_connection_and_readers_still_cannot_write(sqlite_world: World) -> None:
    for number in range(3):
        with sqlite_world.database.write() as session:
            session.execute(text("UPDATE accounts SET pseudonym = :name"), {"name": f"tour {number}"})
        with sqlite_world.database.read() as session, pytest.raises(DBAPIError, match="readonly"):
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


def turns_at_the_end(database: Database) -> list[tuple[str, bool]]:
    """For each end of a transaction, as SQLite begins it: whether the writers' turn is still somebody's."""
    ends: list[tuple[str, bool]] = []

    def watch(connection: Any, *_: Any) -> None:
        connection.set_trace_callback(
            lambda said: ends.append((said, database._turn.locked())) if said in ("COMMIT", "ROLLBACK") else None
        )

    event.listen(database.engine, "connect", watch)
    database.engine.dispose()
    return ends


def test_a_writer_keeps_its_turn_until_its_commit_is_on_the_disk(sqlite_world: World) -> None:
    database = sqlite_world.database
    ends = turns_at_the_end(database)
    with database.write() as session:
        session.add(_somebody())
    assert ends[0] == ("COMMIT", True)
    assert not database._turn.locked()


ASKING = """
import sys
from sqlalchemy import text
from api.db.sessions import Database

database = Database(sys.argv[1])
for session_of in (database.write, database.read, database.write):
    with session_of() as session:
        print(*(session.execute(text(f"PRAGMA {name}")).scalar_one() for name in ("synchronous", "journal_mode")))
database.dispose()
"""


def test_every_connection_to_sqlite_syncs_each_commit_to_the_disk(tmp_path: Path) -> None:
    """Asked by another process, for these tests do not wait for the disk. FULL is 2: NORMAL may lose commits with the power."""
    url = f"sqlite:///{tmp_path / 'synced.sqlite3'}"
    done = subprocess.run([sys.executable, "-c", ASKING, url], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["2 wal"] * 3


def test_a_writer_gives_its_turn_back_however_it_ends(sqlite_world: World) -> None:
    database = sqlite_world.database
    ends = turns_at_the_end(database)

    def fail(*, lost: bool) -> None:
        with database.write() as session:
            session.execute(text("UPDATE reports SET version = version"))
            if lost:
                session.connection().invalidate()
            raise LookupError

    for lost in (False, True):
        with pytest.raises(LookupError):
            fail(lost=lost)
        assert not database._turn.locked()
    assert ends[0] == ("ROLLBACK", True)
    with database.engine.connect() as connection:
        for _ in range(2):  # two transactions of one connection
            connection.execute(text("UPDATE reports SET version = version"))
            connection.commit()
    assert not database._turn.locked()


def test_what_a_step_at_the_end_asks_for_is_done_before_the_commit(world: World) -> None:
    """The chain of the journal is the last step: what the step before, or after it, records is in it too."""
    done: list[str] = []

    def last(session: WriteSession) -> None:
        done.append("last")
        record(session, NOON, "acc_x", "last")

    def late(session: WriteSession) -> None:
        done.append("late")
        record(session, NOON, "acc_x", "late")
        session.at_the_end(last)

    with world.database.write() as session:
        record(session, NOON, "acc_x", "first")
        session.at_the_end(late)
    assert done == ["late", "last"]
    with world.database.read() as reading:
        actions = [row.action for row in reading.scalars(select(AuditRow).order_by(AuditRow.number))]
    assert actions == ["first", "late", "last"]


def test_a_step_after_the_commit_runs_once_all_is_committed_and_never_if_it_is_undone(world: World) -> None:
    """A counter does not count the report whose worker was killed before the commit, nor a transaction begun again."""
    done: list[str] = []

    def stored() -> None:
        with world.database.read() as reading:
            done.append(" ".join(row.action for row in reading.scalars(select(AuditRow).order_by(AuditRow.number))))

    def undone(opened: AbstractContextManager[Any], session: WriteSession | None = None) -> None:
        with opened as other:
            (session or other).after_commit(lambda: done.append("undone"))
            raise LookupError

    with world.database.write() as session:
        record(session, NOON, "acc_x", "one")
        session.after_commit(stored)
        with pytest.raises(LookupError):
            undone(session.savepoint(), session)
        assert not done
    assert done == ["one"]
    with pytest.raises(LookupError):
        undone(world.database.write())
    assert done == ["one"]


def test_a_pool_without_a_connection_is_busy_however_it_is_raised() -> None:
    alone = PoolTimeout()
    assert {fault_of(alone), fault_of(OperationalError("connect", None, alone))} == {"busy"}


def test_a_writer_may_have_less_patience_than_others(world: World, database_url: str) -> None:
    """It is refused while another one writes, though others would wait for a minute."""
    database = Database(database_url, TimeLimits(wait=60))
    with world.database.write() as session:
        session.add(_somebody())
    with database.write() as one:
        one.execute(text("UPDATE accounts SET login = login"))
        with pytest.raises(OperationalError) as refused, database.write(patience=0.05) as other:
            other.execute(text("UPDATE accounts SET login = login"))
    assert fault_of(refused.value) == "busy"
    database.dispose()


def test_a_commit_that_fails_lets_the_next_one_write(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of the disk or of the network at the commit: what was not stored must not hold the lock of what writes."""
    failure = world.database.engine.dialect.loaded_dbapi.OperationalError

    def fails(_: Any) -> None:
        raise failure("disk I/O error")

    with monkeypatch.context() as patched:
        patched.setattr(world.database.engine.dialect, "do_commit", fails)
        with pytest.raises(OperationalError), world.database.write() as session:
            session.add(_somebody())
    other = Database(world.settings.database, TimeLimits(wait=1))
    for database in (world.database, other):
        with database.write() as session:
            assert session.get(AccountRow, "acc_x") is None
            record(session, NOON, "acc_x", "trial", "acc_x")
    other.dispose()
