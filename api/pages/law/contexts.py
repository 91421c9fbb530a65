"""What the pages of the law library give their templates."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from api.pages.law.cases import CaseView, QuestionView
from api.pages.law.fact_list import FactGroup
from api.pages.law.offence_list import Theme
from api.pages.law.views import (
    ClauseView,
    DecidedView,
    LimitationView,
    MatrixRow,
    NeighbourView,
    SourceView,
    VersionView,
)
from api.pages.shell.contexts import Page, told
from api.pages.shell.parts import Link, Option, Timeline
from api.rules.coverage import OffenceCoverage


@dataclass(frozen=True, slots=True)
class EditionView:
    """Which edition of the rules a page shows."""

    digest: str
    short: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class LawPage(Page):
    """Every offence, by theme, as the law stood on a day."""

    template: ClassVar[str] = "law/law.html"
    section: ClassVar[str] = "law"

    edition: EditionView = field(metadata=told("The edition of the rules shown."))
    words: str = field(metadata=told("What was searched; empty when nothing was."))
    day: date = field(metadata=told("The day on which the law is read."))
    found: tuple[Theme, ...] = field(metadata=told("Themes with their offences, after the search."))
    shown: int = field(metadata=told("How many offences are shown."))
    total: int = field(metadata=told("How many offences the edition holds."))


@dataclass(frozen=True, kw_only=True)
class OffencePage(Page):
    """One offence, as one of its versions words it."""

    template: ClassVar[str] = "law/offence.html"
    section: ClassVar[str] = "law"

    edition: EditionView = field(metadata=told("The edition of the rules shown."))
    id: str = field(metadata=told("Identifier of the offence."))
    citation: str = field(metadata=told("Article, in the form used everywhere."))
    legifrance: str = field(metadata=told("Identifier of the article at Légifrance; empty when it was not verified."))
    facts_in_short: tuple[tuple[str, str], ...] = field(metadata=told("Label and value of each line of the summary."))
    versions: tuple[VersionView, ...] = field(metadata=told("Every version, oldest first."))
    shown: VersionView = field(metadata=told("The version whose clauses are shown."))
    version_options: tuple[Option, ...] = field(metadata=told("Versions to choose from; void ones are left out."))
    elements: tuple[ClauseView, ...] = field(metadata=told("Elements of the version shown."))
    defences: tuple[ClauseView, ...] = field(metadata=told("Defences of the version shown."))
    scope: tuple[ClauseView, ...] = field(metadata=told("Scope rules of the version shown."))
    aggravations: tuple[ClauseView, ...] = field(metadata=told("Aggravating circumstances of the version shown."))
    cautions: tuple[ClauseView, ...] = field(metadata=told("What makes an answer less firm."))
    timeline: Timeline = field(metadata=told("The versions against time."))
    matrix: tuple[tuple[str, tuple[MatrixRow, ...]], ...] = field(
        metadata=told("By kind, the versions in which each clause counts.")
    )
    matrix_heads: tuple[str, ...] = field(metadata=told("Versions that are columns of the matrix."))
    limitations: tuple[LimitationView, ...] = field(metadata=told("Time limits of the version shown."))
    neighbours: tuple[NeighbourView, ...] = field(metadata=told("Related offences."))
    questions: tuple[QuestionView, ...] = field(metadata=told("Facts the answer depends on, least effort first."))
    cases: tuple[CaseView, ...] = field(metadata=told("Cases that must keep their answer."))
    base: str = field(metadata=told("Facts from which the cases start; empty when there is no case."))
    measured: OffenceCoverage | None = field(metadata=told("Coverage measured earlier; never computed for a page."))
    measured_before: str = field(
        metadata=told("Start of the digest of the earlier rules it was measured on; empty for these.")
    )
    decided: tuple[DecidedView, ...] = field(metadata=told("The latest decisions on it, without what was reported."))
    sources: tuple[SourceView, ...] = field(metadata=told("Where the law was read, and how sure it is."))


@dataclass(frozen=True, kw_only=True)
class FactsPage(Page):
    """The vocabulary of facts."""

    template: ClassVar[str] = "law/facts.html"
    section: ClassVar[str] = "facts"

    edition: EditionView = field(metadata=told("The edition of the rules shown."))
    words: str = field(metadata=told("What was searched; empty when nothing was."))
    found: tuple[FactGroup, ...] = field(metadata=told("Facts by theme, after the search."))
    shown: int = field(metadata=told("How many facts are shown."))
    total: int = field(metadata=told("How many facts the edition holds."))


@dataclass(frozen=True, kw_only=True)
class NotFoundPage(Page):
    """Nothing has this name; the nearest name, when there is one."""

    template: ClassVar[str] = "shell/not_found.html"

    message: str = field(metadata=told("What was not found."))
    near: Link | None = field(metadata=told("The nearest name."))
