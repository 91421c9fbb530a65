"""Nobody will be told: somebody says why, in the journal, and may take it back."""

from __future__ import annotations

from datetime import datetime

from api.db.action import RouteDueRow
from api.db.sessions import WriteSession
from api.http.identity import Identity
from api.http.services import Services
from api.journal.entries import record
from api.kit.problems import Problem
from api.transmissions.due.schemas import RouteDue


def dismiss(session: WriteSession, services: Services, who: Identity, due: RouteDueRow, reason: str) -> None:
    """Gives up telling a recipient. The reason is kept beside what is due, not in the journal,
    which is never erased.

    Raises:
        Problem: somebody gave it up already.
    """
    if due.dismissed_at is not None:
        raise Problem("wrong-state")
    now = services.clock.now()
    due.dismissal, due.dismissed_by, due.dismissed_at = reason.strip(), who.account, now
    session.flush()
    record(session, now, who.account, "due.dismissed", due.report, due=due.id, recipient=due.recipient, rule=due.rule)


def restore(session: WriteSession, services: Services, account: str, due: RouteDueRow) -> None:
    """Has a recipient to be told again.

    Raises:
        Problem: nobody gave it up.
    """
    if due.dismissed_at is None:
        raise Problem("wrong-state")
    due.dismissal = due.dismissed_by = due.dismissed_at = None
    session.flush()
    now = services.clock.now()
    record(session, now, account, "due.restored", due.report, due=due.id, recipient=due.recipient, rule=due.rule)


def view_of(due: RouteDueRow, now: datetime) -> RouteDue:
    """Response model of a due notice, at a moment."""
    late = due.dismissed_at is None and due.due_at is not None and due.due_at < now
    names = RouteDue.model_fields.keys() - {"late"}
    return RouteDue.model_validate({**{name: getattr(due, name) for name in names}, "late": late})
