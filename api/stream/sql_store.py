"""Decision store in a table: a SQLite file for the workers of one machine, or PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    delete,
    event,
    func,
    select,
    text,
)
from sqlalchemy import Engine as SqlEngine
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from api.stream.limits import MOST
from api.stream.ports import DecisionRecord

_AT_ONCE = 500
_WAIT = 30
"""Seconds that a write waits for another worker's."""
_LOCK = 5_117_046
"""Advisory lock under which PostgreSQL's tables are made, once."""
_metadata = MetaData()
_number = BigInteger().with_variant(Integer, "sqlite")
_DECISIONS = Table(
    "stream_decisions",
    _metadata,
    Column("number", _number, primary_key=True, autoincrement=True),
    Column("content", String(64), nullable=False, unique=True),
    Column("report", String(64), nullable=False),
    Column("words", String(64), nullable=False),
    Column("data", LargeBinary, nullable=False),
)
_ATTEMPTS = Table(
    "stream_attempts",
    _metadata,
    Column("words", String(64), primary_key=True),
    Column("tries", Integer, nullable=False),
)


class SqlDecisionStore:
    """One decision a content, the first to be written, whichever worker wrote it.

    Bounded: beyond `most` contents the oldest are forgotten, and pass for new. It holds digests and
    decisions, and no word of a report.
    """

    def __init__(self, url: str, most: int = MOST) -> None:
        """Opens the database, and makes the tables if there are none.

        Raises:
            SQLAlchemyError: it cannot be opened.
        """
        self._engine = _engine(url)
        self._most = most
        with self._engine.begin() as connection:
            if self._engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            _metadata.create_all(connection)

    def find(self, contents: Collection[str]) -> dict[str, DecisionRecord]:
        """The decisions on those of these contents that have one."""
        with self._engine.begin() as connection:
            return self._find(connection, contents)

    def attempts(self, words: Collection[str]) -> dict[str, int]:
        """How many times each of these was begun without a decision; none: it never was."""
        with self._engine.begin() as connection:
            return {
                row.words: row.tries
                for some in _parts(words)
                for row in connection.execute(select(_ATTEMPTS).where(_ATTEMPTS.c.words.in_(some)))
            }

    def begin(self, words: Collection[str]) -> None:
        """Counts one more attempt on each."""
        insert = self._insert(_ATTEMPTS)
        one_more = insert.on_conflict_do_update(
            index_elements=[_ATTEMPTS.c.words], set_={"tries": _ATTEMPTS.c.tries + 1}
        )
        with self._engine.begin() as connection:
            connection.execute(one_more, [{"words": one, "tries": 1} for one in sorted(set(words))])

    def claim(self, decisions: Mapping[str, DecisionRecord], words: Collection[str]) -> dict[str, DecisionRecord]:
        """The decisions that stand, by content: these, or another worker's where it was first. What
        was begun under these words has ended.
        """
        rows = [{"content": content, **decisions[content]._asdict()} for content in sorted(decisions)]
        with self._engine.begin() as connection:
            if rows:
                insert = self._insert(_DECISIONS)
                connection.execute(insert.on_conflict_do_nothing(index_elements=[_DECISIONS.c.content]), rows)
                self._forget_oldest(connection)
            for some in _parts(words):
                connection.execute(delete(_ATTEMPTS).where(_ATTEMPTS.c.words.in_(some)))
            return self._find(connection, decisions)

    def close(self) -> None:
        """Closes the connections."""
        self._engine.dispose()

    def _find(self, connection: Connection, contents: Collection[str]) -> dict[str, DecisionRecord]:
        return {
            row.content: DecisionRecord(row.report, row.words, bytes(row.data))
            for some in _parts(contents)
            for row in connection.execute(select(_DECISIONS).where(_DECISIONS.c.content.in_(some)))
        }

    def _forget_oldest(self, connection: Connection) -> None:
        last = connection.execute(select(func.max(_DECISIONS.c.number))).scalar_one()
        connection.execute(delete(_DECISIONS).where(_DECISIONS.c.number <= last - self._most))

    def _insert(self, table: Table) -> Any:
        return insert_postgresql(table) if self._engine.dialect.name == "postgresql" else insert_sqlite(table)


def _parts(names: Collection[str]) -> Iterator[list[str]]:
    """In order, so that two workers never wait for each other."""
    ordered = sorted(set(names))
    return (ordered[first : first + _AT_ONCE] for first in range(0, len(ordered), _AT_ONCE))


def _engine(url: str) -> SqlEngine:
    engine = create_engine(url, pool_pre_ping=True)
    if engine.dialect.name != "sqlite":
        return engine

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {_WAIT * 1_000}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
