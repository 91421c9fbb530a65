"""Contexts of the pages of change requests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from api.pages.changes.possible_acts import ChangeActs
from api.pages.changes.views import (
    BacktestView,
    BothTexts,
    ChangeLine,
    ChecksView,
    CommentView,
    DifferencePart,
    EffectView,
    FaultLine,
    FileDifferenceView,
    FileGroup,
    LookCount,
    OffenceCases,
    SeatForecast,
    ShadowView,
    SignaturesView,
    StageView,
    StepLine,
    WrittenClause,
)
from api.pages.quality.contexts import OffenceQualityView
from api.pages.rules.policy_words import PolicyLine
from api.pages.shell.contexts import Fragment, Page, help_text
from api.pages.shell.parts import FieldError, Link, Option, Status


@dataclass(frozen=True, kw_only=True)
class ChangesPage(Page):
    """Change requests, open ones first, and who signs what."""

    template: ClassVar[str] = "changes/changes.html"
    section: ClassVar[str] = "changes"

    open: tuple[ChangeLine, ...] = field(metadata=help_text("Drafts and submitted requests, the last changed first."))
    ended: tuple[ChangeLine, ...] = field(metadata=help_text("Published and closed ones."))
    policy: tuple[PolicyLine, ...] = field(metadata=help_text("Who signs what, in words; empty before a publication."))
    emergency: str = field(metadata=help_text("Who may publish without signatures, and who ratifies; may be empty."))
    may_open: bool = field(metadata=help_text("Whether this person may open a request, on an edition published."))
    to_come: Link | None = field(metadata=help_text("What an edition to come asks of a new request."))
    unpublished: bool = field(metadata=help_text("Whether no edition was ever published."))
    name: str = field(metadata=help_text("The title of a request that was refused, given back."))
    reason: str = field(metadata=help_text("Its reason, given back."))
    errors: tuple[FieldError, ...] = field(metadata=help_text("What is wrong in what was sent."))
    message: str = field(metadata=help_text("What has just been done."))


@dataclass(frozen=True, kw_only=True)
class ChangeRequestPage(Page):
    """One change request on one screen."""

    template: ClassVar[str] = "changes/request.html"
    section: ClassVar[str] = "changes"

    id: str = field(metadata=help_text("Identifier of the request."))
    version: int = field(metadata=help_text("Version shown; forms send it back."))
    submission: str = field(metadata=help_text("Digest of what is signed or published; empty for a draft."))
    status: Status = field(metadata=help_text("Shape of its state."))
    state: str = field(metadata=help_text("Its state in words."))
    stages: tuple[StageView, ...] = field(metadata=help_text("From draft to superseded: past, current, to come."))
    tags: tuple[str, ...] = field(metadata=help_text("Emergency, rollback, from files."))
    author: str = field(metadata=help_text("Who opened it, by pseudonym."))
    opened: str = field(metadata=help_text("When it was opened."))
    reason: str = field(metadata=help_text("Why the rules should change."))
    effect: EffectView = field(metadata=help_text("From when on it answers, until when, and what is in the way."))
    publishers: str = field(metadata=help_text("Who publishes it, for whoever may not; empty otherwise."))
    base_note: str = field(metadata=help_text("What to do where another edition was published since; else empty."))
    publication: Link | None = field(metadata=help_text("Its publication, once there is one."))
    trial: str = field(metadata=help_text("Where it is tried, while it is open, for whoever may; else empty."))
    signatures: SignaturesView = field(metadata=help_text("Who must sign, who did, who is missing, what voided them."))
    looks: tuple[LookCount, ...] = field(metadata=help_text("By person, how many parts they looked at."))
    acts: ChangeActs = field(metadata=help_text("What this person may do now."))
    evidence: str = field(metadata=help_text("absent, running, ready, failed or empty (nothing changed)."))
    before: int = field(metadata=help_text("How much other evidence is worked out before it."))
    summary: str = field(metadata=help_text("The class of the whole difference, in French."))
    parts: tuple[DifferencePart, ...] = field(metadata=help_text("Parts of the difference, to be looked at."))
    seen: int = field(metadata=help_text("How many of them this person marked as seen."))
    files: tuple[FileDifferenceView, ...] = field(metadata=help_text("Text difference, file by file."))
    blanks: tuple[Link, ...] = field(metadata=help_text("Lines left to fill in."))
    checks: ChecksView | None = field(metadata=help_text("Checks and cases, once the evidence is there."))
    backtest: BacktestView | None = field(metadata=help_text("The last reports under both editions."))
    quality: tuple[OffenceQualityView, ...] = field(
        metadata=help_text("What decisions of this year say of the offences that it changes, for whoever may.")
    )
    shadow: ShadowView | None = field(metadata=help_text("Its shadow runs, for those who may sign."))
    comments: tuple[CommentView, ...] = field(metadata=help_text("The discussion, the first one first."))
    places: tuple[Option, ...] = field(metadata=help_text("What a comment may be about."))
    place: str = field(metadata=help_text("What the comment being written is about."))
    comment: str = field(metadata=help_text("A comment that was refused, given back."))
    emergency_reason: str = field(metadata=help_text("Why it could not wait, given back where the act was refused."))
    history: tuple[StepLine, ...] = field(metadata=help_text("Each step, the last one first."))
    name: str = field(metadata=help_text("The title in the form that describes the request."))
    why: str = field(metadata=help_text("The reason in that form."))
    effect_at: str = field(metadata=help_text("The moment of effect in that form; empty: at once."))
    errors: tuple[FieldError, ...] = field(metadata=help_text("What is wrong in what was sent."))
    message: str = field(metadata=help_text("What has just been done."))


@dataclass(frozen=True, kw_only=True)
class ChangeFilePage(Page):
    """A file of a change request, being written."""

    template: ClassVar[str] = "changes/file.html"
    section: ClassVar[str] = "changes"

    id: str = field(metadata=help_text("Identifier of the request."))
    request: Link = field(metadata=help_text("The request."))
    path: str = field(metadata=help_text("The file; empty when none is chosen."))
    text: str = field(metadata=help_text("Its text, or the one being written."))
    seen: str = field(metadata=help_text("Digest of the file as it was read; empty for a new one."))
    tree: str = field(metadata=help_text("Digest of the files of the request, in which the editor looks names up."))
    exists: bool = field(metadata=help_text("Whether the request has this file."))
    may_edit: bool = field(metadata=help_text("Whether this person may write it now."))
    line: int = field(metadata=help_text("The line to go to; 0 for none."))
    voids: str = field(metadata=help_text("What saving undoes: signatures, the submission; may be empty."))
    seats: SeatForecast | None = field(
        metadata=help_text("Who signs the request, and a change made here; none once it is published or closed.")
    )
    groups: tuple[FileGroup, ...] = field(metadata=help_text("Files of the request by folder."))
    words: str = field(metadata=help_text("What is searched among files."))
    difference: FileDifferenceView | None = field(metadata=help_text("What the request changes in this file."))
    preview: PreviewFragment | None = field(metadata=help_text("What the text being written would do, when asked."))
    errors: tuple[FieldError, ...] = field(metadata=help_text("What is wrong in what was sent."))
    message: str = field(metadata=help_text("What has just been done."))
    unreadable: FaultLine | None = field(metadata=help_text("Why the file just saved is not read; none if it is."))


@dataclass(frozen=True, kw_only=True)
class PreviewFragment(Fragment):
    """What a text being written would do: checks, cases, difference. Nothing is stored."""

    template: ClassVar[str] = "changes/preview.html"

    checks: ChecksView | None = field(metadata=help_text("Checks and cases of the offences that differ."))
    backtest: BacktestView | None = field(metadata=help_text("The last reports under both texts."))
    summary: str = field(metadata=help_text("The class of the whole difference, in French; may be empty."))
    parts: tuple[DifferencePart, ...] = field(metadata=help_text("Parts of the difference."))
    problem: str = field(metadata=help_text("Why there is no preview; empty when there is one."))
    signers: str = field(metadata=help_text("Who would sign the request with this text; empty where nothing differs."))
    cases: OffenceCases | None = field(metadata=help_text("Cases of the offence being written, those that fail first."))
    written: tuple[WrittenClause, ...] = field(
        metadata=help_text("Clauses and versions that the text changes, in sentences.")
    )


@dataclass(frozen=True, kw_only=True)
class EditConflictPage(Page):
    """A file that somebody else saved meanwhile: both texts, nothing lost."""

    template: ClassVar[str] = "changes/conflict.html"
    section: ClassVar[str] = "changes"

    id: str = field(metadata=help_text("Identifier of the request."))
    request: Link = field(metadata=help_text("The request."))
    both: BothTexts = field(metadata=help_text("Both texts."))
    seen: str = field(metadata=help_text("Digest of the text saved meanwhile; empty when it was removed."))
    seats: SeatForecast | None = field(
        metadata=help_text("Who signs the request, and a change made here; none once it is published or closed.")
    )


@dataclass(frozen=True, kw_only=True)
class MergePage(Page):
    """Files that both this request and the edition published since changed, side by side."""

    template: ClassVar[str] = "changes/merge.html"
    section: ClassVar[str] = "changes"

    id: str = field(metadata=help_text("Identifier of the request."))
    request: Link = field(metadata=help_text("The request."))
    files: tuple[BothTexts, ...] = field(metadata=help_text("Each file, with both texts."))
    seats: SeatForecast | None = field(
        metadata=help_text("Who signs the request, and a change made here; none once it is published or closed.")
    )
    tree: str = field(metadata=help_text("Digest of the request as its texts are shown."))
    onto: str = field(metadata=help_text("Digest of the edition published as its texts are shown."))
    is_other: bool = field(metadata=help_text("Whether a text changed since choices were shown: they are asked again."))
