"""Exporting the journal."""

from __future__ import annotations

import json
from collections.abc import Iterator

from api.audit import chain, journal
from api.db.sessions import Database


def export_lines(database: Database) -> Iterator[str]:
    """The journal as JSON Lines, a header first. What is written meanwhile is left for the next export."""
    with database.read() as session:
        number, hash_ = journal.head(session)
        yield json.dumps(chain.header(number, hash_), ensure_ascii=False) + "\n"
        for entry in journal.entries(session, until=number):
            yield json.dumps(entry, ensure_ascii=False) + "\n"
