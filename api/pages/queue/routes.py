"""`/` and `/file`: the first page, the queue, the next case."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.http.deps import Read, ServicesDep, Write
from api.http.permissions import CanDecideReports, Myself
from api.http.routing import OffLoopRouter
from api.kit.permissions import Permission
from api.kit.preferences import language_of
from api.pages.case import assignment
from api.pages.queue.listing import Wanted
from api.pages.queue.page import queue_page
from api.pages.shell.templating import render
from api.reports.endpoints import visible
from api.reports.schemas import ReportId

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)
Short = Annotated[str, Query(max_length=200)]
HOMES = (
    (Permission.REPORTS_DECIDE, "/file"),
    (Permission.ACCOUNTS_MANAGE, "/administration"),
    (Permission.LAW_READ, "/loi"),
)
"""Where each begins, by what they may do."""


@router.get("/", name="home")
def home(who: Myself) -> RedirectResponse:
    """To the page that serves who is signed in."""
    return RedirectResponse(next((path for permission, path in HOMES if who.may(permission)), "/aide"), 303)


@router.get("/file", name="queue")
def queue(
    who: CanDecideReports,
    request: Request,
    services: ServicesDep,
    session: Read,
    etat: Short = "",
    canal: Short = "",
    categorie: Short = "",
    infraction: Short = "",
    q: Short = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    fini: Short = "",
) -> HTMLResponse:
    """What waits, the most urgent first."""
    wanted = Wanted(etat, canal, categorie, infraction, q.strip())
    return render(request, queue_page(session, services, who, language_of(request), wanted, page, fini))


@router.post("/file/suivant", name="take_next")
def take_next(who: CanDecideReports, services: ServicesDep, session: Write) -> Response:
    """The next case, held for who asks."""
    return assignment.go_on(session, services, who)


@router.post("/signalements/{report}/prendre", name="take_case")
def take_case(who: CanDecideReports, report: ReportId, services: ServicesDep, session: Write) -> Response:
    """This case, held for who asks; its page says who holds it when somebody was faster."""
    assignment.take(session, services, who, visible(session, report, who))
    return RedirectResponse(f"/signalements/{report}", 303)


@router.post("/signalements/{report}/passer", name="hand_over")
def hand_over(who: CanDecideReports, report: ReportId, services: ServicesDep, session: Write) -> Response:
    """Gives a case back without saying why, and goes on. It is offered to the same person last, until the end of the day."""
    row = visible(session, report, who)
    return assignment.go_on(session, services, who, passed=row)
