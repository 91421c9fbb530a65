"""`/signalements/{report}/suites`: whom to tell, what was sent, what followed. Each form works without script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from api.db.reports import ReportRow
from api.db.sessions import AnySession, WriteSession
from api.http.deps import Look, ServicesDep, Write
from api.http.permissions import CanActOnNotices
from api.http.routing import OffLoopRouter
from api.http.services import Services
from api.journal.entries import record
from api.kit.preferences import language_of
from api.kit.problems import Problem, invalid
from api.pages.display.routes import sent_form
from api.pages.follow_up.page import CODES, action_page
from api.pages.follow_up.refusals import refusals_of
from api.pages.shell.say import Say
from api.pages.shell.templating import render
from api.reports import register
from api.reports.endpoints import visible
from api.reports.register_schemas import RegisterUpdate
from api.reports.routing_facts import routing_facts
from api.reports.schemas import ReportId
from api.transmissions.due import service as dues
from api.transmissions.due.endpoints import due_of
from api.transmissions.due.schemas import MAX_REASON, DueId
from api.transmissions.follow_up import service as followup
from api.transmissions.follow_up.schemas import CheckCreate, CheckOutcome, Closing
from api.transmissions.notices import preparing
from api.transmissions.recipients import decision_of
from api.transmissions.schemas import Recipient, TransmissionCreate
from textfile.text import Text

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)
Sent = Annotated[dict[str, str], Depends(sent_form)]
ROUTING = "routage."
"""Before the name of a fact of routing, in the form."""


@router.get("/signalements/{report}/suites", name="action")
def action(
    who: CanActOnNotices, request: Request, report: ReportId, services: ServicesDep, session: Look,
    fait: Annotated[str, Query(max_length=40)] = "",
) -> HTMLResponse:  # fmt: skip
    """The follow-up of a file. The journal keeps who saw it."""
    row = visible(session, report, who)
    record(session, services.clock.now(), who.account, "report.seen", row.id)
    return _shown(request, session, services, row, said=fait)


@router.post("/signalements/{report}/suites/registre", name="state_entry")
def state_entry(
    who: CanActOnNotices, request: Request, report: ReportId, services: ServicesDep, session: Write, given: Sent
) -> Response:
    """Completes the register: every field of the form, an empty one made unknown again."""
    row = visible(session, report, who)
    try:
        register.state(session, services, who, row, _entry(given, session, services, row))
    except Problem as problem:
        return _refused(request, session, services, report, problem)
    return RedirectResponse(f"/signalements/{report}/suites?fait=registre#qui", 303)


@router.post("/signalements/{report}/suites/notification", name="prepare_here")
def prepare_here(
    who: CanActOnNotices, request: Request, report: ReportId, services: ServicesDep, session: Write,
    recipient: Annotated[Recipient, Form()],
) -> Response:  # fmt: skip
    """Prepares a notice, and opens it; or says all that is missing."""
    row = visible(session, report, who)
    try:
        made = preparing.prepare(
            session, services, who, row, TransmissionCreate.model_validate({"recipient": recipient})
        )
    except Problem as problem:
        if problem.kind.code not in ("notice-refused", "already-sent", "wrong-state"):
            raise
        return _refused(request, session, services, report, problem)
    return RedirectResponse(f"/notifications/{made.id}", 303)


@router.post("/signalements/{report}/suites/renonciation", name="dismiss_due_here")
def dismiss_due_here(
    who: CanActOnNotices, request: Request, report: ReportId, services: ServicesDep, session: Write,
    due: Annotated[DueId, Form()], reason: Annotated[str, Form(max_length=MAX_REASON)] = "",
) -> Response:  # fmt: skip
    """Gives up telling a recipient, and says why."""
    visible(session, report, who)
    if not reason.strip():
        needed = invalid("/reason", Text(fr="le motif est nécessaire", en="a reason is needed"))
        return _refused(request, session, services, report, needed)
    try:
        dues.dismiss(session, services, who, due_of(session, due, who), reason)
    except Problem as problem:
        return _refused(request, session, services, report, problem)
    return RedirectResponse(f"/signalements/{report}/suites?fait=renonce#qui", 303)


@router.post("/signalements/{report}/suites/reprise", name="restore_due_here")
def restore_due_here(
    who: CanActOnNotices,
    request: Request,
    report: ReportId,
    services: ServicesDep,
    session: Write,
    due: Annotated[DueId, Form()],
) -> Response:
    """Has a recipient to be told again."""
    visible(session, report, who)
    try:
        dues.restore(session, services, who.account, due_of(session, due, who))
    except Problem as problem:
        return _refused(request, session, services, report, problem)
    return RedirectResponse(f"/signalements/{report}/suites?fait=repris#qui", 303)


@router.post("/signalements/{report}/suites/controle", name="state_check_here")
def state_check_here(
    who: CanActOnNotices,
    request: Request,
    report: ReportId,
    services: ServicesDep,
    session: Write,
    found: Annotated[CheckOutcome, Form()],
) -> Response:
    """Keeps what a check of the address found now."""
    row = visible(session, report, who)
    try:
        given = CheckCreate.model_validate({"report": report, "found": found})
        followup.state_check(session, services, who, row, given, "")
    except Problem as problem:
        return _refused(request, session, services, report, problem)
    return RedirectResponse(f"/signalements/{report}/suites?fait=controle#suivi", 303)


@router.post("/signalements/{report}/suites/cloture", name="close_here")
def close_here(
    who: CanActOnNotices,
    request: Request,
    report: ReportId,
    services: ServicesDep,
    session: Write,
    because: Annotated[Closing, Form()],
) -> Response:
    """Closes the file."""
    row = visible(session, report, who)
    try:
        followup.close(session, services, who, row, because)
    except Problem as problem:
        return _refused(request, session, services, report, problem)
    return RedirectResponse(f"/signalements/{report}/suites?fait=clos", 303)


@router.post("/signalements/{report}/suites/reouverture", name="reopen_here")
def reopen_here(who: CanActOnNotices, report: ReportId, services: ServicesDep, session: Write) -> Response:
    """Opens a closed file again."""
    followup.reopen(session, services, who, visible(session, report, who))
    return RedirectResponse(f"/signalements/{report}/suites?fait=rouvert", 303)


def _entry(given: Mapping[str, str], session: WriteSession, services: Services, row: ReportRow) -> RegisterUpdate:
    """What the form says, as the service takes it.

    Raises:
        Problem: a field that cannot be read.
    """
    entry = register.entry_of_report(session, row)
    told: dict[str, Any] = {name: given.get(name) or None for name in (*CODES, "host") if name in given}
    country = (given.get("hosting_country") or "").upper() or None
    if country != (entry.hosting_country if entry is not None else None):
        told["hosting_country"] = country
    if given.get("ip"):
        told["ip"] = given["ip"]
    facts = {name.removeprefix(ROUTING): value for name, value in given.items() if name.startswith(ROUTING)}
    if facts:
        held = routing_facts(services, entry.routing if entry is not None else None)
        told["routing"] = {
            n: v for n, v in {**held, **{n: _value(v) for n, v in facts.items()}}.items() if v is not None
        }
    try:
        return RegisterUpdate.model_validate(told)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = "/".join(map(str, first["loc"]))
        raise invalid(f"/{place}", _wrong(place)) from error


def _value(text: str) -> bool | str | None:
    return {"oui": True, "non": False, "": None}.get(text, text)


_WRONG = {
    "ip": Text(fr="adresse IP illisible", en="unreadable IP address"),
    "hosting_country": Text(
        fr="code de pays en deux lettres attendu, comme FR", en="a country code of two letters is expected, such as FR"
    ),
}


def _wrong(place: str) -> Text:
    unreadable = Text(fr=f"valeur illisible pour `{place}`", en=f"unreadable value for `{place}`")
    return _WRONG.get(place, unreadable)


def _refused(
    request: Request, session: WriteSession, services: Services, report: str, problem: Problem
) -> HTMLResponse:
    """The page with what was refused: nothing is written any more, and no lock is kept while it is made."""
    session.abandon()
    with services.database.read() as reading:
        row = reading.get_one(ReportRow, report)
        return _shown(request, reading, services, row, problem=problem)


def _shown(
    request: Request,
    session: AnySession,
    services: Services,
    row: ReportRow,
    *,
    said: str = "",
    problem: Problem | None = None,
) -> HTMLResponse:
    say = Say(services.editions.current().ruleset, language_of(request))
    told = (
        say.t(f"action.done_{said}") if said in ("registre", "controle", "clos", "rouvert", "renonce", "repris") else ""
    )
    errors = refusals_of(session, problem, row, decision_of(session, row), say) if problem is not None else ()
    page = action_page(session, services, row, say, said=told, errors=errors)
    return render(request, page, problem.kind.status if problem is not None else 200)
