"""The follow-up of one file, as shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from api.db.action import UNSENT, HostRow, RegisterRow, RouteDueRow, TransmissionRow
from api.db.reports import CLOSED, DecisionRow, ReportRow
from api.db.sessions import AnySession
from api.hosting.notes import NOTES
from api.hosts import repository as hosts
from api.http.services import Services
from api.kit.permissions import Permission
from api.kit.typography import typeset
from api.kit.urls import absolute
from api.pages.case.past import what
from api.pages.case.repository import pseudonyms
from api.pages.follow_up.refusals import refusals_of
from api.pages.follow_up.urgency import DangerQuestion, awaits_danger, danger_questions, urgent_rules
from api.pages.follow_up.views import ActionPage, DueNote, ListedChoice, RouteView
from api.pages.follow_up.words import at, due, events, notice, options, route_view
from api.pages.shell.parts import FieldError, Link, Option
from api.pages.shell.say import Say
from api.pages.shell.visit import Visit
from api.reports.content_addresses import content_url
from api.reports.repository import transmissions_of
from api.reports.routing_facts import routing_facts
from api.transmissions.due import repository as due_routes
from api.transmissions.follow_up import repository as followup
from api.transmissions.notices.case_files import emergency
from api.transmissions.notices.preparing import KIND_OF, WITHOUT_DECISION, refusal
from api.transmissions.recipients import decision_of, routing_of
from api.transmissions.repository import EMERGENCY_SERVICES
from api.transmissions.schemas import TransmissionCreate
from engine.model.fact import FactDefinition
from engine.routing.router import Route, Routing

OF_FIELDS = {
    "classification": "pedopornographie",
    "victim_age": "pedopornographie",
    "victim_sex": "pedopornographie",
    "commerciality": "pedopornographie",
    "typology": "terrorisme",
}
"""Lists of the register that serve one field of law: folded elsewhere, unless filled in."""
CODES = ("origin", "service", "classification", "victim_age", "victim_sex", "commerciality", "typology")
CHECKS = ("online", "offline", "moved", "unreachable")
CLOSINGS = ("removed", "answered", "transmitted", "no_action", "inaccessible")
STATED = ("decision", "famille", "deja_transmis", "origine", "signalant_joignable", "hebergement", "acces_reseau")
"""Facts of routing that the service knows by itself: they are not asked."""
MOST_HOSTS = 500


def action_page(
    visit: Visit,
    session: AnySession,
    row: ReportRow,
    message: str,
    errors: tuple[FieldError, ...],
    *,
    after_answer: bool = False,
) -> ActionPage:
    """The page of a file. `message`: what was just done; `after_answer`: that it was a question of
    danger.
    """
    services, say = visit.services, visit.say
    entry = session.get(RegisterRow, row.id)
    decision = decision_of(session, row)
    routing = routing_of(session, services, row, decision)
    transmissions = transmissions_of(session, row.id)
    live = {t.recipient: t for t in transmissions if t.state != "withdrawn"}
    calls = followup.calls_on(session, transmissions)
    closed = entry is not None and entry.closed_at is not None
    notes, urgent = _notes(session, row, say), urgent_rules(services)
    views = [
        _with_refusals(
            session, services, row, decision, _route(r, live.get(r.recipient), decision is not None, notes, say), say
        )
        for r in routing.routes
        if not awaits_danger(r, urgent)
    ]
    views = _in_order_of_band(session, services, row, views, say)
    danger = danger_questions(services, routing, entry, say)
    codes, field = [_code(services, name, entry, say) for name in CODES], _field(row, decision, say)
    waits = any(t.state in UNSENT or t.contested == "open" for t in transmissions)
    closable = not closed and row.state in CLOSED and not waits
    return ActionPage(
        title=say.t("action.title", name=row.reference or row.id[-6:]),
        base=f"/signalements/{row.id}",
        decision=what(decision, say) if decision is not None else "",
        address=_address(content_url(session, row)),
        closed=say.t(
            "action.closed_since", when=at(entry.closed_at, services, say), why=say.t(f"closing.{entry.closed_because}")
        )
        if entry is not None and closed
        else "",
        routes=tuple(r for state in ("due", "open") for r in views if r.state == state),
        others=tuple(r for r in views if r.state == "not_due"),
        danger=danger,
        questions=tuple(_questions(services, routing, entry, danger, say)),
        codes=tuple(code for code in codes if _is_of_use(code, field)),
        other_codes=tuple(code for code in codes if not _is_of_use(code, field)),
        hosts=_hosts(session, entry, say),
        hosting=tuple(_hosting(entry, services, say)),
        country=entry.hosting_country or "" if entry is not None else "",
        notices=tuple(notice(t, services, say, calls.get(t.id)) for t in reversed(transmissions)),
        events=events(session, followup.events_of(session, row.id), services, say),
        due=due(session, [d for d in followup.deadlines_of(session, row.id) if d.met_at is None], services, say),
        checks=options(say, "check.", *CHECKS) if any(t.sent_at is not None for t in transmissions) else (),
        closings=options(say, "closing.", *CLOSINGS) if closable else (),
        may_take=visit.may(Permission.REPORTS_DECIDE),
        after_answer=after_answer,
        message=message,
        errors=errors,
    )


def _address(url: str | None) -> str:
    """An address whole; as it was written where it is none."""
    return absolute(url) or url if url else ""


def _in_order_of_band(
    session: AnySession, services: Services, row: ReportRow, views: list[RouteView], say: Say
) -> list[RouteView]:
    """Recipients, the first call to emergency services with the numbers of the band of the case, in
    its order; the others say why, and name no number again.
    """
    calls = [i for i, view in enumerate(views) if view.calls and view.state == "due"]
    danger = emergency(session, services, row) if calls else None
    steps = [step for step in danger.actions if step.calls] if danger is not None else []
    if not steps:
        return views
    numbers = dict.fromkeys(f"{c.number} — {c.label.in_(say.language)}" for step in steps for c in step.calls)
    title = typeset(steps[0].label.in_(say.language), say.language)
    contacts = tuple(typeset(number, say.language) for number in numbers)
    first = {calls[0]: replace(views[calls[0]], title=title, contacts=contacts)}
    changed = {i: replace(views[i], contacts=()) for i in calls} | first
    return [changed.get(i, view) for i, view in enumerate(views)]


def _with_refusals(
    session: AnySession, services: Services, row: ReportRow, decision: DecisionRow | None, view: RouteView, say: Say
) -> RouteView:
    """A recipient, with why a notice would be refused now: nobody has to ask for it to know."""
    if not view.prepare:
        return view
    problem = refusal(session, services, row, TransmissionCreate.model_validate({"recipient": view.prepare}))
    return replace(view, refusals=refusals_of(session, problem, row, decision, say)) if problem is not None else view


def _notes(session: AnySession, row: ReportRow, say: Say) -> dict[str, DueNote]:
    """Notes of the board on the report, by rule."""
    rows = due_routes.of_report(session, row.id)
    names = pseudonyms(session, [one.dismissed_by for one in rows if one.dismissed_by is not None])
    return {one.rule: DueNote(one.id, _dismissal_note(one, names, say), one.dismissal or "") for one in rows}


def _dismissal_note(one: RouteDueRow, names: Mapping[str, str], say: Say) -> str:
    if one.dismissed_by is None:
        return ""
    name = names.get(one.dismissed_by, "…")
    return say.marking(say.t("due.given_up", name=name), name)


def _route(
    route: Route, notice_row: TransmissionRow | None, decided: bool, notes: Mapping[str, DueNote], say: Say
) -> RouteView:
    may = decided or route.status == "due" or route.recipient in WITHOUT_DECISION
    sendable = route.recipient in KIND_OF and may and notice_row is None
    link = (
        Link(f"/notifications/{notice_row.id}", say.t(f"stage.{notice_row.state}")) if notice_row is not None else None
    )
    return replace(
        route_view(route, say),
        calls=route.recipient == EMERGENCY_SERVICES,
        prepare=route.recipient if sendable and route.status != "not_due" else "",
        notice=link,
        due=notes.get(route.rule) if route.status == "due" else None,
    )


def _questions(
    services: Services, routing: Routing, entry: RegisterRow | None, danger: tuple[DangerQuestion, ...], say: Say
) -> Iterable[ListedChoice]:
    """Questions that open routes wait for, then what somebody stated already; without those of
    danger, asked first.
    """
    first = {question.name for question in danger}
    stated = routing_facts(services, entry.routing if entry is not None else None)
    open_ = [name for route in routing.having("open") for name in route.missing]
    for name in dict.fromkeys([*open_, *stated]):
        fact = services.rules.router.rules.facts[name]
        if name not in STATED and name not in first and fact.type in ("boolean", "choice"):
            yield _question(fact, stated.get(name), say)


def _question(fact: FactDefinition, value: Any, say: Say) -> ListedChoice:
    if fact.type == "boolean":
        values = [Option("oui", say.t("action.yes")), Option("non", say.t("action.no"))]
        held = "" if value is None else "oui" if value is True else "non"
    else:
        values = [Option(name, say.text(words)) for name, words in fact.values.items()]
        held = value if isinstance(value, str) else ""
    return ListedChoice(
        fact.id, say.text(fact.question), held, (Option("", say.t("action.unknown")), *values), say.text(fact.where)
    )


def _field(row: ReportRow, decision: DecisionRow | None, say: Say) -> str | None:
    """The field of law of what is retained, else of what is suggested."""
    offence = say.ruleset.offences.get((decision.offence if decision is not None else row.main) or "")
    return str(offence.field) if offence is not None else None


def _is_of_use(code: ListedChoice, field: str | None) -> bool:
    return bool(code.value) or OF_FIELDS.get(code.name, field) == field


def _code(services: Services, name: str, entry: RegisterRow | None, say: Say) -> ListedChoice:
    terms = services.rules.register[name]
    values = [Option(v, say.text(c.label)) for v, c in terms.values.items()]
    first = [] if name == "origin" else [Option("", say.t("action.unknown"))]
    held = getattr(entry, name) or "" if entry is not None else ""
    return ListedChoice(name, say.text(terms.label), held, (*first, *values))


def _hosts(session: AnySession, entry: RegisterRow | None, say: Say) -> ListedChoice:
    rows = hosts.page(session, None, MOST_HOSTS)
    held = entry.host or "" if entry is not None else ""
    known = [Option(h.id, h.name) for h in rows]
    if held and held not in {h.id for h in rows}:
        host = session.get(HostRow, held)
        known += [Option(held, host.name)] if host is not None else []
    return ListedChoice("host", say.t("action.host"), held, (Option("", say.t("action.unknown")), *known))


def _hosting(entry: RegisterRow | None, services: Services, say: Say) -> Iterable[tuple[str, str]]:
    """Lines on the hosting: how it is known, with its reservations."""
    found: dict[str, Any] = entry.hosting or {} if entry is not None else {}
    if not found:
        return
    country = entry.hosting_country if entry is not None else None
    yield (
        say.t("hosting.country"),
        country or say.t("hosting.untraceable" if found.get("untraceable") else "action.unknown"),
    )
    yield say.t("hosting.method"), say.t(f"hosting_method.{found.get('method', 'none')}")
    for name in ("organisation", "ip"):
        if found.get(name):
            yield say.t(f"hosting.{name}"), str(found[name])
    if found.get("source_date"):
        yield say.t("hosting.source_date"), say.day(date.fromisoformat(found["source_date"]))
    if found.get("moment"):
        yield say.t("hosting.moment"), at(datetime.fromisoformat(found["moment"]), services, say)
    yield say.t("hosting.confidence"), say.t(f"hosting_confidence.{found.get('confidence', 'unknown')}")
    for name in found.get("notes", ()):
        if name in NOTES:
            yield say.t("hosting.note"), say.text(NOTES[name])
