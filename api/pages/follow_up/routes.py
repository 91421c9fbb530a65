"""`/signalements/{report}/suites`: whom to tell, what was sent, what followed.

Each form works without script.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, ValidationError

from api.db.reports import ReportRow
from api.db.sessions import AnySession, WriteSession
from api.http.deps import Look, Write
from api.http.routing import OffLoopRouter
from api.http.services import Services
from api.journal.entries import record
from api.kit.problems import Problem, invalid
from api.pages.display.routes import sent_form
from api.pages.follow_up.page import CODES, action_page
from api.pages.follow_up.refusals import refusals_of
from api.pages.shell.visit import NoticeVisit, Visit
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
PlainForm = Annotated[dict[str, str], Depends(sent_form)]
ROUTING = "routage."
"""Before the name of a fact of routing, in the form."""
NO_DANGER = "aucun-danger"
"""Names the facts of routing that one press answers with no."""
DANGER_FORM = "urgence"
"""Marks the form of the questions of danger."""


class DismissalForm(BaseModel):
    """Form that gives up telling a recipient."""

    model_config = ConfigDict(frozen=True)

    due: Annotated[DueId, Form()]
    reason: Annotated[str, Form(max_length=MAX_REASON)] = ""


@router.get("/signalements/{report}/suites", name="action")
def action(
    visit: NoticeVisit, report: ReportId, session: Look, fait: Annotated[str, Query(max_length=40)] = ""
) -> HTMLResponse:
    """The follow-up of a file. The journal keeps who saw it."""
    row = visible(session, report, visit.who)
    record(session, visit.services.clock.now(), visit.account, "report.seen", row.id)
    return _page(visit, session, row, fait)


@router.post("/signalements/{report}/suites/registre", name="state_entry")
def state_entry(visit: NoticeVisit, report: ReportId, session: Write, form: PlainForm) -> Response:
    """Completes the register: every field of the form that is sent, an empty one made unknown
    again.
    """
    row, services = visible(session, report, visit.who), visit.services
    try:
        register.state(session, services, visit.who, row, _entry(form, session, services, row))
    except Problem as problem:
        return _refused(visit, session, report, problem)
    # A fragment would move the page; who answers on danger stays before the questions.
    done = "danger" if DANGER_FORM in form else "registre#qui"
    return RedirectResponse(f"/signalements/{report}/suites?fait={done}", 303)


@router.post("/signalements/{report}/suites/notification", name="prepare_here")
def prepare_here(
    visit: NoticeVisit, report: ReportId, session: Write, recipient: Annotated[Recipient, Form()]
) -> Response:
    """Prepares a notice, and opens it; or says all that is missing."""
    row = visible(session, report, visit.who)
    try:
        new = TransmissionCreate.model_validate({"recipient": recipient})
        made = preparing.prepare(session, visit.services, visit.who, row, new)
    except Problem as problem:
        if problem.kind.code not in ("notice-refused", "already-sent", "wrong-state"):
            raise
        return _refused(visit, session, report, problem)
    return RedirectResponse(f"/notifications/{made.id}", 303)


@router.post("/signalements/{report}/suites/renonciation", name="dismiss_due_here")
def dismiss_due_here(
    visit: NoticeVisit, report: ReportId, session: Write, form: Annotated[DismissalForm, Form()]
) -> Response:
    """Gives up telling a recipient, and says why."""
    visible(session, report, visit.who)
    if not form.reason.strip():
        needed = invalid("/reason", Text(fr="le motif est nécessaire", en="a reason is needed"))
        return _refused(visit, session, report, needed)
    try:
        dues.dismiss(session, visit.services, visit.who, due_of(session, form.due, visit.who), form.reason)
    except Problem as problem:
        return _refused(visit, session, report, problem)
    return RedirectResponse(f"/signalements/{report}/suites?fait=renonce#qui", 303)


@router.post("/signalements/{report}/suites/reprise", name="restore_due_here")
def restore_due_here(visit: NoticeVisit, report: ReportId, session: Write, due: Annotated[DueId, Form()]) -> Response:
    """Has a recipient to be told again."""
    visible(session, report, visit.who)
    try:
        dues.restore(session, visit.services, visit.account, due_of(session, due, visit.who))
    except Problem as problem:
        return _refused(visit, session, report, problem)
    return RedirectResponse(f"/signalements/{report}/suites?fait=repris#qui", 303)


@router.post("/signalements/{report}/suites/controle", name="state_check_here")
def state_check_here(
    visit: NoticeVisit, report: ReportId, session: Write, outcome: Annotated[CheckOutcome, Form(alias="found")]
) -> Response:
    """Keeps what a check of the address found now."""
    row = visible(session, report, visit.who)
    try:
        check = CheckCreate.model_validate({"report": report, "found": outcome})
        followup.state_check(session, visit.services, visit.who, row, check, "")
    except Problem as problem:
        return _refused(visit, session, report, problem)
    return RedirectResponse(f"/signalements/{report}/suites?fait=controle#suivi", 303)


@router.post("/signalements/{report}/suites/cloture", name="close_here")
def close_here(visit: NoticeVisit, report: ReportId, session: Write, because: Annotated[Closing, Form()]) -> Response:
    """Closes the file."""
    row = visible(session, report, visit.who)
    try:
        followup.close(session, visit.services, visit.who, row, because)
    except Problem as problem:
        return _refused(visit, session, report, problem)
    return RedirectResponse(f"/signalements/{report}/suites?fait=clos", 303)


@router.post("/signalements/{report}/suites/reouverture", name="reopen_here")
def reopen_here(visit: NoticeVisit, report: ReportId, session: Write) -> Response:
    """Opens a closed file again."""
    followup.reopen(session, visit.services, visit.who, visible(session, report, visit.who))
    return RedirectResponse(f"/signalements/{report}/suites?fait=rouvert", 303)


def _entry(form: Mapping[str, str], session: WriteSession, services: Services, row: ReportRow) -> RegisterUpdate:
    """Entry of the register, as the form states it.

    Raises:
        Problem: a field that cannot be read.
    """
    entry = register.entry_of_report(session, row)
    fields: dict[str, Any] = {name: form.get(name) or None for name in (*CODES, "host") if name in form}
    country = (form.get("hosting_country") or "").upper() or None
    if "hosting_country" in form and country != (entry.hosting_country if entry is not None else None):
        fields["hosting_country"] = country
    if form.get("ip"):
        fields["ip"] = form["ip"]
    facts = dict.fromkeys(form.get(NO_DANGER, "").split(), "non")
    facts |= {name.removeprefix(ROUTING): value for name, value in form.items() if name.startswith(ROUTING)}
    if facts:
        stated = routing_facts(services, entry.routing if entry is not None else None)
        fields["routing"] = {
            n: v for n, v in {**stated, **{n: _value(v) for n, v in facts.items()}}.items() if v is not None
        }
    try:
        return RegisterUpdate.model_validate(fields)
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


def _refused(visit: Visit, session: WriteSession, report: str, problem: Problem) -> HTMLResponse:
    """The page with what was refused: nothing is written any more, and no lock is kept while it is
    made.
    """
    session.abandon()
    with visit.services.database.read() as reading:
        return _page(visit, reading, reading.get_one(ReportRow, report), problem=problem)


def _page(
    visit: Visit, session: AnySession, row: ReportRow, fait: str = "", problem: Problem | None = None
) -> HTMLResponse:
    say, known = visit.say, ("registre", "controle", "clos", "rouvert", "renonce", "repris")
    message = say.t(f"action.done_{fait}") if fait in known else ""
    errors = refusals_of(session, problem, row, decision_of(session, row), say) if problem is not None else ()
    page = action_page(visit, session, row, message, errors, after_answer=fait == "danger")
    return visit.render(page, problem.kind.status if problem is not None else 200)
