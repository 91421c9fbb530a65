"""Values that component macros receive: small frozen values, so that a page cannot give a macro the
wrong shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Status: TypeAlias = Literal[
    "established", "excluded", "refuted", "open", "presumed", "to_confirm", "to_check",
    "not_in_force", "out_of_scope", "out_of_field", "in_force", "ended", "absent", "note",
]  # fmt: skip
"""What a badge may say.

The engine's `Status` and `Outcome` values are among them; `to_check` is of an indication, which
establishes nothing.
"""


@dataclass(frozen=True, slots=True)
class Link:
    """Link: where to go, and its words."""

    href: str
    label: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of a reported text.

    `number` is that of the evidence it is part of; `link` names the element it speaks of. `inner`:
    the numbers of the evidence that lies whole within it.
    """

    text: str
    number: int | None = None
    link: str | None = None
    against: bool = False
    inner: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage, read alone: its words, and what it supports or defeats.

    `reporter`: they are the reporter's, not the content's.
    """

    number: int
    text: str
    about: str
    link: str
    against: bool = False
    reporter: bool = False


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One element on a report. `link` ties it to passages and branches of the same name."""

    label: str
    status: Status
    article: str
    link: str
    why: str = ""
    core: bool = False
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A branch of a proof or of a condition. A struck one is shown as set aside."""

    text: str
    children: tuple[Node, ...] = ()
    status: Status | None = None
    detail: str = ""
    link: str | None = None
    href: str | None = None
    struck: bool = False
    opened: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """A bar of a timeline.

    `x` and `width` are in percent of the drawing; `state` also tells the pattern of the bar.
    """

    label: str
    since: str
    until: str
    state: str
    x: float
    width: float
    void: bool = False
    current: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A year on the axis; `anchor` is the side from which it is written."""

    label: str
    x: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Periods against time, as a drawing and as a table."""

    title: str
    periods: tuple[Period, ...]
    ticks: tuple[Tick, ...]
    today: float | None
    bar: int
    height: int


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a list, perhaps among those of a group."""

    value: str
    label: str
    lang: str = ""
    """The language of the label, when it is not that of the page."""
    group: str = ""
    """What those of its group are called; letters typed in a list look for labels alone."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """Error in one field of a form; `link` leads to where it is put right, when that is
    elsewhere; `lang` is the language of the message, when it is not that of the page.
    """

    field: str
    message: str
    link: Link | None = None
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Pager:
    """Pager of a long list."""

    first: int
    last: int
    total: int
    previous: str | None = None
    next: str | None = None
