"""Empty databases of each kind, for one stretch of runs."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.api.service import postgresql

SQLITE, POSTGRESQL = "sqlite", "postgresql"


def missing(kind: str) -> str | None:
    """Why there is no database of this kind here; None when there is one."""
    address, reason = postgresql.server() if kind == POSTGRESQL else ("", "")
    return None if address is not None else reason


@contextmanager
def empty_database(kind: str, name: str, folder: Path | None = None) -> Iterator[tuple[str, Path]]:
    """The URL of an empty database, and a folder for its service; both are removed at the end.

    `folder`: where SQLite's file goes; a temporary one otherwise. PostgreSQL waits for the disk at
    each commit, as in production.
    """
    with tempfile.TemporaryDirectory(prefix="qualif-campaign-") as made:
        place = folder or Path(made)
        if kind == SQLITE:
            yield f"sqlite:///{place / 'qualif.sqlite3'}", place
            return
        unique = f"qualif_campaign_{name}_{os.getpid()}"
        try:
            yield postgresql.create(unique, durable=True), place
        finally:
            postgresql.drop(unique)
