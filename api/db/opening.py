"""The database that the settings name."""

from __future__ import annotations

from api.db.sessions import Database, TimeLimits
from api.settings import Settings


def open_database(settings: Settings) -> Database:
    """The database, under the time limits that are set."""
    limits = TimeLimits(
        wait=settings.database_wait_seconds,
        statement=settings.database_statement_seconds,
        connect=settings.database_connect_seconds,
    )
    return Database(settings.database, limits)
