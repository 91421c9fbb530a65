"""Views of the pages of action: small frozen values, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from api.pages.follow_up.urgency import DangerQuestion
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.parts import FieldError, Link, Option, Status


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

    `refusals`: why a notice would be refused now; `calls`: it is called, by telephone; `presumed`:
    it is due on facts that nobody confirmed.
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
    calls: bool = False


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice in a list; `who` has it, where that is said."""

    link: Link
    status: Status
    state: str
    lines: tuple[str, ...]
    who: str = ""


@dataclass(frozen=True, slots=True)
class EventView:
    """Something that happened to a file."""

    what: str
    when: str
    by: str
    detail: str


@dataclass(frozen=True, slots=True)
class DueView:
    """Something due, on which file and for which notice; `who` has it, where that is said."""

    what: str
    when: str
    late: str
    binding: bool
    file: Link
    whom: str = ""
    who: str = ""


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
    who: str = ""


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
    address: str = field(
        metadata=help_text("The address of the content: as a person stated it, else as it was reported.")
    )
    closed: str = field(metadata=help_text("When and why the file was closed; empty while it is open."))
    routes: tuple[RouteView, ...] = field(
        metadata=help_text("Recipients due or depending on what is missing, in order.")
    )
    others: tuple[RouteView, ...] = field(metadata=help_text("Recipients that the rules set aside, with why."))
    danger: tuple[DangerQuestion, ...] = field(
        metadata=help_text("Questions of danger, asked before whom to tell; empty when nothing waits for them.")
    )
    questions: tuple[ListedChoice, ...] = field(metadata=help_text("Facts of routing that matter now, as questions."))
    codes: tuple[ListedChoice, ...] = field(metadata=help_text("Closed lists of the register."))
    other_codes: tuple[ListedChoice, ...] = field(
        metadata=help_text("Lists of the register that serve other fields of law, folded.")
    )
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
    may_take: bool = field(metadata=help_text("Whether the reader may take the next report."))
    after_answer: bool = field(
        metadata=help_text("Whether a question of danger was just answered: the recipients have the focus.")
    )
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
    terms: tuple[str, ...] = field(metadata=help_text("Entries of the glossary for the words of its stage."))
    letter_terms: tuple[str, ...] = field(metadata=help_text("Entries of the glossary for the words of the letter."))
    subject: str = field(metadata=help_text("Its subject."))
    letter: str = field(metadata=help_text("The notice as a letter; empty for what a machine reads."))
    french: str = field(
        metadata=help_text("The same letter in French, for whoever confirms one in another language; never sent.")
    )
    text: str = field(metadata=help_text("Its exact text, addresses defanged."))
    language: str = field(metadata=help_text("Language of the text."))
    forms: tuple[Link, ...] = field(metadata=help_text("The same notice as files."))
    can_call: bool = field(metadata=help_text("Whether a call to emergency services may be recorded."))
    has_call: bool = field(metadata=help_text("Whether such a call is recorded already."))
    can_confirm: bool = field(metadata=help_text("Whether this person may confirm it now."))
    second: str = field(metadata=help_text("Why this person cannot confirm, when two are needed and they did already."))
    can_remark: bool = field(metadata=help_text("Whether a remark of the service may be written now."))
    remarked: bool = field(metadata=help_text("Whether it has a remark of the service."))
    remark: str = field(metadata=help_text("The remark, or what was typed and refused."))
    remark_language: str = field(metadata=help_text("Language of the remark."))
    remark_languages: tuple[Option, ...] = field(
        metadata=help_text("Languages that it may be in; empty where there is no choice.")
    )
    remark_checks: tuple[str, ...] = field(metadata=help_text("What to look at again in it before confirming."))
    remark_open: bool = field(metadata=help_text("Whether its form is unfolded, because it was refused."))
    can_try: bool = field(metadata=help_text("Whether it may be tried dry."))
    can_mail: bool = field(metadata=help_text("Whether it may be mailed."))
    can_mark: bool = field(metadata=help_text("Whether it may be marked as delivered another way."))
    can_withdraw: bool = field(metadata=help_text("Whether it may be withdrawn."))
    tried: bool = field(metadata=help_text("Whether it was tried dry, and nothing left."))
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
    statement: str = field(metadata=help_text("The statement of reasons that the host gave; empty without one."))
    events: tuple[EventView, ...] = field(metadata=help_text("What followed, the latest first."))
    message: str = field(metadata=help_text("What has just been done."))
    errors: tuple[FieldError, ...] = field(metadata=help_text("What was refused, and what to do."))


@dataclass(frozen=True, kw_only=True)
class HostsPage(Page):
    """The directory of hosts."""

    template: ClassVar[str] = "hosts/hosts.html"
    section: ClassVar[str] = "hosts"

    items: tuple[HostView, ...] = field(metadata=help_text("Hosts, by name."))
    query: str = field(metadata=help_text("Words that are looked for; empty: all hosts."))
    following: str = field(metadata=help_text("Where the list goes on, as in an address; empty at its end."))
    may_change: bool = field(metadata=help_text("Whether this person may add and change hosts."))
    chosen: str = field(metadata=help_text("The host being changed; empty for a new one."))
    fields: Mapping[str, str] = field(metadata=help_text("What the form holds."))
    kinds: tuple[Option, ...] = field(metadata=help_text("Kinds of host."))
    languages: tuple[Option, ...] = field(metadata=help_text("Languages that a host may be written to in."))
    errors: tuple[FieldError, ...] = field(metadata=help_text("What is wrong in what was sent."))
    message: str = field(metadata=help_text("What has just been done."))
