"""`/relecture/{second}/arbitrage`: a reviewer sees both readings and says which conclusion
stands.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict

from api.db import sessions
from api.http.deps import Look
from api.http.routing import OffLoopRouter
from api.journal.entries import look, record
from api.pages.case.forms import MAX_REASON
from api.pages.case.head import comment_warning_of
from api.pages.review.contexts import SettlePage
from api.pages.review.views import first_view, second_view
from api.pages.shell.parts import FieldError, Link, Option
from api.pages.shell.visit import SettlementVisit, Visit
from api.reports.double_review import settling
from api.reports.double_review.schemas import SecondId, Stands

router = OffLoopRouter(
    prefix="/relecture/{second}/arbitrage", default_response_class=HTMLResponse, include_in_schema=False
)
OTHERS = ("none_applies", "noise", "out_of_scope")


class SettlementForm(BaseModel):
    """Form that settles: the conclusion that stands, the other one that is meant, and the
    reason.
    """

    model_config = ConfigDict(frozen=True)

    conclusion: Annotated[Stands, Form()]
    wanted: Annotated[str, Form(max_length=200)] = ""
    reason: Annotated[str, Form(max_length=4_000)] = ""

    @property
    def fault(self) -> str:
        """The message that says what is wrong in its reason; empty when nothing is."""
        reason = self.reason.strip()
        if not reason:
            return "second.reason_needed"
        return "case.reason_long" if len(reason) > MAX_REASON else ""


@router.get("", name="settle_page")
def settle_page(visit: SettlementVisit, second: SecondId, session: Look) -> HTMLResponse:
    """Both readings. The journal keeps who saw the report."""
    return _page(visit, session, second)


@router.post("", name="settle")
def settle(visit: SettlementVisit, second: SecondId, form: Annotated[SettlementForm, Form()]) -> Response:
    """The conclusion that stands, with its reason."""
    services = visit.services
    if form.fault:
        with look(services.database) as session:
            return _page(visit, session, second, form)
    with services.database.write() as session:
        choice = settling.SettlementChoice(form.conclusion, form.wanted, form.reason)
        settling.settle(session, services, visit.who, second, choice)
    return RedirectResponse("/relecture?tranche=1", 303)


def _page(
    visit: Visit, session: sessions.JournaledSession, second: str, form: SettlementForm | None = None
) -> HTMLResponse:
    """Both readings; `form`: what was sent and refused, given back."""
    services, say = visit.services, visit.say
    wrong = form.fault if form is not None else ""
    row, report, first = settling.to_settle(session, visit.who, second)
    record(session, services.clock.now(), visit.account, "report.seen", report.id, reading=row.id)
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
        wanted=form.wanted if form is not None else "",
        reason=form.reason if form is not None else "",
        errors=(FieldError("reason", say.t(wrong)),) if wrong else (),
    )
    return visit.render(page, 422 if wrong else 200)
