"""`/relecture/{second}`: the case page in second reading.

Nothing of the first one is shown before the decision.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.db.double_review import SecondReadingRow
from api.db.reports import ReportRow
from api.db.sessions import AnySession
from api.http.deps import Write
from api.http.routing import OffLoopRouter
from api.http.unit_of_work import UnitOfWork
from api.journal.entries import look, record
from api.kit.preferences import preferences_of
from api.kit.problems import Problem
from api.pages.case.danger_views import asks_twice
from api.pages.case.forms import (
    CasePlace,
    SecondDecisionForm,
    SecondFactForm,
    SecondReadingQuery,
    decision_in,
    written_in,
    wrong_in,
)
from api.pages.case.page import Feedback, case_page
from api.pages.case.readings import presumed_in, statement
from api.pages.case.repository import case_record
from api.pages.case.routes import refusal
from api.pages.case.views import Draft
from api.pages.me.wellbeing import seen_by
from api.pages.review.reading import second_reading
from api.pages.shell.catalogue import translate
from api.pages.shell.parts import FieldError
from api.pages.shell.visit import CaseVisit, Visit
from api.reports.double_review import service
from api.reports.double_review.schemas import SecondId

router = OffLoopRouter(prefix="/relecture/{second}", default_response_class=HTMLResponse, include_in_schema=False)


@router.get("", name="second_reading")
def show(visit: CaseVisit, second: SecondId, query: Annotated[SecondReadingQuery, Query()]) -> Response:
    """The case, blind."""
    return _page(visit, second, replace(query.place, pause=preferences_of(visit.request).pause))


@router.post("/faits", name="state_second_fact")
def state_fact(visit: CaseVisit, second: SecondId, form: Annotated[SecondFactForm, Form()]) -> Response:
    """States, confirms, denies or withdraws a fact, for this reading alone."""
    who, services, place = visit.who, visit.services, form.place
    service.renew(services, who, second)
    try:
        with services.database.read() as reading:
            before, report = _as_read(visit, reading, second, form.version)
            new = statement(second_reading(reading, services, before), form.fact, form.act, form.value)
            ahead = service.answer_ahead(reading, services, before, report, new)
        with services.database.write() as session:
            row, report = _as_read(visit, session, second, form.version)
            service.state_facts(UnitOfWork(session, services, who), row, report, new, ahead)
    except Problem as problem:
        return _refused(visit, second, place, problem, form.draft, f"question-{form.fact}")
    left = presumed_in(ahead.report.facts) if form.act in ("confirm", "deny") else 0
    where = place.suffix(suite="presumed" if left else "questions")
    return RedirectResponse(f"/relecture/{second}?{where}", 303)


@router.post("/decision", name="decide_second")
def decide(visit: CaseVisit, second: SecondId, form: Annotated[SecondDecisionForm, Form()]) -> Response:
    """Decides, once; then shows both conclusions."""
    who, services, draft = visit.who, visit.services, form.draft_in(visit.language)
    service.renew(services, who, second)
    try:
        with services.database.read() as reading:
            before, _ = _as_read(visit, reading, second, form.version)
            answer = second_reading(reading, services, before).stored
        wrong = wrong_in(draft)
        if wrong is not None:
            errors = (FieldError(wrong[0], translate(visit.language, wrong[1])),)
            return _page(visit, second, form.place, Feedback(errors=errors, draft=draft), 422)
        danger = services.rules.dangers.find(answer.report.warning_facts, answer.report.indications)
        if asks_twice(danger, form.kind, form.malgre):
            return _page(visit, second, form.place, Feedback(draft=written_in(draft), ask=form.kind))
        with services.database.write() as session:
            row, _ = _as_read(visit, session, second, form.version)
            service.decide(session, services, who, row, decision_in(draft))
    except Problem as problem:
        return _refused(visit, second, form.place, problem, draft, "offence")
    return RedirectResponse(f"/relecture?lue={second}", 303)


@router.post("/passer", name="leave_second")
def leave(visit: CaseVisit, second: SecondId, session: Write) -> Response:
    """Gives the reading back, without saying why."""
    row, _ = service.reading_in_progress(session, visit.who, second)
    service.leave(session, row)
    return RedirectResponse("/relecture", 303)


def _as_read(visit: Visit, session: AnySession, second: str, version: int) -> tuple[SecondReadingRow, ReportRow]:
    row, report = service.reading_in_progress(session, visit.who, second)
    if row.version != version:
        raise Problem("stale-version")
    return row, report


def _page(visit: Visit, second: str, place: CasePlace, feedback: Feedback | None = None, status: int = 200) -> Response:
    services = visit.services
    service.renew(services, visit.who, second)
    with look(services.database) as session:
        row, report = service.reading_in_progress(session, visit.who, second)
        record(session, services.clock.now(), visit.account, "report.seen", report.id, reading=row.id)
        reading = second_reading(session, services, row)
        found = case_record(session, report.id, seen_by(services, visit.account, place.pause))
        assert found is not None  # it is read again
        page = case_page(visit, session, found, reading, place, feedback or Feedback())
    return visit.render(page, status)


def _refused(visit: Visit, second: str, place: CasePlace, problem: Problem, draft: Draft, field: str) -> Response:
    if problem.kind.code in ("stale-version", "conflict"):
        return _page(visit, second, place, Feedback(conflict=True, draft=draft), 412)
    errors = refusal(problem, visit.language, field)
    return _page(visit, second, place, Feedback(errors=errors, draft=draft), problem.kind.status)
