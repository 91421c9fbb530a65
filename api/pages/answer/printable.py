"""A kept answer as an accessible PDF: the answer in words, its elements, its digests; nothing of
what was reported, nor of who did.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import ClassVar

from api.db.reports import QualificationRow
from api.http.services import Services
from api.kit.problems import Problem
from api.pages.answer.page import digests_of
from api.pages.case.answers import StoredAnswer, read_answer
from api.pages.case.danger_views import danger_title
from api.pages.case.head import issue_of, remarks_of
from api.pages.case.old_law import old_law, suffix_of
from api.pages.case.suggestions import CaseTeller
from api.pages.case.views import BesideView, LookView, OffenceView, SuggestionView, WhyNotView
from api.pages.shell.contexts import Fragment, help_text
from api.pages.shell.parts import ChecklistItem
from api.pages.shell.say import Say
from api.pages.shell.templating import environment, variables
from engine.facts.presumptions import rule_behind
from engine.notices.pdf import pdf_of
from textfile.text import Language


@dataclass(frozen=True, kw_only=True)
class PrintableAnswer(Fragment):
    """A kept answer, to be printed."""

    template: ClassVar[str] = "answer/printable.html"

    title: str = field(metadata=help_text("Title of the document."))
    lines: tuple[tuple[str, str], ...] = field(metadata=help_text("Reference, days."))
    old_law: str = field(metadata=help_text("What is said of the rules of the answer; empty when they are today's."))
    danger: str = field(metadata=help_text("The danger that the facts show; empty when they show none."))
    issue: str = field(metadata=help_text("The answer in one sentence."))
    remarks: tuple[str, ...] = field(
        metadata=help_text("What makes the answer less firm, or sends the content elsewhere.")
    )
    offence: OffenceView | None = field(metadata=help_text("The main suggestion."))
    elements: tuple[ChecklistItem, ...] = field(metadata=help_text("Its elements, with status and article."))
    exceptions: tuple[ChecklistItem, ...] = field(metadata=help_text("Its exceptions and scope."))
    questions: tuple[str, ...] = field(metadata=help_text("What is missing, the best question first."))
    others: tuple[SuggestionView, ...] = field(metadata=help_text("The other offences suggested."))
    first: str = field(metadata=help_text("Why the main suggestion came first; empty where the rules ordered nothing."))
    also: tuple[BesideView, ...] = field(metadata=help_text("Offences that were to be examined besides."))
    look: LookView | None = field(metadata=help_text("What was to be looked at beside the suggestions."))
    why_not: tuple[WhyNotView, ...] = field(metadata=help_text("Neighbours that are not suggested."))
    digests: tuple[tuple[str, str], ...] = field(
        metadata=help_text(
            "Digests of facts, rules and answer; version of the engine; the model server that read the text."
        )
    )
    printed: str = field(metadata=help_text("When it was printed."))


def answer_pdf(services: Services, row: QualificationRow, language: Language) -> bytes:
    """The PDF of a kept answer.

    Raises:
        Problem: the law that gave it is not at hand, or the copy kept of it is damaged: no words
            can be put on it.
    """
    page = printable_answer(services, row, language)
    return pdf_of(printable_html(page, language), title=page.title, language=language, moment=services.clock.now())


def printable_html(page: PrintableAnswer, language: Language) -> str:
    """The document to print."""
    return environment(language).get_template(page.template).render(**variables(page))


def printable_answer(services: Services, row: QualificationRow, language: Language) -> PrintableAnswer:
    """Context of the print of a stored answer.

    Raises:
        Problem: as `answer_pdf`.
    """
    stored = read_answer(services, row)
    if stored is None:
        raise Problem("law-absent")
    say = Say(stored.engine.ruleset, language, suffix_of(services, stored.engine))
    teller = CaseTeller(_without_sources(stored), say)
    answer = stored.answer
    assessment = answer.assessment(answer.main) if answer.main is not None else None
    note = old_law(services, stored, say)
    day = say.t("case.day_unknown") if answer.date_is_assumed else say.day(answer.date_of_facts)
    return PrintableAnswer(
        title=say.t("kept.printed_title", name=row.id),
        lines=(
            (say.t("kept.reference"), row.id),
            (say.t("kept.report"), row.report),
            (say.t("kept.given"), say.day(services.clock.day_of(row.made_at))),
            (say.t("kept.day_of_facts"), day),
            (say.t("kept.law_day"), say.day(row.decision_day)),
        ),
        old_law=note.sentence if note is not None else "",
        danger=danger_title(services.rules.dangers.find(stored.report.warning_facts, stored.report.indications), say),
        issue=issue_of(teller, say),
        remarks=remarks_of(teller, say),
        offence=teller.offence_view(assessment, None) if assessment is not None else None,
        elements=teller.elements(assessment) if assessment is not None else (),
        exceptions=teller.exceptions(assessment) if assessment is not None else (),
        questions=tuple(say.text(say.ruleset.facts[q.fact].question) for q in stored.questions(services)),
        others=tuple(s for s in teller.suggestions(answer.main, "") if not s.main),
        first=teller.first(),
        also=teller.also(None, ""),
        look=teller.look(None, ""),
        why_not=teller.why_not_views(),
        digests=digests_of(row, say),
        printed=say.t("kept.printed", day=say.day(services.clock.today())),
    )


def _without_sources(stored: StoredAnswer) -> StoredAnswer:
    """The answer, without what people wrote of where facts come from: these are words of others,
    and what is printed goes further.
    """
    answer, known = stored.answer, stored.engine.ruleset.facts
    facts = {n: f if rule_behind(f, known[n]) is not None else replace(f, source=None) for n, f in answer.facts.items()}
    return replace(stored, document=replace(stored.document, answer=replace(answer, facts=facts)))
