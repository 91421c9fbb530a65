"""`/signalements/{report}`: a case is read, told facts of, decided, taken back. Each form works without script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.audit.journal import record
from api.db.reports import ReportRow
from api.db.sessions import WriteSession
from api.deps import Wired, Write
from api.problems import FieldProblem, Problem
from api.reports import decisions, facts, repository
from api.reports.endpoints import visible
from api.reports.permissions import CanDecide, CanState
from api.reports.schemas import DecisionKind, NewDecision, ReportId, Statement
from api.security.identity import Identity
from api.web.locales import translate
from api.web.parts import FieldError
from api.web.preferences import language_of, preferences_of
from api.web.templating import render
from api.web.typography import typeset
from api.wiring import Wiring
from api.workbench import asking, turns
from api.workbench.answers import answer_of
from api.workbench.case_page import Asked, case_page
from api.workbench.done import done_of
from api.workbench.views import Draft
from engine.facts.digest import known_data

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

Short = Annotated[str, Query(max_length=200)]
Long = Annotated[str, Query(max_length=4_000)]
Sent = Annotated[str, Form(max_length=200)]
Said = Annotated[str, Form(max_length=4_000)]
Version = Annotated[int, Form(ge=0)]
Values = Annotated[tuple[str, ...], Form(max_length=200)]
MAX_REASON = 2_000


@router.get("/signalements/{report}", name="case")
def case(
    who: CanDecide,
    request: Request,
    report: ReportId,
    wired: Wired,
    session: Write,
    infraction: Short = "",
    sans: Long = "",
    fait: Short = "",
    suite: Short = "",
    fini: Short = "",
) -> Response:
    """The case. The journal keeps who saw it; whoever opens one that nobody holds, holds it."""
    row = visible(session, report, who)
    turns.hold(session, wired, who, row)
    done = done_of(session, wired, who, fini, language_of(request))
    asked = Asked(infraction, _names(sans), fait, suite, done, preferences_of(request).pause)
    return _shown(request, session, wired, who, row, asked)


@router.post("/signalements/{report}/faits", name="state_fact")
def state_fact(
    who: CanState,
    request: Request,
    report: ReportId,
    wired: Wired,
    session: Write,
    version: Version,
    fact: Sent,
    act: Sent = "state",
    value: Values = (),
    infraction: Sent = "",
    sans: Said = "",
) -> Response:
    """States, confirms, denies or withdraws one fact; the answer follows at once."""
    row = visible(session, report, who)
    asked, draft = Asked(infraction, _names(sans)), Draft(fact=fact, values=tuple(value))
    if row.version != version:
        return _shown(request, session, wired, who, row, asked, 412, conflict=True, draft=draft)
    try:
        facts.state_facts(session, wired, who, row, _statement(session, wired, who, row, fact, act, value))
    except Problem as problem:
        return _refused(request, session, wired, who, row, asked, problem, draft, f"question-{fact}")
    left = _presumed(session, wired, who, row) if act in ("confirm", "deny") else 0
    where = asked.suffix(suite="presumed" if left else "questions")
    return RedirectResponse(f"/signalements/{report}?{where}", 303)


@router.post("/signalements/{report}/decision", name="decide_case")
def decide_case(
    who: CanDecide,
    request: Request,
    report: ReportId,
    wired: Wired,
    session: Write,
    version: Version,
    kind: Annotated[DecisionKind, Form()],
    offence: Sent = "",
    reason: Said = "",
    infraction: Sent = "",
    sans: Said = "",
) -> Response:
    """Decides, and goes on to the next case."""
    row = visible(session, report, who)
    asked, draft = Asked(infraction, _names(sans)), Draft(kind=kind, offence=offence, reason=reason)
    if row.version != version:
        return _shown(request, session, wired, who, row, asked, 412, conflict=True, draft=draft)
    told = reason.strip()
    if len(told) > MAX_REASON or (kind == "correct" and not told) or (kind == "correct" and not offence):
        name, key = ("reason", "case.reason_long" if told else "case.reason_needed")
        if told and len(told) <= MAX_REASON:
            name, key = "offence", "case.offence_needed"
        return _wrong(request, session, wired, who, row, asked, ((name, key),), draft)
    new = NewDecision(kind=kind, offence=offence if kind == "correct" else None, reason=told or None)
    try:
        decisions.decide(session, wired, who, row, new)
    except Problem as problem:
        return _refused(request, session, wired, who, row, asked, problem, draft, "offence")
    return turns.go_on(session, wired, who, after=row)


@router.post("/signalements/{report}/annulation", name="undo_case")
def undo_case(
    who: CanDecide, request: Request, report: ReportId, wired: Wired, session: Write, version: Version
) -> Response:
    """Takes the decision back, and shows the case again."""
    row = visible(session, report, who)
    if row.version != version:
        return _shown(request, session, wired, who, row, Asked(), 412, conflict=True)
    decisions.undo(session, wired, who, row)
    turns.hold(session, wired, who, row)
    return RedirectResponse(f"/signalements/{report}", 303)


def _shown(
    request: Request,
    session: WriteSession,
    wired: Wiring,
    who: Identity,
    row: ReportRow,
    asked: Asked,
    status: int = 200,
    **more: Any,
) -> Response:
    record(session, wired.clock.now(), who.account, "report.seen", row.id)
    page = case_page(session, wired, who, row, language_of(request), asked, **more)
    return render(request, page, status)


def _refused(
    request: Request,
    session: WriteSession,
    wired: Wiring,
    who: Identity,
    row: ReportRow,
    asked: Asked,
    problem: Problem,
    draft: Draft,
    place: str,
) -> Response:
    """What cannot be kept, said beside what was being said. What is no matter of a field is a problem like another."""
    if problem.kind.code not in ("invalid-request", "nothing-to-accept", "held", "already-decided"):
        raise problem
    language = language_of(request)
    told = [FieldError(place, typeset(f"{e.message} {e.hint}".strip(), "fr")) for e in problem.errors]
    if not told:
        told = [FieldError("decision", typeset(problem.kind.title.in_(language), language))]
    return _shown(request, session, wired, who, row, asked, problem.kind.status, errors=tuple(told), draft=draft)


def _wrong(
    request: Request,
    session: WriteSession,
    wired: Wiring,
    who: Identity,
    row: ReportRow,
    asked: Asked,
    told: tuple[tuple[str, str], ...],
    draft: Draft,
) -> Response:
    language = language_of(request)
    errors = tuple(FieldError(name, translate(language, key)) for name, key in told)
    return _shown(request, session, wired, who, row, asked, 422, errors=errors, draft=draft)


def _statement(
    session: WriteSession, wired: Wiring, who: Identity, row: ReportRow, name: str, act: str, values: Sequence[str]
) -> Statement:
    """What the form says, as the service takes it.

    Raises:
        Problem: a fact that the law does not know, nothing answered, a fact that is not there to be confirmed.
    """
    fact = wired.laws.current().ruleset.facts.get(name)
    if fact is None:
        raise Problem("invalid-request", [FieldProblem(pointer="/fact", message="fait inconnu")])
    if act == "withdraw":
        return Statement(withdraw=[name])
    if act not in ("confirm", "deny"):
        return Statement(state={name: asking.stated_value(fact, values)})
    held = next((f for f in repository.facts_in_force(session, row.id) if f.fact == name), None)
    derived = answer_of(session, wired, who, row).answered.report.facts.get(name)
    if held is None and derived is None:
        raise Problem("invalid-request", [FieldProblem(pointer="/fact", message="ce fait n'est pas établi")])
    value = held.value if held is not None else known_data(derived.known)  # type: ignore[union-attr]
    if act == "deny":
        value = asking.denial_of(fact, value)
        if value is None:
            return Statement(withdraw=[name])
    told: dict[str, Any] = {"value": value}
    if held is not None and held.span_start is not None:
        told["span"] = [held.span_start, held.span_end]
    if held is not None and held.source:
        told["source"] = held.source
    return Statement(state={name: told})


def _presumed(session: WriteSession, wired: Wiring, who: Identity, row: ReportRow) -> int:
    """How many facts are still only presumed."""
    stated = answer_of(session, wired, who, row).answered.report.facts
    return sum(fact.standing.value == "presumed" for fact in stated.values())


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in text.split(",") if name.replace("_", "").isalnum()))[:100]
