"""`/signalements/{report}`: a case is read, told facts of, decided, taken back.

Each form works without script.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.db.reports import ReportRow
from api.db.sessions import AnySession
from api.http.deps import Write
from api.http.routing import OffLoopRouter
from api.http.unit_of_work import UnitOfWork
from api.journal.entries import look, record
from api.kit.preferences import preferences_of
from api.kit.problems import Problem
from api.kit.typography import typeset
from api.pages.case import assignment
from api.pages.case.answers import renew
from api.pages.case.contexts import CasePage
from api.pages.case.danger_views import asks_twice
from api.pages.case.forms import (
    ADDRESS_FIELD,
    AddressForm,
    CaseForm,
    CasePlace,
    CaseQuery,
    ConfirmationForm,
    DecisionForm,
    FactForm,
    UndoForm,
    decision_in,
    written_in,
    wrong_in,
)
from api.pages.case.page import Feedback, case_page
from api.pages.case.readings import first_reading, presumed_in, reading_of, statement
from api.pages.case.repository import case_record
from api.pages.case.undo_bar import undo_bar
from api.pages.case.views import NO_DRAFT, Draft
from api.pages.me.wellbeing import seen_by
from api.pages.shell.catalogue import translate
from api.pages.shell.layout import Shell
from api.pages.shell.parts import FieldError
from api.pages.shell.visit import CaseVisit, Visit
from api.reports import addressing, answering, confirming, decisions, facts, undoing
from api.reports.blinding import blinded
from api.reports.danger import danger_of
from api.reports.endpoints import shown, visible
from api.reports.schemas import ReportId
from api.transmissions.repository import has_help_notice
from textfile.text import Language

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)


@router.get("/signalements/{report}", name="case")
def case(visit: CaseVisit, report: ReportId, query: Annotated[CaseQuery, Query()]) -> Response:
    """The case.

    The journal keeps who saw it; looking holds nothing. Whoever reads it again blind is sent there.
    """
    try:
        return _page(visit, report, replace(query.place, pause=preferences_of(visit.request).pause))
    except Problem as problem:
        if problem.kind.code != "read-again":
            raise
    with visit.services.database.read() as session:
        again = blinded(session, visit.account, report)
    return RedirectResponse(f"/relecture/{again.id}" if again is not None else visit.request.url.path, 303)


@router.post("/signalements/{report}/faits", name="state_fact")
def state_fact(visit: CaseVisit, report: ReportId, form: Annotated[FactForm, Form()]) -> Response:
    """States, confirms, denies or withdraws one fact; the answer follows at once."""
    who, services, place = visit.who, visit.services, form.place
    renew(services, who, report)
    try:
        with services.database.read() as reading:
            before = _as_read(visit, reading, report, form.version)
            decisions.check_not_held_by_other(services, who, before)
            new = statement(first_reading(reading, services, before), form.fact, form.act, form.value)
            ahead = confirming.answer_ahead(reading, services, who, before, new)
            place = _with_bar(visit, reading, place, before)
        with services.database.write() as session:
            row = _as_read(visit, session, report, form.version)
            assignment.hold(visit, session, row)
            confirming.state(session, services, who, row, new, ahead)
            answer = row.qualification or ""
    except Problem as problem:
        return _refused(visit, report, place, problem, form.draft, f"question-{form.fact}")
    left = presumed_in(ahead.report.facts) if form.act in ("confirm", "deny") else 0
    where = place.suffix(suite="presumed" if left else "questions", acte=answer)
    return RedirectResponse(f"/signalements/{report}?{where}", 303)


@router.post("/signalements/{report}/faits/annulation", name="undo_fact")
def undo_fact(visit: CaseVisit, report: ReportId, form: Annotated[UndoForm, Form()]) -> Response:
    """Takes back the last change of facts on this case; what the text had shown comes back."""
    who, services, place = visit.who, visit.services, form.place
    try:
        with services.database.read() as reading:
            before = _as_read(visit, reading, report, form.version)
            decisions.check_not_held_by_other(services, who, before)
            ahead = undoing.answer_ahead(reading, services, who, before)
            place = _with_bar(visit, reading, place, before)
        with services.database.write() as session:
            row = _as_read(visit, session, report, form.version)
            assignment.hold(visit, session, row)
            names = undoing.undo_act(session, services, who, row, ahead)
    except Problem as problem:
        return _refused(visit, report, place, problem)
    where = place.suffix(suite=names[0], defait=",".join(names))
    return RedirectResponse(f"/signalements/{report}?{where}", 303)


@router.post("/signalements/{report}/decision", name="decide_case")
def decide_case(visit: CaseVisit, report: ReportId, form: Annotated[DecisionForm, Form()]) -> Response:
    """Decides, and goes on to the next case.

    Where a danger is told, what would close the case is asked again first, and so is any decision
    while nothing is prepared for whoever helps: `malgre` answers that.
    """
    who, services, draft = visit.who, visit.services, form.draft_in(visit.language)
    try:
        with services.database.read() as reading:
            before = _as_read(visit, reading, report, form.version)
            meant = decisions.accepted_kind(reading, before) if form.kind == "accept" else form.kind
            danger = danger_of(reading, services, before, facts.warning_facts(reading, before, services))
            untold = _upholds(before, form.kind) and not has_help_notice(reading, before.id)
            wrong, again = wrong_in(draft), asks_twice(danger, meant, form.malgre, untold)
            if wrong is None and not again:
                decision = decision_in(draft, form.facts)
                ahead = decisions.answer_ahead(reading, services, who, before, decision)
        if wrong is not None:
            errors = (FieldError(wrong[0], translate(visit.language, wrong[1])),)
            return _page(visit, report, form.place, Feedback(errors=errors, draft=draft), 422)
        if again:
            return _page(visit, report, form.place, Feedback(draft=written_in(draft), ask=meant))
        with services.database.write() as session:
            row = _as_read(visit, session, report, form.version)
            decisions.decide(session, services, who, row, decision, ahead)
            return assignment.go_on(visit, session, after=row)
    except Problem as problem:
        return _refused(visit, report, form.place, problem, draft, "offence")


@router.post("/signalements/{report}/confirmation", name="confirm_facts")
def confirm_facts(visit: CaseVisit, report: ReportId, form: Annotated[ConfirmationForm, Form()]) -> Response:
    """Confirms presumed facts of a case at once, decided or not; the answer follows."""
    who, services = visit.who, visit.services
    try:
        with services.database.read() as reading:
            before = _as_read(visit, reading, report, form.version)
            decisions.check_not_held_by_other(services, who, before)
            new = confirming.confirmation(reading, services, before, form.confirm)
            ahead = confirming.answer_ahead(reading, services, who, before, new) if new is not None else None
        with services.database.write() as session:
            row = _as_read(visit, session, report, form.version)
            assignment.hold(visit, session, row)
            if new is not None and ahead is not None:
                confirming.state(session, services, who, row, new, ahead)
            answer = row.qualification or ""
    except Problem as problem:
        return _refused(visit, report, CasePlace(), problem)
    where = CasePlace().suffix(acte=answer) if new is not None else ""
    return RedirectResponse(f"/signalements/{report}?{where}#decision", 303)


@router.post("/signalements/{report}/adresse", name="state_address_here")
def state_address(visit: CaseVisit, report: ReportId, form: Annotated[AddressForm, Form()]) -> Response:
    """States the exact address of the content, or another one."""
    try:
        with visit.services.database.write() as session:
            row = _as_read(visit, session, report, form.version)
            assignment.hold(visit, session, row)
            addressing.state_address(UnitOfWork(session, visit.services, visit.who), row, form.url)
    except Problem as problem:
        return _refused(visit, report, form.place, problem, form.draft, ADDRESS_FIELD)
    return RedirectResponse(f"/signalements/{report}?{form.place.suffix()}#adresse", 303)


@router.post("/signalements/{report}/adresse/retrait", name="withdraw_address_here")
def withdraw_address(visit: CaseVisit, report: ReportId, form: Annotated[CaseForm, Form()]) -> Response:
    """Withdraws the address that a person stated."""
    try:
        with visit.services.database.write() as session:
            row = _as_read(visit, session, report, form.version)
            assignment.hold(visit, session, row)
            addressing.withdraw_address(UnitOfWork(session, visit.services, visit.who), row)
    except Problem as problem:
        return _refused(visit, report, form.place, problem)
    return RedirectResponse(f"/signalements/{report}?{form.place.suffix()}#adresse", 303)


@router.post("/signalements/{report}/annulation", name="undo_case")
def undo_case(visit: CaseVisit, report: ReportId, version: Annotated[int, Form(ge=0)]) -> Response:
    """Takes the decision back, and shows the case again."""
    with visit.services.database.write() as session:
        row = visible(session, report, visit.who)
        stale = row.version != version
        if not stale:
            decisions.undo(session, visit.services, visit.who, row)
            assignment.take(visit, session, row)
    if stale:
        return _page(visit, report, CasePlace(), Feedback(conflict=True), 412)
    return RedirectResponse(f"/signalements/{report}?annulee=1", 303)


@router.post("/signalements/{report}/reponse", name="ask_case_again", response_class=RedirectResponse)
def ask_again(
    visit: CaseVisit, report: ReportId, session: Write, version: Annotated[int, Form(ge=0)]
) -> RedirectResponse:
    """Asks for the answer again, under today's rules, and shows the case with it."""
    with visit.services.database.read() as reading:
        before = visible(reading, report, visit.who)
        decisions.check_not_held_by_other(visit.services, visit.who, before)
        if before.version != version:
            raise Problem("stale-version")
        ahead = answering.answer_ahead(reading, visit.services, before)
    row = _as_read(visit, session, report, version)
    assignment.hold(visit, session, row)
    answering.answer_again(session, visit.services, visit.who, row, ahead)
    return RedirectResponse(f"/signalements/{report}", 303)


def _as_read(visit: Visit, session: AnySession, report: str, version: int) -> ReportRow:
    """A report as the page that a form comes from showed it.

    Raises:
        Problem: there is none for them, or it changed since.
    """
    row = visible(session, report, visit.who)
    if row.version != version:
        raise Problem("stale-version")
    return row


def _upholds(row: ReportRow, kind: str) -> bool:
    """Whether a decision has something to uphold: accepting nothing is refused, not asked again."""
    return kind != "accept" or row.main is not None or row.carried_decision is not None


def _with_bar(visit: Visit, session: AnySession, place: CasePlace, row: ReportRow) -> CasePlace:
    """A place with the bar of the decision taken just before, while it holds."""
    return replace(place, undo_bar=undo_bar(visit, session, place.after, beside=row))


def _page(visit: Visit, report: str, place: CasePlace, feedback: Feedback | None = None, status: int = 200) -> Response:
    try:
        page, row, shell = _composed(visit, report, place, feedback or Feedback())
    except Problem as problem:
        if problem.kind.code != "law-absent":
            raise
        renew(visit.services, visit.who, report)
        page, row, shell = _composed(visit, report, place, feedback or Feedback())
    if assignment.is_to_prolong(visit, row):
        with visit.services.database.write() as session:
            assignment.prolong(visit, session, visible(session, report, visit.who))
    return visit.render(page, status, shell)


def _composed(visit: Visit, report: str, place: CasePlace, feedback: Feedback) -> tuple[CasePage, ReportRow, Shell]:
    """The page, the report that it shows, its surroundings."""
    with look(visit.services.database) as session:
        found = case_record(session, report, seen_by(visit.services, visit.account, place.pause))
        row = shown(session, found.row if found is not None else None, visit.who)
        assert found is not None  # it is shown
        record(session, visit.services.clock.now(), visit.account, "report.seen", row.id)
        place = _with_bar(visit, session, place, row)
        reading = reading_of(session, visit.services, row, found.answer)
        return case_page(visit, session, found, reading, place, feedback), row, visit.shell(session)


def _refused(
    visit: Visit, report: str, place: CasePlace, problem: Problem, draft: Draft = NO_DRAFT, field: str = "decision"
) -> Response:
    """The case again, with what was refused; a conflict keeps what was being said."""
    if problem.kind.code in ("stale-version", "conflict"):
        return _page(visit, report, place, Feedback(conflict=True, draft=draft), 412)
    errors = refusal(problem, visit.language, field)
    return _page(visit, report, place, Feedback(errors=errors, draft=draft), problem.kind.status)


def refusal(problem: Problem, language: Language, field: str) -> tuple[FieldError, ...]:
    """Errors of a refused form, beside what was being said.

    Raises:
        Problem: what is no matter of a field is a problem like another.
    """
    if problem.kind.code not in (
        "invalid-request",
        "nothing-to-accept",
        "law-changed",
        "held",
        "already-decided",
        "answer-would-change",
        "nothing-to-undo",
        "notice-rests-on-it",
        "notice-carries-it",
    ):
        raise problem
    errors = tuple(FieldError(field, typeset(fault.sentences(language), language)) for fault in problem.faults)
    title, advice = problem.kind.title.in_(language), problem.kind.advice.in_(language)
    message = f"{title}. {advice}" if problem.kind.code in ("notice-rests-on-it", "notice-carries-it") else title
    return errors or (FieldError("decision", typeset(message, language)),)
