"""Outcome of a report under a law, and the change between two outcomes: what somebody who compares
them looks at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from engine.model.answer import Answer
from engine.model.outcome import Status


class ChangeKind(StrEnum):
    """Kind of change of one offence from a law to the other: gained or lost for sure, perhaps where
    one side is open; `otherwise`: as far from being suggested as before, for another status.
    """

    GAINED = "gained"
    LOST = "lost"
    MAYBE_GAINED = "maybe_gained"
    MAYBE_LOST = "maybe_lost"
    OTHERWISE = "otherwise"


class OffenceOutcome(NamedTuple):
    """Outcome of one offence: its status, that on confirmed facts alone, and whether the facts
    evoke it.
    """

    status: Status
    confirmed: Status
    evoked: bool

    @property
    def is_live(self) -> bool:
        """Whether it is suggested: established, or open and evoked."""
        return self.status is Status.ESTABLISHED or (self.status is Status.OPEN and self.evoked)


@dataclass(frozen=True)
class ReportOutcome:
    """Outcome of a report: of each offence, the main one, the issue."""

    offences: Mapping[str, OffenceOutcome]
    main: str | None
    issue: str


class OutcomeChange(NamedTuple):
    """A changed offence; None on the side of a law that does not have it."""

    offence: str
    change: ChangeKind
    old: OffenceOutcome | None
    new: OffenceOutcome | None

    @property
    def is_suggested(self) -> bool:
        """Whether either law suggests it."""
        return any(side is not None and side.is_live for side in (self.old, self.new))


def outcome_of(answer: Answer) -> ReportOutcome:
    """The outcome of an answer."""
    offences = {a.offence: OffenceOutcome(a.status, a.confirmed, a.evoked) for a in answer.assessments}
    return ReportOutcome(offences, answer.main, answer.issue.value)


def changes(old: ReportOutcome, new: ReportOutcome) -> Iterator[OutcomeChange]:
    """The offences whose outcome changed, those of the new law first, in its order."""
    before, after = old.offences, new.offences
    for name in (*after, *(name for name in before if name not in after)):
        one, other = before.get(name), after.get(name)
        change = change_of(one, other) if one != other else None
        if change is not None:
            yield OutcomeChange(name, change, one, other)


def is_unchanged(old: ReportOutcome, new: ReportOutcome) -> bool:
    """Whether nobody would see a change: same main offence, same issue, no offence changed."""
    return (old.main, old.issue) == (new.main, new.issue) and next(changes(old, new), None) is None


def change_of(old: OffenceOutcome | None, new: OffenceOutcome | None) -> ChangeKind | None:
    """The change between two outcomes; None where nobody would see one.

    An offence that one law does not have is, there, not suggested: it changes where the other
    suggests it.
    """
    before, after = _rank(old), _rank(new)
    if old is None or new is None:
        known = after if old is None else before
        if known < _LEAD:
            return None
    if before == after:
        return None if old == new or _same(old, new) else ChangeKind.OTHERWISE
    sure = {before, after} == {_NONE, _ESTABLISHED}
    if after > before:
        return ChangeKind.GAINED if sure else ChangeKind.MAYBE_GAINED
    return ChangeKind.LOST if sure else ChangeKind.MAYBE_LOST


_NONE, _OPEN, _LEAD, _ESTABLISHED = range(4)
"""How near an offence is to being retained: not at all, open, open and evoked, established."""


def _rank(outcome: OffenceOutcome | None) -> int:
    if outcome is None or outcome.status not in (Status.OPEN, Status.ESTABLISHED):
        return _NONE
    if outcome.status is Status.ESTABLISHED:
        return _ESTABLISHED
    return _LEAD if outcome.evoked else _OPEN


def _same(old: OffenceOutcome | None, new: OffenceOutcome | None) -> bool:
    """Whether two outcomes of equal rank read the same: evoked changes nothing of what is not
    open.
    """
    return old is None or new is None or (old.status, old.confirmed) == (new.status, new.confirmed)
