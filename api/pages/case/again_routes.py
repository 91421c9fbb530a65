"""`POST /signalements/{report}/reponse`: the answer on a case is asked again, under today's rules."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form
from fastapi.responses import RedirectResponse

from api.http.deps import ServicesDep, Write
from api.http.permissions import CanDecideReports
from api.http.routing import OffLoopRouter
from api.kit.problems import Problem
from api.pages.case import assignment
from api.reports import answering, decisions
from api.reports.endpoints import visible
from api.reports.schemas import ReportId

router = OffLoopRouter(include_in_schema=False)


@router.post("/signalements/{report}/reponse", name="ask_case_again", response_class=RedirectResponse)
def ask_again(
    who: CanDecideReports, report: ReportId, services: ServicesDep, session: Write, version: Annotated[int, Form(ge=0)]
) -> RedirectResponse:
    """Asks again, and shows the case with its new answer."""
    with services.database.read() as reading:
        before = visible(reading, report, who)
        decisions.check_not_held_by_other(services, who, before)
        if before.version != version:
            raise Problem("stale-version")
        ahead = answering.answer_ahead(reading, services, before)
    row = visible(session, report, who)
    if row.version != version:
        raise Problem("stale-version")
    assignment.hold(session, services, who, row)
    answering.answer_again(session, services, who, row, ahead)
    return RedirectResponse(f"/signalements/{report}", 303)
