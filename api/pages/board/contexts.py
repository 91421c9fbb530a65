"""Contexts of the board and of the end of a shift."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from api.pages.follow_up.views import DueView, NoticeView, ToPrepareView
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.parts import Link, Pager


@dataclass(frozen=True, slots=True)
class BoardPart:
    """A part of the board, and how much waits there."""

    link: Link
    count: str


@dataclass(frozen=True, slots=True)
class DangerRow:
    """A file where somebody may be in danger, that nobody else holds."""

    file: Link
    danger: str
    since: str


@dataclass(frozen=True, kw_only=True)
class BoardPage(Page):
    """Board: a day's work, each part with who has it."""

    template: ClassVar[str] = "board/board.html"
    section: ClassVar[str] = "board"

    parts: tuple[BoardPart, ...] = field(metadata=help_text("The parts of the board, each with how much waits there."))
    dangers: int = field(metadata=help_text("Files where somebody may be in danger, that nobody else holds."))
    prepare: tuple[ToPrepareView, ...] = field(
        metadata=help_text("Whom to tell, and nothing is prepared: the most urgent first.")
    )
    pager: Pager = field(metadata=help_text("Where one is in that list."))
    catching_up: bool = field(metadata=help_text("Whether some of it is still being worked out."))
    to_confirm: tuple[NoticeView, ...] = field(metadata=help_text("Notices that wait to be confirmed."))
    to_send: tuple[NoticeView, ...] = field(
        metadata=help_text("Notices confirmed and not sent; first those of which nobody said whether they left.")
    )
    to_check: tuple[DueView, ...] = field(metadata=help_text("Addresses to look at again, late or within a day."))
    late: tuple[DueView, ...] = field(metadata=help_text("What else is late, the oldest first."))
    soon: tuple[DueView, ...] = field(metadata=help_text("What else is due within a day."))
    more: bool = field(metadata=help_text("Whether there is more late than shown."))
    contested: tuple[NoticeView, ...] = field(metadata=help_text("Contestations that wait for their review."))
    quality: tuple[tuple[str, int, int, int, int], ...] = field(
        metadata=help_text("By offence: notices sent, contested, reviewed, contested with reason.")
    )


@dataclass(frozen=True, kw_only=True)
class ShiftPage(Page):
    """End of a shift: what it leaves, and the form that ends it."""

    template: ClassVar[str] = "board/shift.html"
    section: ClassVar[str] = "board"

    ended: bool = field(metadata=help_text("Whether the shift has just ended."))
    refused: bool = field(metadata=help_text("Whether its end was refused: what is left was not said to be seen."))
    urgent: bool = field(metadata=help_text("Whether a danger or a time is left to nobody."))
    dangers: tuple[DangerRow, ...] = field(metadata=help_text("Dangers that nobody else attends to."))
    routes: tuple[ToPrepareView, ...] = field(
        metadata=help_text("Whom to tell, late or before the end of the next shift.")
    )
    deadlines_due: tuple[DueView, ...] = field(
        metadata=help_text("Deadlines late, or before the end of the next shift.")
    )
    assigned: Link | None = field(metadata=help_text("The file that this person holds."))
    notices: tuple[NoticeView, ...] = field(metadata=help_text("Notices that they prepared and that have not left."))
