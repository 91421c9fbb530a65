"""`/essayer`: a text or facts under the rules, on a day. Nothing is stored, and no word of it goes
into an address.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import FormData

from api.http import bodies
from api.http.admission import waits_in
from api.http.routing import PARSING, OffLoopRouter
from api.kit.problems import Problem
from api.pages.law.routes import Library, NoSuchThing
from api.pages.shell.visit import TrialVisit, Visit
from api.pages.trial.form import TrialForm, form_from
from api.pages.trial.page import Asked, TrialPage, stopped_page, trial_page, unanswered_page
from api.pages.trial.prefill import form_for_case, form_for_offence, form_on_draft
from api.trial.endpoints import TrialsDep
from api.trial.trials import Trials

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)
Name = Annotated[str, Query(max_length=100)]


async def sent_trial(request: Request) -> FormData:
    """The fields of the form: how many there are hangs on its facts."""
    body = await request.body()
    return await PARSING.run(bodies.parse_form, body, request.headers.get("content-type"))


@router.get("/essayer", name="trial")
@waits_in("reasoning")
def trial(
    visit: TrialVisit,
    trials: TrialsDep,
    library: Library,
    infraction: Name = "",
    jour: Annotated[str, Query(max_length=10)] = "",
    cas: Annotated[int, Query(ge=0, le=100_000)] = 0,
    demande: Name = "",
) -> HTMLResponse:
    """The empty form, or filled from an offence or one of its cases, which is then answered; on the
    draft of a change request, where one is named and open.
    """
    edition = library.current()
    form = form_for_case(edition, infraction, cas) if cas else form_for_offence(infraction, jour, edition.ruleset)
    if form is None:
        raise NoSuchThing("trial.no_case")
    if any(one.id == demande for one in trials.drafts.names()):
        form = form_on_draft(form, demande)
    trials.prepare(visit.services)
    return visit.render(_page(visit, trials, form, "filled"))


@router.post("/essayer", name="run_trial")
@waits_in("reasoning")
def run(
    visit: TrialVisit, request: Request, trials: TrialsDep, sent: Annotated[FormData, Depends(sent_trial)]
) -> HTMLResponse:
    """The form with its answer; asked for by htmx, what follows what is typed."""
    page = _page(visit, trials, form_from(sent), "typed" if "hx-request" in request.headers else "sent")
    return visit.render(page, 422 if page.errors and not page.typing else 200)


def _page(visit: Visit, trials: Trials, form: TrialForm, asked: Asked) -> TrialPage:
    """The page of a form, made in the service; of a draft, apart."""
    services, draft = visit.services, form.values["draft"]
    arguments = trials.drafts.names(), form, asked, visit.language
    if not draft:
        return trials.run_live(services, trial_page, *arguments)
    tree = trials.tree(draft)
    if tree is None:
        return trials.run_live(services, unanswered_page, *arguments)
    try:
        return trials.run_draft(services, tree, trial_page, *arguments)
    except Problem as problem:
        if problem.kind.code != "work-too-long":
            raise
    return trials.run_live(services, stopped_page, *arguments)
