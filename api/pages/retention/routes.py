"""`/administration/conservation`: what is past its period, erasing it, and the proof as the journal
keeps it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, ClassVar

from fastapi import Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import select

from api.db.audit import AuditRow
from api.db.sessions import AnySession
from api.http.deps import Read
from api.http.routing import OffLoopRouter
from api.http.services import Services
from api.kit.problems import Problem
from api.kit.typography import typeset
from api.pages.shell.catalogue import MESSAGES, translate
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.moments import say_moment
from api.pages.shell.parts import FieldError
from api.pages.shell.visit import ErasureVisit, Visit
from api.retention import service
from api.retention.clearing import PURGED, last_clearing
from engine.explanation.words import say_day
from textfile.text import Language

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)
ADDRESS = "/administration/conservation"


@dataclass(frozen=True, slots=True)
class PeriodView:
    """One kind of data, how long it is kept, and how much is past that now."""

    label: str
    days: int
    before: str
    count: int


@dataclass(frozen=True, slots=True)
class ProofView:
    """Proof of an erasure: for each kind what was found and what is left, that statistics did not
    move, what the database's files still hold of it, and the whole of it.
    """

    number: int
    at: str
    erased: tuple[tuple[str, int, int], ...]
    same_statistics: bool
    files: str
    in_order: bool
    hash: str
    whole: str


@dataclass(frozen=True, kw_only=True)
class RetentionPage(Page):
    """Retention: what is kept, for how long, and what can be erased."""

    template: ClassVar[str] = "retention/retention.html"
    section: ClassVar[str] = "retention"

    periods: tuple[PeriodView, ...] = field(metadata=help_text("Each kind of data, and what is past its period now."))
    total: int = field(metadata=help_text("How much is past its period, all kinds together."))
    last: int = field(metadata=help_text("The journal's number of the last erasure; 0 when there was none."))
    proof: ProofView | None = field(metadata=help_text("The erasure looked at."))
    errors: tuple[FieldError, ...] = field(metadata=help_text("What is wrong in what was sent."))


@router.get(ADDRESS, name="retention_page")
def retention_page(
    visit: ErasureVisit, session: Read, preuve: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None
) -> HTMLResponse:
    """The periods, and one proof."""
    return _page(visit, session, preuve=preuve)


@router.post(ADDRESS, name="run_retention")
def run_retention(visit: ErasureVisit, confirm: Annotated[bool, Form()] = False) -> Response:
    """Erases what is past its period, once confirmed. The erasure opens its own transaction."""
    error = "" if confirm else "retention.not_confirmed"
    if confirm:
        try:
            service.purge(visit.services, by=visit.account)
        except service.StatisticsChanged:
            error = "retention.undone"
        except service.ErasureConflict:
            error = "retention.conflict"
    with visit.services.database.read() as session:
        if error:
            return _page(visit, session, error=error)
        return RedirectResponse(f"{ADDRESS}?preuve={_last(session)}", 303)


def _page(visit: Visit, session: AnySession, *, preuve: int | None = None, error: str = "") -> HTMLResponse:
    services, language = visit.services, visit.language
    periods = tuple(
        PeriodView(
            _kind(one.name, language),
            one.days,
            typeset(say_day(services.clock.day_of(one.before), language), language),
            one.count,
        )
        for one in service.expired(session, services)
    )
    page = RetentionPage(
        title=translate(language, "retention.title"),
        periods=periods,
        total=sum(period.count for period in periods),
        last=_last(session),
        proof=_proof(session, services, preuve, language) if preuve is not None else None,
        errors=(FieldError("confirm", translate(language, error)),) if error else (),
    )
    return visit.render(page, 422 if error else 200)


def _kind(name: str, language: Language) -> str:
    """A kind of data in words. A proof of long ago may name one that the code no longer knows."""
    key = f"retention.kind.{name}"
    return translate(language, key) if key in MESSAGES else name


def _last(session: AnySession) -> int:
    query = select(AuditRow.number).where(AuditRow.action == PURGED).order_by(AuditRow.number.desc()).limit(1)
    return session.scalar(query) or 0


def _proof(session: AnySession, services: Services, number: int, language: Language) -> ProofView:
    row = session.get(AuditRow, number)
    if row is None or row.action != PURGED:
        raise Problem("not-found")
    proof: dict[str, Any] = row.detail["proof"]
    clearing = last_clearing(session)
    state = clearing.state if clearing is not None and clearing.until >= number else "waiting"
    at = say_moment(clearing.at, services.settings.zone, language) if clearing is not None else ""
    return ProofView(
        number=number,
        at=say_moment(datetime.fromisoformat(row.at), services.settings.zone, language),
        erased=tuple((_kind(name, language), kind["found"], kind["left"]) for name, kind in proof["erased"].items()),
        same_statistics=proof["statistics_before"] == proof["statistics_after"],
        files=translate(language, f"retention.files.{state}", at=at),
        in_order=state != "waiting",
        hash=row.hash,
        whole=json.dumps(proof, ensure_ascii=False, indent=2),
    )
