"""Drafts to try: the change requests that are open, as they stand in the database."""

from __future__ import annotations

from api.changes import repository
from api.changes.states import OPEN, ChangeState
from api.db.changes import ChangeRow
from api.db.sessions import Database
from api.rules.tree import RulesTree
from api.rules.tree_rows import load_tree
from api.trial.drafts import DraftName

MOST_DRAFTS = 50
"""Change requests that are offered, those changed last."""


class StoredDrafts:
    """Open change requests, by their identifier."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def names(self) -> tuple[DraftName, ...]:
        """Every open request, the last changed first, by its title."""
        with self._database.read() as session:
            return tuple(DraftName(row.id, row.title) for row in repository.changes(session, OPEN, MOST_DRAFTS))

    def tree_digest(self, draft: str) -> str | None:
        """The digest of the files of a request as it stands."""
        with self._database.read() as session:
            row = session.get(ChangeRow, draft)
            return row.tree if row is not None and ChangeState(row.state) in OPEN else None

    def tree(self, digest: str) -> RulesTree:
        """The files under a digest.

        Raises:
            Problem: they are not stored, or damaged.
        """
        with self._database.read() as session:
            return load_tree(session, digest)
