"""Classification of database errors, from what its driver raises: a word that pages, commands and
the log put in sentences.
"""

from __future__ import annotations

import sqlite3
from typing import Literal, TypeAlias, get_args

from sqlalchemy import exc

Fault: TypeAlias = Literal[
    "away", "unopenable", "readonly", "damaged", "full", "disk", "busy", "slow", "denied", "behind", "moved", "refused"
]
FAULTS: tuple[Fault, ...] = get_args(Fault)
_SQLITE: dict[str, Fault] = {
    "SQLITE_CANTOPEN": "unopenable",
    "SQLITE_READONLY": "readonly",
    "SQLITE_CORRUPT": "damaged",
    "SQLITE_NOTADB": "damaged",
    "SQLITE_FULL": "full",
    "SQLITE_IOERR": "disk",
    "SQLITE_BUSY": "busy",
}
_POSTGRESQL: dict[str, Fault] = {
    "25006": "readonly",
    "42501": "denied",
    "42P01": "behind",
    "42703": "behind",
    "53100": "full",
    "55P03": "busy",
    "57014": "slow",
    "XX001": "damaged",
    "XX002": "damaged",
}
_AWAY = ("08", "28", "3D", "57P")
"""Classes of PostgreSQL: connection, authorization, no such database, shut down."""


def fault_of(error: Exception) -> Fault | None:
    """Fault of the database; None when the error is not of a database. `refused`: what
    has no word of its own.
    """
    origin = error.orig if isinstance(error, exc.DBAPIError) else error
    if isinstance(origin, exc.TimeoutError):  # no connection is free
        return "busy"
    if isinstance(origin, sqlite3.Error):
        return _of_sqlite(origin)
    return _of_postgresql(origin) if isinstance(error, exc.DBAPIError) else None


def code_of(error: Exception) -> str:
    """The driver's own code, which names nothing."""
    origin = error.orig if isinstance(error, exc.DBAPIError) else error
    return str(getattr(origin, "sqlite_errorname", None) or getattr(origin, "sqlstate", None) or type(origin).__name__)


def _of_sqlite(error: sqlite3.Error) -> Fault:
    name = getattr(error, "sqlite_errorname", "")
    found = next((fault for prefix, fault in _SQLITE.items() if name.startswith(prefix)), None)
    return found or ("behind" if "no such" in str(error) else "refused")


def _of_postgresql(error: BaseException | None) -> Fault:
    code = getattr(error, "sqlstate", None)
    if code is None or code.startswith(_AWAY):
        return "away"
    return _POSTGRESQL.get(code, "refused")
