"""Advisory locks of PostgreSQL, kept until the end of a transaction: what must happen one at a time
does, in however many processes.

SQLite needs none: a writing transaction is alone from its first statement on (`BEGIN IMMEDIATE`).
What is read under a lock must be asked after it: each statement sees what was committed before it
began.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import Connection

from api.db.sessions import WriteSession

MOST = 64
"""Locks that a transaction takes one by one: PostgreSQL has room for as many
(`max_locks_per_transaction`) in each of its connections.
"""
ADMINISTRATORS = "administrators"
"""Held by whoever changes who administers."""
MIGRATIONS = "migrations"
"""Held by whoever changes tables."""
_ALL = "all:"

_ONE = "SELECT pg_advisory_xact_lock(%(lock)s)"
_EACH = (
    "WITH every AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(%(every)s))"
    " SELECT pg_advisory_xact_lock(lock) FROM every, unnest(%(locks)s::bigint[]) AS lock"
)
"""In the order of the array, after the lock that stands for all."""


def lock(session: WriteSession, name: str) -> None:
    """Waits until no other transaction holds a lock of this name, and holds it until the end of
    this one.
    """
    lock_on(session.connection(), name)


def lock_on(connection: Connection, name: str) -> None:
    """Advisory lock as `lock` takes it, on a connection whose transaction is open."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_ONE, {"lock": number_of(name)})


def lock_each(session: WriteSession, kind: str, names: Iterable[str]) -> None:
    """Advisory locks as `lock` takes them, for several names of a kind at once; never a deadlock,
    since all are taken in one order.

    Beyond `MOST`, the transaction takes one lock that stands for every name of the kind (lock
    escalation).
    """
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return
    every = number_of(_ALL + kind)
    numbers = sorted({number_of(f"{kind}:{name}") for name in names})
    if len(numbers) > MOST:
        connection.exec_driver_sql(_ONE, {"lock": every})
    elif numbers:
        connection.exec_driver_sql(_EACH, {"every": every, "locks": f"{{{','.join(map(str, numbers))}}}"})


def number_of(name: str) -> int:
    """The number of a lock: 64 bits of a digest of its name, signed as PostgreSQL wants it."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)
