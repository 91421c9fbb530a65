"""What the pages of action show: small frozen values, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from api.pages.shell.contexts import Page, told
from api.pages.shell.parts import FieldError, Link, Option, Pager, Status


@dataclass(frozen=True, slots=True)
class Choice:
    """A closed list of the register or a fact of routing, with the value held; an empty one is unknown."""

    name: str
    label: str
    value: str
    options: tuple[Option, ...]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class DueNote:
    """What the board keeps of a recipient to be told; `given_up` says who gave it up, empty while nobody did."""

    id: str
    given_up: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RouteView:
    """A recipient as the rules see it. `refusals`: why a notice would be refused now; `presumed`: it is due on facts that nobody confirmed."""

    recipient: str
    title: str
    status: Status
    said: str
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
    """A recipient to be told for whom nothing is prepared: by when, since what, and how long is left."""

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
    """What follows the decision on a report: whom to tell, what was sent, what is due."""

    template: ClassVar[str] = "follow_up/follow_up.html"
    section: ClassVar[str] = "board"

    base: str = field(metadata=told("Address of the case."))
    decision: str = field(metadata=told("The decision that holds, in words; empty while nobody decided."))
    address: str = field(metadata=told("The reported address."))
    closed: str = field(metadata=told("When and why the file was closed; empty while it is open."))
    routes: tuple[RouteView, ...] = field(metadata=told("Recipients due or depending on what is missing, in order."))
    others: tuple[RouteView, ...] = field(metadata=told("Recipients that the rules set aside, with why."))
    asked: tuple[Choice, ...] = field(metadata=told("Facts of routing that matter now, as questions."))
    codes: tuple[Choice, ...] = field(metadata=told("Closed lists of the register."))
    hosts: Choice = field(metadata=told("The directory of hosts."))
    hosting: tuple[tuple[str, str], ...] = field(metadata=told("What is known of the hosting: label and value."))
    country: str = field(metadata=told("The hosting country, as an ISO code."))
    notices: tuple[NoticeView, ...] = field(metadata=told("Notices prepared or sent."))
    events: tuple[EventView, ...] = field(metadata=told("What happened, the latest first."))
    due: tuple[DueView, ...] = field(metadata=told("What is due and not met."))
    checks: tuple[Option, ...] = field(metadata=told("What a check of the address may find; empty while nothing left."))
    closings: tuple[Option, ...] = field(metadata=told("Why the file may be closed; empty when it cannot be."))
    message: str = field(metadata=told("What has just been done."))
    errors: tuple[FieldError, ...] = field(metadata=told("What was refused, and what to do."))


@dataclass(frozen=True, kw_only=True)
class NoticePage(Page):
    """A notice: its exact text, its stage, what followed."""

    template: ClassVar[str] = "notice/notice.html"
    section: ClassVar[str] = "board"

    base: str = field(metadata=told("Address of the page."))
    file: Link = field(metadata=told("The file it belongs to."))
    version: int = field(metadata=told("Its version, sent back with each act."))
    status: Status = field(metadata=told("Shape of its stage."))
    state: str = field(metadata=told("Its stage, in words."))
    lines: tuple[tuple[str, str], ...] = field(metadata=told("To whom, by which rule, who did what: label and value."))
    subject: str = field(metadata=told("Its subject."))
    text: str = field(metadata=told("Its exact text, addresses defanged."))
    language: str = field(metadata=told("Language of the text."))
    forms: tuple[Link, ...] = field(metadata=told("The same notice as files."))
    can_confirm: bool = field(metadata=told("Whether this person may confirm it now."))
    second: str = field(metadata=told("Why this person cannot confirm, when two are needed and they did already."))
    can_try: bool = field(metadata=told("Whether it may be tried dry."))
    can_mail: bool = field(metadata=told("Whether it may be mailed."))
    can_mark: bool = field(metadata=told("Whether it may be marked as delivered another way."))
    can_withdraw: bool = field(metadata=told("Whether it may be withdrawn."))
    outcomes: tuple[Option, ...] = field(metadata=told("What a host may have decided; empty before it left."))
    requests: tuple[Option, ...] = field(
        metadata=told("What an authority may have asked of the host; empty before it left.")
    )
    contestable: bool = field(metadata=told("Whether a contestation may be kept."))
    contested: str = field(metadata=told("The grounds of a contestation that waits for its review."))
    review: str = field(metadata=told("Identifier of the contestation that this person may review; empty otherwise."))
    verdicts: tuple[Option, ...] = field(metadata=told("What a review may conclude."))
    events: tuple[EventView, ...] = field(metadata=told("What followed, the latest first."))
    message: str = field(metadata=told("What has just been done."))
    errors: tuple[FieldError, ...] = field(metadata=told("What was refused, and what to do."))


@dataclass(frozen=True, kw_only=True)
class BoardPage(Page):
    """What is late, what is due soon, what waits for somebody."""

    template: ClassVar[str] = "board/board.html"
    section: ClassVar[str] = "board"

    prepare: tuple[ToPrepareView, ...] = field(
        metadata=told("Whom to tell, and nothing is prepared: the most urgent first.")
    )
    pager: Pager = field(metadata=told("Where one is in that list."))
    catching_up: bool = field(metadata=told("Whether some of it is still being worked out."))
    late: tuple[DueView, ...] = field(metadata=told("What is late, the oldest first."))
    soon: tuple[DueView, ...] = field(metadata=told("What is due within a day."))
    more: bool = field(metadata=told("Whether there is more late than shown."))
    to_confirm: tuple[NoticeView, ...] = field(metadata=told("Notices that wait to be confirmed."))
    to_send: tuple[NoticeView, ...] = field(
        metadata=told("Notices confirmed and not sent; first those of which nobody said whether they left.")
    )
    contested: tuple[NoticeView, ...] = field(metadata=told("Contestations that wait for their review."))
    quality: tuple[tuple[str, int, int, int, int], ...] = field(
        metadata=told("By offence: notices sent, contested, reviewed, contested with reason.")
    )


@dataclass(frozen=True, kw_only=True)
class HostsPage(Page):
    """The directory of hosts."""

    template: ClassVar[str] = "hosts/hosts.html"
    section: ClassVar[str] = "hosts"

    items: tuple[HostView, ...] = field(metadata=told("Hosts, by name."))
    following: str = field(metadata=told("Where the list goes on; empty at its end."))
    may_change: bool = field(metadata=told("Whether this person may add and change hosts."))
    chosen: str = field(metadata=told("The host being changed; empty for a new one."))
    fields: Mapping[str, str] = field(metadata=told("What the form holds."))
    kinds: tuple[Option, ...] = field(metadata=told("Kinds of host."))
    languages: tuple[Option, ...] = field(metadata=told("Languages that a host may be written to in."))
    errors: tuple[FieldError, ...] = field(metadata=told("What is wrong in what was sent."))
    message: str = field(metadata=told("What has just been done."))
