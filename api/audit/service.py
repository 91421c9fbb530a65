"""Exporting the journal."""

from __future__ import annotations

import json
from collections.abc import Iterator

from api.db.sessions import Database
from api.journal import chain, entries

AT_ONCE = 500
"""Entries read at once: whoever takes an export away slowly holds no transaction open meanwhile."""


def export_lines(database: Database) -> Iterator[str]:
    """The journal as JSON Lines, a header first. What is written meanwhile is left for the next
    export.
    """
    with database.read() as session:
        until, hash_ = entries.head(session)
    yield json.dumps(chain.header(until, hash_), ensure_ascii=False) + "\n"
    last = 0
    while last < until:
        with database.read() as session:
            page = entries.entries(session, after=last, until=min(until, last + AT_ONCE))
        for entry in page:
            yield json.dumps(entry, ensure_ascii=False) + "\n"
        last += AT_ONCE
