"""`/qualifications/{qualification}`: an answer as it was given, its export as JSON and as PDF."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import HTMLResponse

from api.answers.storage import answer_bytes
from api.http.deps import Look, ServicesDep
from api.http.permissions import CanReadQualifications
from api.http.routing import OffLoopRouter
from api.journal.entries import record
from api.kit.preferences import language_of
from api.pages.answer.page import kept_page
from api.pages.answer.printable import kept_pdf
from api.pages.shell.templating import render
from api.reports.qualifications import service
from api.reports.qualifications.endpoints import visible
from api.reports.qualifications.schemas import QualificationId

router = OffLoopRouter(include_in_schema=False)


@router.get("/qualifications/{qualification}", name="kept_answer", response_class=HTMLResponse)
def kept_answer(
    who: CanReadQualifications,
    request: Request,
    qualification: QualificationId,
    services: ServicesDep,
    session: Look,
    rejouer: bool = False,
    infraction: Annotated[str, Query(max_length=200)] = "",
) -> HTMLResponse:
    """The answer; replayed when asked."""
    row = visible(session, qualification, who)
    record(session, services.clock.now(), who.account, "qualification.seen", row.id, report=row.report)
    replayed = service.replay(services, row, language_of(request)) if rejouer else None
    if replayed is not None:
        record(session, services.clock.now(), who.account, "qualification.replayed", row.id, same=replayed.same)
    return render(request, kept_page(session, services, who, row, language_of(request), infraction, replayed))


@router.get("/qualifications/{qualification}/export", name="export_answer", response_class=Response)
def export_answer(
    who: CanReadQualifications, qualification: QualificationId, services: ServicesDep, session: Look
) -> Response:
    """The bytes of the answer, as they were given."""
    row = visible(session, qualification, who)
    record(session, services.clock.now(), who.account, "qualification.exported", row.id, report=row.report, form="json")
    named = {"Content-Disposition": f'attachment; filename="{row.id}.json"'}
    return Response(answer_bytes(row), media_type="application/json", headers=named)


@router.get("/qualifications/{qualification}/pdf", name="print_answer", response_class=Response)
def print_answer(
    who: CanReadQualifications, request: Request, qualification: QualificationId, services: ServicesDep, session: Look
) -> Response:
    """The answer in words, as an accessible PDF."""
    row = visible(session, qualification, who)
    printed = kept_pdf(services, row, language_of(request))
    record(session, services.clock.now(), who.account, "qualification.exported", row.id, report=row.report, form="pdf")
    named = {"Content-Disposition": f'attachment; filename="{row.id}.pdf"'}
    return Response(printed, media_type="application/pdf", headers=named)
