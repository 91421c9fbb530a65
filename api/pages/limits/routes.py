"""`/demandes/{change}/limites`: limits of the rules that a change request writes, asked of whoever
writes them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Form, Path, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.changes import repository
from api.changes.question_schemas import MAX_WHY
from api.changes.questions import DraftQuestion, DraftQuestions, accept_question, questions_on, refuse_question
from api.changes.schemas import ChangeId
from api.changes.states import OPEN, ChangeState
from api.http.routing import OffLoopRouter
from api.http.unit_of_work import UnitOfWork
from api.kit.permissions import Permission
from api.kit.problems import Problem
from api.pages.changes.seat_forecast import request_forecast
from api.pages.follow_up.words import refused
from api.pages.limits.contexts import LimitsPage, LimitView
from api.pages.shell.parts import FieldError, Link, Option
from api.pages.shell.say import Say
from api.pages.shell.visit import Visit, visit_with

router = OffLoopRouter(
    prefix="/demandes/{change}/limites", default_response_class=HTMLResponse, include_in_schema=False
)
LimitsVisit = Annotated[Visit, Depends(visit_with(Permission.LAW_READ))]
LimitsAnswerVisit = Annotated[Visit, Depends(visit_with(Permission.RULES_DRAFT))]
Asked = Annotated[str, Form(max_length=120)]
Question = Annotated[str, Path(pattern="^[0-9a-f]{16}$")]


@router.get("", name="change_limits")
def change_limits(
    visit: LimitsVisit,
    change: ChangeId,
    infraction: Annotated[str, Query(max_length=120)] = "",
    fait: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """The limits of an offence, or of those that the request words otherwise."""
    return _page(visit, change, infraction, message=_message(fait, visit.say))


@router.post("/{question}/oui", name="accept_limit")
def accept_limit(visit: LimitsAnswerVisit, change: ChangeId, question: Question, offence: Asked = "") -> Response:
    """Adds the cases of a limit to those of the offence."""

    def accept(unit: UnitOfWork, tree: str, asked: DraftQuestion) -> str:
        accept_question(unit, change, tree, asked)
        return "oui"

    return _settle(visit, change, (question, offence), accept)


@router.post("/{question}/non", name="refuse_limit")
def refuse_limit(
    visit: LimitsAnswerVisit,
    change: ChangeId,
    question: Question,
    offence: Asked = "",
    why: Annotated[str, Form(max_length=MAX_WHY)] = "",
) -> Response:
    """Opens a comment on the offence of a limit."""

    def refuse(unit: UnitOfWork, tree: str, asked: DraftQuestion) -> str:
        refuse_question(unit, change, asked, why.strip())
        return "non"

    return _settle(visit, change, (question, offence), refuse)


def _settle(
    visit: Visit, change: str, asked: tuple[str, str], act: Callable[[UnitOfWork, str, DraftQuestion], str]
) -> Response:
    """Acts on a question of the request as it is now, then shows those that are left."""
    question, offence = asked
    try:
        found = questions_on(visit.services, change, offence or None)
        with visit.services.database.write() as writing:
            done = act(UnitOfWork(writing, visit.services, visit.who), found.tree, found.question(question))
    except Problem as problem:
        if problem.kind.code == "not-found":
            raise
        return _page(visit, change, offence, errors=refused(problem, visit.say))
    query = urlencode({"infraction": offence, "fait": done})
    return RedirectResponse(f"/demandes/{change}/limites?{query}", 303)


def _page(
    visit: Visit, change: str, offence: str, message: str = "", errors: tuple[FieldError, ...] = ()
) -> HTMLResponse:
    try:
        found = questions_on(visit.services, change, offence or None)
    except Problem as problem:
        if problem.kind.code == "not-found":
            raise
        found, errors = DraftQuestions(loads=True, tree=""), (*errors, *refused(problem, visit.say))
    with visit.services.database.read() as session:
        row = repository.change(session, change)
        page = LimitsPage(
            title=visit.say.t("limits.title"),
            id=row.id,
            request=Link(f"/demandes/{row.id}", row.title),
            offence=offence,
            offences=_offences(visit.say, found),
            loads=found.loads,
            limits=tuple(_limit(one, offence, visit.say) for one in found.items),
            may_answer=visit.may(Permission.RULES_DRAFT) and ChangeState(row.state) in OPEN,
            note=visit.say.t("limits.voids") if row.state == ChangeState.SUBMITTED else "",
            seats=request_forecast(session, row, ["cases/"], visit.say),
            errors=errors,
            message=message,
        )
    return visit.render(page, 409 if errors else 200)


def _limit(one: DraftQuestion, offence: str, say: Say) -> LimitView:
    asked, said = one.question, one.words
    notes = [say.t("limits.is_new")] if asked.is_new else []
    notes += [say.t("limits.has_case")] if asked.has_case else []
    return LimitView(
        id=asked.id,
        asked=offence,
        title=said.title,
        notes=tuple(notes),
        facts=said.facts,
        answer=said.answer,
        beyond_when=say.marking(
            say.t("limits.beyond", fact=said.decisive, value=said.instead), said.decisive, said.instead
        ),
        beyond=said.beyond,
    )


def _offences(say: Say, found: DraftQuestions) -> tuple[Option, ...]:
    """The offences of the law in force, those that the request rewords first."""
    law = say.ruleset.offences
    names = dict.fromkeys([*(name for name in found.reworded), *law])
    labels = ((name, f"{law[name].short.fr} ({name})" if name in law else name) for name in names)
    return (Option("", say.t("limits.by_default")), *(Option(name, label, "fr") for name, label in labels))


def _message(done: str, say: Say) -> str:
    key = {"oui": "limits.done.yes", "non": "limits.done.no"}.get(done)
    return "" if key is None else say.t(key)
