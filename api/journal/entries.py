"""Writing the journal: entries wait in the session, and are chained just before the commit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, text

from api.db.audit import AuditRow
from api.db.inserting import insert_at, insert_values
from api.db.sessions import AnySession, Database, JournaledSession, WriteSession
from api.journal.chain import START, entry_hash
from api.journal.seals import SEAL, SEALED, is_sealed, mac_in, seal_of

_HEAD = select(AuditRow.number, AuditRow.hash).order_by(AuditRow.number.desc()).limit(1)
_SEALED = select(AuditRow.detail).where(AuditRow.action.startswith(SEALED)).order_by(AuditRow.number.desc()).limit(1)
_SEALED_ABOUT = _SEALED.where(AuditRow.subject == bindparam("subject"))
_SEALED_ABOUT_NOTHING = _SEALED.where(AuditRow.subject.is_(None))
SYSTEM = "system"
"""Who acts when a command does."""
_JOURNAL = "journal"
_LOCK = 0x7175616C  # any number, the same for all: PostgreSQL lets one transaction at a time chain entries


@contextmanager
def look(database: Database) -> Iterator[JournaledSession]:
    """A session for what is read under the journal: reading, reasoning and composing hold no lock,
    the entries are written after them.

    Nothing leaves before they are: whoever sends what was read does so once this is closed.
    """
    with database.look() as session:
        yield session
        entries = session.info.pop(_JOURNAL, [])
    if entries:
        with database.append() as connection:
            insert_at(connection, AuditRow, _chained(connection, connection, database.journal_key, entries))


def record(
    session: WriteSession | JournaledSession,
    at: datetime,
    who: str,
    action: str,
    subject: str | None = None,
    **detail: Any,
) -> None:
    """Says that somebody did something. Never give it a text, an address or a contact: the journal
    is not erased.
    """
    entry = {"at": at.isoformat(), "who": who, "action": action, "subject": subject, "detail": detail}
    session.info.setdefault(_JOURNAL, []).append(entry)
    if isinstance(session, WriteSession):
        session.at_the_end(_seal)


def _seal(session: WriteSession) -> None:
    committed = session.latest if session.latest is not None else session
    waiting = session.info.pop(_JOURNAL, [])
    chained = _chained(session.connection(), committed.connection(), session.journal_key, waiting)
    insert_values(session, AuditRow, chained)


def _chained(
    connection: Connection, committed: Connection, key: bytes | None, waiting: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Entries as they are stored, chained to the last one; nobody else chains any before this
    transaction ends. `committed`: a connection that reads what others have stored.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    number, previous = _head(committed)
    entries: list[dict[str, Any]] = []
    last: dict[str | None, str] = {}
    for entry in waiting:
        number += 1
        if key is not None and is_sealed(entry["action"]):
            subject = entry["subject"]
            seal = seal_of(entry, last.get(subject) or _last_mac(committed, subject), key)
            last[subject] = seal["mac"]
            entry = {**entry, "detail": {**entry["detail"], SEAL: seal}}
        whole = {**entry, "number": number, "previous": previous}
        previous = entry_hash(whole)
        entries.append({**whole, "hash": previous})
    return entries


def _last_mac(connection: Connection, subject: str | None) -> str:
    query = _SEALED_ABOUT if subject is not None else _SEALED_ABOUT_NOTHING
    return mac_in(connection.execute(query, {"subject": subject}).scalar())


def head(session: AnySession) -> tuple[int, str]:
    """The number and the hash of the last entry."""
    return _head(session.connection())


def _head(connection: Connection) -> tuple[int, str]:
    last = connection.execute(_HEAD).first()
    return (last.number, last.hash) if last is not None else (0, START)


def count(session: AnySession) -> int:
    """Number of entries."""
    return session.scalar(select(func.count()).select_from(AuditRow)) or 0


def entries(session: AnySession, *, after: int, until: int) -> list[dict[str, Any]]:
    """The entries after a number, up to another, in order, as exported."""
    query = select(AuditRow).where(AuditRow.number > after, AuditRow.number <= until).order_by(AuditRow.number)
    return [as_entry(row) for row in session.scalars(query)]


def as_entry(row: AuditRow) -> dict[str, Any]:
    """An entry as plain data."""
    names = ("number", "at", "who", "action", "subject", "detail", "previous", "hash")
    return {name: getattr(row, name) for name in names}


def entries_about(session: AnySession, subject: str, limit: int) -> list[dict[str, Any]]:
    """The last entries about one thing, in order."""
    query = select(AuditRow).where(AuditRow.subject == subject).order_by(AuditRow.number.desc()).limit(limit)
    return [as_entry(row) for row in session.scalars(query)][::-1]
