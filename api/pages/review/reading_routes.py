"""`/relecture/{second}`: the case page in second reading. Nothing of the first one is shown before the decision."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.db.double_review import SecondReadingRow
from api.db.reports import ReportRow
from api.db.sessions import AnySession
from api.http.deps import ServicesDep, Write
from api.http.identity import Identity
from api.http.routing import Router
from api.http.services import Services
from api.journal.entries import look, record
from api.kit.preferences import language_of, preferences_of
from api.kit.problems import Problem
from api.pages.case.danger_views import asks_twice
from api.pages.case.page import Asked, case_page
from api.pages.case.readings import presumed_in, statement
from api.pages.case.routes import (
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
from api.pages.case.views import Draft
from api.pages.review.reading import second_reading
from api.pages.shell.catalogue import translate
from api.pages.shell.parts import FieldError
from api.pages.shell.templating import render
from api.reports.double_review import service
from api.reports.double_review.permissions import CanReadAgain
from api.reports.double_review.schemas import SecondId

router = Router(prefix="/relecture/{second}", default_response_class=HTMLResponse, include_in_schema=False)


@router.get("", name="second_reading")
def show(
    who: CanReadAgain, request: Request, second: SecondId, services: ServicesDep,
    infraction: Short = "", sans: Long = "", fait: Short = "", suite: Short = "",
) -> Response:  # fmt: skip
    """The case, blind."""
    asked = Asked(infraction, names_in(sans), fait, suite, None, preferences_of(request).pause)
    return _shown(request, services, who, second, asked)


@router.post("/faits", name="state_second_fact")
def state_fact(
    who: CanReadAgain, request: Request, second: SecondId, services: ServicesDep, version: Version, fact: Sent,
    act: Sent = "state", value: Values = (), infraction: Sent = "", sans: Said = "",
) -> Response:  # fmt: skip
    """States, confirms, denies or withdraws a fact, for this reading alone."""
    asked, draft = Asked(infraction, names_in(sans)), Draft(fact=fact, values=tuple(value))
    service.renew(services, who, second)
    try:
        with services.database.read() as reading:
            before, report = _as_read(reading, who, second, version)
            new = statement(second_reading(reading, services, before), fact, act, value)
            ahead = service.answer_ahead(reading, services, before, report, new)
        with services.database.write() as session:
            row, report = _as_read(session, who, second, version)
            service.state_facts(session, services, who, row, report, new, ahead)
    except Problem as problem:
        return _refused(request, services, who, second, asked, problem, draft, f"question-{fact}")
    left = presumed_in(ahead.report.facts) if act in ("confirm", "deny") else 0
    where = asked.suffix(suite="presumed" if left else "questions")
    return RedirectResponse(f"/relecture/{second}?{where}", 303)


@router.post("/decision", name="decide_second")
def decide(
    who: CanReadAgain, request: Request, second: SecondId, services: ServicesDep, version: Version, kind: Sent,
    offence: Sent = "", reason: Said = "", infraction: Sent = "", sans: Said = "", malgre: Sent = "",
) -> Response:  # fmt: skip
    """Decides, once; then shows both conclusions."""
    asked, draft = Asked(infraction, names_in(sans)), Draft(kind=kind, offence=offence, reason=reason)
    service.renew(services, who, second)
    try:
        with services.database.read() as reading:
            before, _ = _as_read(reading, who, second, version)
            answer = second_reading(reading, services, before).stored
        wrong = wrong_in(draft)
        if wrong is not None:
            errors = (FieldError(wrong[0], translate(language_of(request), wrong[1])),)
            return _shown(request, services, who, second, asked, 422, errors=errors, draft=draft)
        if asks_twice(services.rules.dangers.find(answer.facts, answer.report.indications), kind, malgre):
            return _shown(request, services, who, second, asked, draft=written_in(draft), ask=kind)
        with services.database.write() as session:
            row, _ = _as_read(session, who, second, version)
            service.decide(session, services, who, row, decision_in(draft))
    except Problem as problem:
        return _refused(request, services, who, second, asked, problem, draft, "offence")
    return RedirectResponse(f"/relecture?lue={second}", 303)


@router.post("/passer", name="leave_second")
def leave(who: CanReadAgain, second: SecondId, session: Write) -> Response:
    """Gives the reading back, without saying why."""
    row, _ = service.begun(session, who, second)
    service.leave(session, row)
    return RedirectResponse("/relecture", 303)


def _as_read(session: AnySession, who: Identity, second: str, version: int) -> tuple[SecondReadingRow, ReportRow]:
    row, report = service.begun(session, who, second)
    if row.version != version:
        raise Problem("stale-version")
    return row, report


def _shown(
    request: Request, services: Services, who: Identity, second: str, asked: Asked, status: int = 200, **more: Any
) -> Response:
    service.renew(services, who, second)
    with look(services.database) as session:
        row, report = service.begun(session, who, second)
        record(session, services.clock.now(), who.account, "report.seen", report.id, reading=row.id)
        reading = second_reading(session, services, row)
        page = case_page(session, services, who, report, reading, language_of(request), asked, **more)
    return render(request, page, status)


def _refused(
    request: Request,
    services: Services,
    who: Identity,
    second: str,
    asked: Asked,
    problem: Problem,
    draft: Draft,
    place: str,
) -> Response:
    if problem.kind.code in ("stale-version", "conflict"):
        return _shown(request, services, who, second, asked, 412, conflict=True, draft=draft)
    errors = refusal(problem, language_of(request), place)
    return _shown(request, services, who, second, asked, problem.kind.status, errors=errors, draft=draft)
