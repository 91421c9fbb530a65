"""`/qualifications/{qualification}`: an answer as it was given, its three views, its digests, its replay."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.audit.journal import record
from api.db.reports import QualificationRow, ReportRow
from api.db.sessions import WriteSession
from api.deps import Wired, Write
from api.qualifications import service
from api.qualifications.endpoints import visible
from api.qualifications.keeping import answer_bytes
from api.qualifications.permissions import CanRead
from api.qualifications.schemas import QualificationId, Replay
from api.security.identity import Identity
from api.security.permissions import Permission
from api.web.contexts import Page, told
from api.web.parts import ChecklistItem, Evidence, Link, Node, Segment
from api.web.preferences import language_of
from api.web.say import Say
from api.web.templating import render
from api.wiring import Wiring
from api.workbench import passages
from api.workbench.answers import shown
from api.workbench.heads import issue_of, warning_of
from api.workbench.past import offence_short
from api.workbench.repository import pseudonyms
from api.workbench.teller import CaseTeller
from api.workbench.views import OffenceView, SuggestionView
from engine.model.text import Language

router = APIRouter(include_in_schema=False)
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """A place where the replayed answer is not the same."""

    place: str
    before: str
    now: str


@dataclass(frozen=True, kw_only=True)
class KeptPage(Page):
    """An answer as it was given."""

    template: ClassVar[str] = "workbench/kept.html"
    section: ClassVar[str] = "queue"

    id: str = field(metadata=told("Identifier of the answer."))
    lead: str = field(metadata=told("When it was given."))
    lines: tuple[tuple[str, str], ...] = field(metadata=told("What it was computed from, and by whom."))
    digests: tuple[tuple[str, str], ...] = field(
        metadata=told("Digests of facts, rules and answer; version of the engine.")
    )
    report: Link | None = field(metadata=told("The report, for those who may read it."))
    issue: str = field(metadata=told("The answer in one sentence."))
    old_law: bool = field(metadata=told("Whether the law that gave it is no longer at hand."))
    suggestions: tuple[SuggestionView, ...] = field(metadata=told("What was suggested."))
    offence: OffenceView | None = field(metadata=told("The main suggestion, or the one chosen."))
    elements: tuple[ChecklistItem, ...] = field(metadata=told("Its elements."))
    exceptions: tuple[ChecklistItem, ...] = field(metadata=told("Its exceptions and scope."))
    tree: Node | None = field(metadata=told("Its proof, as a tree."))
    warning: str = field(metadata=told("What the folded text is about."))
    text: tuple[Segment, ...] = field(metadata=told("The text with its passages, for those who may read it."))
    evidence: tuple[Evidence, ...] = field(metadata=told("The passages, each to be read alone."))
    replayed: str = field(metadata=told("What replaying gave; empty when it was not asked."))
    same: bool = field(metadata=told("Whether replaying gave the same bytes."))
    why: tuple[str, ...] = field(metadata=told("Why it differs."))
    differences: tuple[DifferenceView, ...] = field(metadata=told("The first places that differ."))


@router.get("/qualifications/{qualification}", name="kept_answer", response_class=HTMLResponse)
def kept_answer(
    who: CanRead,
    request: Request,
    qualification: QualificationId,
    wired: Wired,
    session: Write,
    rejouer: bool = False,
    infraction: Annotated[str, Query(max_length=200)] = "",
) -> HTMLResponse:
    """The answer; replayed when asked."""
    row = visible(session, qualification, who)
    record(session, wired.clock.now(), who.account, "qualification.seen", row.id, report=row.report)
    replayed = service.replay(wired, row) if rejouer else None
    if replayed is not None:
        record(session, wired.clock.now(), who.account, "qualification.replayed", row.id, same=replayed.same)
    return render(request, _page(session, wired, who, row, language_of(request), infraction, replayed))


@router.get("/qualifications/{qualification}/export", name="export_answer", response_class=Response)
def export_answer(who: CanRead, qualification: QualificationId, wired: Wired, session: Write) -> Response:
    """The bytes of the answer, as they were given."""
    row = visible(session, qualification, who)
    record(session, wired.clock.now(), who.account, "qualification.exported", row.id, report=row.report)
    named = {"Content-Disposition": f'attachment; filename="{row.id}.json"'}
    return Response(answer_bytes(row), media_type="application/json", headers=named)


def _page(
    session: WriteSession,
    wired: Wiring,
    who: Identity,
    row: QualificationRow,
    language: Language,
    wanted: str,
    replayed: Replay | None,
) -> KeptPage:
    held = shown(wired, row)
    engine = held.engine if held is not None else wired.laws.current()
    say = Say(engine.ruleset, language)
    reads = who.may(Permission.REPORTS_DECIDE)
    report = session.get(ReportRow, row.report) if reads else None
    text = report.text if report is not None else None
    teller = None
    if held is not None:
        facts = held.answered.report.facts
        teller = CaseTeller(engine, held.answered, say, passages.numbered(facts, text))
    answer = held.answered.answer if held is not None else None
    chosen = row.main
    if answer is not None and wanted in {a.offence for a in answer.assessments}:
        chosen = wanted
    assessment = answer.assessment(chosen) if answer is not None and chosen is not None else None
    evidence: tuple[Evidence, ...] = ()
    if teller is not None and assessment is not None and text:
        labels = {name: say.text(engine.ruleset.facts[name].label) for name in teller.report.facts}
        evidence = passages.passages(teller.report.facts, text, teller.reasons(assessment), labels)
    people = pseudonyms(session, [row.made_for])
    if report is not None:
        record(session, wired.clock.now(), who.account, "report.seen", report.id)
    return KeptPage(
        title=say.t("kept.title"),
        id=row.id,
        lead=say.t("kept.lead", day=say.day(wired.clock.day_of(row.made_at))),
        lines=(
            (say.t("kept.asked_for"), people.get(row.made_for, "—")),
            (say.t("kept.law_day"), say.day(row.decision_day)),
        ),
        digests=(
            (say.t("kept.facts"), row.facts_digest),
            (say.t("kept.ruleset"), row.ruleset_digest),
            (say.t("kept.answer"), row.answer_digest),
            (say.t("kept.engine"), f"{row.engine_version} · {row.reasoner}"),
        ),
        report=Link(f"/signalements/{row.report}", row.report[-6:]) if report is not None else None,
        issue=issue_of(teller, say) if teller is not None else _issue(row, say),
        old_law=held is None,
        suggestions=teller.suggestions(chosen, f"/qualifications/{row.id}?infraction=") if teller is not None else (),
        offence=teller.offence_view(assessment, None) if teller is not None and assessment is not None else None,
        elements=teller.elements(assessment) if teller is not None and assessment is not None else (),
        exceptions=teller.exceptions(assessment) if teller is not None and assessment is not None else (),
        tree=teller.tree(assessment) if teller is not None and assessment is not None else None,
        warning=warning_of(report, say, teller) if report is not None and teller is not None else "",
        text=passages.segments(teller.report.facts, text, evidence) if teller is not None and text else (),
        evidence=evidence,
        **_replayed(replayed, say),
    )


def _issue(row: QualificationRow, say: Say) -> str:
    short = offence_short(row.main, say) if row.issue in ("qualifie", "a_completer") else ""
    return say.t(f"issue.{row.issue}", short=short)


def _replayed(replayed: Replay | None, say: Say) -> dict[str, Any]:
    if replayed is None:
        return {"replayed": "", "same": False, "why": (), "differences": ()}
    said = say.t("kept.same") if replayed.same else say.t("kept.differs", n=len(replayed.differences))
    shown_ = tuple(DifferenceView(d.pointer, _short(d.kept), _short(d.now)) for d in replayed.differences[:MOST_SHOWN])
    return {
        "replayed": said,
        "same": replayed.same,
        "why": tuple(say.plain(reason) for reason in replayed.why),
        "differences": shown_,
    }


def _short(value: object) -> str:
    said = json.dumps(value, ensure_ascii=False)
    return said if len(said) <= 200 else said[:199] + "…"
