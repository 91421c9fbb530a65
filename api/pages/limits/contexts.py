"""Context of the limits of a change request."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from api.pages.changes.views import SeatForecast
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.parts import FieldError, Link, Option


@dataclass(frozen=True, slots=True)
class LimitView:
    """One limit: a report in words, what the rules answer on it, and beyond. Law in French."""

    id: str
    asked: str
    title: str
    notes: tuple[str, ...]
    facts: tuple[str, ...]
    answer: str
    beyond_when: str
    beyond: str


@dataclass(frozen=True, kw_only=True)
class LimitsPage(Page):
    """Limits of a change request, asked one by one."""

    template: ClassVar[str] = "limits/limits.html"
    section: ClassVar[str] = "changes"

    id: str = field(metadata=help_text("Identifier of the request."))
    request: Link = field(metadata=help_text("The request."))
    offence: str = field(metadata=help_text("The offence asked about; empty for those that the request rewords."))
    offences: tuple[Option, ...] = field(metadata=help_text("Offences to choose from, the reworded ones first."))
    loads: bool = field(metadata=help_text("Whether the rules of the request load."))
    limits: tuple[LimitView, ...] = field(metadata=help_text("The limits, those that the request creates first."))
    may_answer: bool = field(metadata=help_text("Whether this person may answer now."))
    note: str = field(metadata=help_text("What a yes undoes in a submitted request; empty for a draft."))
    seats: SeatForecast | None = field(
        metadata=help_text("Who signs the request, and a case more; none once it is published or closed.")
    )
    errors: tuple[FieldError, ...] = field(metadata=help_text("Why an answer was refused."))
    message: str = field(metadata=help_text("What the last answer became."))
