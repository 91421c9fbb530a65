"""`/qualifications/{qualification}`: a stored answer, its export as JSON and as PDF."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Response
from fastapi.responses import HTMLResponse

from api.answers.storage import answer_bytes
from api.db import sessions
from api.db.reports import QualificationRow
from api.http.deps import Look
from api.http.routing import OffLoopRouter
from api.journal.entries import record
from api.pages.answer.page import answer_page
from api.pages.answer.printable import answer_pdf
from api.pages.shell.visit import AnswerVisit, Visit
from api.reports.qualifications import service
from api.reports.qualifications.endpoints import visible
from api.reports.qualifications.schemas import QualificationId

router = OffLoopRouter(include_in_schema=False)


@router.get("/qualifications/{qualification}", name="kept_answer", response_class=HTMLResponse)
def stored_answer(
    visit: AnswerVisit,
    qualification: QualificationId,
    session: Look,
    rejouer: bool = False,
    infraction: Annotated[str, Query(max_length=200)] = "",
) -> HTMLResponse:
    """The answer; replayed when asked."""
    row = visible(session, qualification, visit.who)
    _record(visit, session, row, "qualification.seen", report=row.report)
    replay = service.replay(visit.services, row, visit.language) if rejouer else None
    if replay is not None:
        _record(visit, session, row, "qualification.replayed", same=replay.same)
    return visit.render(answer_page(visit, session, row, infraction, replay))


@router.get("/qualifications/{qualification}/export", name="export_answer", response_class=Response)
def export_answer(visit: AnswerVisit, qualification: QualificationId, session: Look) -> Response:
    """The bytes of the answer, as they were stored."""
    row = visible(session, qualification, visit.who)
    _record(visit, session, row, "qualification.exported", report=row.report, form="json")
    headers = {"Content-Disposition": f'attachment; filename="{row.id}.json"'}
    return Response(answer_bytes(row), media_type="application/json", headers=headers)


@router.get("/qualifications/{qualification}/pdf", name="print_answer", response_class=Response)
def print_answer(visit: AnswerVisit, qualification: QualificationId, session: Look) -> Response:
    """The answer in words, as an accessible PDF."""
    row = visible(session, qualification, visit.who)
    data = answer_pdf(visit.services, row, visit.language)
    _record(visit, session, row, "qualification.exported", report=row.report, form="pdf")
    headers = {"Content-Disposition": f'attachment; filename="{row.id}.pdf"'}
    return Response(data, media_type="application/pdf", headers=headers)


def _record(
    visit: Visit, session: sessions.JournaledSession, row: QualificationRow, action: str, **detail: object
) -> None:
    record(session, visit.services.clock.now(), visit.account, action, row.id, **detail)
