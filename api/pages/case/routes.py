"""`/signalements/{report}`: a case is read, told facts of, decided, taken back. Each form works without script."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.db.reports import ReportRow
from api.db.sessions import AnySession
from api.http.deps import ServicesDep
from api.http.identity import Identity
from api.http.routing import Router
from api.http.services import Services
from api.journal.entries import look, record
from api.kit.preferences import language_of, preferences_of
from api.kit.problems import Problem
from api.kit.typography import typeset
from api.pages.case import assignment
from api.pages.case.answers import renew
from api.pages.case.danger_views import asks_twice
from api.pages.case.page import Asked, case_page
from api.pages.case.readings import first_reading, presumed_in, statement
from api.pages.case.undo_bar import done_of
from api.pages.case.views import Draft
from api.pages.shell.catalogue import translate
from api.pages.shell.parts import FieldError
from api.pages.shell.templating import render
from api.reports import confirming, decisions, facts, undoing
from api.reports.blinding import blinded
from api.reports.danger import danger_of
from api.reports.endpoints import visible
from api.reports.permissions import CanDecide
from api.reports.queue import service as queue
from api.reports.schemas import DecisionKind, NewDecision, ReportId
from textfile.text import Language

router = Router(default_response_class=HTMLResponse, include_in_schema=False)

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
    services: ServicesDep,
    infraction: Short = "",
    sans: Long = "",
    fait: Short = "",
    suite: Short = "",
    fini: Short = "",
    acte: Short = "",
    defait: Long = "",
    annulee: bool = False,
) -> Response:
    """The case. The journal keeps who saw it; looking holds nothing. Whoever reads it again blind is sent there."""
    with services.database.read() as session:
        again = blinded(session, who.account, report)
        if again is not None:
            return RedirectResponse(f"/relecture/{again.id}", 303)
        mine = queue.holder(services, visible(session, report, who)) == who.account
    if mine:
        with services.database.write() as session:
            assignment.keep(session, services, who, visible(session, report, who))
    pause = preferences_of(request).pause
    asked = Asked(infraction, names_in(sans), fait, suite, None, pause, acte, names_in(defait), annulee)
    return _shown(request, services, who, report, asked, fini)


@router.post("/signalements/{report}/faits", name="state_fact")
def state_fact(
    who: CanDecide,
    request: Request,
    report: ReportId,
    services: ServicesDep,
    version: Version,
    fact: Sent,
    act: Sent = "state",
    value: Values = (),
    infraction: Sent = "",
    sans: Said = "",
    fini: Sent = "",
) -> Response:
    """States, confirms, denies or withdraws one fact; the answer follows at once."""
    asked, draft = Asked(infraction, names_in(sans)), Draft(fact=fact, values=tuple(value))
    renew(services, who, report)
    try:
        with services.database.read() as reading:
            before = _as_read(reading, report, who, version)
            decisions.not_held(services, who, before)
            new = statement(first_reading(reading, services, before), fact, act, value)
            ahead = confirming.answer_ahead(reading, services, who, before, new)
            asked = replace(asked, done=done_of(reading, services, who, fini, language_of(request), beside=before))
        with services.database.write() as session:
            row = _as_read(session, report, who, version)
            assignment.hold(session, services, who, row)
            confirming.state(session, services, who, row, new, ahead)
            answer = row.qualification or ""
    except Problem as problem:
        return _refused(request, services, who, report, asked, problem, draft, f"question-{fact}", fini)
    left = presumed_in(ahead.report.facts) if act in ("confirm", "deny") else 0
    where = asked.suffix(suite="presumed" if left else "questions", acte=answer)
    return RedirectResponse(f"/signalements/{report}?{where}", 303)


@router.post("/signalements/{report}/faits/annulation", name="undo_fact")
def undo_fact(
    who: CanDecide,
    request: Request,
    report: ReportId,
    services: ServicesDep,
    version: Version,
    infraction: Sent = "",
    sans: Said = "",
    fini: Sent = "",
) -> Response:
    """Takes back the last change of facts on this case; what the text had shown comes back."""
    asked = Asked(infraction, names_in(sans))
    try:
        with services.database.read() as reading:
            before = _as_read(reading, report, who, version)
            decisions.not_held(services, who, before)
            ahead = undoing.answer_ahead(reading, services, who, before)
            asked = replace(asked, done=done_of(reading, services, who, fini, language_of(request), beside=before))
        with services.database.write() as session:
            row = _as_read(session, report, who, version)
            assignment.hold(session, services, who, row)
            names = undoing.undo_act(session, services, who, row, ahead)
    except Problem as problem:
        return _refused(request, services, who, report, asked, problem, Draft(), "decision", fini)
    where = asked.suffix(suite=names[0], defait=",".join(names))
    return RedirectResponse(f"/signalements/{report}?{where}", 303)


@router.post("/signalements/{report}/decision", name="decide_case")
def decide_case(
    who: CanDecide,
    request: Request,
    report: ReportId,
    services: ServicesDep,
    version: Version,
    kind: Annotated[DecisionKind, Form()],
    offence: Sent = "",
    reason: Said = "",
    confirm: Values = (),
    confirm_corrected: Values = (),
    confirm_for: Sent = "",
    infraction: Sent = "",
    sans: Said = "",
    malgre: Sent = "",
) -> Response:
    """Decides, and goes on to the next case. Where a danger is told, what would close the case is asked again first: `malgre` answers that."""
    asked, draft = Asked(infraction, names_in(sans)), Draft(kind=kind, offence=offence, reason=reason)
    if kind == "correct":  # the facts named are those of the offence that the page showed
        confirm = confirm_corrected if offence == confirm_for else ()
    try:
        with services.database.read() as reading:
            before = _as_read(reading, report, who, version)
            meant = decisions.accepted_kind(reading, before) if kind == "accept" else kind
            danger = danger_of(reading, services, before, facts.stated_facts(reading, before, services))
            wrong, again = wrong_in(draft), asks_twice(danger, meant, malgre)
            if wrong is None and not again:
                decision = decision_in(draft, confirm)
                ahead = decisions.answer_ahead(reading, services, who, before, decision)
        if wrong is not None:
            errors = (FieldError(wrong[0], translate(language_of(request), wrong[1])),)
            return _shown(request, services, who, report, asked, status=422, errors=errors, draft=draft)
        if again:
            return _shown(request, services, who, report, asked, draft=written_in(draft), ask=meant)
        with services.database.write() as session:
            row = _as_read(session, report, who, version)
            decisions.decide(session, services, who, row, decision, ahead)
            return assignment.go_on(session, services, who, after=row)
    except Problem as problem:
        return _refused(request, services, who, report, asked, problem, draft, "offence")


@router.post("/signalements/{report}/confirmation", name="confirm_facts")
def confirm_facts(
    who: CanDecide, request: Request, report: ReportId, services: ServicesDep, version: Version, confirm: Values = ()
) -> Response:
    """Confirms presumed facts of a case at once, decided or not; the answer follows."""
    try:
        with services.database.read() as reading:
            before = _as_read(reading, report, who, version)
            decisions.not_held(services, who, before)
            new = confirming.confirmation(reading, services, before, confirm)
            ahead = confirming.answer_ahead(reading, services, who, before, new) if new is not None else None
        with services.database.write() as session:
            row = _as_read(session, report, who, version)
            assignment.hold(session, services, who, row)
            if new is not None and ahead is not None:
                confirming.state(session, services, who, row, new, ahead)
            answer = row.qualification or ""
    except Problem as problem:
        return _refused(request, services, who, report, Asked(), problem, Draft(), "decision")
    where = Asked().suffix(acte=answer) if new is not None else ""
    return RedirectResponse(f"/signalements/{report}?{where}#decision", 303)


@router.post("/signalements/{report}/annulation", name="undo_case")
def undo_case(who: CanDecide, request: Request, report: ReportId, services: ServicesDep, version: Version) -> Response:
    """Takes the decision back, and shows the case again."""
    with services.database.write() as session:
        row = visible(session, report, who)
        stale = row.version != version
        if not stale:
            decisions.undo(session, services, who, row)
            assignment.take(session, services, who, row)
    if stale:
        return _shown(request, services, who, report, Asked(), status=412, conflict=True)
    return RedirectResponse(f"/signalements/{report}?annulee=1", 303)


def _as_read(session: AnySession, report: str, who: Identity, version: int) -> ReportRow:
    """A report as the page that a form comes from showed it.

    Raises:
        Problem: there is none for them, or it changed since.
    """
    row = visible(session, report, who)
    if row.version != version:
        raise Problem("stale-version")
    return row


def _shown(
    request: Request,
    services: Services,
    who: Identity,
    report: str,
    asked: Asked,
    fini: str = "",
    status: int = 200,
    **more: Any,
) -> Response:
    renew(services, who, report)
    with look(services.database) as session:
        row = visible(session, report, who)
        record(session, services.clock.now(), who.account, "report.seen", row.id)
        asked = replace(asked, done=done_of(session, services, who, fini, language_of(request), beside=row))
        reading = first_reading(session, services, row)
        page = case_page(session, services, who, row, reading, language_of(request), asked, **more)
    return render(request, page, status)


def _refused(
    request: Request,
    services: Services,
    who: Identity,
    report: str,
    asked: Asked,
    problem: Problem,
    draft: Draft,
    place: str,
    fini: str = "",
) -> Response:
    """The case again, with what was refused; a conflict keeps what was being said."""
    if problem.kind.code in ("stale-version", "conflict"):
        return _shown(request, services, who, report, asked, fini, 412, conflict=True, draft=draft)
    errors = refusal(problem, language_of(request), place)
    return _shown(request, services, who, report, asked, fini, problem.kind.status, errors=errors, draft=draft)


def refusal(problem: Problem, language: Language, place: str) -> tuple[FieldError, ...]:
    """What cannot be kept, said beside what was being said.

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
    ):
        raise problem
    errors = tuple(FieldError(place, typeset(fault.sentences(language), language)) for fault in problem.faults)
    title, advice = problem.kind.title.in_(language), problem.kind.advice.in_(language)
    said = f"{title}. {advice}" if problem.kind.code == "notice-rests-on-it" else title
    return errors or (FieldError("decision", typeset(said, language)),)


def wrong_in(draft: Draft) -> tuple[str, str] | None:
    """What keeps a decision from being taken as it was written: the field, and the message that says so."""
    told = draft.reason.strip()
    if len(told) > MAX_REASON:
        return "reason", "case.reason_long"
    if draft.kind == "correct" and not told:
        return "reason", "case.reason_needed"
    return ("offence", "case.offence_needed") if draft.kind == "correct" and not draft.offence else None


def written_in(draft: Draft) -> Draft:
    """What somebody wrote of a decision: the offence that a form always sends counts only beside a reason."""
    return draft if draft.reason.strip() else replace(draft, offence="")


def decision_in(draft: Draft, confirm: Values = ()) -> NewDecision:
    """A decision that nothing is wrong in, as the service takes it; `confirm` counts where an offence is upheld."""
    offence = draft.offence if draft.kind == "correct" else None
    told = {"kind": draft.kind, "offence": offence, "reason": draft.reason.strip() or None}
    return NewDecision.model_validate({**told, "confirm": list(confirm) if draft.kind in ("accept", "correct") else []})


def names_in(text: str) -> tuple[str, ...]:
    """The names of facts that an address lists."""
    return tuple(dict.fromkeys(name for name in text.split(",") if name.replace("_", "").isalnum()))[:100]
