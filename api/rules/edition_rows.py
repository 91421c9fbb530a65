"""Queries on rulesets that were served."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from api.db.editions import EditionRow
from api.db.inserting import upsert
from api.db.sessions import AnySession, WriteSession


class EditionPeriod(NamedTuple):
    """A ruleset, and when it was served."""

    digest: str
    first: datetime
    last: datetime


def store(session: WriteSession, digest: str, files: bytes, now: datetime) -> None:
    """Keeps a ruleset, or only the day on which it is served again; processes that start together
    do not clash.
    """
    values = {"digest": digest, "files": files, "first_served_at": now, "last_served_at": now}
    statement = upsert(session, EditionRow).values(values)
    session.execute(statement.on_conflict_do_update(index_elements=["digest"], set_={"last_served_at": now}))


def files_of(session: AnySession, digest: str) -> bytes | None:
    """The files of a ruleset, packed; None when it was never served here."""
    return session.scalar(select(EditionRow.files).where(EditionRow.digest == digest))


def periods(session: AnySession, start: str = "") -> list[EditionPeriod]:
    """The rulesets whose digest starts so, the last served first."""
    query = select(EditionRow.digest, EditionRow.first_served_at, EditionRow.last_served_at)
    query = query.where(EditionRow.digest.startswith(start, autoescape=True))
    query = query.order_by(EditionRow.last_served_at.desc(), EditionRow.digest)
    return [EditionPeriod(*row) for row in session.execute(query)]
