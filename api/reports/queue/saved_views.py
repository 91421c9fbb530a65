"""Saved views of the queue: each person's own, by name."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from api.db.search import QueueViewRow
from api.db.sessions import AnySession, WriteSession
from api.http.identity import Identity
from api.http.services import Services
from api.kit.ids import new_id
from api.kit.problems import Problem, invalid
from api.reports.queue.filters import QueueFilters
from textfile.text import Text

MOST_VIEWS = 20
"""Views of one person: each is counted whenever the queue is shown."""


def views_of(session: AnySession, account: str) -> Sequence[QueueViewRow]:
    """The views of somebody, by name."""
    return session.scalars(
        select(QueueViewRow).where(QueueViewRow.account == account).order_by(QueueViewRow.name, QueueViewRow.id)
    ).all()


def save(session: WriteSession, services: Services, who: Identity, name: str, filters: QueueFilters) -> QueueViewRow:
    """Saves a view; one of the same name takes the new filters.

    Raises:
        Problem: this person has too many.
    """
    now, name = services.clock.now(), " ".join(name.split())
    views = views_of(session, who.account)
    row = next((view for view in views if view.name == name), None)
    if row is None and len(views) >= MOST_VIEWS:
        what = Text(fr=f"au plus {MOST_VIEWS} vues", en=f"at most {MOST_VIEWS} views")
        raise invalid("/name", what, Text(fr="en supprimer une d'abord", en="delete one first"))
    if row is None:
        row = QueueViewRow(id=new_id("vue", now), account=who.account, name=name)
        session.add(row)
    row.filters, row.saved_at = filters.as_data(), now
    session.flush()
    return row


def delete(session: WriteSession, who: Identity, view: str) -> None:
    """Deletes a view.

    Raises:
        Problem: this person has no such view.
    """
    row = session.get(QueueViewRow, view)
    if row is None or row.account != who.account:
        raise Problem("not-found")
    session.delete(row)
    session.flush()
