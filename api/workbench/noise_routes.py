"""`/bruit`: what the noise filter set aside, a sample at a time, and how often people disagree with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.audit.journal import record
from api.db.reports import ReportRow
from api.db.sessions import WriteSession
from api.deps import Wired, Write
from api.noise import repository, service
from api.noise.permissions import CanReview
from api.noise.schemas import Rate
from api.problems import Problem
from api.reports.endpoints import visible
from api.reports.schemas import ReportId
from api.security.identity import Identity
from api.web.contexts import Page, told
from api.web.preferences import language_of
from api.web.say import Say
from api.web.templating import render
from api.wiring import Wiring
from api.workbench.done import done_of
from api.workbench.heads import moment, noise_reason, share
from api.workbench.views import Done

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)
SAMPLE = 10


@dataclass(frozen=True, slots=True)
class SetAside:
    """A report set aside, with its text: it is what one judges by."""

    id: str
    version: int
    name: str
    line: str
    url: str
    text: str
    warning: str
    drawn: bool


@dataclass(frozen=True, kw_only=True)
class NoisePage(Page):
    """A sample of what the noise filter set aside, to be judged."""

    template: ClassVar[str] = "workbench/noise.html"
    section: ClassVar[str] = "noise"

    waiting: int = field(metadata=told("How many are set aside and not judged."))
    drawn: int = field(metadata=told("How many of them were drawn to be read in any case."))
    rate: str = field(metadata=told("The share of those that should not have been set aside, with its interval."))
    judged: str = field(metadata=told("On how many judgements that share rests."))
    items: tuple[SetAside, ...] = field(metadata=told("The sample."))
    said: str = field(metadata=told("What has just been done."))
    done: Done | None = field(metadata=told("The report just filed as noise, and how to undo it."))


@router.get("/bruit", name="noise_review")
def noise_review(
    who: CanReview, request: Request, wired: Wired, session: Write, remis: bool = False,
    fini: Annotated[str, Query(max_length=200)] = "",
) -> HTMLResponse:  # fmt: skip
    """The sample. The journal keeps who saw which texts."""
    say = Say(wired.laws.current().ruleset, language_of(request))
    waiting, drawn = repository.waiting(session)
    restored, judged = repository.judged(session)
    page = NoisePage(
        title=say.t("noise.title"),
        waiting=waiting,
        drawn=drawn,
        rate=_rate(service.rate(restored, judged), say),
        judged=say.t("noise.judged", n=judged),
        items=tuple(_item(session, wired, who, row, say) for row in repository.sample(session, SAMPLE)),
        said=say.t("noise.restored") if remis else "",
        done=done_of(session, wired, who, fini, say.language),
    )
    return render(request, page)


@router.post("/bruit/{report}", name="judge_noise")
def judge_noise(
    who: CanReview,
    report: ReportId,
    wired: Wired,
    session: Write,
    version: Annotated[int, Form(ge=0)],
    verdict: Annotated[Literal["noise", "restore"], Form()],
) -> Response:
    """Noise indeed, or back in the queue."""
    row = visible(session, report, who)
    if row.version != version:
        raise Problem("stale-version")
    service.judge_set_aside(session, wired, who, row, verdict)
    return RedirectResponse(f"/bruit?fini={report}" if verdict == "noise" else "/bruit?remis=1", 303)


def _item(session: WriteSession, wired: Wiring, who: Identity, row: ReportRow, say: Say) -> SetAside:
    record(session, wired.clock.now(), who.account, "report.seen", row.id)
    score = say.t("queue.to_see", share=share(row.noise_score or 0.0, say))
    return SetAside(
        id=row.id,
        version=row.version,
        name=row.reference or row.id[-6:],
        line=" · ".join(filter(None, [moment(row.received_at, wired, say), score, noise_reason(row, say)])),
        url=row.url or "",
        text=row.text or "",
        warning=say.t("case.warning", about=say.t("noise.text"), n=row.text_length),
        drawn=row.noise_audit,
    )


def _rate(rate: Rate, say: Say) -> str:
    if rate.rate is None:
        return say.t("noise.no_rate")
    values = {
        name: _percent(value, say) for name, value in (("rate", rate.rate), ("low", rate.low), ("high", rate.high))
    }
    return say.t("noise.rate", level=share(rate.level, say), **values)


def _percent(value: float, say: Say) -> str:
    said = f"{100 * value:.1f}"
    return say.t("case.percent", value=said.replace(".", ",") if say.language == "fr" else said)
