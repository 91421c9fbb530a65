"""Words of the service's reports as lines of an archive, in the order of their identifiers."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import or_, select

from api.db.reports import ReportRow
from api.db.sessions import Database
from api.kit.canonical import canonical

PAGE = 500
"""Reports read at once, each time in a transaction of its own: none lasts as long as the run."""


def stored_texts(database: Database) -> Iterator[bytes]:
    """A line for each report whose words are still there."""
    row = ReportRow
    query = select(row.id, row.text, row.comment, row.reported_category).order_by(row.id).limit(PAGE)
    query = query.where(or_(row.text != "", row.comment != ""))
    after = ""
    while True:
        with database.read() as session:
            page = session.execute(query.where(row.id > after)).all()
        for name, text, comment, category in page:
            said = {"id": name, "text": text or None, "comment": comment or None, "reported_category": category}
            yield canonical({key: value for key, value in said.items() if value is not None}) + b"\n"
        if len(page) < PAGE:
            return
        after = page[-1][0]
