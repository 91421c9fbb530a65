"""The parts of the page of a trial, as its template receives them."""

from __future__ import annotations

from dataclasses import dataclass

from api.pages.case.danger_views import DangerView
from api.pages.case.views import BesideView, LookView, OffenceView, SuggestionView, WhyNotView
from api.pages.follow_up.views import RouteView
from api.pages.shell.parts import ChecklistItem, Node, Option, Segment


@dataclass(frozen=True, slots=True)
class FactField:
    """A fact of the form: its question, its field and what is in it. `said`: a value that no field
    can say, in words, sent back as it is (`raw`).
    """

    fact: str
    label: str
    kind: str
    options: tuple[Option, ...]
    values: tuple[str, ...]
    bounds: tuple[str, str]
    raw: str
    said: str


@dataclass(frozen=True, slots=True)
class RoutingField:
    """A fact of routing that may be stated, and its answer."""

    fact: str
    label: str
    options: tuple[Option, ...]
    value: str


@dataclass(frozen=True, slots=True)
class CueView:
    """A value read of a fact: the passages that say so, who reads them there, how surely.
    `presumes`: whether the fact is presumed.
    """

    label: str
    value: str
    quotes: tuple[str, ...]
    more: int
    voice: str
    readers: tuple[str, ...]
    rules: tuple[str, ...]
    confidence: str
    presumes: bool


@dataclass(frozen=True, slots=True)
class TrialRouteView:
    """A recipient as the rules see it, and what must be known to settle it."""

    route: RouteView
    missing: str


@dataclass(frozen=True, slots=True)
class TrialNoticeView:
    """A notice as it would be written, or why it would be refused; `remarks`: on which conditions,
    and where an example stands for what a trial does not know.
    """

    recipient: str
    kind: str
    language: str
    subject: str
    text: str
    remarks: tuple[str, ...]
    refusals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """Everything that one edition of the rules makes of a trial."""

    edition: str
    digest: str
    issue: str
    first: str
    remarks: tuple[str, ...]
    danger: DangerView | None
    cues: tuple[CueView, ...]
    no_cues: str
    suggestions: tuple[SuggestionView, ...]
    also: tuple[BesideView, ...]
    look: LookView | None
    text: tuple[Segment, ...]
    comment: tuple[Segment, ...]
    offence: OffenceView | None
    elements: tuple[ChecklistItem, ...]
    exceptions: tuple[ChecklistItem, ...]
    tree: Node | None
    why_not: tuple[WhyNotView, ...]
    supposed: str
    routes: tuple[TrialRouteView, ...]
    others: tuple[TrialRouteView, ...]
    notices: tuple[TrialNoticeView, ...]


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """One thing that two editions say otherwise."""

    what: str
    before: str
    after: str
