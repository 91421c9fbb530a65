"""`/` and `/file`: the first page, the queue, the next case."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.http.deps import Read, Write
from api.http.routing import OffLoopRouter
from api.kit.permissions import Permission
from api.pages.case import assignment
from api.pages.queue.address import QueueForm, QueueQuery, address_of
from api.pages.queue.page import queue_page, reader_of
from api.pages.shell.visit import CaseVisit, OwnVisit
from api.reports.endpoints import visible
from api.reports.queue import listing, saved_views
from api.reports.queue.filters import QueueFilters
from api.reports.queue.schemas import QueueViewId
from api.reports.schemas import ReportId
from api.reports.search_keys import key_to_search

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)
MOST_WORDS = 200
"""Characters of words that are searched for: a reference has no more."""
HOMES = (
    (Permission.REPORTS_DECIDE, "/file"),
    (Permission.ACCOUNTS_MANAGE, "/administration"),
    (Permission.LAW_READ, "/loi"),
)
"""Where each begins, by what they may do."""


@router.get("/", name="home")
def home(visit: OwnVisit) -> RedirectResponse:
    """To the page that serves who is signed in."""
    return RedirectResponse(next((path for permission, path in HOMES if visit.may(permission)), "/aide"), 303)


@router.get("/file", name="queue")
def queue(visit: CaseVisit, session: Read, query: Annotated[QueueQuery, Query()]) -> HTMLResponse:
    """Queue of reports, the most urgent first."""
    return visit.render(queue_page(visit, session, query))


@router.post("/file/recherche", name="search_queue")
def search(visit: CaseVisit, session: Read, form: Annotated[QueueForm, Form()]) -> RedirectResponse:
    """To what somebody searches for, in every state unless they chose one.

    An address, a domain, an account become their digest: the address of the page, which browsers
    and servers keep, does not hold them. Words that a reference holds are that reference.
    """
    words, plain = form.q.strip(), form.filters.with_(words="", key="")
    found = key_to_search(words, visit.services.sealer)
    if found is not None and not listing.count(session, QueueFilters(state="all", words=words), reader_of(visit)):
        plain = plain.with_(key=found.key)
    elif words:
        plain = plain.with_(words=words[:MOST_WORDS])
    state = "all" if words and not plain.state else plain.state
    return RedirectResponse(address_of(plain.with_(state=state)).href(), 303)


@router.post("/file/vues", name="save_queue_view")
def save_view(visit: CaseVisit, session: Write, form: Annotated[QueueForm, Form()]) -> RedirectResponse:
    """Saves the list that is shown under a name; one of that name takes its place."""
    if form.nom.strip():
        saved_views.save(session, visit.services, visit.who, form.nom, form.filters)
    return RedirectResponse(address_of(form.filters).href(), 303)


@router.post("/file/vues/{view}/suppression", name="delete_queue_view")
def delete_view(visit: CaseVisit, view: QueueViewId, session: Write) -> RedirectResponse:
    """Deletes a saved view."""
    saved_views.delete(session, visit.who, view)
    return RedirectResponse("/file", 303)


@router.post("/file/suivant", name="take_next")
def take_next(visit: CaseVisit, session: Write) -> Response:
    """The next case, held for who asks."""
    return assignment.go_on(visit, session)


@router.post("/signalements/{report}/prendre", name="take_case")
def take_case(visit: CaseVisit, report: ReportId, session: Write) -> Response:
    """This case, held for who asks; its page says who holds it when somebody was faster."""
    assignment.take(visit, session, visible(session, report, visit.who))
    return RedirectResponse(f"/signalements/{report}", 303)


@router.post("/signalements/{report}/passer", name="hand_over")
def hand_over(visit: CaseVisit, report: ReportId, session: Write) -> Response:
    """Gives a case back without saying why, and goes on.

    It is offered to the same person last, until the end of the day.
    """
    row = visible(session, report, visit.who)
    return assignment.go_on(visit, session, passed=row)
