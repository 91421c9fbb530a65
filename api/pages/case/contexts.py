"""Contexts of the pages of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from markupsafe import Markup

from api.pages.case.address_views import AddressView
from api.pages.case.danger_views import DangerView
from api.pages.case.old_law import OldLawView
from api.pages.case.views import (
    AcceptView,
    ActBar,
    BesideView,
    DecidingView,
    Draft,
    ElsewhereView,
    ExcerptView,
    LookView,
    OffenceView,
    PastView,
    QuestionView,
    StatedView,
    SuggestionView,
    UndoBar,
    WhyNotView,
)
from api.pages.exchanges.contexts import ExchangesView
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.parts import ChecklistItem, Evidence, FieldError, Link, Node, Option, Segment, Status


@dataclass(frozen=True, slots=True)
class CaseHead:
    """Head of a case: what identifies it, and its state.

    `base` is its address; `noise` says what the filter made of it; `blind` says that somebody reads
    it again without knowing.

    `holder` says who else holds it, `free` that nobody does and that it may be taken, `open` that
    whoever reads may act on it, `confirmable` that it is decided and that facts may still be
    confirmed. `contact` leads to how who reported can be reached, for whoever may know it.
    """

    base: str
    version: int
    state: str
    status: Status
    lines: tuple[tuple[str, str], ...]
    noise: str
    url: str
    holder: str
    free: bool
    contact: Link | None
    lead: Link | None
    seen: int
    open: bool
    confirmable: bool
    blind: bool


@dataclass(frozen=True, kw_only=True)
class CasePage(Page):
    """A reported content, what is suggested of it and why, what is missing, and the decision."""

    template: ClassVar[str] = "case/case.html"
    section: ClassVar[str] = "queue"

    head: CaseHead = field(metadata=help_text("What identifies the case, and its version as it was read."))
    danger: DangerView | None = field(
        metadata=help_text("The danger to somebody, told before everything; none when there is none.")
    )
    ask: str = field(
        metadata=help_text("The decision to be confirmed because of that danger; empty when none was asked for.")
    )
    act: ActBar | None = field(metadata=help_text("What was just done on this case, and what undoes it."))
    old_law: OldLawView | None = field(
        metadata=help_text("What is said of the rules of the answer, when they are no longer today's.")
    )
    conflict: bool = field(
        metadata=help_text("Whether somebody changed the report since it was read: nothing was stored.")
    )
    errors: tuple[FieldError, ...] = field(metadata=help_text("What is wrong in what was sent."))
    draft: Draft = field(metadata=help_text("What was being said, given back when it could not be kept."))
    warning: str = field(metadata=help_text("What the folded text is about, to be read before it."))
    text: tuple[Segment, ...] = field(
        metadata=help_text("The text with its passages; empty when there is none any more.")
    )
    no_text: str = field(metadata=help_text("Why there is no text; empty when there is one."))
    comment: tuple[Segment, ...] = field(
        metadata=help_text("The reporter's words with their passages; empty when there are none.")
    )
    comment_warning: str = field(metadata=help_text("What is said before the reporter's words, which are folded."))
    no_comment: str = field(metadata=help_text("That the reporter's words were erased; empty when they were not."))
    address: AddressView | None = field(
        metadata=help_text("The address that a person stated of the content; none in a blind second reading.")
    )
    elsewhere: tuple[ElsewhereView, ...] = field(
        metadata=help_text("The other addresses of the same words or content; none in a blind second reading.")
    )
    evidence: tuple[Evidence, ...] = field(metadata=help_text("The passages, each to be read alone."))
    presumed: tuple[StatedView, ...] = field(
        metadata=help_text(
            "Facts that nobody vouches for yet and that can change the answer or its notice, to confirm or deny."
        )
    )
    readings: tuple[StatedView, ...] = field(metadata=help_text("The other presumed facts: the answer stays the same."))
    confirmed: tuple[StatedView, ...] = field(metadata=help_text("Facts that somebody vouches for."))
    disputed: tuple[StatedView, ...] = field(
        metadata=help_text("Facts that are arguable: unknown to the answer, and not asked again.")
    )
    answer: Link = field(metadata=help_text("The kept answer, by its permanent address."))
    issue: str = field(metadata=help_text("The answer in one sentence."))
    remarks: tuple[str, ...] = field(
        metadata=help_text("What makes the answer less firm, or sends the content elsewhere.")
    )
    suggestions: tuple[SuggestionView, ...] = field(metadata=help_text("At most five, the main one first."))
    first: str = field(metadata=help_text("Why the main suggestion comes first; empty where the rules order nothing."))
    also: tuple[BesideView, ...] = field(
        metadata=help_text("Offences to be examined besides: what is distinctive in them is open.")
    )
    look: LookView | None = field(
        metadata=help_text(
            "What is to be looked at beside the suggestions: offences of a likely field, or that the reader recognises."
        )
    )
    accepted: AcceptView | None = field(
        metadata=help_text("What accepting upholds: the offence displayed; none where there is nothing to accept.")
    )
    canned: tuple[Option, ...] = field(metadata=help_text("Usual reasons to uphold another offence, to be edited."))
    deciding: tuple[DecidingView, ...] = field(
        metadata=help_text(
            "The presumed facts on which the offence upheld, or that which accepting would uphold, is established; none when confirmed facts suffice."
        )
    )
    deciding_corrected: tuple[DecidingView, ...] = field(
        metadata=help_text("The same, of the offence looked at: correcting to it confirms them.")
    )
    more: int = field(metadata=help_text("How many suggestions are not shown."))
    offence: OffenceView | None = field(metadata=help_text("The offence looked at; none when nothing is suggested."))
    elements: tuple[ChecklistItem, ...] = field(
        metadata=help_text("Its elements, and the exceptions that its status hangs on.")
    )
    by_law: tuple[ChecklistItem, ...] = field(
        metadata=help_text("Those of its elements that the law presumes, no fact being needed: they are folded.")
    )
    exceptions: tuple[ChecklistItem, ...] = field(metadata=help_text("Its other exceptions, scope and circumstances."))
    proof: Mapping[str, tuple[Node, ...]] = field(metadata=help_text("The facts behind each of its clauses, by name."))
    questions: tuple[QuestionView, ...] = field(
        metadata=help_text("What is missing and is not presumed, the best question first.")
    )
    question_first: bool = field(
        metadata=help_text(
            "Whether the best question is asked, before presumed facts: it may settle a lead. What is established asks none."
        )
    )
    first_asked: str = field(metadata=help_text("The anchor of the first thing asked; empty when nothing is."))
    other: QuestionView | None = field(metadata=help_text("A fact that the analyst chose to state."))
    unknown_fact: str = field(
        metadata=help_text("That the fact asked for by its name is none of the list; empty otherwise.")
    )
    facts: Markup = field(metadata=help_text("Every fact that can be stated, as the options of a list."))
    why_not: tuple[WhyNotView, ...] = field(metadata=help_text("Neighbours that are not suggested."))
    past: tuple[PastView, ...] = field(metadata=help_text("Decisions on this content and on others like it."))
    carried: str = field(
        metadata=help_text("The decision carried over from the same content, to be confirmed; empty when none is.")
    )
    decided: PastView | None = field(metadata=help_text("The decision that holds."))
    undoable: bool = field(metadata=help_text("Whether who reads may take it back."))
    undo_by_key: bool = field(
        metadata=help_text("Whether the key that undoes means the decision; not once a fact was changed after it.")
    )
    excerpt: ExcerptView | None = field(
        metadata=help_text("The law on the offence decided, or on the one looked at: title, article, elements.")
    )
    offences: Markup = field(
        metadata=help_text("Every offence to correct with, as the options of a list; that looked at is selected.")
    )
    bar: UndoBar | None = field(metadata=help_text("The decision just taken on the case before, and how to undo it."))
    decision_undone: bool = field(metadata=help_text("Whether the decision on this case was just taken back."))
    pause: bool = field(metadata=help_text("Whether a break is offered, after a heavy day of reading."))
    focus: str = field(
        metadata=help_text("The part that takes the focus: `presumed`, `questions`, `suggestion`, a fact, or none.")
    )
    exchanges: ExchangesView | None = field(
        metadata=help_text("Notes of colleagues, requests to them, last steps; none in a blind second reading.")
    )
    here: tuple[tuple[str, str], ...] = field(
        metadata=help_text("The offence looked at and the questions left aside, as the forms send them back.")
    )


@dataclass(frozen=True, kw_only=True)
class SecondCasePage(CasePage):
    """The same page in second reading: it belongs to another part of the navigation."""

    section: ClassVar[str] = "second"
