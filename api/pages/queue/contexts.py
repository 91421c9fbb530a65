"""Contexts of the queue."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from api.pages.case.views import UndoBar
from api.pages.queue.listing import Filters
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.parts import Link, Option, Pager, Status


@dataclass(frozen=True, slots=True)
class CountView:
    """Count of the reports in a state, and where to see them."""

    link: Link
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One report of the list: nothing that anybody wrote."""

    href: str
    danger: str
    name: str
    received: str
    origin: str
    reason: str
    suggestion: str
    answer: Status | None
    issue: str
    status: Status
    state: str
    noise: str
    noise_why: str
    seen: int
    holder: str


@dataclass(frozen=True, kw_only=True)
class QueuePage(Page):
    """Queue of reports, the most urgent first."""

    template: ClassVar[str] = "queue/queue.html"
    section: ClassVar[str] = "queue"

    counts: tuple[CountView, ...] = field(metadata=help_text("How many reports are in each state."))
    filters: Filters = field(metadata=help_text("The filters, as the address gives them."))
    channels: tuple[Option, ...] = field(metadata=help_text("Channels to filter by."))
    categories: tuple[Option, ...] = field(metadata=help_text("Categories to filter by."))
    offences: tuple[Option, ...] = field(metadata=help_text("Offences suggested first, to filter by."))
    rows: tuple[QueueRow, ...] = field(metadata=help_text("The reports of this page."))
    pager: Pager = field(metadata=help_text("Where one is in the list."))
    counted: str = field(
        metadata=help_text("How many reports the list holds, or wait for somebody when it is not filtered by state.")
    )
    bar: UndoBar | None = field(metadata=help_text("The decision just taken, and how to undo it."))
