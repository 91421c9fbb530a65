"""Acts on a change request, each a form of its page: what is refused is said there, and given
back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict

from api.changes import discussion, drafts, publishing, repository, submission
from api.changes.evidence_jobs import start_evidence
from api.changes.schemas import ChangeId, CommentId
from api.db.changes import ChangeRow
from api.db.sessions import WriteSession
from api.http.deps import Read, Write
from api.http.routing import OffLoopRouter
from api.http.unit_of_work import UnitOfWork
from api.kit.problems import Problem
from api.kit.schemas import instant_of
from api.pages.changes.evidence_views import anchor_of
from api.pages.changes.request_page import NO_FORM, FormReturn, local_effect, request_page
from api.pages.changes.routes import ChangeForm
from api.pages.shell.parts import FieldError
from api.pages.shell.visit import RulesDraftVisit, RulesPublishVisit, RulesSignVisit, Visit
from api.shadow.repository import run_of
from api.shadow.service import start_shadow, stop_shadow
from api.shadow.states import LEAST_WIDTH, USUAL_WIDTH

router = OffLoopRouter(prefix="/demandes/{change}", default_response_class=HTMLResponse, include_in_schema=False)
MAX_COMMENT = 5_000
_PASSED_ON = frozenset({"not-found", "sign-in-needed", "not-allowed", "law-damaged"})
"""Problems that the page of the request could not show: they keep their own."""


class VersionForm(BaseModel):
    """Version of the request that was shown."""

    model_config = ConfigDict(frozen=True)

    version: Annotated[int, Form(ge=0, le=2**31 - 1)] = 0


class DescriptionForm(ChangeForm):
    """Title, reason, moment of effect in the time zone of the hotline."""

    version: Annotated[int, Form(ge=0, le=2**31 - 1)] = 0
    effect_at: Annotated[str, Form(max_length=40)] = ""


class SubmissionForm(BaseModel):
    """Digest of what was shown: it is this, and nothing else, that is signed or published."""

    model_config = ConfigDict(frozen=True)

    submission: Annotated[str, Form(max_length=64)] = ""


class EmergencyForm(VersionForm):
    """Why it cannot wait, and that it is meant."""

    reason: Annotated[str, Form(max_length=20_000)] = ""
    confirm: Annotated[str, Form(max_length=10)] = ""


class CommentForm(BaseModel):
    """A comment, what it is about, or the comment that it answers."""

    model_config = ConfigDict(frozen=True)

    body: Annotated[str, Form(max_length=100_000)] = ""
    place: Annotated[str, Form(max_length=300)] = ""
    answers: Annotated[str, Form(max_length=40)] = ""


class LookForm(SubmissionForm):
    """A part that was looked at."""

    part: Annotated[str, Form(max_length=200)] = ""


class ResolutionForm(BaseModel):
    """Whether a comment is open again."""

    model_config = ConfigDict(frozen=True)

    again: Annotated[bool, Form()] = False


class ShadowForm(BaseModel):
    """Width of the interval at which a shadow run ends by itself."""

    model_config = ConfigDict(frozen=True)

    precision: Annotated[float, Form(ge=LEAST_WIDTH, le=1)] = USUAL_WIDTH


@router.post("/description", name="describe_change_here")
def describe(
    visit: RulesDraftVisit, change: ChangeId, session: Write, form: Annotated[DescriptionForm, Form()]
) -> Response:
    """Title, reason and date of effect said anew."""
    sent = FormReturn(name=form.title, why=form.reason, effect_at=form.effect_at)
    faults, row = form.faults(visit), repository.change(session, change)
    try:
        # a field that shows minutes, sent back as it was, does not change a moment that has seconds
        same = form.effect_at == local_effect(row, visit)
        effect_at = row.effect_at if same else _moment(form.effect_at, visit)
    except ValueError:
        effect_at, faults = None, (*faults, FieldError("effect_at", visit.say.t("change.effect_wrong")))
    if faults:
        return request_page(visit, session, row, replace(sent, errors=faults))

    def act(unit: UnitOfWork) -> None:
        drafts.describe_change(unit, change, form.version, form.purpose, effect_at)

    return _act(visit, session, change, act, "described", sent)


@router.post("/dossier", name="work_out_evidence_here")
def work_out_evidence(visit: RulesDraftVisit, change: ChangeId, session: Read) -> Response:
    """Starts the evidence again, after it failed."""
    start_evidence(session, visit.services, repository.change(session, change))
    return RedirectResponse(f"/demandes/{change}?fait=started#dossier", 303)


@router.post("/soumission", name="submit_change_here")
def submit(visit: RulesDraftVisit, change: ChangeId, session: Write, form: Annotated[VersionForm, Form()]) -> Response:
    """Submits it: its evidence is frozen."""
    return _act(visit, session, change, lambda u: submission.submit_change(u, change, form.version), "submitted")


@router.post("/retour", name="return_change_here")
def take_back(
    visit: RulesDraftVisit, change: ChangeId, session: Write, form: Annotated[VersionForm, Form()]
) -> Response:
    """Takes it back to a draft."""
    return _act(visit, session, change, lambda u: submission.return_change(u, change, form.version), "returned")


@router.post("/signature", name="sign_change_here")
def sign(visit: RulesSignVisit, change: ChangeId, session: Write, form: Annotated[SubmissionForm, Form()]) -> Response:
    """Signs what was shown."""
    return _act(visit, session, change, lambda u: submission.sign_change(u, change, form.submission), "signed")


@router.post("/signature/retrait", name="withdraw_signature_here")
def withdraw(visit: RulesSignVisit, change: ChangeId, session: Write) -> Response:
    """Withdraws one's signature."""
    return _act(visit, session, change, lambda u: submission.withdraw_signature(u, change), "unsigned")


@router.post("/publication", name="publish_change_here")
def publish(
    visit: RulesPublishVisit, change: ChangeId, session: Write, form: Annotated[SubmissionForm, Form()]
) -> Response:
    """Publishes what was shown."""
    return _act(visit, session, change, lambda u: publishing.publish_change(u, change, form.submission), "published")


@router.post("/urgence", name="publish_in_emergency_here")
def publish_at_once(
    visit: RulesPublishVisit, change: ChangeId, session: Write, form: Annotated[EmergencyForm, Form()]
) -> Response:
    """Publishes without waiting for signatures."""
    sent = FormReturn(emergency_reason=form.reason)
    if not form.confirm:
        faults = (FieldError("urgence-confirm", visit.say.t("change.confirm_needed")),)
        return request_page(visit, session, repository.change(session, change), replace(sent, errors=faults))

    def act(unit: UnitOfWork) -> None:
        publishing.publish_in_emergency(unit, change, form.version, form.reason)

    return _act(visit, session, change, act, "published", sent)


@router.post("/abandon", name="close_change_here")
def close(visit: RulesDraftVisit, change: ChangeId, session: Write, form: Annotated[VersionForm, Form()]) -> Response:
    """Closes a request that will not be published."""
    return _act(visit, session, change, lambda u: drafts.close_change(u, change, form.version), "closed")


@router.post("/nouvelle", name="open_change_again_here")
def open_again(visit: RulesDraftVisit, change: ChangeId, session: Write) -> Response:
    """Opens a request with the text of one whose edition was withdrawn."""
    return _act(visit, session, change, lambda u: publishing.open_again(u, change), "opened_again")


@router.post("/vu", name="mark_reviewed_here")
def mark_seen(visit: RulesSignVisit, change: ChangeId, session: Write, form: Annotated[LookForm, Form()]) -> Response:
    """Marks a part of the difference as looked at."""

    def act(unit: UnitOfWork) -> None:
        discussion.mark_reviewed(unit, repository.change(session, change), form.submission, form.part)

    return _act(visit, session, change, act, f"seen#{anchor_of(form.part)}")


@router.post("/commentaires", name="comment_here")
def comment(visit: RulesSignVisit, change: ChangeId, session: Write, form: Annotated[CommentForm, Form()]) -> Response:
    """Comments on a part, or on the whole."""
    body, row = form.body.strip(), repository.change(session, change)
    sent = FormReturn(comment=form.body, place=form.place)
    if not body or len(body) > MAX_COMMENT:
        told = visit.say.t("change.too_long", n=MAX_COMMENT) if body else visit.say.t("change.comment_needed")
        faults = (FieldError("commentaire", told),)
        return request_page(visit, session, row, replace(sent, errors=faults))

    def act(unit: UnitOfWork) -> None:
        discussion.comment_on(unit, change, body, form.place, form.answers or None)

    return _act(visit, session, change, act, "commented#discussion", sent)


@router.post("/commentaires/{comment}/resolution", name="resolve_comment_here")
def resolve(
    visit: RulesSignVisit, change: ChangeId, comment: CommentId, session: Write, form: Annotated[ResolutionForm, Form()]
) -> Response:
    """Marks a comment as resolved, or open again."""

    def act(unit: UnitOfWork) -> None:
        discussion.resolve_comment(unit, change, comment, resolved=not form.again)

    return _act(visit, session, change, act, "resolved#discussion")


@router.post("/parallele", name="start_shadow_here")
def start_shadow_here(
    visit: RulesDraftVisit, change: ChangeId, session: Write, form: Annotated[ShadowForm, Form()]
) -> Response:
    """Has the law of the request answer beside the one in effect."""

    def act(unit: UnitOfWork) -> None:
        start_shadow(unit, change, form.precision)

    return _act(visit, session, change, act, "shadow_started#parallele", FormReturn(precision=form.precision))


@router.post("/parallele/arret", name="stop_shadow_here")
def stop_shadow_here(visit: RulesDraftVisit, change: ChangeId, session: Write) -> Response:
    """Stops it. One that ended since it was shown is stopped already: the page says why."""
    run = run_of(session, repository.change(session, change).id)
    if run is None or run.ended_at is not None:
        return RedirectResponse(f"/demandes/{change}#parallele", 303)
    return _act(visit, session, change, lambda u: stop_shadow(u, change), "shadow_stopped#parallele")


def _moment(text: str, visit: Visit) -> datetime | None:
    """The moment that a form says, in the time zone of the hotline where it names none.

    Raises:
        ValueError: it is none.
    """
    if not text.strip():
        return None
    moment = datetime.fromisoformat(text.strip())
    return instant_of(moment if moment.tzinfo is not None else moment.replace(tzinfo=visit.services.settings.zone))


def _act(
    visit: Visit,
    session: WriteSession,
    change: str,
    act: Callable[[UnitOfWork], Any],
    done: str,
    sent: FormReturn = NO_FORM,
) -> Response:
    """Does an act and comes back to the page, or to that of the request that it opened; or shows it
    with what was refused. `done`: what the address says was done, and where on the page.

    Raises:
        Problem: one that the page could not show.
    """
    try:
        found = act(UnitOfWork(session, visit.services, visit.who))
    except Problem as problem:
        if problem.kind.code in _PASSED_ON:
            raise
        session.abandon()
        with visit.services.database.read() as reading:
            return request_page(visit, reading, repository.change(reading, change), replace(sent, problem=problem))
    shown = found.id if isinstance(found, ChangeRow) else change
    return RedirectResponse(f"/demandes/{shown}?fait={done}", 303)
