"""The parts of a case, as its template receives them."""

from __future__ import annotations

from dataclasses import dataclass

from api.pages.shell.parts import Link, Option, Status


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """An offence suggested.

    `number` is the key that chooses it; `role` says how it stands to the main one.
    """

    number: int
    id: str
    short: str
    citation: str
    status: Status
    role: str
    href: str
    main: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class BesideView:
    """An offence that is named without being suggested: to be examined besides, or usual in a field
    to be looked at.
    """

    id: str
    short: str
    citation: str
    status: Status
    role: str
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class LookView:
    """Offences to be looked at beside the suggestions, the first to look at first: a title, who
    says so, and what is to be done.
    """

    title: str
    source: str
    advice: str
    offences: tuple[BesideView, ...]


@dataclass(frozen=True, slots=True)
class OffenceView:
    """The offence looked at closely. `state` says its status in other words, where it has some;
    `article` is its text and its class, `citation` names the wording that governs besides.
    """

    id: str
    title: str
    article: str
    citation: str
    status: Status
    state: str | None
    penalty: str
    authority: str
    limitation: str
    late: bool
    wordings: str
    change: str
    prudence: tuple[str, ...]
    law: Link


@dataclass(frozen=True, slots=True)
class StatedView:
    """A fact as it stands on a report.

    `reader`: who saw it in the words of the report, empty for what nobody read or somebody
    confirmed. `number` is that of its passage; `denial` says what « no » would state, empty when
    nothing.
    """

    fact: str
    label: str
    value: str
    source: str
    reader: str
    by: str
    number: int | None
    denial: str
    derived: bool
    links: str = ""
    """The clauses of the offence displayed that rest on it."""


@dataclass(frozen=True, slots=True)
class DecidingView:
    """A fact that decides, and that nobody has confirmed yet; `reader`: as of `StatedView`."""

    fact: str
    label: str
    value: str
    reader: str


@dataclass(frozen=True, slots=True)
class AcceptView:
    """What accepting upholds: the offence displayed. `kind` is that of the decision.

    `unmet`: the elements that it lacks, None where it is established; `deciding`: the presumed
    facts on which it is.
    """

    kind: str
    short: str
    unmet: tuple[str, ...] | None
    deciding: tuple[DecidingView, ...]


@dataclass(frozen=True, slots=True)
class ExcerptView:
    """An offence in short: each element with its article, as worded on the day of the facts."""

    title: str
    citation: str
    elements: tuple[tuple[str, str], ...]
    law: Link


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question worth asking, and the field that answers it."""

    fact: str
    question: str
    where: str
    kind: str
    options: tuple[Option, ...]
    values: tuple[str, ...]
    effects: tuple[str, ...]
    confirms: bool
    bounds: tuple[str, str]
    skip: str


@dataclass(frozen=True, slots=True)
class WhyNotView:
    """A neighbour that is not suggested, and the points that set it aside."""

    link: Link
    citation: str
    status: Status
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PastView:
    """A decision on this content, or on one like it.

    `status`: what the facts say of the offence upheld, where that was the suggestion.
    """

    what: str
    when: str
    by: str
    how: str
    reason: str
    link: Link | None
    undone: bool
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class ElsewhereView:
    """Another address: how it is alike, its case, where it stands, and whether deciding here
    decides of it too.
    """

    url: str
    how: str
    link: Link
    status: Status
    state: str
    together: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """Draft of a form that could not be stored, given back as it was."""

    kind: str = ""
    offence: str = ""
    reason: str = ""
    fact: str = ""
    values: tuple[str, ...] = ()
    url: str | None = None


NO_DRAFT = Draft()


@dataclass(frozen=True, slots=True)
class UndoBar:
    """Bar of the decision just taken: what was decided, what takes it back, where one tells
    somebody of it.

    `undo`: the words of the button that takes it back; `by_key`: whether the key that undoes means
    this, and nothing on the case shown.
    """

    message: str
    report: str
    version: int
    undo: str
    onward: Link | None = None
    by_key: bool = True


@dataclass(frozen=True, slots=True)
class ActBar:
    """The last act on a case, and what undoes it: the words of a button, empty when there is
    nothing to undo.
    """

    message: str
    undo: str
