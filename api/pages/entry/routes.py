"""`/signalements/nouveau`: a report that somebody got by telephone or e-mail, entered by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Annotated, ClassVar

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.http.admission import waits_in
from api.http.deps import ServicesDep
from api.http.permissions import CanCreateReports
from api.http.routing import OffLoopRouter
from api.http.services import Services
from api.kit.canonical import digest
from api.kit.preferences import language_of
from api.kit.problems import Problem
from api.pages.entry.form import CHANNELS, FIELDS, LONGEST, read, refused
from api.pages.shell.contexts import Page, told
from api.pages.shell.parts import FieldError, Option
from api.pages.shell.say import Say
from api.pages.shell.templating import render
from api.reports import intake
from api.reports.schemas import ReportCreate

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)
Sent = Annotated[str, Form()]


@dataclass(frozen=True, kw_only=True)
class EntryPage(Page):
    """The form of a report entered by hand."""

    template: ClassVar[str] = "entry/entry.html"
    section: ClassVar[str] = "entry"

    given: Mapping[str, str] = field(metadata=told("What the form holds, by the name of each field."))
    longest: Mapping[str, int] = field(metadata=told("The most characters that each field takes."))
    channels: tuple[Option, ...] = field(metadata=told("How the report came."))
    categories: tuple[Option, ...] = field(metadata=told("The hotline's fields, and none."))
    key: str = field(metadata=told("What makes the same form sent twice one report."))
    errors: tuple[FieldError, ...] = field(metadata=told("What is wrong in what was sent."))


@router.get("/signalements/nouveau", name="entry")
def entry(_: CanCreateReports, request: Request, services: ServicesDep) -> HTMLResponse:
    """The empty form."""
    return _page(request, services, {**dict.fromkeys(FIELDS, ""), "channel": CHANNELS[0]}, token_urlsafe(12))


@router.post("/signalements/nouveau", name="enter_report")
@waits_in("intake")
def enter(
    who: CanCreateReports,
    request: Request,
    services: ServicesDep,
    url: Sent = "",
    text: Sent = "",
    comment: Sent = "",
    category: Sent = "",
    day: Sent = "",
    channel: Sent = "",
    reporter: Sent = "",
    email: Sent = "",
    phone: Sent = "",
    key: Sent = "",
) -> Response:
    """Stores the report as any other, and opens its case; the same form sent again opens the same one."""
    values = (url, text, comment, category, day, channel, reporter, email, phone)
    given = {name: value.replace("\r\n", "\n").strip() for name, value in zip(FIELDS, values, strict=True)}
    say = Say(services.editions.current().ruleset, language_of(request))
    found = read(given, say)
    if not isinstance(found, ReportCreate):
        return _page(request, services, given, key, found)
    try:
        stored = intake.receive(services, who, found, digest([key, given]))
    except Problem as problem:
        return _page(request, services, given, key, refused(problem, say))
    return RedirectResponse(f"/signalements/{json.loads(stored)['id']}", 303)


def _page(
    request: Request, services: Services, given: Mapping[str, str], key: str, errors: tuple[FieldError, ...] = ()
) -> HTMLResponse:
    say = Say(services.editions.current().ruleset, language_of(request))
    fields = sorted({*(o.field for o in say.ruleset.offences.values())} - {"autre"}, key=lambda f: say.t(f"field.{f}"))
    page = EntryPage(
        title=say.t("entry.title"),
        given=given,
        longest=LONGEST,
        channels=tuple(Option(name, say.t(f"channel.{name}")) for name in CHANNELS),
        categories=(
            Option("", say.t("entry.no_category")),
            *(Option(name, say.t(f"field.{name}")) for name in (*fields, "autre")),
        ),
        key=key,
        errors=errors,
    )
    return render(request, page, 422 if errors else 200)
