"""Which edition a process opens at its start: that of the last publication in effect, or the folder
of the installation as long as nothing was published in the service.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import inspect

from api.db import migrate
from api.db.changes import PublicationRow
from api.db.sessions import Database
from api.kit.problems import Problem
from api.kit.settings import Settings
from api.rules.edition_folders import EditionFolders
from api.rules.folder import shipped_law
from api.rules.origin import EditionOrigin
from api.rules.publication_rows import database_rules, live_publication
from api.rules.tree_rows import load_tree
from textfile.diagnostics import RulesetError

T = TypeVar("T")


class UnreadableEdition(Exception):
    """A published edition that this software cannot serve: its number, the first thing wrong."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"publication {number}: {why}")
        self.number, self.why = number, why


def edition_at_start(settings: Settings, database: Database, now: datetime) -> EditionOrigin:
    """The edition to open.

    Raises:
        LaterStep: the database is of a later version.
        UnreadableEdition: what is published is damaged.
        OSError: the data folder cannot be written.
    """
    folder = EditionOrigin(settings.rulesets or shipped_law())
    with database.read() as session:
        if not inspect(session.connection()).has_table(PublicationRow.__tablename__):
            return folder
        migrate.refuse_later(database)
        live = live_publication(session, now) if database_rules(session) else None
        if live is None:
            return folder
        try:
            tree = load_tree(session, live.tree)
        except Problem as problem:
            raise UnreadableEdition(live.number, "law-damaged") from problem
    lease = EditionFolders(settings.data_dir).lease(tree)
    return EditionOrigin(lease.path, live.tree, live.number, lease)


def reading(origin: EditionOrigin, opens: Callable[[], T]) -> T:
    """What `opens` opens of an edition.

    Raises:
        UnreadableEdition: it is published, and cannot be opened.
        RulesetError, ValueError: it is a folder, and something is wrong in it.
    """
    try:
        return opens()
    except (RulesetError, ValueError) as error:
        if origin.publication is None:
            raise
        first = error.diagnostics[0] if isinstance(error, RulesetError) else None
        why = f"{first.code} {first.place}" if first is not None else str(error)
        raise UnreadableEdition(origin.publication, why.replace(f"{origin.root.name}/", "")) from error
