"""`/bruit`: what the noise filter set aside, one report at a time at random, and how often people
disagree with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal

from fastapi import Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.db.reports import ReportRow
from api.db.sessions import AnySession
from api.http.deps import Look, Write
from api.http.routing import OffLoopRouter
from api.journal.entries import record
from api.kit.ids import pattern
from api.kit.problems import Problem
from api.noise import service
from api.pages.case.head import comment_warning_of, moment, percent, share
from api.pages.case.undo_bar import undo_bar
from api.pages.case.views import UndoBar
from api.pages.case.words import noise_reason
from api.pages.noise.certificates import StandingView, standing_views
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.say import Say
from api.pages.shell.visit import CaseVisit, Visit
from api.reports.endpoints import visible
from api.reports.rates import Rate, rate_of
from api.reports.schemas import ReportId
from api.texts import noise_rows

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A report set aside, with its words: it is what one judges by."""

    id: str
    version: int
    name: str
    line: str
    url: str
    text: str
    warning: str
    comment: str
    comment_warning: str
    drawn: bool


@dataclass(frozen=True, kw_only=True)
class NoisePage(Page):
    """One report of what the noise filter set aside, to be judged; then the next."""

    template: ClassVar[str] = "noise/noise.html"
    section: ClassVar[str] = "noise"

    waiting: int = field(metadata=help_text("How many are set aside and not judged."))
    drawn: int = field(metadata=help_text("How many of them were drawn to be read in any case."))
    rate: str = field(metadata=help_text("The share of those that should not have been set aside, with its interval."))
    judged: str = field(metadata=help_text("On how many judgements that share rests."))
    standings: tuple[StandingView, ...] = field(
        metadata=help_text("What each certificate of the filter is worth today.")
    )
    no_standing: str = field(metadata=help_text("What is said when there is no certificate; else empty."))
    item: SetAside | None = field(metadata=help_text("The report to judge, drawn at random; none when none is left."))
    message: str = field(metadata=help_text("What is to be known before the next one."))
    bar: UndoBar | None = field(metadata=help_text("The report just judged, and how to take it back."))


@router.get("/bruit", name="noise_review")
def noise_review(
    visit: CaseVisit,
    session: Look,
    voir: Annotated[str, Query(max_length=200)] = "",
    fini: Annotated[str, Query(max_length=200)] = "",
    deja: bool = False,
) -> HTMLResponse:
    """One report, that of the address if it is still set aside. The journal keeps who saw it."""
    services, say = visit.services, visit.say
    waiting, drawn = noise_rows.waiting(session)
    restored, judged = noise_rows.judged(session)
    row = _set_aside(session, voir) or next(iter(noise_rows.sample(session, 1)), None)
    certificates, without = standing_views(services, say)
    page = NoisePage(
        title=say.t("noise.title"),
        waiting=waiting,
        drawn=drawn,
        rate=_rate(rate_of(restored, judged), say),
        judged=say.t("noise.judged", n=judged),
        standings=certificates,
        no_standing=without,
        item=_item(visit, session, row) if row is not None else None,
        message=say.t("noise.already") if deja else "",
        bar=_bar(visit, session, fini),
    )
    return visit.render(page)


@router.post("/bruit/{report}", name="judge_noise")
def judge_noise(
    visit: CaseVisit,
    report: ReportId,
    session: Write,
    version: Annotated[int, Form(ge=0)],
    verdict: Annotated[Literal["noise", "restore"], Form()],
) -> Response:
    """Noise indeed, or back in the queue; then the next.

    What somebody else judged meanwhile is left as it is.
    """
    row = visible(session, report, visit.who)
    if row.version != version or row.state != "low_priority":
        return RedirectResponse("/bruit?deja=1", 303)
    service.judge_set_aside(session, visit.services, visit.who, row, verdict)
    return RedirectResponse(f"/bruit?fini={report}", 303)


@router.post("/bruit/{report}/annulation", name="undo_noise")
def undo_noise(visit: CaseVisit, report: ReportId, session: Write, version: Annotated[int, Form(ge=0)]) -> Response:
    """Takes the judgement back, and shows the report again."""
    row = visible(session, report, visit.who)
    if row.version != version:
        raise Problem("stale-version")
    service.undo_judgement(session, visit.services, visit.who, row)
    return RedirectResponse(f"/bruit?voir={report}", 303)


def _set_aside(session: AnySession, report: str) -> ReportRow | None:
    row = session.get(ReportRow, report) if re.fullmatch(pattern("rep"), report) else None
    return row if row is not None and row.state == "low_priority" else None


def _bar(visit: Visit, session: AnySession, report: str) -> UndoBar | None:
    """Undo bar of the judgement that this person just gave, while it can be taken back."""
    if not re.fullmatch(pattern("rep"), report):
        return None
    row = session.get(ReportRow, report)
    if row is not None and service.restored_today_by(session, visit.services, visit.who, row):
        message = visit.say.t("noise.restored", name=row.reference or row.id[-6:])
        return UndoBar(message, row.id, row.version, visit.say.t("undo.action"))
    return undo_bar(visit, session, report)


def _item(visit: Visit, session: Look, row: ReportRow) -> SetAside:
    services, say = visit.services, visit.say
    record(session, services.clock.now(), visit.account, "report.seen", row.id)
    score = say.t("noise.score", share=share(row.noise_score or 0.0, say))
    return SetAside(
        id=row.id,
        version=row.version,
        name=row.reference or row.id[-6:],
        line=" · ".join(
            filter(None, [moment(row.received_at, services, say), score, noise_reason(row, services, say)])
        ),
        url=row.url or "",
        text=row.text or "",
        warning=say.t("case.warning", about=say.t("noise.text"), n=row.text_length),
        comment=row.comment or "",
        comment_warning=comment_warning_of(row, say),
        drawn=row.noise_audit,
    )


def _rate(rate: Rate, say: Say) -> str:
    if rate.rate is None:
        return say.t("noise.no_rate")
    values = {
        name: percent(value, say) for name, value in (("rate", rate.rate), ("low", rate.low), ("high", rate.high))
    }
    return say.t("noise.rate", level=share(rate.level, say), **values)
