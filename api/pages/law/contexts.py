"""Contexts of the law library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from api.pages.law.cases import CaseView, LawQuestionView
from api.pages.law.fact_list import FactGroup
from api.pages.law.offence_list import Theme
from api.pages.law.views import (
    ClauseView,
    DecidedView,
    LimitationView,
    MatrixRow,
    NeighbourView,
    OfficialView,
    SourceView,
    VersionView,
)
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.parts import Link, Option, Timeline
from api.rules.coverage import OffenceCoverage


@dataclass(frozen=True, slots=True)
class EditionView:
    """Edition of the rules that a page shows."""

    digest: str
    short: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class LawPage(Page):
    """Every offence, by theme, as the law stood on a day."""

    template: ClassVar[str] = "law/law.html"
    section: ClassVar[str] = "law"

    edition: EditionView = field(metadata=help_text("The edition of the rules shown."))
    words: str = field(metadata=help_text("What was searched; empty when nothing was."))
    day: date = field(metadata=help_text("The day on which the law is read."))
    themes: tuple[Theme, ...] = field(metadata=help_text("Themes with their offences, after the search."))
    count: int = field(metadata=help_text("How many offences are shown."))
    total: int = field(metadata=help_text("How many offences the edition holds."))


@dataclass(frozen=True, kw_only=True)
class OffencePage(Page):
    """One offence, as one of its versions words it."""

    template: ClassVar[str] = "law/offence.html"
    section: ClassVar[str] = "law"

    edition: EditionView = field(metadata=help_text("The edition of the rules shown."))
    id: str = field(metadata=help_text("Identifier of the offence."))
    citation: str = field(metadata=help_text("Article, in the form used everywhere."))
    legifrance: str = field(
        metadata=help_text("Identifier of the article at Légifrance; empty when it was not verified.")
    )
    facts_in_short: tuple[tuple[str, str], ...] = field(
        metadata=help_text("Label and value of each line of the summary.")
    )
    versions: tuple[VersionView, ...] = field(metadata=help_text("Every version, oldest first."))
    version: VersionView = field(metadata=help_text("The version whose clauses are shown."))
    version_options: tuple[Option, ...] = field(metadata=help_text("Versions to choose from; void ones are left out."))
    elements: tuple[ClauseView, ...] = field(metadata=help_text("Elements of the version shown."))
    defences: tuple[ClauseView, ...] = field(metadata=help_text("Defences of the version shown."))
    scope: tuple[ClauseView, ...] = field(metadata=help_text("Scope rules of the version shown."))
    aggravations: tuple[ClauseView, ...] = field(metadata=help_text("Aggravating circumstances of the version shown."))
    cautions: tuple[ClauseView, ...] = field(metadata=help_text("What makes an answer less firm."))
    timeline: Timeline = field(metadata=help_text("The versions against time."))
    matrix: tuple[tuple[str, tuple[MatrixRow, ...]], ...] = field(
        metadata=help_text("By kind, the versions in which each clause counts.")
    )
    matrix_heads: tuple[str, ...] = field(
        metadata=help_text("First day of each version that is a column of the matrix.")
    )
    limitations: tuple[LimitationView, ...] = field(metadata=help_text("Time limits of the version shown."))
    neighbours: tuple[NeighbourView, ...] = field(metadata=help_text("Related offences."))
    questions: tuple[LawQuestionView, ...] = field(
        metadata=help_text("Facts the answer depends on, least effort first.")
    )
    cases: tuple[CaseView, ...] = field(metadata=help_text("Cases that must keep their answer."))
    base: str = field(metadata=help_text("Facts from which the cases start; empty when there is no case."))
    measured: OffenceCoverage | None = field(
        metadata=help_text("Coverage measured earlier; never computed for a page.")
    )
    measured_before: str = field(
        metadata=help_text("Start of the digest of the earlier rules it was measured on; empty for these.")
    )
    decided: tuple[DecidedView, ...] = field(
        metadata=help_text("The latest decisions on it, without what was reported.")
    )
    sources: tuple[SourceView, ...] = field(metadata=help_text("Where the law was read, and how sure it is."))
    official: Mapping[str, tuple[OfficialView, ...]] = field(
        metadata=help_text("By article of a clause, its official text on the last day of the version, or today's.")
    )
    official_note: str = field(metadata=help_text("Why no official text is shown; empty where one is."))
    trial: str = field(
        default="", metadata=help_text("Where this version is tried; empty for whoever may not, or on past rules.")
    )
    propose: str = field(
        default="", metadata=help_text("Where a change of it is proposed; empty for whoever may not, or on past rules.")
    )


@dataclass(frozen=True, kw_only=True)
class FactsPage(Page):
    """The vocabulary of facts."""

    template: ClassVar[str] = "law/facts.html"
    section: ClassVar[str] = "facts"

    edition: EditionView = field(metadata=help_text("The edition of the rules shown."))
    words: str = field(metadata=help_text("What was searched; empty when nothing was."))
    groups: tuple[FactGroup, ...] = field(metadata=help_text("Facts by theme, after the search."))
    count: int = field(metadata=help_text("How many facts are shown."))
    total: int = field(metadata=help_text("How many facts the edition holds."))


@dataclass(frozen=True, kw_only=True)
class NotFoundPage(Page):
    """Nothing has this name; the nearest name, when there is one."""

    template: ClassVar[str] = "shell/not_found.html"

    message: str = field(metadata=help_text("What was not found."))
    near: Link | None = field(metadata=help_text("The nearest name."))
