"""`/signalements/{report}/coordonnees`: how to reach who reported, for whoever may know it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.http.deps import Look, ServicesDep
from api.http.permissions import CanReadContacts
from api.http.routing import OffLoopRouter
from api.kit.preferences import language_of
from api.pages.shell.contexts import Page, told
from api.pages.shell.parts import Link
from api.pages.shell.say import Say
from api.pages.shell.templating import render
from api.reports.contacts import open_contact
from api.reports.endpoints import visible
from api.reports.schemas import ReportId

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class ContactPage(Page):
    """The contact of who reported; the journal keeps that it was read."""

    template: ClassVar[str] = "case/contact.html"
    section: ClassVar[str] = "queue"

    case: Link = field(metadata=told("The case, to go back to."))
    lines: tuple[tuple[str, str], ...] = field(metadata=told("What they left: its label, its value."))


@router.get("/signalements/{report}/coordonnees", name="contact")
def contact(
    who: CanReadContacts, request: Request, report: ReportId, services: ServicesDep, session: Look
) -> HTMLResponse:
    """What who reported left to be reached."""
    row = visible(session, report, who)
    held = open_contact(session, services, who, row.id)
    say = Say(services.editions.current().ruleset, language_of(request))
    name = row.reference or row.id[-6:]
    left = (("reporter", held.name), ("email", held.email), ("phone", held.phone))
    page = ContactPage(
        title=say.t("contact.title", name=name),
        case=Link(f"/signalements/{row.id}", say.t("case.title", name=name)),
        lines=tuple((say.t(f"contact.{label}"), value) for label, value in left if value),
    )
    return render(request, page)
