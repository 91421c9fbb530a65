"""The answer on a report: for each offence, what is established, excluded or open, on which
reasons, under which law.

Reports share much: most conditions stay as they are when nothing is known, and equal outcomes give
equal conclusions. An answer is made of these shared parts (`Board`, `Conclusion`). Most offences
are assessed, and the findings of each put together, when somebody reads them. Named tuples: an
answer makes hundreds of them, and they cost a third of a dataclass.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple, overload

from engine.model.indications import Indications
from engine.model.knowledge import StatedFact
from engine.model.law import Penalty
from engine.model.literal import FactLiteral
from engine.model.order import CriterionName
from engine.model.outcome import Issue, Outcome, Status, TimeBar

ClauseKind = Literal["element", "defence", "scope", "aggravation", "caution"]
Label = Literal["established", "to_confirm", "excluded", "open", "not_in_force", "out_of_scope"]
"""Label of an offence: its status, but `to_confirm` where confirmed facts alone would not
establish it.
"""
Reason = tuple[FactLiteral, ...]


class Verdict(NamedTuple):
    """The outcome of one condition, and why.

    `reasons` are the minimal sufficient sets of literals that settle it (empty when open).
    `confirmed` is the outcome on confirmed facts alone. When open, `could_hold` and `could_fail`
    are two completions that show it can still go either way.
    """

    outcome: Outcome
    confirmed: Outcome
    reasons: tuple[Reason, ...] = ()
    could_hold: Reason = ()
    could_fail: Reason = ()


class Board(NamedTuple):
    """The verdict of every condition of the law, by number: as when nothing is known, but for those
    that the facts changed.

    `outcomes` and `confirmed` hold all the outcomes, and those on confirmed facts alone, each as
    the bits of one integer; `known` what the facts say of every comparison. An answer read back has
    none of them.
    """

    untouched: Sequence[Verdict]
    changed: Mapping[int, Verdict]
    outcomes: int
    confirmed: int
    known: int

    def verdict(self, number: int) -> Verdict:
        """The verdict of a condition."""
        return self.changed.get(number) or self.untouched[number]


class Finding(NamedTuple):
    """Finding on one clause of an offence.

    `presumed`: an open element or scope rule held to be met by presumption. `raised`: an open
    defence that must be examined. `condition` is the number of the clause's condition: clauses that
    ask the same thing on the same day share one.
    """

    kind: ClauseKind
    name: str
    verdict: Verdict
    presumed: bool = False
    raised: bool = False
    condition: int = -1


class Point(NamedTuple):
    """A clause on which something is found, and the number of its condition."""

    kind: ClauseKind
    name: str
    condition: int


@dataclass(frozen=True, slots=True)
class Wording:
    """The law that governs an offence: its version, the first day it reads so, and the clauses on
    which something is found.

    Elements, defences, scope rules and aggravations are always told, a caution only when it holds.
    """

    offence: str
    version: str | None = None
    read_from: date | None = None
    points: Sequence[Point] = ()


class ComparedWording(NamedTuple):
    """Wording looked at because it was in force between the facts and the decision (CP 112-1)."""

    version: str
    from_: date
    status: Status


class Conclusion(NamedTuple):
    """Conclusion on one offence under one wording, from the outcomes of its conditions, whatever
    the reasons.

    `because` names what decides: refuted elements and established defences when excluded, open
    elements and raised defences when open, refuted scope rules when out of scope. `presumed` and
    `raised` name clauses, as in `Finding`.
    """

    wording: Wording
    status: Status
    because: tuple[str, ...] = ()
    presumed: tuple[str, ...] = ()
    raised: tuple[str, ...] = ()
    penalty: Penalty = Penalty()


def label_of(status: Status, confirmed: Status) -> Label:
    """The label of a status, beside the status on confirmed facts alone."""
    return "to_confirm" if status is Status.ESTABLISHED is not confirmed else status.value


class Assessment(NamedTuple):
    """The answer for one offence: the conclusion under the wording that governs, the status on
    confirmed facts alone, whether something in the facts evokes it, the wordings compared (none
    when there is only one), whether prosecution is out of time.
    """

    conclusion: Conclusion
    confirmed: Status
    board: Board
    evoked: bool = False
    compared: tuple[ComparedWording, ...] = ()
    time_bar: TimeBar = TimeBar.UNKNOWN
    deadline: date | None = None
    limitation: str | None = None

    @property
    def offence(self) -> str:
        """The id of the offence."""
        return self.conclusion.wording.offence

    @property
    def status(self) -> Status:
        """The status of the offence."""
        return self.conclusion.status

    @property
    def label(self) -> Label:
        """The status as it is shown: established on presumed facts is not established."""
        return label_of(self.status, self.confirmed)

    @property
    def because(self) -> tuple[str, ...]:
        """The clauses that decide."""
        return self.conclusion.because

    @property
    def penalty(self) -> Penalty:
        """The heaviest penalty incurred, established aggravations included."""
        return self.conclusion.penalty

    @property
    def version(self) -> str | None:
        """The version that governs; None when the timeline begins after the facts."""
        return self.conclusion.wording.version

    @property
    def read_from(self) -> date | None:
        """The first day of the wording that governs."""
        return self.conclusion.wording.read_from

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The finding on each clause, in the order of the law."""
        return self._findings(self.conclusion.wording.points)

    def finding(self, name: str) -> Finding | None:
        """The finding on a clause."""
        return next(
            iter(self._findings([point for point in self.conclusion.wording.points if point.name == name])), None
        )

    def _findings(self, points: Sequence[Point]) -> tuple[Finding, ...]:
        changed, untouched = self.board.changed, self.board.untouched
        presumed, raised = self.conclusion.presumed, self.conclusion.raised
        return tuple(
            [
                tuple.__new__(  # by its name a finding costs half as much again
                    Finding,
                    (
                        kind,
                        name,
                        changed.get(number) or untouched[number],
                        name in presumed and kind in ("element", "scope"),
                        name in raised and kind == "defence",
                        number,
                    ),
                )
                for kind, name, number in points
            ]
        )


class AssessmentsByOffence(Mapping[str, Assessment]):
    """Assessments by offence, in the order of the law; most are made when they are asked for."""

    @property
    @abstractmethod
    def evoked(self) -> tuple[Assessment, ...]:
        """Those of the offences that something in the facts evokes."""

    @property
    @abstractmethod
    def in_order(self) -> tuple[Assessment, ...]:
        """All of them."""


class Assessments(Sequence[Assessment]):
    """Assessments of an answer, one after the other."""

    def __init__(self, by_offence: AssessmentsByOffence) -> None:
        self.by_offence = by_offence

    def __len__(self) -> int:
        return len(self.by_offence)

    @overload
    def __getitem__(self, place: int) -> Assessment: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Assessment, ...]: ...
    def __getitem__(self, place: int | slice) -> Assessment | tuple[Assessment, ...]:
        return self.by_offence.in_order[place]

    def __iter__(self) -> Iterator[Assessment]:
        return iter(self.by_offence.in_order)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Assessments) and tuple(self) == tuple(other)


@dataclass(frozen=True, slots=True)
class Setting:
    """Another offence that matters beside the main one, and how they stand to each other."""

    offence: str
    kind: Literal["concurrent", "absorbed"]
    by: str | None = None


class Motive(NamedTuple):
    """A criterion of the law's order by which an offence gains, and the field or gravity that it is
    about.
    """

    criterion: CriterionName
    about: str | None = None


@dataclass(frozen=True, slots=True)
class First:
    """Reason for which the first suggestion comes first: where it gains more than the next one, or
    `tie`, what decides where both gain as much.

    `alone`: nothing follows, and its motives are all that it gains.
    """

    offence: str
    motives: tuple[Motive, ...]
    tie: str | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """Offences to be looked at beside the suggestions, best first.

    `by`: `reader` or `category`, which holds likely a field of which no fact evokes an offence;
    `offence`: the reader recognises offences that no fact evokes. `share`: how likely the field, or
    the first of these offences. `field`: empty for an offence of none.
    """

    field: str
    by: str
    share: float
    offences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standings:
    """Ranking of an answer by the law's order: why the first is first, what is to be examined
    besides, the field to look at.
    """

    indications: Indications
    first: First | None = None
    also: tuple[Setting, ...] = ()
    look: Look | None = None


@dataclass(frozen=True, slots=True)
class Digests:
    """Digests that replay the answer: the same facts, ruleset and dates give the same bytes."""

    facts: str
    ruleset: str
    engine: str


@dataclass(frozen=True)
class Answer:
    """The whole answer on one report.

    `main` is None when nothing is established or open among the evoked offences; under a law that
    orders its suggestions, when none of these has what is distinctive in it either.

    `continued_to` is the last day a continuing offence is known to have lasted; its law is read on
    that day.
    """

    report: str
    date_of_facts: date
    continued_to: date
    date_is_assumed: bool
    date_of_decision: date
    issue: Issue
    main: str | None
    others: tuple[Setting, ...]
    out_of_field: tuple[str, ...]
    prudent: bool
    assessments: Assessments
    board: Board
    facts: Mapping[str, StatedFact]
    raised: frozenset[str]
    digests: Digests
    reasoner: str
    standings: Standings | None = None
    """None under a law that has no order of suggestions."""
    disputed: Mapping[str, StatedFact] = field(default_factory=dict)
    """Facts of the report that are arguable: unknown to this answer."""

    @property
    def also(self) -> tuple[Setting, ...]:
        """The evoked offences that are to be examined besides: what is distinctive in each is still
        open.
        """
        return self.standings.also if self.standings is not None else ()

    @property
    def look(self) -> Look | None:
        """The offences to be looked at beside the suggestions."""
        return self.standings.look if self.standings is not None else None

    @property
    def besides(self) -> set[str]:
        """The offences that the answer names without suggesting them."""
        look = self.look.offences if self.look is not None else ()
        return {*look, *(setting.offence for setting in self.also)}

    @property
    def to_confirm(self) -> bool:
        """Whether the main offence is established, and not by confirmed facts alone."""
        return self.main is not None and self.assessment(self.main).label == "to_confirm"

    def law_day(self, offence: str) -> date:
        """A day on which the law that answered on an offence was in force."""
        return self.assessment(offence).read_from or self.date_of_facts

    def assessment(self, offence: str) -> Assessment:
        """The assessment of an offence.

        Raises:
            KeyError: the ruleset has no such offence.
        """
        return self.assessments.by_offence[offence]

    @property
    def by_offence(self) -> Mapping[str, Assessment]:
        """The assessments by offence, in their order."""
        return self.assessments.by_offence

    @property
    def evoked(self) -> tuple[Assessment, ...]:
        """The assessments of the offences that something in the facts evokes."""
        return self.assessments.by_offence.evoked
