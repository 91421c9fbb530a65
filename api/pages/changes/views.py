"""Values that the pages of change requests show."""

from __future__ import annotations

from dataclasses import dataclass

from api.pages.shell.parts import Link, Option, Status


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change request in the list. `missing`: what it waits for, in words."""

    link: Link
    status: Status
    state: str
    author: str
    when: str
    missing: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StageView:
    """A stage in the life of a change request: past, current or to come."""

    label: str
    place: str


@dataclass(frozen=True, slots=True)
class EffectView:
    """When a change request takes effect, in words.

    `withdrawal`: why its edition was withdrawn, in French; `to_come`: the edition to come that it
    must not precede; `warning`: why nothing could be published with its date, and what to do.
    """

    words: str
    withdrawal: str
    to_come: Link | None
    warning: str


@dataclass(frozen=True, slots=True)
class RoleSeats:
    """Signatures of one role: asked for, and how many are missing."""

    words: str
    missing: str


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A signature. `ended`: why it no longer counts; empty while it does."""

    by: str
    roles: str
    when: str
    ended: str


@dataclass(frozen=True, slots=True)
class SignaturesView:
    """Who must sign a change request, who did, who is missing.

    `to_sign`: who signs it once it is submitted, as it is; empty then. `voided`: what made the last
    signatures void. `out_of_reach`: signatures that nobody but its writers could give; empty where
    all can be had.
    """

    roles: tuple[RoleSeats, ...]
    missing: str
    lines: tuple[SignatureLine, ...]
    ended: int
    voided: str
    out_of_reach: str
    to_sign: str


@dataclass(frozen=True, slots=True)
class ClassSeats:
    """Signatures that a change of some classes asks for, in words."""

    classes: str
    signers: str


@dataclass(frozen=True, slots=True)
class SeatForecast:
    """Who signs, before anything is submitted, in words.

    `request`: signatures that the request asks for as it is, and those that are missing; empty
    where there is no request yet. `summary`: what a change made on this page asks for, at least and
    at most; `classes`: the same by class of change.
    """

    request: str
    summary: str
    classes: tuple[ClassSeats, ...]


@dataclass(frozen=True, slots=True)
class FindingRow:
    """What both laws find of a clause, on the smallest case that shows a change."""

    kind: str
    label: str
    old: str
    new: str
    differs: bool


@dataclass(frozen=True, slots=True)
class DifferencePoint:
    """One change within a part: its sentences, then both answers clause by clause.

    `takers`: sentences on a neighbour that takes the place of the offence.
    """

    first: str
    lines: tuple[str, ...]
    takers: tuple[str, ...]
    rows: tuple[FindingRow, ...]


@dataclass(frozen=True, slots=True)
class TextChange:
    """A text that changes, at its place."""

    place: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class DifferencePart:
    """A part of the difference, to be looked at. `seen`: by whoever looks at the page."""

    id: str
    anchor: str
    title: str
    class_words: str
    points: tuple[DifferencePoint, ...]
    texts: tuple[TextChange, ...]
    seen: bool
    comments: int

    @property
    def clauses(self) -> tuple[str, ...]:
        """Clauses of which the two laws find otherwise, each once."""
        rows = (row for point in self.points for row in point.rows if row.differs)
        return tuple(dict.fromkeys(f"{row.kind} « {row.label} »" for row in rows))


@dataclass(frozen=True, slots=True)
class LookCount:
    """How many parts a person looked at."""

    by: str
    words: str


@dataclass(frozen=True, slots=True)
class FileLine:
    """A line of a text difference: `same`, `added`, `removed`, or `gap` where lines are left
    out.
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class FileDifferenceView:
    """The text difference of one file. `lines` are None where it is too long for this page."""

    path: str
    state: str
    href: str
    added: int
    removed: int
    lines: tuple[FileLine, ...] | None


@dataclass(frozen=True, slots=True)
class FaultLine:
    """A fault of the checks, with where it is put right."""

    place: Link | None
    code: str
    message: str
    hint: str
    warning: bool


@dataclass(frozen=True, slots=True)
class CaseSentence:
    """A sentence on a case: of this page, or in French as its file is."""

    words: str
    is_french: bool


@dataclass(frozen=True, slots=True)
class FailureLine:
    """A case that fails, with its line in its file, and how its answer differs."""

    place: Link | None
    lines: tuple[CaseSentence, ...]


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case that was run: its line in its file, its name, the state expected and the one obtained,
    in words. `lines`: how the rest of its answer differs.
    """

    place: Link
    name: str
    day: str
    has_failed: bool
    states: str
    lines: tuple[CaseSentence, ...]


@dataclass(frozen=True, slots=True)
class OffenceCases:
    """Cases of the offence being written, those that fail first. `more`: that others are left out;
    empty where none is.
    """

    summary: str
    cases: tuple[CaseRow, ...]
    more: str


@dataclass(frozen=True, slots=True)
class WrittenClause:
    """A clause or a version being written, in sentences."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UntranslatedLine:
    """A text whose English is to come: where it is written, and its French."""

    place: Link
    french: str


@dataclass(frozen=True, slots=True)
class ChecksView:
    """What checks and cases say, and what waits for its English. `faults` and `failures` may be
    fewer than their counts; `unrun`: what was not run, which nothing is said to be green of.
    """

    state: str
    is_green: bool
    summary: str
    faults: tuple[FaultLine, ...]
    cases: str
    unrun: tuple[str, ...]
    failures: tuple[FailureLine, ...]
    untranslated: tuple[UntranslatedLine, ...]


@dataclass(frozen=True, slots=True)
class OffenceCounts:
    """Counts of a backtest on one offence, or on all reports."""

    name: str
    counts: str


@dataclass(frozen=True, slots=True)
class ExampleView:
    """Reports that show one change; links only for whoever may read reports."""

    what: str
    reports: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class BacktestView:
    """The last reports under both laws: counts first, then causes, then examples. `hidden`: reports
    of its examples, for whoever may not read them.
    """

    head: tuple[str, ...]
    counts: tuple[OffenceCounts, ...]
    causes: tuple[OffenceCounts, ...]
    moves: tuple[OffenceCounts, ...]
    measures: tuple[OffenceCounts, ...]
    examples: tuple[ExampleView, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class ShadowRunView:
    """A shadow run: since when or why it ended, the files it is on, its counts."""

    state: str
    tree: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShadowView:
    """Shadow runs of a change request: the last one with what it changes, counts of earlier ones.

    `hidden`: there are examples, for those who may read reports. `widths` and `width`: precisions
    to choose from, and the one chosen. `starts`: that what the law changes is to come; empty where
    it is not.
    """

    starts: str
    last: ShadowRunView | None
    counts: tuple[OffenceCounts, ...]
    causes: tuple[OffenceCounts, ...]
    moves: tuple[OffenceCounts, ...]
    examples: tuple[ExampleView, ...]
    hidden: bool
    earlier: tuple[ShadowRunView, ...]
    may_start: bool
    may_stop: bool
    widths: tuple[Option, ...]
    width: str


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment with its answers. `place` leads to what it is about."""

    id: str
    by: str
    when: str
    body: str
    place: Link | None
    resolved: str
    answers: tuple[CommentView, ...] = ()


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step in the history of a change request."""

    what: str
    detail: str
    by: str
    when: str


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file of the request in the list beside the editor."""

    link: Link
    mark: str
    current: bool


@dataclass(frozen=True, slots=True)
class FileGroup:
    """Files of one folder."""

    label: str
    files: tuple[FileEntry, ...]
    opened: bool


@dataclass(frozen=True, slots=True)
class BothTexts:
    """A file that two persons, or two requests, changed: both texts, and where they differ."""

    path: str
    mine: str
    theirs: str
    lines: tuple[FileLine, ...] | None
    edit: str
