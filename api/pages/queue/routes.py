"""`/` and `/file`: the first page, the queue, the next case."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict

from api.http.deps import Read, Write
from api.http.routing import OffLoopRouter
from api.kit.permissions import Permission
from api.pages.case import assignment
from api.pages.queue.listing import Filters
from api.pages.queue.page import queue_page
from api.pages.shell.visit import CaseVisit, OwnVisit
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


class QueueQuery(BaseModel):
    """Address of the queue: its filters, the page, a case decided just before."""

    model_config = ConfigDict(frozen=True)

    etat: Short = ""
    canal: Short = ""
    categorie: Short = ""
    infraction: Short = ""
    q: Short = ""
    page: Annotated[int, Query(ge=1, le=100_000)] = 1
    fini: Short = ""

    @property
    def filters(self) -> Filters:
        """The filters."""
        return Filters(self.etat, self.canal, self.categorie, self.infraction, self.q.strip())


@router.get("/", name="home")
def home(visit: OwnVisit) -> RedirectResponse:
    """To the page that serves who is signed in."""
    return RedirectResponse(next((path for permission, path in HOMES if visit.may(permission)), "/aide"), 303)


@router.get("/file", name="queue")
def queue(visit: CaseVisit, session: Read, query: Annotated[QueueQuery, Query()]) -> HTMLResponse:
    """Queue of reports, the most urgent first."""
    return visit.render(queue_page(visit, session, query.filters, query.page, query.fini))


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
