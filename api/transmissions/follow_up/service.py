"""Follow-up service: events of a transmission are stated, move its deadlines, and are never changed
afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from api.db.action import UNSENT, DeadlineRow, EventRow, RegisterRow, RouteDueRow, TransmissionRow
from api.db.locks import lock_each
from api.db.reports import CLOSED, ReportRow
from api.db.sessions import WriteSession
from api.http.identity import Identity
from api.http.services import Services
from api.journal.entries import record
from api.kit.clock import Clock
from api.kit.ids import new_id
from api.kit.problems import Problem, RequestFault, invalid
from api.reports.due_marks import DUE, mark
from api.reports.repository import transmissions_of
from api.rules.rulebook import Rulebook
from api.transmissions import repository as notices
from api.transmissions.due.repository import waiting_of
from api.transmissions.due.working_out import work_out
from api.transmissions.follow_up import repository
from api.transmissions.follow_up.deadlines import MEETS, DueItem, check_of, checks_met, complaint
from api.transmissions.follow_up.schemas import CheckCreate, Closing, EventCreate
from textfile.text import Text

SKEW = timedelta(minutes=5)
"""How far another clock may run ahead of ours."""
GONE = ("removed", "disabled")


def state_event(
    session: WriteSession, services: Services, who: Identity, row: TransmissionRow, body: EventCreate
) -> EventRow:
    """Says what followed a transmission that left; of a call sheet, also that the call was made,
    whatever its stage: calling waits for no confirmation.

    Raises:
        Problem: it has not left, or is no call sheet; the moment is to come or before the sending,
            an authority's request that the parameters do not know.
    """
    since = _received(session, row) if body.kind == "call" else _check_sent(row)
    at = moment(services, body.happened_at, "/happened_at", since=since)
    parameters = services.rules.follow_up
    if body.request is not None and body.request not in parameters.requests:
        known = ", ".join(parameters.requests)
        what = Text(fr=f"demande inconnue ; attendu : {known}", en=f"unknown request; expected: {known}")
        raise invalid("/request", what)
    data = body.model_dump(include={"reference", "automated", "statement", "request", "whom"}, exclude_none=True)
    event = add_event(session, services.clock, who, NewEvent(row.report, body.kind, at, row.id, body.outcome, data))
    if body.kind == "receipt":
        row.receipt_at = row.receipt_at or at
    elif body.kind == "host_decision":
        row.answered_at, row.answer = at, body.outcome
        if body.outcome in GONE:
            row.removed_at = row.removed_at or at
    elif body.request is not None:
        hours = parameters.requests[body.request].hours
        add_due(session, services, row, [DueItem("authority_request", True, at + timedelta(hours=hours))])
    repository.meet(session, event, MEETS.get(body.kind, ()), row.id)
    if (
        body.kind == "host_decision" and body.outcome not in GONE
    ):  # of a removal, whoever notified has nothing to complain
        add_due(session, services, row, [complaint(at, parameters, services.clock.zone)])
    session.flush()
    return event


def state_check(
    session: WriteSession, services: Services, who: Identity, report: ReportRow, check: CheckCreate, place: str
) -> EventRow:
    """Keeps what a check of the address found, for every notice that left on this report.

    Raises:
        Problem: nothing left yet, the moment is to come or before the first sending.
    """
    sent = repository.sent_of(session, report.id)
    if not sent:
        raise Problem("wrong-state")
    since = min(row.sent_at for row in sent if row.sent_at is not None)
    at = moment(services, check.checked_at, f"{place}/checked_at", since=since)
    event = add_event(session, services.clock, who, NewEvent(report.id, "check", at, outcome=check.outcome))
    for row in sent:
        if row.sent_at is None or row.sent_at > at:
            continue
        name = check_of(row.sent_at, at)
        if name is not None and getattr(row, name) is None:
            setattr(row, name, check.outcome)
        repository.meet(session, event, checks_met(row.sent_at, at), row.id)
        if check.outcome == "offline":
            row.removed_at = row.removed_at or at
            repository.meet(session, event, ("reminder", "escalation"), row.id)
    session.flush()
    return event


def close(session: WriteSession, services: Services, who: Identity, report: ReportRow, because: Closing) -> EventRow:
    """Closes a file: its deadlines are given up, but for the limitation of the offence.

    Raises:
        Problem: nobody decided, it is closed already, a notice waits to be confirmed or sent, a
            contestation waits to be reviewed, somebody is still to be told for whom nothing is
            prepared, and nobody said why not.
    """
    entry = session.get(RegisterRow, report.id)
    rows = transmissions_of(session, report.id)
    waits = any(row.state in UNSENT or row.contested == "open" for row in rows)
    if entry is None or entry.closed_at is not None or waits or report.state not in CLOSED:
        raise Problem("wrong-state")
    lock_each(session, DUE, [report.id])
    work_out(session, services, report)
    waiting = waiting_of(session, report.id)
    if waiting:
        raise Problem("still-due", [_still_due(services.rules, due) for due in waiting])
    now = services.clock.now()
    entry.closed_at, entry.closed_by, entry.closed_because = now, who.account, because
    event = add_event(session, services.clock, who, NewEvent(report.id, "closed", now, outcome=because))
    repository.meet(session, event, MEETS["closed"], None)
    mark(session, services, report.id)
    return event


def _still_due(rules: Rulebook, due: RouteDueRow) -> RequestFault:
    title = next((rule.title for rule in rules.router.rules.rules if rule.id == due.rule), None)
    what = title if title is not None else Text(fr=due.recipient, en=due.recipient)
    hint = Text(
        fr="préparer une notification, ou dire pourquoi ne pas prévenir",
        en="prepare a notice, or say why nobody will be told",
    )
    return RequestFault(f"due/{due.recipient}", what, hint)


def reopen(session: WriteSession, services: Services, who: Identity, report: ReportRow) -> EventRow:
    """Opens a closed file again.

    Raises:
        Problem: it is not closed.
    """
    entry = session.get(RegisterRow, report.id)
    if entry is None or entry.closed_at is None:
        raise Problem("wrong-state")
    entry.closed_at = entry.closed_by = entry.closed_because = None
    mark(session, services, report.id)
    return add_event(session, services.clock, who, NewEvent(report.id, "reopened", services.clock.now()))


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to store: on which report, of which transmission if of one; `answers`: the event
    that it answers.
    """

    report: str
    kind: str
    at: datetime
    transmission: str | None = None
    outcome: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    answers: str | None = None


def add_event(session: WriteSession, clock: Clock, who: Identity, new: NewEvent) -> EventRow:
    """Keeps an event, and says so in the journal (without what was written)."""
    now = clock.now()
    event = EventRow(
        id=new_id("evt", now),
        report=new.report,
        transmission=new.transmission,
        answers=new.answers,
        kind=new.kind,
        outcome=new.outcome,
        data=new.data,
        happened_at=new.at,
        stated_by=who.account,
        stated_at=now,
    )
    session.add(event)
    session.flush()
    detail = {"event": event.id, "transmission": new.transmission, "outcome": new.outcome}
    record(session, now, who.account, f"file.{new.kind}", new.report, **detail)
    return event


def add_due(session: WriteSession, services: Services, row: TransmissionRow, items: list[DueItem]) -> None:
    """Adds what is due on a transmission."""
    now = services.clock.now()
    for due in items:
        session.add(
            DeadlineRow(
                id=new_id("due", now),
                report=row.report,
                transmission=row.id,
                kind=due.kind,
                binding=due.binding,
                due_at=due.due_at,
            )
        )
    session.flush()


def moment(services: Services, instant: datetime | None, place: str, *, since: datetime | None = None) -> datetime:
    """Moment of an event; now, when nobody says.

    Raises:
        Problem: without its time zone, to come, or before what it follows.
    """
    now = services.clock.now()
    if instant is None:
        return now
    if instant.tzinfo is None:
        what = Text(fr="le fuseau manque", en="the time zone is missing")
        raise invalid(place, what, Text(fr="finir par Z ou +02:00", en="end with Z or +02:00"))
    if instant > now + SKEW:
        what = Text(fr="moment à venir", en="a moment to come")
        raise invalid(place, what, Text(fr="vérifier l'horloge de l'envoyeur", en="check the clock of the sender"))
    if since is not None and instant < since - SKEW:
        what = Text(fr="moment antérieur à l'envoi", en="a moment before the sending")
        raise invalid(place, what, Text(fr="vérifier la date", en="check the date"))
    return min(max(instant, since) if since is not None else instant, now)


def _received(session: WriteSession, row: TransmissionRow) -> datetime:
    """The moment from which a call to emergency services on a report may have been made."""
    if row.recipient != notices.EMERGENCY_SERVICES or row.state == "withdrawn":
        raise Problem("wrong-state")
    return session.get_one(ReportRow, row.report).received_at


def _check_sent(row: TransmissionRow) -> datetime:
    if row.sent_at is None:
        raise Problem("wrong-state")
    return row.sent_at
