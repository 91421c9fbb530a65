"""`/demandes/{change}/gestes`: what is simple is changed by form, previewed line by line, then
saved in the request; `/loi/{offence}/proposition` leads there from an offence.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.authoring.endpoints import Language
from api.authoring.service import LanguageService
from api.changes import repository
from api.changes.drafts import open_change, save_files
from api.changes.schemas import ChangeId
from api.changes.states import OPEN
from api.db.changes import ChangeRow
from api.db.sessions import AnySession
from api.http.admission import waits_in
from api.http.deps import Read, Write
from api.http.routing import OffLoopRouter
from api.http.unit_of_work import UnitOfWork
from api.kit.problems import Problem
from api.pages.changes.file_editor import voids_of
from api.pages.changes.gesture_contexts import GestureEntry, GesturesPage, ProposalPage
from api.pages.changes.gesture_desk import Gesture, GestureDesk, GestureDraft, GestureForm, GestureRefused
from api.pages.changes.gesture_page import GestureSent, edits_of, gesture_page
from api.pages.changes.gestures import GESTURES, choices_made, drafted, faults_of, gesture_named
from api.pages.changes.routes import ChangeForm
from api.pages.changes.seat_forecast import policy_forecast, request_forecast
from api.pages.changes.signing import published_policy
from api.pages.follow_up.words import refused
from api.pages.law.routes import NoSuchThing
from api.pages.shell.parts import FieldError, Link
from api.pages.shell.visit import RulesDraftVisit, Visit
from api.rules.publication_rows import last_publication
from api.rules.tree import path_of_offence
from engine.language.sources import OFFENCE_FILE

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)
GESTURES_OF = "/demandes/{change}/gestes"
PROPOSAL = "/loi/{offence}/proposition"
MOST_MINE = 200
Choices = Annotated[list[Annotated[str, Query(max_length=400)]], Query(default_factory=list, max_length=3)]


@router.get(GESTURES_OF, name="change_gestures")
def change_gestures(
    visit: RulesDraftVisit, change: ChangeId, session: Read, infraction: Annotated[str, Query(max_length=80)] = ""
) -> Response:
    """The menu; `infraction`: the offence that those on an offence are about."""
    row = repository.change(session, change)
    if row.state not in OPEN:
        return _request(change)
    page = GesturesPage(
        title=visit.say.t("gesture.title"),
        id=row.id,
        request=Link(f"/demandes/{row.id}", row.title),
        gestures=tuple(_entry(visit, change, one, infraction) for one in GESTURES.values()),
        voids=voids_of(session, row, visit.say),
        seats=request_forecast(session, row, _paths_of(visit, infraction), visit.say),
    )
    return visit.render(page)


@router.get(f"{GESTURES_OF}/{{gesture}}", name="change_gesture")
@waits_in("reasoning")
def change_gesture(
    visit: RulesDraftVisit, change: ChangeId, gesture: str, session: Read, language: Language, choix: Choices
) -> Response:
    """One gesture: its choices one after the other, then its form."""
    row, found = repository.change(session, change), gesture_named(gesture)
    if row.state not in OPEN:
        return _request(change)
    return gesture_page(
        visit, session, row, found, _desk(visit, session, row, language), GestureSent(GestureForm(choix=choix))
    )


@router.post(f"{GESTURES_OF}/{{gesture}}/apercu", name="preview_gesture")
@waits_in("reasoning")
def preview_gesture(
    visit: RulesDraftVisit, change: ChangeId, gesture: str, language: Language, form: Annotated[GestureForm, Form()]
) -> Response:
    """The lines that a form would change. Nothing is stored."""
    found = gesture_named(gesture)
    with visit.services.database.read() as session:
        row = repository.change(session, change)
        desk = _desk(visit, session, row, language)
        return gesture_page(visit, session, row, found, desk, _sent(found, desk, form))


@router.post(f"{GESTURES_OF}/{{gesture}}", name="save_gesture")
@waits_in("reasoning")
def save_gesture(
    visit: RulesDraftVisit, change: ChangeId, gesture: str, language: Language, form: Annotated[GestureForm, Form()]
) -> Response:
    """Saves what the preview showed; where a file was saved meanwhile, shows the lines anew."""
    found, database = gesture_named(gesture), visit.services.database
    with database.read() as session:
        row = repository.change(session, change)
        desk = _desk(visit, session, row, language)
        sent = _sent(found, desk, form)
        if sent.draft is None:
            return gesture_page(visit, session, row, found, desk, sent)
    try:
        with database.write() as writing:
            save_files(UnitOfWork(writing, visit.services, visit.who), change, edits_of(sent.draft, form))
    except Problem as problem:
        with database.read() as session:
            row = repository.change(session, change)
            back = GestureSent(form, refused(problem, visit.say), sent.draft, problem.kind.status)
            return gesture_page(visit, session, row, found, desk, back)
    return RedirectResponse(f"/demandes/{change}?fait=saved#fichiers", 303)


@router.get(PROPOSAL, name="propose_change")
def propose_change(visit: RulesDraftVisit, offence: str, session: Read) -> HTMLResponse:
    """Where a change of an offence is proposed."""
    return _proposal(visit, session, offence)


@router.post(PROPOSAL, name="open_proposal")
def open_proposal(
    visit: RulesDraftVisit, offence: str, session: Write, form: Annotated[ChangeForm, Form()]
) -> Response:
    """Opens a request for a change of an offence, and leads to its gestures."""
    faults = form.faults(visit)
    if faults:
        return _proposal(visit, session, offence, form, faults)
    try:
        row = open_change(UnitOfWork(session, visit.services, visit.who), form.purpose)
    except Problem as problem:
        session.abandon()
        with visit.services.database.read() as reading:
            return _proposal(visit, reading, offence, form, refused(problem, visit.say))
    return RedirectResponse(f"/demandes/{row.id}/gestes?infraction={offence}", 303)


def _entry(visit: Visit, change: str, gesture: Gesture, offence: str) -> GestureEntry:
    say, address = visit.say, f"/demandes/{change}/gestes/{gesture.name}"
    if gesture.on_offence and offence in visit.services.editions.current().ruleset.offences:
        address += f"?choix={gesture.on_offence.format(offence)}"
    return GestureEntry(Link(address, say.t(f"gesture.name.{gesture.name}")), say.t(f"gesture.does.{gesture.name}"))


def _paths_of(visit: Visit, offence: str) -> tuple[str, ...]:
    """The file of an offence, as the gestures on it touch it; none where none is meant."""
    law = visit.services.editions.current().ruleset.offences.get(offence)
    return () if law is None else (path_of_offence(law, OFFENCE_FILE),)


def _request(change: str) -> Response:
    return RedirectResponse(f"/demandes/{change}", 303)


def _desk(visit: Visit, session: AnySession, row: ChangeRow, language: LanguageService) -> GestureDesk:
    return GestureDesk(language.tree(session, row.tree), language, visit.say)


def _sent(gesture: Gesture, desk: GestureDesk, form: GestureForm) -> GestureSent:
    """What a form would write, or what is wrong in it."""
    made = choices_made(gesture, desk, form.choix)
    if len(made) < len(gesture.steps):
        return GestureSent(form, (FieldError("choix", desk.say.t("gesture.choose")),), status=422)
    chosen = tuple(one.value for one in made)
    faults = faults_of(gesture.fields(desk, chosen), form, desk.say)
    if faults:
        return GestureSent(form, faults, status=422)
    try:
        draft: GestureDraft = drafted(gesture, desk, chosen, form)
    except GestureRefused as error:
        return GestureSent(form, (FieldError(error.beside, error.message, lang=error.lang),), status=422)
    return GestureSent(form, draft=draft)


def _proposal(
    visit: Visit,
    session: AnySession,
    offence: str,
    form: ChangeForm | None = None,
    errors: tuple[FieldError, ...] = (),
) -> HTMLResponse:
    say = visit.say
    law = visit.services.editions.current().ruleset.offences.get(offence)
    if law is None:
        raise NoSuchThing("error.no_offence", name=offence[:80])
    mine = [row for row in repository.changes(session, OPEN, MOST_MINE) if row.author == visit.account]
    short, policy = say.text(law.short), published_policy(session, last_publication(session))
    page = ProposalPage(
        title=say.t("gesture.propose"),
        offence=Link(f"/loi/{offence}", str(short)),
        mine=tuple(Link(f"/demandes/{row.id}/gestes?infraction={offence}", row.title) for row in mine),
        unpublished=policy is None,
        seats=None if policy is None else policy_forecast(policy, [law.theme], say),
        name=say.t("gesture.propose_title", offence=str(short)) if form is None else form.title,
        reason="" if form is None else form.reason,
        errors=errors,
    )
    return visit.render(page, 422 if errors else 200)
