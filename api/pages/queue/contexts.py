"""Contexts of the queue."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from api.pages.case.views import UndoBar
from api.pages.queue.address import QueueAddress
from api.pages.queue.batch import BatchBar
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.parts import Link, Option, Status


@dataclass(frozen=True, slots=True)
class CountView:
    """A list of the queue, and how many reports it has."""

    link: Link
    count: str
    current: bool
    french: str = ""


@dataclass(frozen=True, slots=True)
class RankView:
    """Why a report has its rank. `level`: `danger`, `rule`, or `arrival` where no rule names it."""

    level: str
    reason: str


@dataclass(frozen=True, slots=True)
class DueMark:
    """What is due on a report: how long is left, or since when it is late; it leads there."""

    link: Link
    late: bool


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One report of the list, on two lines: nothing that anybody wrote but the host of its
    address, which leads to what belongs with it. `alike`: the groups it belongs to, each counted;
    `due`: what has passed or soon will; `opinion`: whose is awaited.
    """

    id: str
    version: int
    href: str
    danger: str
    name: str
    age: str
    received: str
    origin: str
    rank: RankView
    suggestion: str
    answer: Status | None
    issue: str
    status: Status
    state: str
    aside: str
    alike: tuple[str, ...]
    related: Link | None
    due: DueMark | None
    opinion: str
    holder: str
    selectable: bool


@dataclass(frozen=True, slots=True)
class SearchView:
    """What narrows the list beside its selects, each in words, with the way to be rid of it."""

    criteria: tuple[Link, ...]
    relations: tuple[CountView, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """The pages before and after this one."""

    first: str | None
    earlier: str | None
    later: str | None


@dataclass(frozen=True, slots=True)
class SavedView:
    """The saved view that is shown, and how it is deleted."""

    name: str
    delete: str


@dataclass(frozen=True, kw_only=True)
class QueuePage(Page):
    """Queue of reports, the most urgent first."""

    template: ClassVar[str] = "queue/queue.html"
    section: ClassVar[str] = "queue"

    states: tuple[CountView, ...] = field(metadata=help_text("Lists by state, and what the reader works on."))
    named: tuple[CountView, ...] = field(metadata=help_text("Queues by reason of rank, then the reader's saved views."))
    address: QueueAddress = field(metadata=help_text("The filters, as the address gives them."))
    channels: tuple[Option, ...] = field(metadata=help_text("Channels to filter by."))
    categories: tuple[Option, ...] = field(metadata=help_text("Categories to filter by."))
    offences: tuple[Option, ...] = field(metadata=help_text("Offences suggested first, to filter by."))
    sorts: tuple[Option, ...] = field(metadata=help_text("Orders of the list."))
    search: SearchView = field(metadata=help_text("What was searched for, and what belongs with a report."))
    narrowed: bool = field(metadata=help_text("Whether one of the folded filters is in use: they are then open."))
    view: SavedView | None = field(metadata=help_text("The saved view that is shown."))
    rows: tuple[QueueRow, ...] = field(metadata=help_text("The reports of this page."))
    steps: Steps = field(metadata=help_text("The pages before and after."))
    counted: str = field(metadata=help_text("How many reports the list holds."))
    selectable: bool = field(metadata=help_text("Whether some of these reports can be decided together."))
    batch: BatchBar | None = field(metadata=help_text("What was just done to several reports, and how to undo it."))
    bar: UndoBar | None = field(metadata=help_text("The decision just taken, and how to undo it."))
