"""Recipients of a report, by the rules of routing and what is known now."""

from __future__ import annotations

from typing import Any

from api.db.action import HostRow, RegisterRow, TransmissionRow
from api.db.reports import CLOSED, ContactRow, DecisionRow, ReportRow
from api.db.sessions import AnySession
from api.http.services import Services
from api.reports import repository as reports
from api.reports.facts import given_facts
from api.reports.routing_facts import routing_facts
from api.transmissions import repository
from api.transmissions.schemas import RouteDeadline, RouteRead, Routes
from engine.facts.earlier import readable
from engine.routing.router import Route, Routing
from engine.routing.situation import Content, DecisionOutcome, Where, situation_of

OUTCOME_OF_DECISION: dict[str, DecisionOutcome] = {
    "accept": "qualifie",
    "correct": "qualifie",
    "none_applies": "ecarte",
    "noise": "ecarte",
    "out_of_scope": "hors_champ",
}
"""What each kind of decision is to routing; no decision yet is « en suspens »."""


def routing_of(session: AnySession, services: Services, row: ReportRow, decision: DecisionRow | None) -> Routing:
    """The answer of the rules for a report and the decision that holds for it, today."""
    today = services.clock.today()
    entry = session.get(RegisterRow, row.id)
    rules, stated = services.rules.router.rules, routing_facts(services, entry.routing if entry is not None else None)
    situation = situation_of(content_of(session, services, row, decision, entry), rules, today, stated)
    return services.rules.router.decide(readable(situation, rules.facts), today)


def routes_read(session: AnySession, services: Services, row: ReportRow) -> Routes:
    """Response model of routes, with the notices already prepared."""
    routing = routing_of(session, services, row, decision_of(session, row))
    held = {t.recipient: t for t in repository.of_report(session, row.id)}
    routes = [route_read(route, held.get(route.recipient)) for route in routing.routes]
    return Routes(report=row.id, digest=routing.digest, routes=routes)


def decision_of(session: AnySession, row: ReportRow) -> DecisionRow | None:
    """The decision that holds for a report: its own, or that of the report that speaks for it."""
    own = reports.live_decision(session, row.id)
    if own is not None or row.carried_decision is None or row.state not in CLOSED:
        return own
    carried = session.get(DecisionRow, row.carried_decision)
    return carried if carried is not None and carried.undone_at is None else None


def content_of(
    session: AnySession, services: Services, row: ReportRow, decision: DecisionRow | None, entry: RegisterRow | None
) -> Content:
    """Situation of a report, as routing needs to know it."""
    host = session.get(HostRow, entry.host) if entry is not None and entry.host is not None else None
    return Content(
        offence=decision.offence if decision is not None else None,
        decision=OUTCOME_OF_DECISION[decision.kind] if decision is not None else "en_suspens",
        facts=given_facts(reports.facts_in_force(session, row.id)),
        where=_where(entry, host),
        origin=entry.origin if entry is not None else None,  # type: ignore[arg-type]
        earlier_recipients=told_already(session, row, decision, entry),
        reporter_reachable=session.get(ContactRow, row.id) is not None,
    )


def told_already(
    session: AnySession, row: ReportRow, decision: DecisionRow | None, entry: RegisterRow | None
) -> set[str]:
    """The recipients who already got this address for this offence, through this report or another
    one.
    """
    key = entry.address_key if entry is not None else None
    offence = decision.offence if decision is not None else None
    rows = repository.on_content(session, row.id, key, offence)
    return {t.recipient for t in rows if t.state in ("sending", "sent")}


def _where(entry: RegisterRow | None, host: HostRow | None) -> Where:
    if entry is None:
        return Where()
    found: dict[str, Any] = entry.hosting or {}
    return Where(
        country=entry.hosting_country,
        untraceable=bool(found.get("untraceable")),
        network=found.get("network"),
        delivery_network=found.get("delivery_network"),
        host_known=True if host is not None else None,
        eu=True if host is not None and host.eu_establishment is not None else None,
    )


def route_read(route: Route, transmission: TransmissionRow | None) -> RouteRead:
    """Response model of a route, with the notice already prepared, if there is one."""
    due = route.deadline
    return RouteRead(
        rule=route.rule,
        recipient=route.recipient,
        status=route.status,
        order=route.order,
        title=route.title.fr,
        reason=route.reason.fr,
        deadline=RouteDeadline(
            hours=due.in_hours,
            binding=due.binding,
            text=due.source.reference,
        )
        if due is not None
        else None,
        notice=route.notice,
        two_persons=route.two_persons,
        contacts=[f"{contact.number} ({contact.label.fr})" for contact in route.contacts],
        confidence=route.confidence.value,
        missing=list(route.missing),
        because=[reason.fr for reason in route.because],
        presumed=route.presumed,
        transmission=transmission.id if transmission is not None else None,
    )
