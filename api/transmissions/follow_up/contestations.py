"""A host or an uploader contests: another person than those who decided and sent looks again."""

from __future__ import annotations

from datetime import timedelta

from api.db.action import EventRow, TransmissionRow
from api.db.reports import DecisionRow
from api.db.sessions import WriteSession
from api.http.identity import Identity
from api.http.services import Services
from api.kit.problems import Problem
from api.transmissions.follow_up import repository
from api.transmissions.follow_up.deadlines import MEETS, DueItem
from api.transmissions.follow_up.schemas import ContestationCreate, ContestationReview
from api.transmissions.follow_up.service import NewEvent, add_due, add_event, moment


def contest(
    session: WriteSession, services: Services, who: Identity, row: TransmissionRow, body: ContestationCreate
) -> EventRow:
    """Keeps a contestation of a notice that left, and asks for its review.

    Raises:
        Problem: it has not left, or one is already being reviewed.
    """
    if row.state != "sent" or row.sent_at is None or row.contested == "open":
        raise Problem("wrong-state")
    at = moment(services, body.happened_at, "/happened_at", since=row.sent_at)
    event = add_event(
        session,
        services.clock,
        who,
        NewEvent(row.report, "contestation", at, row.id, body.by, {"grounds": body.grounds}),
    )
    row.contested = "open"
    add_due(
        session,
        services,
        row,
        [DueItem("contestation", False, at + timedelta(hours=services.rules.follow_up.contestation_hours))],
    )
    return event


def review(
    session: WriteSession, services: Services, who: Identity, contestation: EventRow, body: ContestationReview
) -> EventRow:
    """Concludes on a contestation. Its outcome counts in the quality of the rules of the offence.

    Raises:
        Problem: it is no contestation, it was reviewed, or whoever reviews took part in the
            decision or the sending.
    """
    row = session.get(TransmissionRow, contestation.transmission) if contestation.transmission is not None else None
    if contestation.kind != "contestation" or row is None:
        raise Problem("not-found")
    if row.contested != "open" or any(e.answers == contestation.id for e in repository.events_of(session, row.report)):
        raise Problem("wrong-state")
    decision = session.get(DecisionRow, row.decision) if row.decision is not None else None
    took_part = {row.prepared_by, row.confirmed_by, row.seconded_by, row.sent_by}
    if who.account in took_part | {decision.decided_by if decision is not None else None}:
        raise Problem("second-person-needed")
    now, data = services.clock.now(), {"reason": body.reason}
    event = add_event(
        session,
        services.clock,
        who,
        NewEvent(row.report, "contestation_review", now, row.id, body.outcome, data, contestation.id),
    )
    row.contested = body.outcome
    repository.meet(session, event, MEETS["contestation_review"], row.id)
    session.flush()
    return event
