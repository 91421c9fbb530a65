"""Contexts of the pages of all rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from api.pages.law.contexts import EditionView
from api.pages.rules.blocks import Paragraph, SheetSection
from api.pages.rules.rule_search import SearchResult
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.parts import Link, Pager

SECTION = "rules"


@dataclass(frozen=True, slots=True)
class RuleKind:
    """Kind of rules: where they are read, how many there are, what they do."""

    link: Link
    count: int
    does: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """Row of a list of rules."""

    link: Link
    id: str
    detail: Paragraph


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Rows of one group of a list."""

    id: str
    label: str
    rows: tuple[RuleRow, ...]


@dataclass(frozen=True, kw_only=True)
class RulesLibraryPage(Page):
    """Every kind of rules, and the search of any name among them."""

    template: ClassVar[str] = "rules/library.html"
    section: ClassVar[str] = SECTION

    edition: EditionView = field(metadata=help_text("The edition of the rules shown."))
    words: str = field(metadata=help_text("What was searched; empty when nothing was."))
    anywhere: bool = field(metadata=help_text("Whether it was searched in any text, not only among names."))
    kinds: tuple[RuleKind, ...] = field(metadata=help_text("Every kind of rules."))
    result: SearchResult | None = field(metadata=help_text("What was found; None when nothing was searched."))


@dataclass(frozen=True, kw_only=True)
class RuleListPage(Page):
    """The rules of one kind."""

    template: ClassVar[str] = "rules/rule_list.html"
    section: ClassVar[str] = SECTION

    edition: EditionView = field(metadata=help_text("The edition of the rules shown."))
    crumbs: tuple[Link, ...] = field(metadata=help_text("Pages above this one."))
    lead: str = field(metadata=help_text("What these rules do."))
    groups: tuple[RuleGroup, ...] = field(metadata=help_text("The rules, by group."))


@dataclass(frozen=True, kw_only=True)
class RuleSheetPage(Page):
    """One rule, or the rules of one file: what they say, where they serve, their source."""

    template: ClassVar[str] = "rules/sheet.html"
    section: ClassVar[str] = SECTION

    edition: EditionView = field(metadata=help_text("The edition of the rules shown."))
    crumbs: tuple[Link, ...] = field(metadata=help_text("Pages above this one."))
    id: str = field(metadata=help_text("The identifier, or the path of the file."))
    lead: Paragraph = field(metadata=help_text("What it is."))
    sections: tuple[SheetSection, ...] = field(metadata=help_text("The sections, in order."))
    pager: Pager | None = field(metadata=help_text("Where one is among the entries of a long file."))


@dataclass(frozen=True, kw_only=True)
class RuleFilePage(Page):
    """A file of the rules, as it is written."""

    template: ClassVar[str] = "rules/rule_file.html"
    section: ClassVar[str] = SECTION

    edition: EditionView = field(metadata=help_text("The edition of the rules shown."))
    crumbs: tuple[Link, ...] = field(metadata=help_text("Pages above this one."))
    first: int = field(metadata=help_text("Number of the first line shown."))
    last: int = field(metadata=help_text("Number of the last line shown."))
    before: str = field(metadata=help_text("The lines before the one asked for."))
    line: str = field(metadata=help_text("The line asked for; empty when none was."))
    after: str = field(metadata=help_text("The lines after it."))
    pager: Pager | None = field(metadata=help_text("Where one is in a long file."))
    teller: Paragraph = field(metadata=help_text("The page that tells this place in words; empty when none does."))
