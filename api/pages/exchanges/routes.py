"""`/signalements/{report}/echanges`: what colleagues write on a case; `/echanges`: one's inbox.

Each form works without script; what is refused is given back on the page of exchanges.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, ValidationError

from api.db.sessions import AnySession, WriteSession
from api.http.deps import Read, Write
from api.http.routing import OffLoopRouter
from api.http.unit_of_work import UnitOfWork
from api.journal.entries import look, record
from api.kit.problems import Problem
from api.kit.typography import typeset
from api.pages.exchanges.contexts import ExchangesDraft, ExchangesPage
from api.pages.exchanges.inbox import inbox_page
from api.pages.exchanges.views import NO_DRAFT, exchanges_view
from api.pages.shell.catalogue import translate
from api.pages.shell.parts import FieldError
from api.pages.shell.visit import CaseVisit, Visit
from api.reports.endpoints import visible
from api.reports.exchanges import inbox, requests
from api.reports.exchanges.notes import write_note
from api.reports.exchanges.reopening import reopen
from api.reports.exchanges.schemas import CaseRequestAnswer, CaseRequestCreate, NoteCreate, NoteId, Reopening, RequestId
from api.reports.schemas import ReportId
from textfile.pydantic_messages import message_of
from textfile.text import Language

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)
_Short = Annotated[str, Form(max_length=200)]
_Long = Annotated[str, Form(max_length=20_000)]
_ROLE = "role:"
_FIELDS = {"body": "body", "reason": "body", "account": "to", "role": "to", "mentions": "to", "hours": "hours"}
"""The field of a form that shows what is wrong at a place of the request."""


class NoteForm(BaseModel):
    """Form of a note: its words, and one person to tell."""

    model_config = ConfigDict(frozen=True)

    body: _Long = ""
    to: _Short = ""


class RequestForm(NoteForm):
    """Form of a request: an opinion, or a case to hand over."""

    kind: _Short = "opinion"
    hours: Annotated[int, Form(ge=1, le=168)] = 24


class ReopeningForm(BaseModel):
    """Form that reopens a case, in the version that its page showed."""

    model_config = ConfigDict(frozen=True)

    version: Annotated[int, Form(ge=0)]
    body: _Long = ""


@router.get("/echanges", name="inbox")
def inbox_(visit: CaseVisit, session: Read) -> HTMLResponse:
    """What others wait for from who reads."""
    return visit.render(inbox_page(visit, session))


@router.get("/signalements/{report}/echanges", name="exchanges")
def exchanges(visit: CaseVisit, report: ReportId) -> HTMLResponse:
    """Everything that colleagues wrote on a case, with its whole history."""
    return _page(visit, report)


@router.post("/signalements/{report}/notes", name="write_note")
def add_note(visit: CaseVisit, report: ReportId, form: Annotated[NoteForm, Form()]) -> Response:
    """Writes a note."""

    def act(session: WriteSession) -> str:
        new = NoteCreate(body=form.body, mentions=[form.to] if form.to else [])
        row = visible(session, report, visit.who)
        return write_note(_unit(visit, session), row, new.body, also=new.mentions).id

    return _done(visit, report, act, ExchangesDraft("note", form.body, form.to))


@router.post("/signalements/{report}/demandes", name="ask_colleague_here")
def ask_colleague(visit: CaseVisit, report: ReportId, form: Annotated[RequestForm, Form()]) -> Response:
    """Asks for an opinion, or hands the case over."""
    form_name = "handover" if form.kind == "handover" else "opinion"

    def act(session: WriteSession) -> str:
        role = form.to.removeprefix(_ROLE) if form.to.startswith(_ROLE) else None
        new = CaseRequestCreate.model_validate(
            {
                "kind": form.kind,
                "body": form.body,
                "account": form.to if form.to and role is None else None,
                "role": role,
                "hours": form.hours,
            }
        )
        requests.ask(_unit(visit, session), visible(session, report, visit.who), new)
        return ""

    return _done(visit, report, act, ExchangesDraft(form_name, form.body, form.to, str(form.hours)))


@router.post("/signalements/{report}/reouverture", name="reopen_case")
def reopen_case(visit: CaseVisit, report: ReportId, form: Annotated[ReopeningForm, Form()]) -> Response:
    """Reopens a decided case, with a reason."""

    def act(session: WriteSession) -> str:
        new = Reopening(reason=form.body)
        row = visible(session, report, visit.who)
        if row.version != form.version:
            raise Problem("stale-version")
        reopen(_unit(visit, session), row, new.reason)
        return ""

    return _done(visit, report, act, ExchangesDraft("reopening", form.body))


@router.post("/signalements/{report}/demandes/{asked}/reponse", name="answer_colleague")
def answer_colleague(
    visit: CaseVisit, report: ReportId, asked: RequestId, form: Annotated[NoteForm, Form()]
) -> Response:
    """Gives the opinion that was asked for."""

    def act(session: WriteSession) -> str:
        requests.answer(_unit(visit, session), asked, CaseRequestAnswer(body=form.body).body)
        return ""

    return _done(visit, report, act, ExchangesDraft(asked, form.body))


@router.post("/signalements/{report}/demandes/{asked}/prise", name="take_case_over")
def take_case_over(visit: CaseVisit, report: ReportId, asked: RequestId) -> Response:
    """Takes over the case that was handed over."""

    def act(session: WriteSession) -> str:
        requests.accept(_unit(visit, session), asked)
        return ""

    return _done(visit, report, act, NO_DRAFT)


@router.post("/signalements/{report}/demandes/{asked}/retrait", name="withdraw_request")
def withdraw_request(visit: CaseVisit, report: ReportId, asked: RequestId) -> Response:
    """Takes a request back, or declines it."""

    def act(session: WriteSession) -> str:
        requests.cancel(_unit(visit, session), asked)
        return ""

    return _done(visit, report, act, NO_DRAFT)


@router.post("/echanges/reponses/{asked}", name="see_answer_here")
def see_answer(visit: CaseVisit, asked: RequestId, session: Write) -> RedirectResponse:
    """Marks the answer to one's own request as seen."""
    inbox.see_answer(_unit(visit, session), asked)
    return RedirectResponse("/echanges", 303)


@router.post("/echanges/mentions/{note}", name="see_mention_here")
def see_mention(visit: CaseVisit, note: NoteId, session: Write) -> RedirectResponse:
    """Marks a mention as seen."""
    inbox.see_mention(_unit(visit, session), note)
    return RedirectResponse("/echanges", 303)


def _unit(visit: Visit, session: WriteSession) -> UnitOfWork:
    return UnitOfWork(session, visit.services, visit.who)


def _done(visit: Visit, report: str, act: Callable[[WriteSession], str], draft: ExchangesDraft) -> Response:
    """The case after an act in a transaction of its own; what is refused, with what was written."""
    try:
        with visit.services.database.write() as session:
            note = act(session)
    except ValidationError as error:
        return _page(visit, report, draft, _wrong(error, draft.form, visit.language), 422)
    except Problem as problem:
        if problem.kind.status not in (409, 412, 422):
            raise
        return _page(visit, report, draft, _refused(problem, draft.form, visit.language), problem.kind.status)
    return RedirectResponse(f"/signalements/{report}#{f'note-{note}' if note else 'echanges'}", 303)


def _wrong(error: ValidationError, form: str, language: Language) -> tuple[FieldError, ...]:
    found = []
    for fault in error.errors(include_input=False, include_url=False):
        field = _FIELDS.get(str(fault["loc"][0]), "body") if fault["loc"] else "to"
        words = translate(language, "exchanges.wrong_to") if field == "to" else message_of(fault).in_(language)
        found.append(FieldError(f"{field}-{form}", typeset(words[:1].upper() + words[1:], language)))
    return tuple(found)


def _refused(problem: Problem, form: str, language: Language) -> tuple[FieldError, ...]:
    title, advice = (one.in_(language) for one in (problem.kind.title, problem.kind.advice))
    if not problem.faults:
        return (FieldError("", typeset(f"{title}. {advice}", language)),)
    return tuple(
        FieldError(
            f"{_FIELDS.get(fault.pointer.split('/')[1], 'body')}-{form}", typeset(fault.sentences(language), language)
        )
        for fault in problem.faults
    )


def _page(
    visit: Visit,
    report: str,
    draft: ExchangesDraft = NO_DRAFT,
    errors: tuple[FieldError, ...] = (),
    status: int = 200,
) -> HTMLResponse:
    with look(visit.services.database) as session:
        row = visible(session, report, visit.who)
        record(session, visit.services.clock.now(), visit.account, "report.seen", row.id)
        view = exchanges_view(visit, session, row, most=None, draft=draft, errors=errors)
        page = ExchangesPage(title=_title(visit, session, report), exchanges=view)
    return visit.render(page, status)


def _title(visit: Visit, session: AnySession, report: str) -> str:
    row = visible(session, report, visit.who)
    return translate(visit.language, "exchanges.title", name=row.reference or row.id[-6:])
