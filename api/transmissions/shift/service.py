"""Handover of a shift: dangers that nobody attends to, times that pass before the next one, what
this person still has in hand; then what they hold goes back to the queue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select

from api.db.action import DeadlineRow, RouteDueRow, TransmissionRow
from api.db.reports import CLOSED, WITHOUT_WORDS, DecisionRow, ReportRow
from api.db.sessions import AnySession, WriteSession
from api.http.identity import Identity
from api.http.services import Services
from api.journal.entries import record
from api.kit.problems import Problem
from api.reports.blinding import closed_to
from api.reports.queue import repository as queue
from api.transmissions import repository as notices
from api.transmissions.due import repository as due
from api.transmissions.follow_up import repository as follow_up
from api.transmissions.follow_up.repository import DuePeriod

AHEAD = timedelta(hours=12)
"""How far a shift that ends looks: to the end of the next one."""
MOST_LISTED = 50
ENDED = "shift.ended"
"""The entry of the journal that says what a shift left, in numbers."""


@dataclass(frozen=True, slots=True)
class Handover:
    """What a shift leaves as it ends. `dangers`: those of `unattended_dangers`. `routes` and
    `deadlines` are late, or pass before the end of the next shift. `assigned`: what this person
    holds; `notices`: what they prepared and nobody confirmed or sent.
    """

    dangers: Sequence[ReportRow]
    routes: Sequence[RouteDueRow]
    deadlines: Sequence[DeadlineRow]
    assigned: ReportRow | None
    notices: Sequence[TransmissionRow]

    @property
    def needs_a_word(self) -> bool:
        """Whether it must be said aloud: somebody may be in danger, or a time passes."""
        return bool(self.dangers or self.routes or self.deadlines)


def handover_of(session: AnySession, services: Services, who: Identity) -> Handover:
    """What somebody would leave now; the first MOST_LISTED of each."""
    now = services.clock.now()
    until = now + AHEAD
    routes = due.page(session, who.account, MOST_LISTED)
    return Handover(
        dangers=unattended_dangers(session, who, now),
        routes=[row for row in routes if row.due_at is not None and row.due_at <= until],
        deadlines=follow_up.due(session, DuePeriod(now, until), MOST_LISTED, reader=who.account),
        assigned=queue.held_by(session, who.account, now),
        notices=notices.unsent_of(session, who.account, MOST_LISTED),
    )


def end(session: WriteSession, services: Services, who: Identity, *, seen: bool) -> Handover:
    """Ends a shift: gives back what this person holds, and says in the journal what is left.

    Raises:
        Problem: something must be said aloud, and they did not say that they saw it.
    """
    left = handover_of(session, services, who)
    if left.needs_a_word and not seen:
        raise Problem("left-unattended")
    queue.release_others(session, who.account, "")
    numbers = {"dangers": len(left.dangers), "routes": len(left.routes), "deadlines": len(left.deadlines)}
    record(session, services.clock.now(), who.account, ENDED, who.account, **numbers, notices=len(left.notices))
    return left


def unattended_dangers(session: AnySession, who: Identity, now: datetime) -> Sequence[ReportRow]:
    """Files where somebody may be in danger: not decided, and that nobody else holds; or for which
    this person upheld an offence in the last AHEAD, with nothing prepared for whoever helps.
    """
    row, decision, notice = ReportRow, DecisionRow, TransmissionRow
    upheld = select(decision.report).where(
        decision.decided_by == who.account,
        decision.decided_at > now - AHEAD,
        decision.undone_at.is_(None),
        decision.kind.in_(("accept", "correct")),
    )
    prepared = select(notice.report).where(notice.recipient.in_(notices.HELP), notice.state != "withdrawn")
    untold = and_(row.id.in_(upheld), row.id.not_in(prepared))
    nobody_else = or_(row.held_until.is_(None), row.held_until <= now, row.held_by == who.account)
    query = select(row).where(row.danger.is_not(None), or_(and_(row.state.not_in(CLOSED), nobody_else), untold))
    closed = closed_to(session, who.account)
    if closed is not None:
        query = query.where(row.id.not_in(closed))
    return session.scalars(query.options(*WITHOUT_WORDS).order_by(row.id).limit(MOST_LISTED)).all()
