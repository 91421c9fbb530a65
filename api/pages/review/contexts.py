"""Contexts of double review."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from api.pages.shell.contexts import Page, help_text
from api.pages.shell.parts import FieldError, Link, Option


@dataclass(frozen=True, slots=True)
class ReadingView:
    """One of two readings, as told once both are known. `by` is a pseudonym."""

    label: str
    what: str
    when: str
    by: str
    reason: str
    answer: Link | None


@dataclass(frozen=True, slots=True)
class ReadingEnd:
    """A second reading just ended: both conclusions, and whether they are the same."""

    same: bool
    first: ReadingView
    second: ReadingView
    report: str


@dataclass(frozen=True, slots=True)
class ToSettle:
    """A disagreement that waits for a reviewer; `own` when one of the readings is theirs."""

    href: str
    name: str
    line: str
    own: bool


@dataclass(frozen=True, kw_only=True)
class SecondPage(Page):
    """Second readings that wait, and disagreements to settle."""

    template: ClassVar[str] = "review/second.html"
    section: ClassVar[str] = "second"

    waiting: int = field(metadata=help_text("How many decisions wait for a second reading."))
    yours: int = field(metadata=help_text("How many of them this person may take."))
    tomorrow: int = field(metadata=help_text("How many were drawn today: they wait for tomorrow."))
    settles: bool = field(metadata=help_text("Whether this person settles disagreements."))
    agreement: bool = field(metadata=help_text("Whether this person may see the agreement measured."))
    to_settle: tuple[ToSettle, ...] = field(metadata=help_text("Disagreements to settle, for whoever may."))
    ended: ReadingEnd | None = field(metadata=help_text("The reading just ended, with the first one."))
    message: str = field(metadata=help_text("What has just been done."))


@dataclass(frozen=True, kw_only=True)
class SettlePage(Page):
    """Two readings that differ, and what says which conclusion stands."""

    template: ClassVar[str] = "review/settle.html"
    section: ClassVar[str] = "second"

    id: str = field(metadata=help_text("Identifier of the second reading."))
    report: Link = field(metadata=help_text("The case."))
    url: str = field(metadata=help_text("The reported address."))
    text: str = field(metadata=help_text("The reported text, folded; empty when there is none any more."))
    warning: str = field(metadata=help_text("What the folded text is about."))
    comment: str = field(metadata=help_text("The reporter's words, folded; empty when there are none any more."))
    comment_warning: str = field(metadata=help_text("What is said before the reporter's words."))
    readings: tuple[ReadingView, ...] = field(metadata=help_text("The first reading, then the second."))
    conclusions: tuple[Option, ...] = field(metadata=help_text("Every other conclusion that can be kept."))
    wanted: str = field(metadata=help_text("The other conclusion chosen, given back when it was refused."))
    reason: str = field(metadata=help_text("The reason written, given back when it was refused."))
    errors: tuple[FieldError, ...] = field(metadata=help_text("What is wrong in what was sent."))


@dataclass(frozen=True, slots=True)
class FigureView:
    """The agreement on a field or an offence, in words."""

    name: str
    share: str
    kappa: str


@dataclass(frozen=True, kw_only=True)
class AgreementPage(Page):
    """Agreement of two readings, by field and by offence; never by person."""

    template: ClassVar[str] = "review/agreement.html"
    section: ClassVar[str] = "agreement"

    counts: tuple[tuple[str, int], ...] = field(
        metadata=help_text("How many were read twice, and how disagreements were settled.")
    )
    fields: tuple[FigureView, ...] = field(metadata=help_text("Agreement by field."))
    offences: tuple[FigureView, ...] = field(metadata=help_text("Agreement by offence."))
    method: str = field(metadata=help_text("How the figures are computed."))
