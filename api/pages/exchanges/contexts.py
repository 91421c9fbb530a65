"""Contexts of what colleagues write to each other on a case."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from api.pages.shell.contexts import Page, help_text
from api.pages.shell.parts import FieldError, Link, Option


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note, in words; `body` is empty once it is erased."""

    id: str
    kind: str
    by: str
    when: str
    body: str
    mentions: str


@dataclass(frozen=True, slots=True)
class RequestView:
    """An open request, in words, and what whoever reads may do of it."""

    id: str
    words: str
    can_answer: bool
    can_take: bool
    can_decline: bool
    can_withdraw: bool


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """A step of the timeline, in words."""

    what: str
    when: str
    by: str


@dataclass(frozen=True, slots=True)
class ExchangesDraft:
    """Draft of a form that was refused, given back: which form, and what was in it."""

    form: str = ""
    body: str = ""
    to: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True)
class ExchangesView:
    """Exchanges on a case. `reopening`: whether the case may be reopened by whoever reads, by
    others only, or not at all.
    """

    base: str
    version: int
    notes: tuple[NoteView, ...]
    requests: tuple[RequestView, ...]
    steps: tuple[HistoryStep, ...]
    total_steps: int
    people: tuple[Option, ...]
    mentionable: tuple[Option, ...]
    addressees: tuple[Option, ...]
    hours: tuple[Option, ...]
    hint: str
    can_ask: bool
    reopening: Literal["yes", "others", ""]
    draft: ExchangesDraft
    errors: tuple[FieldError, ...]


@dataclass(frozen=True, kw_only=True)
class ExchangesPage(Page):
    """Everything that colleagues wrote on a case, and its whole history."""

    template: ClassVar[str] = "exchanges/exchanges.html"
    section: ClassVar[str] = "queue"

    exchanges: ExchangesView = field(metadata=help_text("Notes, requests, forms and steps."))


@dataclass(frozen=True, slots=True)
class InboxLine:
    """A line of the inbox: the case, what it is, and where to say that it was seen."""

    case: Link
    what: str
    seen_at: str


@dataclass(frozen=True, kw_only=True)
class InboxPage(Page):
    """What others wait for from who reads, and what came back to them."""

    template: ClassVar[str] = "exchanges/inbox.html"
    section: ClassVar[str] = "exchanges"

    asked: tuple[InboxLine, ...] = field(metadata=help_text("Requests to who reads."))
    answers: tuple[InboxLine, ...] = field(metadata=help_text("Answers to their requests, not seen yet."))
    mentions: tuple[InboxLine, ...] = field(metadata=help_text("Notes that mention them, not seen yet."))
    waiting: tuple[InboxLine, ...] = field(metadata=help_text("Their requests that have no answer."))
