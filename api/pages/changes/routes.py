"""`/demandes`: change requests, and one of them on one screen."""

from __future__ import annotations

from typing import Annotated

from fastapi import BackgroundTasks, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict

from api.changes import repository
from api.changes.drafts import MAX_REASON, MAX_TITLE, ChangePurpose, open_change
from api.changes.publishing import signers_that_count
from api.changes.schemas import ChangeId
from api.changes.states import OPEN, ChangeState
from api.db.changes import ChangeRow
from api.db.sessions import AnySession
from api.http.deps import Read, Write
from api.http.routing import OffLoopRouter
from api.http.unit_of_work import UnitOfWork
from api.kit.permissions import Permission, Role
from api.kit.problems import Problem
from api.pages.changes.contexts import ChangesPage
from api.pages.changes.effect_words import to_come
from api.pages.changes.request_page import SHAPES, FormReturn, request_page, stage_of, tags_of
from api.pages.changes.signing import published_policy
from api.pages.changes.views import ChangeLine
from api.pages.follow_up.words import refused
from api.pages.rules.policy_words import emergency_in_words, missing_in_words, policy_lines
from api.pages.shell.moments import say_moment
from api.pages.shell.parts import FieldError, Link
from api.pages.shell.visit import RulesDraftVisit, RulesVisit, Visit
from api.rules.publication_rows import last_publication, live_publication, publications_of
from api.rules.signatures import missing_seats
from api.trial.endpoints import TrialsDep

About = Annotated[str, Query(max_length=300)]
router = OffLoopRouter(prefix="/demandes", default_response_class=HTMLResponse, include_in_schema=False)
MOST_OPEN, MOST_ENDED = 200, 50
Short = Annotated[str, Query(max_length=20)]


class ChangeForm(BaseModel):
    """Form of a new change request."""

    model_config = ConfigDict(frozen=True)

    title: Annotated[str, Form(max_length=2_000)] = ""
    reason: Annotated[str, Form(max_length=100_000)] = ""

    @property
    def purpose(self) -> ChangePurpose:
        """What it says."""
        return ChangePurpose(" ".join(self.title.split()), self.reason.strip())

    def faults(self, visit: Visit) -> tuple[FieldError, ...]:
        """What is wrong in it."""
        found = []
        purpose = self.purpose
        if not purpose.title:
            found.append(FieldError("title", visit.say.t("change.title_needed")))
        elif len(purpose.title) > MAX_TITLE:
            found.append(FieldError("title", visit.say.t("change.too_long", n=MAX_TITLE)))
        if len(purpose.reason) > MAX_REASON:
            found.append(FieldError("reason", visit.say.t("change.too_long", n=MAX_REASON)))
        return tuple(found)


@router.get("", name="change_requests")
def change_requests(visit: RulesVisit, session: Read, fait: Short = "") -> HTMLResponse:
    """The list: open ones first, and who signs what before anything is typed."""
    return _list(visit, session, message=visit.say.t("change.done.closed") if fait == "closed" else "")


@router.post("", name="open_change_here")
def open_change_here(visit: RulesDraftVisit, session: Write, form: Annotated[ChangeForm, Form()]) -> Response:
    """Opens a request on the last edition published."""
    faults = form.faults(visit)
    if faults:
        return _list(visit, session, form, faults)
    try:
        row = open_change(UnitOfWork(session, visit.services, visit.who), form.purpose)
    except Problem as problem:
        session.abandon()
        with visit.services.database.read() as reading:
            return _list(visit, reading, form, refused(problem, visit.say))
    return RedirectResponse(f"/demandes/{row.id}?fait=opened", 303)


@router.get("/{change}", name="change_request")
def change_request(
    visit: RulesVisit,
    change: ChangeId,
    session: Read,
    trials: TrialsDep,
    later: BackgroundTasks,
    fait: Short = "",
    sur: About = "",
    place: About = "",
) -> HTMLResponse:
    """One request; `sur`: what a comment being written is about, as a link says it; `place`: as its
    field does, where the page is asked for again.
    """
    if visit.may(Permission.QUALIFICATIONS_ASK):
        later.add_task(trials.prepare, visit.services)
    return request_page(visit, session, repository.change(session, change), FormReturn(done=fait, place=sur or place))


def _list(
    visit: Visit,
    session: AnySession,
    form: ChangeForm | None = None,
    errors: tuple[FieldError, ...] = (),
    message: str = "",
) -> HTMLResponse:
    say, last = visit.say, last_publication(session)
    policy = published_policy(session, last)
    ended = repository.changes(session, (ChangeState.PUBLISHED, ChangeState.CLOSED), MOST_ENDED)
    page = ChangesPage(
        title=say.t("change.list_title"),
        open=_lines(visit, session, repository.changes(session, OPEN, MOST_OPEN)),
        ended=_lines(visit, session, ended),
        policy=policy_lines(policy, say) if policy is not None else (),
        emergency=emergency_in_words(policy, say) if policy is not None else "",
        may_open=visit.may(Permission.RULES_DRAFT) and policy is not None,
        to_come=to_come(last, visit.services, say),
        unpublished=policy is None,
        name=form.title if form is not None else "",
        reason=form.reason if form is not None else "",
        errors=errors,
        message=message,
    )
    return visit.render(page, 422 if errors else 200)


def _lines(visit: Visit, session: AnySession, rows: list[ChangeRow]) -> tuple[ChangeLine, ...]:
    say, zone = visit.say, visit.services.settings.zone
    names = repository.pseudonyms(session, [row.author for row in rows])
    published = publications_of(session, [row.id for row in rows])
    live, last = live_publication(session, visit.services.clock.now()), last_publication(session)
    found = []
    for row in rows:
        missing = _missing(session, row)
        is_behind = row.state in OPEN and last is not None and row.base != last.tree
        stage = stage_of(row, missing, published.get(row.id), live, is_behind=is_behind)
        waits = missing_in_words(missing, say)
        if is_behind or stage in ("draft", "signed"):
            waits = say.t("change.waits_for.behind" if is_behind else f"change.waits_for.{stage}")
        found.append(
            ChangeLine(
                link=Link(f"/demandes/{row.id}", row.title),
                status=SHAPES[stage],
                state=say.t(f"change.state.{stage}"),
                author=names.get(row.author, "…"),
                when=say_moment(row.changed_at, zone, say.language),
                missing=waits,
                tags=tags_of(row, published.get(row.id), say),
            )
        )
    return tuple(found)


def _missing(session: AnySession, row: ChangeRow) -> dict[Role, int]:
    """Signatures that a submitted request waits for."""
    if row.state != ChangeState.SUBMITTED:
        return {}
    return missing_seats(repository.seats_of(row.required), signers_that_count(session, row))
