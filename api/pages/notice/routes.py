"""`/notifications/{transmission}`: a notice is read, confirmed, tried, sent, followed,
contested.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Annotated, Literal, NamedTuple
from zoneinfo import ZoneInfo

from fastapi import Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, ValidationError

from api.db.action import EventRow, TransmissionRow
from api.db.sessions import AnySession, WriteSession
from api.http.deps import Look, Write
from api.http.routing import OffLoopRouter
from api.journal.entries import record
from api.kit.problems import Problem, invalid
from api.pages.follow_up.words import refused
from api.pages.notice.page import STATEMENT, RemarkDraft, notice_page
from api.pages.shell.visit import ContestationVisit, NoticeVisit, Visit
from api.transmissions.access import transmission_of
from api.transmissions.follow_up import contestations
from api.transmissions.follow_up import service as followup
from api.transmissions.follow_up.schemas import (
    ContestationCreate,
    ContestationReview,
    EventCreate,
    EventId,
    EventKind,
    HostDecision,
    ReviewOutcome,
)
from api.transmissions.notices import remarking, sending, stages
from api.transmissions.schemas import NoticeRemarkWrite, TransmissionId, TransmissionSend
from engine.notices.remarks import MAX_REMARK, remark_words
from textfile.text import Text, Unfit

router = OffLoopRouter(prefix="/notifications", default_response_class=HTMLResponse, include_in_schema=False)
Version = Annotated[int, Form(ge=0)]
Short = Annotated[str, Form(max_length=200)]
_ELSEWHERE = ("not-found", "read-again")
"""Problems that the page of a notice cannot say: there is no such page for whoever asks."""


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True)


class SendingForm(_Request):
    """Form that sends a notice: how, and the reference it was given."""

    version: Version
    how: Annotated[Literal["dry_run", "mail", "manual"], Form()]
    reference: Short = ""


class RemarkForm(_Request):
    """Form of the remark of the service on a notice."""

    version: Version
    words: Annotated[str, Form(max_length=4 * MAX_REMARK)] = ""
    language: Annotated[Literal["fr", "en"] | None, Form()] = None

    def remark(self) -> NoticeRemarkWrite:
        """The remark, as the service takes it.

        Raises:
            Problem: it is too long, or holds what cannot be seen.
        """
        try:
            words = remark_words(self.words)
        except Unfit as error:
            raise invalid("/words", error.text) from error
        return NoticeRemarkWrite(words=words, language=self.language)


class EventForm(_Request):
    """Form on what followed a notice."""

    version: Version
    kind: Annotated[EventKind, Form()]
    outcome: Annotated[HostDecision | Literal[""], Form()] = ""
    request: Annotated[str, Form(alias="asked", max_length=200)] = ""
    reference: Short = ""
    whom: Short = ""
    automated: Annotated[Literal["", "oui", "non"], Form()] = ""
    when: Annotated[str, Form(max_length=40)] = ""
    statement: Annotated[str, Form(max_length=5_000)] = ""

    def event(self, zone: ZoneInfo) -> EventCreate:
        """The event, as the service takes it; its moment is of that time zone.

        Raises:
            Problem: what the host decided, or who was called, is not said, or the moment cannot be
                read.
        """
        fields = {
            "kind": self.kind,
            "outcome": self.outcome or None,
            "request": self.request or None,
            "reference": self.reference.strip() or None,
            "whom": self.whom.strip() or None,
            "automated": {"oui": True, "non": False}.get(self.automated),
            "happened_at": _moment(self.when.strip(), zone),
            "statement": {STATEMENT: self.statement.strip()} if self.statement.strip() else None,
        }
        try:
            return EventCreate.model_validate(fields)
        except ValidationError as error:
            if self.kind == "call":
                raise invalid("/whom", Text(fr="dire qui a été appelé", en="say who was called")) from error
            what = Text(fr="dire ce que l'hébergeur a décidé", en="say what the host decided")
            raise invalid("/outcome", what) from error


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    """The moment that a form states, None where it states none.

    Raises:
        Problem: it cannot be read.
    """
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
        return at.replace(tzinfo=zone) if at.tzinfo is None else at
    except ValueError as error:
        what = Text(
            fr="jour et heure attendus, comme 2026-11-24T09:30",
            en="a day and an hour are expected, such as 2026-11-24T09:30",
        )
        raise invalid("/happened_at", what) from error


class ContestationForm(_Request):
    """Form of a contestation."""

    version: Version
    by: Annotated[Literal["host", "uploader"], Form()]
    grounds: Annotated[str, Form(max_length=5_000)] = ""


class ReviewForm(_Request):
    """Form that concludes on a contestation."""

    version: Version
    outcome: Annotated[ReviewOutcome, Form()]
    reason: Annotated[str, Form(max_length=2_000)] = ""


class NoticeAsRead(NamedTuple):
    """A notice, as the page that a form comes from showed it."""

    transmission: str
    version: int


@router.get("/{transmission}", name="notice")
def notice(
    visit: NoticeVisit,
    transmission: TransmissionId,
    session: Look,
    fait: Annotated[str, Query(max_length=40)] = "",
) -> HTMLResponse:
    """The notice. The journal keeps who read it."""
    row = transmission_of(session, transmission, visit.who)
    now = visit.services.clock.now()
    record(session, now, visit.account, "notice.read", row.report, transmission=row.id, form="page")
    return _page(visit, session, row, fait)


@router.post("/{transmission}/confirmation", name="confirm_here")
def confirm_here(visit: NoticeVisit, transmission: TransmissionId, session: Write, version: Version) -> Response:
    """Confirms it."""
    act = partial(stages.confirm, session, visit.services, visit.who)
    return _act(visit, session, NoticeAsRead(transmission, version), "confirmee", act)


@router.post("/{transmission}/remarque", name="remark_here")
def remark_here(
    visit: NoticeVisit, transmission: TransmissionId, session: Write, form: Annotated[RemarkForm, Form()]
) -> Response:
    """Writes the remark of the service on it; no words: none any more."""

    def remark(row: TransmissionRow) -> None:
        remarking.remark(session, visit.services, visit.who, row, form.remark())

    fait = "remarquee" if form.words.strip() else "sans_remarque"
    draft = RemarkDraft(form.words, form.language)
    return _act(visit, session, NoticeAsRead(transmission, form.version), fait, remark, draft)


@router.post("/{transmission}/retrait", name="withdraw_here")
def withdraw_here(visit: NoticeVisit, transmission: TransmissionId, session: Write, version: Version) -> Response:
    """Withdraws it."""
    act = partial(stages.withdraw, session, visit.services, visit.who)
    return _act(visit, session, NoticeAsRead(transmission, version), "retiree", act)


@router.post("/{transmission}/envoi", name="send_here")
def send_here(visit: NoticeVisit, transmission: TransmissionId, form: Annotated[SendingForm, Form()]) -> Response:
    """Tries it dry, mails it, or marks it as delivered another way, in transactions of its own: a
    mail is composed outside them.
    """
    delivery = TransmissionSend.model_validate({"how": form.how, "reference": form.reference.strip() or None})
    try:
        with visit.services.database.read() as session:
            _as_read(visit, session, transmission, form.version)
        sending.send(visit.services, visit.who, transmission, form.version, delivery)
    except Problem as problem:
        if problem.kind.code in _ELSEWHERE:
            raise
        return _refused(visit, transmission, problem)
    fait = "essayee" if form.how == "dry_run" else "envoyee"
    return RedirectResponse(f"/notifications/{transmission}?fait={fait}", 303)


@router.post("/{transmission}/suite", name="state_event_here")
def state_event_here(
    visit: NoticeVisit, transmission: TransmissionId, session: Write, form: Annotated[EventForm, Form()]
) -> Response:
    """Keeps what followed it."""

    def state(row: TransmissionRow) -> None:
        event = form.event(visit.services.settings.zone)
        followup.state_event(session, visit.services, visit.who, row, event)

    return _act(visit, session, NoticeAsRead(transmission, form.version), "suivie", state)


@router.post("/{transmission}/contestation", name="contest_here")
def contest_here(
    visit: NoticeVisit, transmission: TransmissionId, session: Write, form: Annotated[ContestationForm, Form()]
) -> Response:
    """Keeps a contestation."""

    def contest(row: TransmissionRow) -> None:
        grounds = form.grounds.strip()
        if not grounds:
            raise invalid("/grounds", Text(fr="dire ce qui est contesté", en="say what is contested"))
        new = ContestationCreate.model_validate({"by": form.by, "grounds": grounds})
        contestations.contest(session, visit.services, visit.who, row, new)

    return _act(visit, session, NoticeAsRead(transmission, form.version), "contestee", contest)


@router.post("/{transmission}/revue/{event}", name="review_here")
def review_here(
    visit: ContestationVisit,
    transmission: TransmissionId,
    event: EventId,
    session: Write,
    form: Annotated[ReviewForm, Form()],
) -> Response:
    """Concludes on a contestation."""

    def review(row: TransmissionRow) -> None:
        contestation = session.get(EventRow, event)
        if contestation is None or contestation.transmission != row.id:
            raise Problem("not-found")
        reason = form.reason.strip()
        if not reason:
            raise invalid("/reason", Text(fr="dire pourquoi", en="say why"))
        new = ContestationReview.model_validate({"outcome": form.outcome, "reason": reason})
        contestations.review(session, visit.services, visit.who, contestation, new)

    return _act(visit, session, NoticeAsRead(transmission, form.version), "revue", review)


def _act(
    visit: Visit,
    session: WriteSession,
    seen: NoticeAsRead,
    fait: str,
    act: Callable[[TransmissionRow], object],
    draft: RemarkDraft | None = None,
) -> Response:
    """Does something to a notice as it was read; what is refused is said on its page, and nothing
    is kept.
    """
    try:
        act(_as_read(visit, session, *seen))
    except Problem as problem:
        if problem.kind.code in _ELSEWHERE:
            raise
        session.abandon()
        return _refused(visit, seen.transmission, problem, draft)
    return RedirectResponse(f"/notifications/{seen.transmission}?fait={fait}", 303)


def _refused(visit: Visit, transmission: str, problem: Problem, draft: RemarkDraft | None = None) -> HTMLResponse:
    with visit.services.database.read() as session:
        return _page(visit, session, transmission_of(session, transmission, visit.who), problem=problem, draft=draft)


def _as_read(visit: Visit, session: AnySession, transmission: str, version: int) -> TransmissionRow:
    row = transmission_of(session, transmission, visit.who)
    if row.version != version:
        raise Problem("stale-version")
    return row


def _page(
    visit: Visit,
    session: AnySession,
    row: TransmissionRow,
    fait: str = "",
    problem: Problem | None = None,
    draft: RemarkDraft | None = None,
) -> HTMLResponse:
    say = visit.say
    known = ("confirmee", "remarquee", "sans_remarque", "retiree", "essayee", "envoyee", "suivie", "contestee", "revue")
    message = say.t(f"notice.done_{fait}") if fait in known else ""
    errors = refused(problem, say) if problem is not None else ()
    page = notice_page(visit, session, row, message, errors, draft)
    return visit.render(page, problem.kind.status if problem is not None else 200)
