"""Views of the pages of action: small frozen values, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from api.pages.shell.contexts import Page, help_text
from api.pages.shell.parts import FieldError, Link, Option, Pager, Status


@dataclass(frozen=True, slots=True)
class ListedChoice:
    """A closed list of the register or a fact of routing, with the value held; an empty one is
    unknown.
    """

    name: str
    label: str
    value: str
    options: tuple[Option, ...]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class DueNote:
    """Note of the board on a recipient to be told; `given_up` says who gave it up, empty while
    nobody did.
    """

    id: str
    given_up: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RouteView:
    """A recipient as the rules see it.

    `refusals`: why a notice would be refused now; `presumed`: it is due on facts that nobody
    confirmed.
    """

    recipient: str
    title: str
    status: Status
    state: str
    reason: str
    deadline: str
    contacts: tuple[str, ...]
    missing: tuple[str, ...]
    because: tuple[str, ...]
    confidence: str
    two_persons: bool
    prepare: str
    notice: Link | None
    presumed: bool
    refusals: tuple[FieldError, ...] = ()
    due: DueNote | None = None


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice in a list."""

    link: Link
    status: Status
    state: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventView:
    """Something that happened to a file."""

    what: str
    when: str
    by: str
    detail: str


@dataclass(frozen=True, slots=True)
class DueView:
    """Something due, and on which file."""

    what: str
    when: str
    late: str
    binding: bool
    file: Link


@dataclass(frozen=True, slots=True)
class ToPrepareView:
    """A recipient to be told for whom nothing is prepared: by when, since what, and how long is
    left.
    """

    recipient: str
    title: str
    file: Link
    since: str
    when: str
    left: str
    late: bool
    presumed: bool
    binding: bool


@dataclass(frozen=True, slots=True)
class HostView:
    """A host of the directory."""

    id: str
    name: str
    lines: tuple[str, ...]
    reachable: bool


@dataclass(frozen=True, kw_only=True)
class ActionPage(Page):
    """Follow-up of the decision on a report: whom to tell, what was sent, what is due."""

    template: ClassVar[str] = "follow_up/follow_up.html"
    section: ClassVar[str] = "board"

    base: str = field(metadata=help_text("Address of the case."))
    decision: str = field(metadata=help_text("The decision that holds, in words; empty while nobody decided."))
    address: str = field(metadata=help_text("The reported address."))
    closed: str = field(metadata=help_text("When and why the file was closed; empty while it is open."))
    routes: tuple[RouteView, ...] = field(
        metadata=help_text("Recipients due or depending on what is missing, in order.")
    )
    others: tuple[RouteView, ...] = field(metadata=help_text("Recipients that the rules set aside, with why."))
    questions: tuple[ListedChoice, ...] = field(metadata=help_text("Facts of routing that matter now, as questions."))
    codes: tuple[ListedChoice, ...] = field(metadata=help_text("Closed lists of the register."))
    hosts: ListedChoice = field(metadata=help_text("The directory of hosts."))
    hosting: tuple[tuple[str, str], ...] = field(metadata=help_text("What is known of the hosting: label and value."))
    country: str = field(metadata=help_text("The hosting country, as an ISO code."))
    notices: tuple[NoticeView, ...] = field(metadata=help_text("Notices prepared or sent."))
    events: tuple[EventView, ...] = field(metadata=help_text("What happened, the latest first."))
    due: tuple[DueView, ...] = field(metadata=help_text("What is due and not met."))
    checks: tuple[Option, ...] = field(
        metadata=help_text("What a check of the address may find; empty while nothing left.")
    )
    closings: tuple[Option, ...] = field(metadata=help_text("Why the file may be closed; empty when it cannot be."))
    message: str = field(metadata=help_text("What has just been done."))
    errors: tuple[FieldError, ...] = field(metadata=help_text("What was refused, and what to do."))


@dataclass(frozen=True, kw_only=True)
class NoticePage(Page):
    """A notice: its exact text, its stage, what followed."""

    template: ClassVar[str] = "notice/notice.html"
    section: ClassVar[str] = "board"

    base: str = field(metadata=help_text("Address of the page."))
    file: Link = field(metadata=help_text("The file it belongs to."))
    version: int = field(metadata=help_text("Its version, sent back with each act."))
    status: Status = field(metadata=help_text("Shape of its stage."))
    state: str = field(metadata=help_text("Its stage, in words."))
    lines: tuple[tuple[str, str], ...] = field(
        metadata=help_text("To whom, by which rule, who did what: label and value.")
    )
    subject: str = field(metadata=help_text("Its subject."))
    text: str = field(metadata=help_text("Its exact text, addresses defanged."))
    language: str = field(metadata=help_text("Language of the text."))
    forms: tuple[Link, ...] = field(metadata=help_text("The same notice as files."))
    can_confirm: bool = field(metadata=help_text("Whether this person may confirm it now."))
    second: str = field(metadata=help_text("Why this person cannot confirm, when two are needed and they did already."))
    can_try: bool = field(metadata=help_text("Whether it may be tried dry."))
    can_mail: bool = field(metadata=help_text("Whether it may be mailed."))
    can_mark: bool = field(metadata=help_text("Whether it may be marked as delivered another way."))
    can_withdraw: bool = field(metadata=help_text("Whether it may be withdrawn."))
    outcomes: tuple[Option, ...] = field(metadata=help_text("What a host may have decided; empty before it left."))
    requests: tuple[Option, ...] = field(
        metadata=help_text("What an authority may have asked of the host; empty before it left.")
    )
    contestable: bool = field(metadata=help_text("Whether a contestation may be kept."))
    contested: str = field(metadata=help_text("The grounds of a contestation that waits for its review."))
    review: str = field(
        metadata=help_text("Identifier of the contestation that this person may review; empty otherwise.")
    )
    verdicts: tuple[Option, ...] = field(metadata=help_text("What a review may conclude."))
    events: tuple[EventView, ...] = field(metadata=help_text("What followed, the latest first."))
    message: str = field(metadata=help_text("What has just been done."))
    errors: tuple[FieldError, ...] = field(metadata=help_text("What was refused, and what to do."))


@dataclass(frozen=True, kw_only=True)
class BoardPage(Page):
    """Board: what is late, what is due soon, what waits for somebody."""

    template: ClassVar[str] = "board/board.html"
    section: ClassVar[str] = "board"

    prepare: tuple[ToPrepareView, ...] = field(
        metadata=help_text("Whom to tell, and nothing is prepared: the most urgent first.")
    )
    pager: Pager = field(metadata=help_text("Where one is in that list."))
    catching_up: bool = field(metadata=help_text("Whether some of it is still being worked out."))
    late: tuple[DueView, ...] = field(metadata=help_text("What is late, the oldest first."))
    soon: tuple[DueView, ...] = field(metadata=help_text("What is due within a day."))
    more: bool = field(metadata=help_text("Whether there is more late than shown."))
    to_confirm: tuple[NoticeView, ...] = field(metadata=help_text("Notices that wait to be confirmed."))
    to_send: tuple[NoticeView, ...] = field(
        metadata=help_text("Notices confirmed and not sent; first those of which nobody said whether they left.")
    )
    contested: tuple[NoticeView, ...] = field(metadata=help_text("Contestations that wait for their review."))
    quality: tuple[tuple[str, int, int, int, int], ...] = field(
        metadata=help_text("By offence: notices sent, contested, reviewed, contested with reason.")
    )


@dataclass(frozen=True, kw_only=True)
class HostsPage(Page):
    """The directory of hosts."""

    template: ClassVar[str] = "hosts/hosts.html"
    section: ClassVar[str] = "hosts"

    items: tuple[HostView, ...] = field(metadata=help_text("Hosts, by name."))
    following: str = field(metadata=help_text("Where the list goes on; empty at its end."))
    may_change: bool = field(metadata=help_text("Whether this person may add and change hosts."))
    chosen: str = field(metadata=help_text("The host being changed; empty for a new one."))
    fields: Mapping[str, str] = field(metadata=help_text("What the form holds."))
    kinds: tuple[Option, ...] = field(metadata=help_text("Kinds of host."))
    languages: tuple[Option, ...] = field(metadata=help_text("Languages that a host may be written to in."))
    errors: tuple[FieldError, ...] = field(metadata=help_text("What is wrong in what was sent."))
    message: str = field(metadata=help_text("What has just been done."))
