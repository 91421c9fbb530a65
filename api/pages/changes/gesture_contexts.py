"""Contexts of the pages of gestures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from api.pages.changes.gesture_desk import InputKind
from api.pages.changes.views import FileDifferenceView, SeatForecast
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.parts import FieldError, Link, Option


@dataclass(frozen=True, slots=True)
class GestureEntry:
    """A gesture in the menu: its link, and what it does."""

    link: Link
    hint: str


@dataclass(frozen=True, slots=True)
class InputView:
    """A field of a form. `chosen`: of several boxes, those that are ticked."""

    name: str
    kind: InputKind
    label: str
    hint: str
    value: str
    options: tuple[Option, ...]
    required: bool
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """A choice that was made, in the words of its list."""

    label: str
    option: Option


@dataclass(frozen=True, slots=True)
class GesturePreview:
    """What a gesture would write. `blanks`: lines left to fill in; `fields`: what saving sends
    back, names and values.
    """

    files: tuple[FileDifferenceView, ...]
    remarks: tuple[str, ...]
    blanks: tuple[str, ...]
    untranslated: bool
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class GesturesPage(Page):
    """The menu of gestures of a change request."""

    template: ClassVar[str] = "changes/gestures.html"
    section: ClassVar[str] = "changes"

    id: str = field(metadata=help_text("Identifier of the request."))
    request: Link = field(metadata=help_text("The request."))
    gestures: tuple[GestureEntry, ...] = field(metadata=help_text("Gestures, what adds to the law first."))
    voids: str = field(metadata=help_text("What saving undoes: signatures, the submission; may be empty."))
    seats: SeatForecast | None = field(
        metadata=help_text("Who signs the request, and a change made here; none once it is published or closed.")
    )


@dataclass(frozen=True, kw_only=True)
class GesturePage(Page):
    """One gesture of a change request: a choice, or its form, or what it would write."""

    template: ClassVar[str] = "changes/gesture.html"
    section: ClassVar[str] = "changes"

    id: str = field(metadata=help_text("Identifier of the request."))
    request: Link = field(metadata=help_text("The request."))
    name: str = field(metadata=help_text("The gesture, as in its address."))
    lead: str = field(metadata=help_text("What it does."))
    choices: tuple[ChoiceView, ...] = field(metadata=help_text("What was chosen so far."))
    step: InputView | None = field(metadata=help_text("The choice to make now; none once the form is shown."))
    fields: tuple[InputView, ...] = field(metadata=help_text("Fields of the form; none before the choices are made."))
    preview: GesturePreview | None = field(metadata=help_text("What it would write, once that was asked for."))
    voids: str = field(metadata=help_text("What saving undoes: signatures, the submission; may be empty."))
    seats: SeatForecast | None = field(
        metadata=help_text("Who signs the request, and a change made here; none once it is published or closed.")
    )
    errors: tuple[FieldError, ...] = field(metadata=help_text("What is wrong in what was sent."))


@dataclass(frozen=True, kw_only=True)
class ProposalPage(Page):
    """Where a change of an offence is proposed: a new request, or one that is open."""

    template: ClassVar[str] = "changes/proposal.html"
    section: ClassVar[str] = "changes"

    offence: Link = field(metadata=help_text("The offence."))
    mine: tuple[Link, ...] = field(metadata=help_text("Open requests of whoever looks, the last changed first."))
    unpublished: bool = field(metadata=help_text("Whether no edition was ever published."))
    seats: SeatForecast | None = field(
        metadata=help_text("Who would sign a change of the offence; none before a publication.")
    )
    name: str = field(metadata=help_text("The title of a new request."))
    reason: str = field(metadata=help_text("Its reason, filled beforehand or given back."))
    errors: tuple[FieldError, ...] = field(metadata=help_text("What is wrong in what was sent."))
