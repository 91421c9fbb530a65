"""`/relecture/{second}/arbitrage`: a reviewer sees both readings and says which conclusion stands."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.db import sessions
from api.http.deps import Look, ServicesDep
from api.http.identity import Identity
from api.http.permissions import CanReviewReports
from api.http.routing import OffLoopRouter
from api.http.services import Services
from api.journal.entries import look, record
from api.kit.preferences import language_of
from api.pages.case.head import comment_warning_of
from api.pages.case.routes import MAX_REASON
from api.pages.review.contexts import SettlePage
from api.pages.review.views import first_view, second_view
from api.pages.shell.parts import FieldError, Link, Option
from api.pages.shell.say import Say
from api.pages.shell.templating import render
from api.reports.double_review import settling
from api.reports.double_review.schemas import SecondId, Stands

router = OffLoopRouter(
    prefix="/relecture/{second}/arbitrage", default_response_class=HTMLResponse, include_in_schema=False
)
OTHERS = ("none_applies", "noise", "out_of_scope")


@router.get("", name="settle_page")
def settle_page(
    who: CanReviewReports, request: Request, second: SecondId, services: ServicesDep, session: Look
) -> HTMLResponse:
    """Both readings. The journal keeps who saw the report."""
    return _page(request, session, services, who, second)


@router.post("", name="settle")
def settle(
    who: CanReviewReports,
    request: Request,
    second: SecondId,
    services: ServicesDep,
    conclusion: Annotated[Stands, Form()],
    wanted: Annotated[str, Form(max_length=200)] = "",
    reason: Annotated[str, Form(max_length=4_000)] = "",
) -> Response:
    """The conclusion that stands, with its reason."""
    if not reason.strip() or len(reason.strip()) > MAX_REASON:
        key = "case.reason_long" if reason.strip() else "second.reason_needed"
        with look(services.database) as session:
            return _page(request, session, services, who, second, key, wanted, reason)
    with services.database.write() as session:
        settling.settle(session, services, who, second, settling.SettlementChoice(conclusion, wanted, reason))
    return RedirectResponse("/relecture?tranche=1", 303)


def _page(
    request: Request,
    session: sessions.JournaledSession,
    services: Services,
    who: Identity,
    second: str,
    wrong: str = "",
    wanted: str = "",
    reason: str = "",
) -> HTMLResponse:
    row, report, first = settling.to_settle(session, who, second)
    record(session, services.clock.now(), who.account, "report.seen", report.id, reading=row.id)
    say = Say(services.editions.current().ruleset, language_of(request))
    name = report.reference or report.id[-6:]
    others = [Option(kind, say.t(f"decision.{kind}", short="")) for kind in OTHERS]
    offences = [Option(o.id, say.text(o.short)) for o in say.ruleset.offences.values()]
    page = SettlePage(
        title=say.t("second.settle_title", name=name),
        id=row.id,
        report=Link(f"/signalements/{report.id}", name),
        url=report.url or "",
        text=report.text or "",
        warning=say.t("case.warning", about=say.t("case.text"), n=report.text_length),
        comment=report.comment or "",
        comment_warning=comment_warning_of(report, say),
        readings=(first_view(session, services, first, say), second_view(session, services, row, say)),
        conclusions=(*others, *sorted(offences, key=lambda o: o.label.casefold())),
        wanted=wanted,
        reason=reason,
        errors=(FieldError("reason", say.t(wrong)),) if wrong else (),
    )
    return render(request, page, 422 if wrong else 200)
