"""Database of the state machine: one SQLite file, which each life finds as it was at its start."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, TypeVar

from sqlalchemy import event

from api.accounts.schemas import AccountCreate
from api.accounts.service import create
from api.db import migrate
from api.db.sessions import Database
from api.http.services import Services
from api.journal.entries import SYSTEM
from api.kit.permissions import Role
from campaign.crashes.forks import run_in_child
from tests.api.changes.desk import first_edition
from tests.api.changes.machine_law import EditionContent, tree

T = TypeVar("T")
KEY = b"key of the seals"
PEOPLE = [
    {Role.POLICY_EDITOR},
    {Role.POLICY_APPROVER},
    {Role.POLICY_APPROVER, Role.REVIEWER},
    {Role.REVIEWER, Role.POLICY_EDITOR},
    {Role.POLICY_APPROVER},
    {Role.POLICY_APPROVER},
]
MEMORY = Path("/dev/shm")


class Crash(Exception):
    """The process dies at this statement."""


class _Crashed(Enum):
    CRASHED = "crashed"


CRASHED = _Crashed.CRASHED
"""Outcome of what was not done, for its process died."""


@dataclass(frozen=True, slots=True)
class CrashPoint:
    """Statement, or commit, at which a transaction ends. `kills`: by `kill -9` of its process; else by an error."""

    statement: int
    kills: bool


@dataclass(frozen=True, slots=True)
class LifeStart:
    """What lives start from: the rows of every table of a database of six people and a first edition, and who they are."""

    rows: Mapping[str, list[tuple[Any, ...]]]
    people: tuple[str, ...]


class MachineStore:
    """A file, and the databases that two instances open on it. Statements stay compiled from one life to the next."""

    def __init__(self) -> None:
        self._folder = Path(scratch_folder().name)
        self.file = private(self._folder / "machine.sqlite3")
        """The file of the databases."""
        self.file.write_bytes(empty_database())
        self.databases = [_unsynced(f"sqlite:///{self.file}") for _ in range(2)]
        self._starts: dict[EditionContent, LifeStart] = {}
        self._aside: sqlite3.Connection | None = None

    def begin(self, services: Services, content: EditionContent, now: datetime) -> tuple[str, ...]:
        """Has the file hold what it does at the start of a life, whose first edition has this content; the people in it.

        Rows are put in place of rows: another file would have every connection read the tables' definitions again.
        """
        start = self._starts.get(content)
        if start is None:
            start = self._starts[content] = self._make(services, content, now)
        connection = self._without_service()
        connection.execute("BEGIN IMMEDIATE")
        for table, rows in start.rows.items():
            connection.execute(f"DELETE FROM {table}")
            if rows:
                places = ", ".join("?" * len(rows[0]))
                connection.executemany(f"INSERT INTO {table} VALUES ({places})", rows)
        connection.execute("COMMIT")
        return start.people

    def read(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """Rows as they are on the disk, read without the service."""
        return self._without_service().execute(query, values).fetchall()

    def _without_service(self) -> sqlite3.Connection:
        if self._aside is None:
            self._aside = sqlite3.connect(self.file, isolation_level=None)
            self._aside.set_authorizer(_without_triggers)
        return self._aside

    def _make(self, services: Services, content: EditionContent, now: datetime) -> LifeStart:
        file = private(self._folder / f"start-{len(self._starts)}.sqlite3")
        file.write_bytes(empty_database())
        database = _unsynced(f"sqlite:///{file}")
        with database.write() as session:
            people = tuple(
                create(
                    session, services, SYSTEM, AccountCreate(login=f"compte-{number}", roles=sorted(roles))
                ).account.id
                for number, roles in enumerate(PEOPLE)
            )
            first_edition(session, now, tree(content))
        database.dispose()
        with closing(sqlite3.connect(file)) as connection:
            tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
            rows = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
        return LifeStart(rows, people)

    def crash(self, database: Database, point: CrashPoint, work: Callable[[], T]) -> T | Literal[_Crashed.CRASHED]:
        """Does a piece of work that dies at this point, or ends before; what it gives, or that it crashed.

        What a kill is for is tried with an error first: most work ends before the point, and needs no child to die there.
        """
        try:
            with crash_at(database, point.statement, _fail):
                return work()
        except Crash:
            if not point.kills:
                return CRASHED
        for one in self.databases:  # a child that is forked has none of these connections
            one.dispose()
        if self._aside is not None:
            self._aside.close()
            self._aside = None

        def in_child() -> T:
            with crash_at(database, point.statement, _kill):
                return work()

        found = run_in_child(in_child)
        assert found.was_killed, found
        return CRASHED


@contextmanager
def crash_at(database: Database, statement: int, die: Callable[[], None]) -> Iterator[None]:
    """Has something die at the n-th statement or commit that follows, once."""
    left = statement

    def count(*arguments: Any) -> None:
        nonlocal left
        if len(arguments) == 1 or not arguments[2].startswith(("PRAGMA", "BEGIN")):
            left -= 1
            if left == -1:
                die()

    watched = [(engine, name) for engine in database.engines for name in ("before_cursor_execute", "commit")]
    for engine, name in watched:
        event.listen(engine, name, count)
    try:
        yield
    finally:
        for engine, name in watched:
            event.remove(engine, name, count)


def _without_triggers(action: int, _: str | None, __: str | None, ___: str | None, trigger: str | None) -> int:
    """Leaves out what triggers select, and so their refusals: only the service never deletes some rows."""
    return sqlite3.SQLITE_IGNORE if action == sqlite3.SQLITE_SELECT and trigger is not None else sqlite3.SQLITE_OK


def _fail() -> None:
    raise Crash


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@cache
def empty_database() -> bytes:
    """The bytes of a database with its tables and nothing in them."""
    file = Path(scratch_folder().name) / "empty.sqlite3"
    database = Database(f"sqlite:///{file}")
    migrate.upgrade(database)
    database.dispose()  # the last connection that closes empties the log into the file
    return file.read_bytes()


@cache
def scratch_folder() -> TemporaryDirectory[str]:
    """A folder of this process, in memory where the system has such files."""
    return TemporaryDirectory(prefix="qualif-machine-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None)


def private(file: Path) -> Path:
    """A file that nobody else reads, made first."""
    file.touch(mode=0o600)
    return file


def _unsynced(url: str) -> Database:
    """A database whose writes do not wait for the disk: what dies here is a process, not the machine."""
    database = Database(url, journal_key=KEY)
    event.listen(database.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    return database


@cache
def store() -> MachineStore:
    """The store of this process."""
    return MachineStore()
