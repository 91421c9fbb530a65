"""`/notifications/{transmission}`: a notice is read, confirmed, tried, sent, followed, contested."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from api.db.action import EventRow, TransmissionRow
from api.db.sessions import AnySession, WriteSession
from api.http.deps import Look, ServicesDep, Write
from api.http.identity import Identity
from api.http.permissions import CanActOnNotices, CanReviewContestations
from api.http.routing import OffLoopRouter
from api.http.services import Services
from api.journal.entries import record
from api.kit.preferences import language_of
from api.kit.problems import Problem, invalid
from api.pages.follow_up.words import refused
from api.pages.notice.page import notice_page
from api.pages.shell.say import Say
from api.pages.shell.templating import render
from api.transmissions.access import transmission_of
from api.transmissions.follow_up import contestations
from api.transmissions.follow_up import service as followup
from api.transmissions.follow_up.schemas import (
    ContestationCreate,
    ContestationReview,
    EventCreate,
    EventId,
    HostDecision,
    ReviewOutcome,
)
from api.transmissions.notices import sending, stages
from api.transmissions.schemas import TransmissionId, TransmissionSend
from textfile.text import Text

router = OffLoopRouter(prefix="/notifications", default_response_class=HTMLResponse, include_in_schema=False)
Version = Annotated[int, Form(ge=0)]
Said = Annotated[str, Form(max_length=5_000)]
Short = Annotated[str, Form(max_length=200)]
_ELSEWHERE = ("not-found", "read-again")
"""Problems that the page of a notice cannot say: there is no such page for whoever asks."""


@router.get("/{transmission}", name="notice")
def notice(
    who: CanActOnNotices, request: Request, transmission: TransmissionId, services: ServicesDep, session: Look,
    fait: Annotated[str, Query(max_length=40)] = "",
) -> HTMLResponse:  # fmt: skip
    """The notice. The journal keeps who read it."""
    row = transmission_of(session, transmission, who)
    record(session, services.clock.now(), who.account, "notice.read", row.report, transmission=row.id, form="page")
    return _shown(request, session, services, who, row, said=fait)


@router.post("/{transmission}/confirmation", name="confirm_here")
def confirm_here(
    who: CanActOnNotices,
    request: Request,
    transmission: TransmissionId,
    services: ServicesDep,
    session: Write,
    version: Version,
) -> Response:
    """Confirms it."""
    return _act(
        request,
        session,
        services,
        who,
        transmission,
        version,
        "confirmee",
        lambda row: stages.confirm(session, services, who, row),
    )


@router.post("/{transmission}/retrait", name="withdraw_here")
def withdraw_here(
    who: CanActOnNotices,
    request: Request,
    transmission: TransmissionId,
    services: ServicesDep,
    session: Write,
    version: Version,
) -> Response:
    """Withdraws it."""
    return _act(
        request,
        session,
        services,
        who,
        transmission,
        version,
        "retiree",
        lambda row: stages.withdraw(session, services, who, row),
    )


@router.post("/{transmission}/envoi", name="send_here")
def send_here(
    who: CanActOnNotices,
    request: Request,
    transmission: TransmissionId,
    services: ServicesDep,
    version: Version,
    how: Annotated[Literal["dry_run", "mail", "manual"], Form()],
    reference: Short = "",
) -> Response:
    """Tries it dry, mails it, or marks it as delivered another way, in transactions of its own: a mail is composed outside them."""
    given = TransmissionSend.model_validate({"how": how, "reference": reference.strip() or None})
    try:
        with services.database.read() as session:
            _fresh(session, transmission, who, version)
        sending.send(services, who, transmission, version, given)
    except Problem as problem:
        if problem.kind.code in _ELSEWHERE:
            raise
        return _refused(request, services, who, transmission, problem)
    return RedirectResponse(f"/notifications/{transmission}?fait={'essayee' if how == 'dry_run' else 'envoyee'}", 303)


@router.post("/{transmission}/suite", name="state_event_here")
def state_event_here(
    who: CanActOnNotices,
    request: Request,
    transmission: TransmissionId,
    services: ServicesDep,
    session: Write,
    version: Version,
    kind: Annotated[
        Literal["receipt", "host_decision", "reminder", "escalation", "complaint", "authority_request"], Form()
    ],
    outcome: Annotated[HostDecision | Literal[""], Form()] = "",
    asked: Short = "",
    reference: Short = "",
    automated: Annotated[Literal["", "oui", "non"], Form()] = "",
) -> Response:
    """Keeps what followed it."""
    told = {
        "kind": kind,
        "outcome": outcome or None,
        "request": asked or None,
        "reference": reference.strip() or None,
        "automated": {"oui": True, "non": False}.get(automated),
    }

    def state(row: TransmissionRow) -> None:
        try:
            given = EventCreate.model_validate(told)
        except ValidationError as error:
            raise invalid(
                "/outcome", Text(fr="dire ce que l'hébergeur a décidé", en="say what the host decided")
            ) from error
        followup.state_event(session, services, who, row, given)

    return _act(request, session, services, who, transmission, version, "suivie", state)


@router.post("/{transmission}/contestation", name="contest_here")
def contest_here(
    who: CanActOnNotices,
    request: Request,
    transmission: TransmissionId,
    services: ServicesDep,
    session: Write,
    version: Version,
    by: Annotated[Literal["host", "uploader"], Form()],
    grounds: Said = "",
) -> Response:
    """Keeps a contestation."""

    def contest(row: TransmissionRow) -> None:
        if not grounds.strip():
            raise invalid("/grounds", Text(fr="dire ce qui est contesté", en="say what is contested"))
        given = ContestationCreate.model_validate({"by": by, "grounds": grounds.strip()})
        contestations.contest(session, services, who, row, given)

    return _act(request, session, services, who, transmission, version, "contestee", contest)


@router.post("/{transmission}/revue/{event}", name="review_here")
def review_here(
    who: CanReviewContestations,
    request: Request,
    transmission: TransmissionId,
    event: EventId,
    services: ServicesDep,
    session: Write,
    version: Version,
    outcome: Annotated[ReviewOutcome, Form()],
    reason: Annotated[str, Form(max_length=2_000)] = "",
) -> Response:
    """Concludes on a contestation."""

    def review(row: TransmissionRow) -> None:
        held = session.get(EventRow, event)
        if held is None or held.transmission != row.id:
            raise Problem("not-found")
        if not reason.strip():
            raise invalid("/reason", Text(fr="dire pourquoi", en="say why"))
        given = ContestationReview.model_validate({"outcome": outcome, "reason": reason.strip()})
        contestations.review(session, services, who, held, given)

    return _act(request, session, services, who, transmission, version, "revue", review)


def _act(
    request: Request,
    session: WriteSession,
    services: Services,
    who: Identity,
    transmission: str,
    version: int,
    done: str,
    act: Callable[[TransmissionRow], object],
) -> Response:
    """Does something to a notice as it was read; what is refused is said on its page, and nothing is kept."""
    try:
        act(_fresh(session, transmission, who, version))
    except Problem as problem:
        if problem.kind.code in _ELSEWHERE:
            raise
        session.abandon()
        return _refused(request, services, who, transmission, problem)
    return RedirectResponse(f"/notifications/{transmission}?fait={done}", 303)


def _refused(request: Request, services: Services, who: Identity, transmission: str, problem: Problem) -> HTMLResponse:
    with services.database.read() as session:
        return _shown(request, session, services, who, transmission_of(session, transmission, who), problem=problem)


def _fresh(session: AnySession, transmission: str, who: Identity, version: int) -> TransmissionRow:
    row = transmission_of(session, transmission, who)
    if row.version != version:
        raise Problem("stale-version")
    return row


def _shown(
    request: Request,
    session: AnySession,
    services: Services,
    who: Identity,
    row: TransmissionRow,
    *,
    said: str = "",
    problem: Problem | None = None,
) -> HTMLResponse:
    say = Say(services.editions.current().ruleset, language_of(request))
    known = ("confirmee", "retiree", "essayee", "envoyee", "suivie", "contestee", "revue")
    told = say.t(f"notice.done_{said}") if said in known else ""
    errors = refused(problem, say) if problem is not None else ()
    page = notice_page(session, services, who, row, say, said=told, errors=errors)
    return render(request, page, problem.kind.status if problem is not None else 200)
