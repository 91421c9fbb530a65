"""`/signalements/{report}/coordonnees`: how to reach who reported, for whoever may know it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from fastapi.responses import HTMLResponse

from api.http.deps import Look
from api.http.routing import OffLoopRouter
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.parts import Link
from api.pages.shell.visit import ContactVisit
from api.reports.contacts import open_contact
from api.reports.endpoints import visible
from api.reports.schemas import ReportId

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class ContactPage(Page):
    """The contact of who reported; the journal keeps that it was read."""

    template: ClassVar[str] = "contact/contact.html"
    section: ClassVar[str] = "queue"

    case: Link = field(metadata=help_text("The case, to go back to."))
    lines: tuple[tuple[str, str], ...] = field(metadata=help_text("What they left: its label, its value."))


@router.get("/signalements/{report}/coordonnees", name="contact")
def contact(visit: ContactVisit, report: ReportId, session: Look) -> HTMLResponse:
    """Contact of who reported."""
    row = visible(session, report, visit.who)
    details = open_contact(session, visit.services, visit.who, row.id)
    say, name = visit.say, row.reference or row.id[-6:]
    left = (("reporter", details.name), ("email", details.email), ("phone", details.phone))
    page = ContactPage(
        title=say.t("contact.title", name=name),
        case=Link(f"/signalements/{row.id}", say.t("case.title", name=name)),
        lines=tuple((say.t(f"contact.{label}"), value) for label, value in left if value),
    )
    return visit.render(page)
