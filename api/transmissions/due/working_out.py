"""Due notices of one report, from the rules of routing: kept as rows, so that the board asks no
rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from api.db.action import RegisterRow, RouteDueRow, TransmissionRow
from api.db.reports import DecisionRow, ReportRow
from api.db.sessions import WriteSession
from api.http.services import Services
from api.journal.entries import SYSTEM
from api.kit.clock import Clock
from api.kit.ids import new_id
from api.transmissions import repository as notices
from api.transmissions.due.repository import of_report
from api.transmissions.due.service import restore
from api.transmissions.recipients import decision_of, routing_of
from engine.routing.router import Route

NOBODY = "aucun"
EACH = ("signalant", "victime")
"""Who is answered for each report, even where another speaks for it."""


class _DueRecipient(NamedTuple):
    """A recipient to be told: the first rule that says so, the shortest time that any gives."""

    route: Route
    hours: int | None
    binding: bool


def work_out(session: WriteSession, services: Services, row: ReportRow) -> None:
    """Keeps what is due of a report, and drops what no longer is. What somebody gave up stays so
    while the same rule asks for it.

    What was given up while it was only presumed is due again once it is established. A file is
    closed once nothing waits: its reasons stay.
    """
    entry = session.get(RegisterRow, row.id)
    decision = decision_of(session, row)
    there = {due.recipient: due for due in of_report(session, row.id)}
    closed = entry is not None and entry.closed_at is not None
    wanted = _due_recipients(session, services, row, entry, decision) if not closed else {}
    for recipient, due in there.items():
        dropped = recipient not in wanted or wanted[recipient].route.rule != due.rule
        if dropped and not (closed and due.dismissed_at is not None):
            session.delete(due)
    session.flush()
    since = decision.decided_at if decision is not None else services.clock.now()
    for recipient, one in wanted.items():
        held = there.get(recipient)
        if held is None or held.rule != one.route.rule:
            session.add(_row(services.clock, row.id, one, since))
        else:
            if held.presumed and not one.route.presumed and held.dismissed_at is not None:
                restore(session, services, SYSTEM, held)
            held.presumed, held.binding, held.due_at = one.route.presumed, one.binding, _at(held.since, one.hours)
    if entry is not None:
        entry.routing_edition = services.rules.router.edition(services.clock.today())
    session.flush()


def _row(clock: Clock, report: str, one: _DueRecipient, since: datetime) -> RouteDueRow:
    return RouteDueRow(
        id=new_id("rdu", clock.now()),
        report=report,
        rule=one.route.rule,
        recipient=one.route.recipient,
        rank=one.route.order,
        presumed=one.route.presumed,
        binding=one.binding,
        since=since,
        due_at=_at(since, one.hours),
    )


def _at(since: datetime, hours: int | None) -> datetime | None:
    return since + timedelta(hours=hours) if hours is not None else None


def _due_recipients(
    session: WriteSession, services: Services, row: ReportRow, entry: RegisterRow | None, decision: DecisionRow | None
) -> dict[str, _DueRecipient]:
    found: dict[str, _DueRecipient] = {}
    served = _notified_recipients(session, row, entry, decision)
    for route in routing_of(session, services, row, decision).having("due"):
        if route.recipient == NOBODY or route.recipient in served:
            continue
        first = found.get(route.recipient)
        found[route.recipient] = _with(first, route)
    return found


def _with(first: _DueRecipient | None, route: Route) -> _DueRecipient:
    hours = route.deadline.in_hours if route.deadline is not None else None
    binding = route.deadline is not None and route.deadline.binding
    if first is None:
        return _DueRecipient(route, hours, binding)
    if hours is None or (first.hours is not None and first.hours <= hours):
        return first
    return first._replace(hours=hours, binding=binding)


def _notified_recipients(
    session: WriteSession, row: ReportRow, entry: RegisterRow | None, decision: DecisionRow | None
) -> set[str]:
    """Recipients who have a notice prepared, on this report or on its content, or is due through
    the report that speaks for it.
    """
    served = set(_prepared(notices.of_report(session, row.id)))
    key = entry.address_key if entry is not None else None
    offence = decision.offence if decision is not None else None
    served |= {n for n in _prepared(notices.on_content(session, row.id, key, offence)) if n in notices.ONCE}
    if row.same_as is not None:
        each = EACH if row.danger is None else (*EACH, *notices.HELP)
        lead = {due.recipient for due in of_report(session, row.same_as)}
        served |= {n for n in (lead | set(_prepared(notices.of_report(session, row.same_as)))) if n not in each}
    return served


def _prepared(rows: Iterable[TransmissionRow]) -> Iterable[str]:
    return (row.recipient for row in rows if row.state != "withdrawn")
