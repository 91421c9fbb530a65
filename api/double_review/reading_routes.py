"""`/relecture/{second}`: the case page in second reading. Nothing of the first one is shown before the decision."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.audit.journal import record
from api.db.double_review import SecondReadingRow
from api.db.reports import ReportRow
from api.db.sessions import WriteSession
from api.deps import Wired, Write
from api.double_review import service
from api.double_review.permissions import CanReadAgain
from api.double_review.reading import second_reading
from api.double_review.schemas import SecondId
from api.problems import Problem
from api.routing import Router
from api.security.identity import Identity
from api.web.locales import translate
from api.web.parts import FieldError
from api.web.preferences import language_of, preferences_of
from api.web.templating import render
from api.wiring import Wiring
from api.workbench.case_page import Asked, case_page
from api.workbench.case_routes import (
    Long,
    Said,
    Sent,
    Short,
    Values,
    Version,
    decision_in,
    names_in,
    refusal,
    written_in,
    wrong_in,
)
from api.workbench.danger_views import asks_twice
from api.workbench.readings import presumed_left, statement
from api.workbench.views import Draft

router = Router(prefix="/relecture/{second}", default_response_class=HTMLResponse, include_in_schema=False)


@router.get("", name="second_reading")
def show(
    who: CanReadAgain, request: Request, second: SecondId, wired: Wired, session: Write,
    infraction: Short = "", sans: Long = "", fait: Short = "", suite: Short = "",
) -> Response:  # fmt: skip
    """The case, blind."""
    row, report = service.begun(session, who, second)
    asked = Asked(infraction, names_in(sans), fait, suite, None, preferences_of(request).pause)
    return _shown(request, session, wired, who, row, report, asked)


@router.post("/faits", name="state_second_fact")
def state_fact(
    who: CanReadAgain, request: Request, second: SecondId, wired: Wired, session: Write, version: Version, fact: Sent,
    act: Sent = "state", value: Values = (), infraction: Sent = "", sans: Said = "",
) -> Response:  # fmt: skip
    """States, confirms, denies or withdraws a fact, for this reading alone."""
    row, report = service.begun(session, who, second)
    asked, draft = Asked(infraction, names_in(sans)), Draft(fact=fact, values=tuple(value))
    if row.version != version:
        return _shown(request, session, wired, who, row, report, asked, 412, conflict=True, draft=draft)
    try:
        new = statement(second_reading(session, wired, who, row), fact, act, value)
        service.state_facts(session, wired, who, row, report.text_length, new)
    except Problem as problem:
        told = refusal(problem, language_of(request), f"question-{fact}")
        status = problem.kind.status
        return _shown(request, session, wired, who, row, report, asked, status, errors=told, draft=draft)
    left = presumed_left(second_reading(session, wired, who, row)) if act in ("confirm", "deny") else 0
    where = asked.suffix(suite="presumed" if left else "questions")
    return RedirectResponse(f"/relecture/{second}?{where}", 303)


@router.post("/decision", name="decide_second")
def decide(
    who: CanReadAgain, request: Request, second: SecondId, wired: Wired, session: Write, version: Version, kind: Sent,
    offence: Sent = "", reason: Said = "", infraction: Sent = "", sans: Said = "", malgre: Sent = "",
) -> Response:  # fmt: skip
    """Decides, once; then shows both conclusions."""
    row, report = service.begun(session, who, second)
    asked, draft = Asked(infraction, names_in(sans)), Draft(kind=kind, offence=offence, reason=reason)
    if row.version != version:
        return _shown(request, session, wired, who, row, report, asked, 412, conflict=True, draft=draft)
    wrong = wrong_in(draft)
    if wrong is not None:
        errors = (FieldError(wrong[0], translate(language_of(request), wrong[1])),)
        return _shown(request, session, wired, who, row, report, asked, 422, errors=errors, draft=draft)
    shown = second_reading(session, wired, who, row).shown
    if asks_twice(wired.dangers.find(shown.answered.report.facts, shown.answered.report.indications), kind, malgre):
        return _shown(request, session, wired, who, row, report, asked, draft=written_in(draft), ask=kind)
    try:
        service.decide(session, wired, who, row, decision_in(draft))
    except Problem as problem:
        told = refusal(problem, language_of(request), "offence")
        status = problem.kind.status
        return _shown(request, session, wired, who, row, report, asked, status, errors=told, draft=draft)
    return RedirectResponse(f"/relecture?lue={second}", 303)


@router.post("/passer", name="leave_second")
def leave(who: CanReadAgain, second: SecondId, session: Write) -> Response:
    """Gives the reading back, without saying why."""
    row, _ = service.begun(session, who, second)
    service.leave(session, row)
    return RedirectResponse("/relecture", 303)


def _shown(
    request: Request,
    session: WriteSession,
    wired: Wiring,
    who: Identity,
    row: SecondReadingRow,
    report: ReportRow,
    asked: Asked,
    status: int = 200,
    **more: Any,
) -> Response:
    record(session, wired.clock.now(), who.account, "report.seen", report.id, reading=row.id)
    reading = second_reading(session, wired, who, row)
    page = case_page(session, wired, who, report, reading, language_of(request), asked, **more)
    return render(request, page, status)
