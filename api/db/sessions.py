"""Sessions of two kinds. A `ReadSession` cannot write; a `WriteSession` is one transaction, committed once, at the end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from sqlalchemy import Connection, create_engine, event, make_url
from sqlalchemy.engine import Engine as SqlEngine
from sqlalchemy.orm import Session
from sqlalchemy.orm.unitofwork import UOWTransaction

BUSY_MS = 10_000
"""How long a writer waits for another one under SQLite."""
_WRITES = "qualif_writes"
_TURN = "qualif_turn"


class ReadSession(Session):
    """Reads only: flushing is refused here, and writing is refused by the database."""

    def flush(self, objects: Any = None) -> None:
        """Refused as soon as there is something to write."""
        if self.new or self.dirty or self.deleted:
            raise TypeError("a ReadSession cannot write")


class WriteSession(Session):
    """Reads and writes in one transaction. Features flush; only `Database.write` commits."""

    def commit(self) -> NoReturn:
        """Refused: the transaction belongs to the request."""
        raise TypeError("features flush; the request commits")

    @contextmanager
    def whole(self) -> Iterator[None]:
        """All of what is done inside, or nothing of it when something is raised: a page can then say why, in the same transaction.

        What was waiting for the end, entries of the journal among it, is as before too.
        """
        waiting = {name: list(held) for name, held in self.info.items()}
        try:
            with self.begin_nested():
                yield
        except BaseException:
            self.info.clear()
            self.info.update(waiting)
            raise

    def at_the_end(self, step: Callable[[WriteSession], None], *, first: bool = False) -> None:
        """Has a step run once, just before the commit: what must hold a lock holds it for as short as can be. `first`: it holds none."""
        steps: list[Callable[[WriteSession], None]] = self.info.setdefault("at_the_end", [])
        if step not in steps:
            steps.insert(0 if first else len(steps), step)

    def close_unit(self) -> None:
        """Commits, for `Database.write`."""
        for step in self.info.pop("at_the_end", []):
            step(self)
        super().commit()


AnySession: TypeAlias = ReadSession | WriteSession
"""What a query needs."""


class Database:
    """A database and its two kinds of sessions."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self.dialect = parsed.get_backend_name()
        sqlite = self.dialect == "sqlite"
        if sqlite and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        arguments: dict[str, Any] = {"timeout": BUSY_MS / 1000} if sqlite else {}
        self.engine = create_engine(
            parsed,
            pool_size=20,
            max_overflow=20,
            hide_parameters=True,
            pool_pre_ping=not sqlite,
            connect_args=arguments,
        )
        if sqlite:
            _prepare_sqlite(self.engine)
        readonly = {} if sqlite else {"postgresql_readonly": True}
        self._reads = self.engine.execution_options(**{_WRITES: False}, **readonly)
        self._writes = self.engine.execution_options(**{_WRITES: True})

    @contextmanager
    def read(self) -> Iterator[ReadSession]:
        """A session that only reads."""
        with ReadSession(self._reads, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[WriteSession]:
        """A transaction: committed at the end, undone if anything is raised."""
        with WriteSession(self._writes, expire_on_commit=False) as session:
            yield session
            session.close_unit()

    def settle(self) -> None:
        """After an erasure: nothing of it stays in SQLite's journal of writes. PostgreSQL cleans by itself."""
        if self.dialect == "sqlite":
            raw = self.engine.raw_connection()
            try:
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                raw.close()

    def dispose(self) -> None:
        """Closes every connection."""
        self.engine.dispose()


def _prepare_sqlite(engine: SqlEngine) -> None:
    """WAL, keys enforced, erased bytes overwritten; writers take their turn at the start of the transaction, not in the middle.

    Writers of one process wait for each other here: SQLite would have them ask again and again, ever less often, and some wait for seconds.
    """
    turn = threading.Lock()

    def connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy's `begin` below starts transactions, not the driver
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, True)
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
        if not writes:
            connection.exec_driver_sql("BEGIN")
            return
        held = turn.acquire(timeout=BUSY_MS / 1000)  # not held: SQLite then says that the database is locked
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except BaseException:
            if held:
                turn.release()
            raise
        connection.info[_TURN] = held

    def end(connection: Connection) -> None:
        if connection.info.pop(_TURN, False):
            turn.release()

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", begin)
    for over in ("commit", "rollback"):
        event.listen(engine, over, end)


@event.listens_for(Session, "before_flush")
def _immutable(session: Session, _: UOWTransaction, __: Any) -> None:
    from api.db.audit import AuditRow
    from api.db.reports import QualificationRow

    for row in session.dirty:
        if isinstance(row, QualificationRow | AuditRow) and session.is_modified(row):
            raise TypeError(f"{type(row).__name__} is never changed")
