"""Sessions of two kinds. A `ReadSession` cannot write; a `WriteSession` is one transaction,
committed once, at the end.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from sqlalchemy import URL, Connection, create_engine, event, make_url
from sqlalchemy.engine import Engine as SqlEngine
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.orm.unitofwork import UOWTransaction
from sqlalchemy.pool import ConnectionPoolEntry, PoolResetState

from api.db import sqlite_connections
from api.db.faults import fault_of
from api.db.private_files import identity_of, make_private
from api.db.settling import Settlement, settle_postgresql, settle_sqlite

_UNHURRIED = 3_600.0
_SILENCE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 60_000}
"""After a minute without a sign of the server, a connection to PostgreSQL is lost: seconds,
seconds, probes, milliseconds.
"""


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """Timeouts of the database, in seconds; what takes longer is undone, and can be tried again.

    `wait`: for a lock, for a writer's turn, for a free connection. `statement`: one statement,
    under PostgreSQL. `connect`: to open a connection to it.
    """

    wait: float = 10
    statement: float = 30
    connect: int = 5


class ReadSession(Session):
    """Reads only: flushing is refused here, and writing is refused by the database."""

    _at_hand: Connection | None = None

    def connection(self, *arguments: Any, **options: Any) -> Connection:
        """The connection of its transaction, without SQLAlchemy's way to it but the first time: a
        page asks ten queries.
        """
        if arguments or options:
            return super().connection(*arguments, **options)
        if self._at_hand is None or not self._at_hand.in_transaction():
            self._at_hand = super().connection()
        return self._at_hand

    def flush(self, objects: Any = None) -> None:
        """Refused as soon as there is something to write."""
        if self.new or self.dirty or self.deleted:
            raise TypeError("a ReadSession cannot write")


class JournaledSession(ReadSession):
    """A ReadSession that is journaled: its entries wait in it, and are written once it is closed
    (`api.journal.entries.look`).
    """


class WriteSession(Session):
    """Reads and writes in one transaction. Features flush; only `Database.write` commits.

    `latest` reads what others have committed since, where the transaction itself reads a snapshot
    that no longer shows it.
    """

    latest: ReadSession | None = None
    journal_key: bytes | None = None
    """Key under which the journal seals some entries; None: they are not sealed."""

    def commit(self) -> NoReturn:
        """Refused: the transaction belongs to the request."""
        raise TypeError("features flush; the request commits")

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A savepoint: all of what is done inside, or nothing of it when something is raised; what
        was done before stays, and so do its locks.

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

    def abandon(self) -> None:
        """Undoes all of it at once and lets go of its connection and locks: what is left to say is
        read in another session.
        """
        self.rollback()
        self.info.clear()
        self.close()

    def at_the_end(self, step: Callable[[WriteSession], None], *, first: bool = False) -> None:
        """Has a step run once, just before the commit: what must hold a lock holds it for as short
        as can be. `first`: it holds none.
        """
        steps: list[Callable[[WriteSession], None]] = self.info.setdefault("at_the_end", [])
        if step not in steps:
            steps.insert(0 if first else len(steps), step)

    def after_commit(self, step: Callable[[], None]) -> None:
        """Has a step run once all is committed, and never if it is undone: a counter counts what
        was stored, however often a transaction was begun again.
        """
        self.info.setdefault("after_commit", []).append(step)

    def close_unit(self) -> None:
        """Commits, for `Database.write`, once no step is left: one may ask for others, which come
        before the commit too.
        """
        while steps := self.info.get("at_the_end"):
            steps.pop(0)(self)
        committed: list[Callable[[], None]] = self.info.pop("after_commit", [])
        super().commit()
        for step in committed:
            step()


AnySession: TypeAlias = ReadSession | WriteSession
"""What a query needs."""


class Database:
    """A database and its two kinds of sessions."""

    def __init__(self, url: str, limits: TimeLimits = TimeLimits(), journal_key: bytes | None = None) -> None:
        parsed = make_url(url)
        self.dialect = parsed.get_backend_name()
        sqlite = self.dialect == "sqlite"
        self._wait = limits.wait
        self.journal_key = journal_key
        self.file = Path(parsed.database) if sqlite and parsed.database and parsed.database != ":memory:" else None
        if self.file is not None:
            make_private(self.file)
            self._identity = identity_of(self.file)
        self._turn = threading.Lock()
        self.engine = self._opened(parsed, limits)
        self._reads = self._read_engine(parsed, limits)
        self.damage = False
        """Whether it was ever seen to be damaged since the start: damage does not mend itself."""
        for engine in self.engines:
            event.listen(engine, "handle_error", self._note)
            event.listen(engine, "reset", _end_transaction)
        if sqlite:
            sqlite_connections.begin_in_turn(self.engine, self._turn, limits.wait)
        else:
            self._snapshots = self.engine.execution_options(isolation_level="REPEATABLE READ")
            self._unbound = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @property
    def engines(self) -> tuple[SqlEngine, ...]:
        """The engines of its connections: under SQLite, those that only read have one of their
        own.
        """
        return (self.engine, self._reads) if self.dialect == "sqlite" else (self.engine,)

    def _opened(self, url: URL, limits: TimeLimits) -> SqlEngine:
        """An engine; the connection used last is used next: what it remembers is still at hand."""
        sqlite = self.dialect == "sqlite"
        engine = create_engine(
            url,
            pool_size=20,
            max_overflow=20,
            pool_timeout=limits.wait,
            pool_use_lifo=True,
            hide_parameters=True,
            pool_pre_ping=not sqlite,
            connect_args={"timeout": limits.wait} if sqlite else _postgresql_arguments(url, limits),
        )
        if sqlite:
            sqlite_connections.prepare(engine, limits.wait)
        return engine

    def _read_engine(self, url: URL, limits: TimeLimits) -> SqlEngine:
        """The engine of sessions that only read. SQLite has connections of their own for them: to
        allow or refuse writing makes it forget every statement that a connection has prepared.
        """
        if self.dialect != "sqlite":
            return self.engine.execution_options(postgresql_readonly=True)
        engine = self._opened(url, limits)
        sqlite_connections.only_read(engine)
        return engine

    @contextmanager
    def read(self) -> Iterator[ReadSession]:
        """A session that only reads."""
        with _no_connection_in_time(), ReadSession(self._reads, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def lookup(self) -> Iterator[Connection]:
        """A connection that only reads, for one query on columns: a session costs as much again."""
        with _no_connection_in_time(), self._reads.connect() as connection:
            yield connection

    @contextmanager
    def look(self) -> Iterator[JournaledSession]:
        """Read session for what is journaled; `api.journal.entries.look` writes the entries."""
        with (
            _no_connection_in_time(),
            JournaledSession(self._reads, expire_on_commit=False, autoflush=False) as session,
        ):
            yield session

    @contextmanager
    def write(self, *, snapshot: bool = False, patience: float | None = None) -> Iterator[WriteSession]:
        """A transaction: committed at the end, undone if anything is raised.

        `snapshot`: all of it reads the database as it was at its first statement. SQLite always
        does; PostgreSQL under REPEATABLE READ, where it may be refused for what somebody else
        changed meanwhile (`api.db.contention`). `patience`: the seconds that it waits for a lock or
        for its turn, where the limit of all others is too long.
        """
        apart = snapshot and self.dialect != "sqlite"
        engine = self._snapshots if apart else self.engine
        if patience is not None:
            engine = engine.execution_options(**{sqlite_connections.PATIENCE: patience})
        with _no_connection_in_time(), ExitStack() as opened:
            latest = opened.enter_context(ReadSession(self._unbound)) if apart else None
            session = opened.enter_context(WriteSession(engine, expire_on_commit=False))
            session.journal_key = self.journal_key
            if (
                latest is not None
            ):  # both connections are taken at once: whoever holds a lock never waits for another one
                latest.connection()
                session.latest = latest
            if patience is not None and self.dialect == "postgresql":
                session.connection().exec_driver_sql(f"SET LOCAL lock_timeout = {max(round(patience * 1000), 1)}")
            yield session
            session.close_unit()

    @contextmanager
    def append(self) -> Iterator[Connection]:
        """A transaction for a statement or two, committed at the end: a session costs as much
        again.
        """
        with _no_connection_in_time(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def unhurried(self) -> Iterator[Connection]:
        """A transaction that waits, and works, as long as it takes: migrations."""
        with self.engine.execution_options(**{sqlite_connections.PATIENCE: _UNHURRIED}).begin() as connection:
            if self.dialect == "postgresql":
                connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
                connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
            yield connection

    def settle(self, tables: Sequence[str], *, rebuilt: bool = False) -> Settlement:
        """After an erasure in these tables: has the database's files hold nothing of it any more,
        where that can be.

        `rebuilt`: what it answered the last time, so that only the rest is left to do.
        """
        if self.dialect == "sqlite":
            return settle_sqlite(self.engine, self._turn, self._wait, rebuilt=rebuilt)
        return settle_postgresql(self.engine, tables)

    def _note(self, context: ExceptionContext) -> None:
        self.damage |= fault_of(context.sqlalchemy_exception or Exception()) == "damaged"

    def has_other_file(self) -> bool:
        """Whether SQLite's file is no longer the one that was opened: what is written then goes
        nowhere.
        """
        return self.file is not None and identity_of(self.file) != self._identity

    def dispose(self) -> None:
        """Closes every connection."""
        for engine in self.engines:
            engine.dispose()


def without_statement_limit(session: AnySession) -> None:
    """Lets the statements of this transaction take as long as they need: counting, or erasing, all
    that is stored.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().exec_driver_sql("SET LOCAL statement_timeout = 0")


def _end_transaction(connection: Any, _: ConnectionPoolEntry, __: PoolResetState) -> None:
    """Undoes what a commit that failed left open on a connection that goes back to the pool: its
    locks would stay, and every other writer wait for them. SQLAlchemy holds it to be ended.
    """
    connection.rollback()


@contextmanager
def _no_connection_in_time() -> Iterator[None]:
    """A pool without a free connection is a database that cannot be reached now, as for every other
    limit of time.
    """
    try:
        yield
    except PoolTimeout as error:
        raise OperationalError("connect", None, error) from error


def _postgresql_arguments(url: URL, limits: TimeLimits) -> dict[str, Any]:
    """Connection options of PostgreSQL: the limits, how soon a server that went away is noticed,
    then the options of the URL, which win.
    """
    ours = {"lock_timeout": limits.wait, "statement_timeout": limits.statement}
    options = " ".join(f"-c {name}={round(seconds * 1000)}" for name, seconds in ours.items())
    silence = {name: value for name, value in _SILENCE.items() if name not in url.query}
    return {
        "connect_timeout": limits.connect,
        "options": f"{options} {url.query.get('options', '')}".strip(),
        **silence,
    }


@event.listens_for(Session, "before_flush")
def _immutable(session: Session, _: UOWTransaction, __: Any) -> None:
    from api.db.audit import AuditRow
    from api.db.reports import QualificationRow

    for row in session.dirty:
        if isinstance(row, QualificationRow | AuditRow) and session.is_modified(row):
            raise TypeError(f"{type(row).__name__} is never changed")
