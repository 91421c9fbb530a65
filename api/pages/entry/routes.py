"""`/signalements/nouveau`: a report that somebody got by telephone or e-mail, entered by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Annotated, ClassVar

from fastapi import Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.http.admission import waits_in
from api.http.routing import OffLoopRouter
from api.kit.canonical import digest
from api.kit.problems import Problem
from api.pages.entry.form import CHANNELS, FIELDS, LONGEST, EntryForm, read, refused
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.parts import FieldError, Option
from api.pages.shell.visit import EntryVisit, Visit
from api.reports import intake
from api.reports.schemas import ReportCreate

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class EntryPage(Page):
    """The form of a report entered by hand."""

    template: ClassVar[str] = "entry/entry.html"
    section: ClassVar[str] = "entry"

    values: Mapping[str, str] = field(metadata=help_text("What the form holds, by the name of each field."))
    longest: Mapping[str, int] = field(metadata=help_text("The most characters that each field takes."))
    channels: tuple[Option, ...] = field(metadata=help_text("How the report came."))
    categories: tuple[Option, ...] = field(metadata=help_text("The hotline's fields, and none."))
    key: str = field(metadata=help_text("What makes the same form sent twice one report."))
    errors: tuple[FieldError, ...] = field(metadata=help_text("What is wrong in what was sent."))


@router.get("/signalements/nouveau", name="entry")
def entry(visit: EntryVisit) -> HTMLResponse:
    """The empty form."""
    return _page(visit, {**dict.fromkeys(FIELDS, ""), "channel": CHANNELS[0]}, token_urlsafe(12))


@router.post("/signalements/nouveau", name="enter_report")
@waits_in("intake")
def enter(visit: EntryVisit, form: Annotated[EntryForm, Form()]) -> Response:
    """Stores the report as any other, and opens its case; the same form sent again opens the same
    one.
    """
    values, say = form.values, visit.say
    report = read(values, say, visit.services.clock.today())
    if not isinstance(report, ReportCreate):
        return _page(visit, values, form.key, report)
    try:
        stored = intake.receive(visit.services, visit.who, report, digest([form.key, values]))
    except Problem as problem:
        return _page(visit, values, form.key, refused(problem, say))
    return RedirectResponse(f"/signalements/{json.loads(stored)['id']}", 303)


def _page(visit: Visit, values: Mapping[str, str], key: str, errors: tuple[FieldError, ...] = ()) -> HTMLResponse:
    say = visit.say
    fields = sorted({*(o.field for o in say.ruleset.offences.values())} - {"autre"}, key=lambda f: say.t(f"field.{f}"))
    page = EntryPage(
        title=say.t("entry.title"),
        values=values,
        longest=LONGEST,
        channels=tuple(Option(name, say.t(f"channel.{name}")) for name in CHANNELS),
        categories=(
            Option("", say.t("entry.no_category")),
            *(Option(name, say.t(f"field.{name}")) for name in (*fields, "autre")),
        ),
        key=key,
        errors=errors,
    )
    return visit.render(page, 422 if errors else 200)
