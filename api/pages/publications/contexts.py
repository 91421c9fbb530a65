"""Context of the page of publications."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from api.pages.shell.contexts import Page, help_text
from api.pages.shell.parts import FieldError, Link, Status


@dataclass(frozen=True, slots=True)
class ReportLinks:
    """Reports of one outcome after going back."""

    label: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class EditionLine:
    """A publication, and what the visitor may do on it.

    `ratify`: what an emergency waits for, in words; `may_ratify`, `may_withdraw`, `may_undo`: by
    this person, now. `keeps`: why the edition in force cannot be undone for now, and what to do.
    `withdrawal`: why it was withdrawn. `requalified`: after going back, what became of the answers
    given meanwhile; `reports`: those that changed, then decisions whose answer would be another,
    for whoever may read reports.
    """

    number: int
    title: str
    request: Link | None
    status: Status
    state: str
    kind: str
    lines: tuple[str, ...]
    reason: str
    withdrawal: str
    ratify: str
    may_ratify: bool
    requalified: str
    reports: tuple[ReportLinks, ...]
    may_withdraw: bool
    may_undo: bool
    keeps: str
    before: int


@dataclass(frozen=True, kw_only=True)
class PublicationsPage(Page):
    """Editions published, the last one first."""

    template: ClassVar[str] = "publications/publications.html"
    section: ClassVar[str] = "publications"

    editions: tuple[EditionLine, ...] = field(metadata=help_text("Publications, the last one first."))
    reason: str = field(metadata=help_text("A reason that was refused, given back."))
    errors: tuple[FieldError, ...] = field(metadata=help_text("What was refused."))
    message: str = field(metadata=help_text("What has just been done."))
