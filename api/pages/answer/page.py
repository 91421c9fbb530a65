"""A kept answer put together: as it was given, its three views, its digests, its replay, today's
rules beside it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, ClassVar

from api.db.reports import QualificationRow, ReportRow
from api.db.sessions import JournaledSession
from api.journal.entries import record
from api.kit.permissions import Permission
from api.kit.typography import typeset
from api.pages.answer.comparison import ComparedView, compared_view
from api.pages.case import passages
from api.pages.case.answers import read_answer
from api.pages.case.danger_views import DangerView, danger_view
from api.pages.case.head import comment_warning_of, issue_of, warning_of
from api.pages.case.old_law import OldLawView, old_law, suffix_of
from api.pages.case.past import offence_short
from api.pages.case.repository import pseudonyms
from api.pages.case.suggestions import CaseTeller
from api.pages.case.views import BesideView, LookView, OffenceView, SuggestionView
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.parts import ChecklistItem, Evidence, Link, Node, Segment
from api.pages.shell.say import Say
from api.pages.shell.visit import Visit
from api.reports.qualifications.schemas import Replay

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """A place where the replayed answer is not the same."""

    place: str
    before: str
    now: str


@dataclass(frozen=True, kw_only=True)
class AnswerPage(Page):
    """An answer as it was given."""

    template: ClassVar[str] = "answer/answer.html"
    section: ClassVar[str] = "queue"

    id: str = field(metadata=help_text("Identifier of the answer."))
    lead: str = field(metadata=help_text("When it was given."))
    lines: tuple[tuple[str, str], ...] = field(metadata=help_text("What it was computed from, and by whom."))
    digests: tuple[tuple[str, str], ...] = field(
        metadata=help_text(
            "Digests of facts, rules and answer; version of the engine; the model server that read the text."
        )
    )
    danger: DangerView | None = field(metadata=help_text("The danger that its facts show, told before everything."))
    report: Link | None = field(metadata=help_text("The report, for those who may read it."))
    issue: str = field(metadata=help_text("The answer in one sentence."))
    no_law: bool = field(metadata=help_text("Whether the law that gave it is not at hand."))
    old_law: OldLawView | None = field(
        metadata=help_text("What is said of the rules of the answer, when they are no longer today's.")
    )
    compared: ComparedView | None = field(
        metadata=help_text("What today's rules say otherwise; none when they are the rules of the answer.")
    )
    suggestions: tuple[SuggestionView, ...] = field(metadata=help_text("What was suggested."))
    first: str = field(metadata=help_text("Why the main suggestion came first; empty where the rules ordered nothing."))
    also: tuple[BesideView, ...] = field(metadata=help_text("Offences that were to be examined besides."))
    look: LookView | None = field(metadata=help_text("What was to be looked at beside the suggestions."))
    offence: OffenceView | None = field(metadata=help_text("The main suggestion, or the one chosen."))
    elements: tuple[ChecklistItem, ...] = field(metadata=help_text("Its elements."))
    exceptions: tuple[ChecklistItem, ...] = field(metadata=help_text("Its exceptions and scope."))
    tree: Node | None = field(metadata=help_text("Its proof, as a tree."))
    warning: str = field(metadata=help_text("What the folded text is about."))
    text: tuple[Segment, ...] = field(metadata=help_text("The text with its passages, for those who may read it."))
    comment: tuple[Segment, ...] = field(metadata=help_text("The reporter's words with their passages, for the same."))
    comment_warning: str = field(metadata=help_text("What is said before the reporter's words, which are folded."))
    evidence: tuple[Evidence, ...] = field(metadata=help_text("The passages, each to be read alone."))
    replayed: str = field(metadata=help_text("What replaying gave; empty when it was not asked."))
    same: bool = field(metadata=help_text("Whether replaying gave the same bytes."))
    why: tuple[str, ...] = field(metadata=help_text("Why it differs."))
    differences: tuple[DifferenceView, ...] = field(metadata=help_text("The first places that differ."))


def answer_page(
    visit: Visit, session: JournaledSession, row: QualificationRow, wanted: str, replay: Replay | None
) -> AnswerPage:
    """The page of a stored answer; `wanted` names the offence to look at, otherwise the main
    one.
    """
    who, services, language = visit.who, visit.services, visit.language
    stored = read_answer(services, row)
    engine = stored.engine if stored is not None else services.editions.current()
    say = Say(engine.ruleset, language, suffix_of(services, engine))
    report = session.get(ReportRow, row.report) if who.may(Permission.REPORTS_DECIDE) else None
    words = passages.words_of(report) if report is not None else passages.Words()
    teller = None
    if stored is not None:
        facts = stored.facts
        teller = CaseTeller(stored, say, passages.numbered(facts, words))
    answer = stored.answer if stored is not None else None
    chosen = row.main
    if answer is not None and wanted in {a.offence for a in answer.assessments}:
        chosen = wanted
    assessment = answer.assessment(chosen) if answer is not None and chosen is not None else None
    evidence: tuple[Evidence, ...] = ()
    if teller is not None and any(words):
        labels = {name: say.text(engine.ruleset.facts[name].label) for name in teller.report.facts}
        reasons = teller.reasons(assessment) if assessment is not None else ()
        evidence = passages.passages(teller.report.facts, words, reasons, labels)
    href = f"/qualifications/{row.id}?infraction="
    asker = pseudonyms(session, [row.made_for]).get(row.made_for, "—")
    if report is not None:
        record(session, services.clock.now(), who.account, "report.seen", report.id)
    return AnswerPage(
        title=say.t("kept.title"),
        id=row.id,
        lead=say.t("kept.lead", day=say.day(services.clock.day_of(row.made_at))),
        lines=(
            (say.t("kept.asked_for"), say.marking(asker, asker)),
            (say.t("kept.law_day"), say.day(row.decision_day)),
        ),
        digests=digests_of(row, say),
        danger=danger_view(
            services.rules.dangers.find(teller.report.warning_facts, teller.report.indications)
            if teller is not None
            else None,
            services.rules,
            say,
            teller.numbers if teller is not None else {},
            evidence,
            f"/signalements/{row.report}" if report is not None else "",
        ),
        report=Link(f"/signalements/{row.report}", report.reference or report.id[-6:]) if report is not None else None,
        issue=issue_of(teller, say) if teller is not None else _issue(row, say),
        no_law=stored is None,
        old_law=old_law(services, stored, say) if stored is not None else None,
        compared=compared_view(services, row, engine.ruleset, say),
        suggestions=teller.suggestions(chosen, href) if teller is not None else (),
        first=teller.first() if teller is not None else "",
        also=teller.also(chosen, href) if teller is not None else (),
        look=teller.look(chosen, href) if teller is not None else None,
        offence=teller.offence_view(assessment, None) if teller is not None and assessment is not None else None,
        elements=teller.elements(assessment) if teller is not None and assessment is not None else (),
        exceptions=teller.exceptions(assessment) if teller is not None and assessment is not None else (),
        tree=teller.tree(assessment) if teller is not None and assessment is not None else None,
        warning=warning_of(report, say, teller) if report is not None and teller is not None else "",
        text=passages.segments(teller.report.facts, words, "text", evidence) if teller is not None else (),
        comment=passages.segments(teller.report.facts, words, "comment", evidence) if teller is not None else (),
        comment_warning=comment_warning_of(report, say) if report is not None else "",
        evidence=evidence,
        **_replay_view(replay, say),
    )


def digests_of(row: QualificationRow, say: Say) -> tuple[tuple[str, str], ...]:
    """Digests of an answer: facts, rules, bytes; then the engine that gave it, and the model server
    that read the text, if one did.
    """
    digests = (
        (say.t("kept.facts"), row.facts_digest),
        (say.t("kept.ruleset"), row.ruleset_digest),
        (say.t("kept.answer"), row.answer_digest),
        (say.t("kept.engine"), f"{row.engine_version} · {row.reasoner}"),
    )
    if row.reader is None:
        return digests
    return (
        *digests,
        (say.t("kept.reader"), row.reader["model"]),
        (say.t("kept.reader_prompt"), row.reader["prompt_digest"]),
        (say.t("kept.reader_schema"), row.reader["schema_digest"]),
    )


def _issue(row: QualificationRow, say: Say) -> str:
    short = offence_short(row.main, say) if row.issue in ("qualifie", "a_completer") else ""
    issue = "to_confirm" if row.to_confirm and row.issue == "qualifie" else row.issue
    return say.t(f"issue.{issue}", short=short)


def _replay_view(replay: Replay | None, say: Say) -> dict[str, Any]:
    if replay is None:
        return {"replayed": "", "same": False, "why": (), "differences": ()}
    sentence = say.t("kept.same") if replay.same else say.t("kept.differs", n=len(replay.differences))
    views = tuple(DifferenceView(d.pointer, _short(d.before), _short(d.now)) for d in replay.differences[:MOST_SHOWN])
    return {
        "replayed": sentence,
        "same": replay.same,
        "why": tuple(typeset(reason, say.language) for reason in replay.why),
        "differences": views,
    }


def _short(value: object) -> str:
    said = json.dumps(value, ensure_ascii=False)
    return said if len(said) <= 200 else said[:199] + "…"
