"""Brings a database to the tables that the code knows, with Alembic."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from api.db.locks import MIGRATIONS, lock_on
from api.db.sessions import Database

FOLDER = Path(__file__).parent / "migrations"


class LaterStep(Exception):
    """The database is at a step that the code does not know: that of a later version."""

    def __init__(self, step: str) -> None:
        super().__init__(step)
        self.step = step


@dataclass(frozen=True, slots=True)
class Step:
    """From which revision to which a database was brought; `before` is None when it was empty."""

    before: str | None
    after: str | None


def upgrade(database: Database, revision: str = "head") -> Step:
    """Runs the migrations that are missing. Several at once wait for each other: the first one does
    it, the others find it done.

    Raises:
        LaterStep: the database is of a later version.
    """
    refuse_later(database)
    with database.unhurried() as connection:
        lock_on(connection, MIGRATIONS)
        before = _current(connection)
        command.upgrade(_config(connection), revision)
        return Step(before, _current(connection))


def downgrade(database: Database, revision: str = "base") -> None:
    """Undoes migrations, down to a revision."""
    with database.unhurried() as connection:
        lock_on(connection, MIGRATIONS)
        command.downgrade(_config(connection), revision)


def current(database: Database) -> str | None:
    """The revision of the database; None before any migration."""
    with database.read() as session:
        return _current(session.connection())


def refuse_later(database: Database) -> None:
    """Refuses a database of a later version.

    Raises:
        LaterStep: it is one.
    """
    step = current(database)
    if step is not None and step not in _steps():
        raise LaterStep(step)


@cache
def _steps() -> frozenset[str]:
    return frozenset(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


@cache
def head() -> str | None:
    """The revision that the code expects."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.attributes["connection"] = connection
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
    return config
