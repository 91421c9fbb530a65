"""Contexts of the quality of the rules: the figures of a period, and the cases of one figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from api.pages.shell.contexts import Page, help_text
from api.pages.shell.parts import FieldError, Link


@dataclass(frozen=True, slots=True)
class CountLink:
    """A count, and the address of its cases, empty when there are none; `about` says which, for who
    hears the link alone.
    """

    count: str
    href: str
    about: str


@dataclass(frozen=True, slots=True)
class ChangeProposal:
    """Change request that figures call for: where its form is sent, its title and its reason,
    filled beforehand.
    """

    action: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class OffenceQualityView:
    """Decisions about an offence: how often suggested, retained then, overridden; retained without
    being suggested; the change that may be proposed.
    """

    name: str
    suggested: CountLink
    retained: CountLink
    overridden: CountLink
    share: str
    unsuggested: CountLink
    proposal: ChangeProposal | None


@dataclass(frozen=True, slots=True)
class GapView:
    """What was suggested, what was decided instead, and on which reports."""

    suggested: str
    decided: str
    reports: CountLink


@dataclass(frozen=True, slots=True)
class ClauseQualityView:
    """A clause whose presumed facts were corrected, with its place on the page of its offence, and
    the change that may be proposed.
    """

    offence: str
    clause: Link
    part: str
    wrong: CountLink
    of: str
    share: str
    proposal: ChangeProposal | None


@dataclass(frozen=True, slots=True)
class CueQualityView:
    """A cue of the lexicons: the address of its rule (empty when it has none any more), its
    presumptions by outcome, the change that may be proposed.
    """

    name: str
    href: str
    outcomes: tuple[CountLink, ...]
    share: str
    proposal: ChangeProposal | None


@dataclass(frozen=True, kw_only=True)
class QualityPage(Page):
    """Quality of the rules over a period."""

    template: ClassVar[str] = "quality/quality.html"
    section: ClassVar[str] = "quality"

    first: str = field(metadata=help_text("First day, as asked for."))
    last: str = field(metadata=help_text("Last day, as asked for."))
    errors: tuple[FieldError, ...] = field(metadata=help_text("What is wrong in what was asked for."))
    span: str = field(metadata=help_text("The period shown, in words."))
    json: str = field(metadata=help_text("Address of the same figures as data."))
    decisions: str = field(metadata=help_text("How many decisions the figures rest on; empty: none."))
    offences: tuple[OffenceQualityView, ...] = field(metadata=help_text("Offences, those suggested most first."))
    gaps: tuple[GapView, ...] = field(metadata=help_text("What was decided instead of what was suggested."))
    clauses: tuple[ClauseQualityView, ...] = field(
        metadata=help_text("Clauses with corrected facts, the surest to be wrong first.")
    )
    cues: tuple[CueQualityView, ...] = field(metadata=help_text("Cues, the surest to be wrong first."))
    columns: Mapping[str, tuple[str, ...]] = field(
        metadata=help_text("Headings of each table whose lines may be changed.")
    )
    more: Mapping[str, str] = field(metadata=help_text("By table, how many lines it does not show; empty: none."))
    may_propose: bool = field(metadata=help_text("Whether who reads may propose a change."))


@dataclass(frozen=True, kw_only=True)
class QualityCasesPage(Page):
    """The cases that a quality figure counts."""

    template: ClassVar[str] = "quality/cases.html"
    section: ClassVar[str] = "quality"

    about: str = field(metadata=help_text("The figure, in words."))
    span: str = field(metadata=help_text("The period, in words."))
    back: Link = field(metadata=help_text("The figures of the same period."))
    count: str = field(metadata=help_text("How many cases there are."))
    reserved: bool = field(metadata=help_text("Whether who reads may not be shown which."))
    cases: tuple[Link, ...] = field(metadata=help_text("The cases, the last received first."))
    limit: str = field(metadata=help_text("Said when there are more than are listed; else empty."))
