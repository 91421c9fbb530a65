"""The database that the settings name."""

from __future__ import annotations

import logging

from api.db.private_files import close_folder
from api.db.sessions import Database, TimeLimits
from api.db.tables import Base
from api.kit.settings import Settings

log = logging.getLogger("qualif.database")


def open_database(settings: Settings) -> Database:
    """The database, under the time limits that are set, its data folder closed to others."""
    Base.registry.configure()  # keys point at every table, whichever feature writes first
    limits = TimeLimits(
        wait=settings.database_wait_seconds,
        statement=settings.database_statement_seconds,
        connect=settings.database_connect_seconds,
    )
    database = Database(settings.database, limits, settings.journal_secret)
    if settings.is_in_earlier_folder:
        log.warning(
            "the database is in data, as before; move data/qualif.sqlite3* to qualif-data, with the service off"
        )
    if settings.database_url is None:
        close_folder(settings.data_dir)
    return database
