"""Values of a difference between two rulesets: what changes, from when to when, and the report that
shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Literal, TypeAlias

from engine.model.outcome import Outcome, Status

Role: TypeAlias = Literal["main", "beside", "absorbed", "to_examine", "none"]
"""Role of an offence in an answer."""
ClauseEffect: TypeAlias = Literal["evoked", "aggravation", "caution"]


class DifferenceClass(StrEnum):
    """Class of a difference, proved and not declared.

    EDITORIAL: written otherwise, same meaning. STRICTER: nothing is established or open that was
    not, something no longer is. WIDER: the reverse. BOTH: some of each. TIME: the same law, from
    other days. WORDING: texts alone. CONSEQUENCES: statuses stay, what follows from them does not.
    """

    NONE = "none"
    EDITORIAL = "editorial"
    WORDING = "wording"
    TIME = "time"
    CONSEQUENCES = "consequences"
    STRICTER = "stricter"
    WIDER = "wider"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Days:
    """Stretch of days, both included; until None: from then on."""

    from_: date
    until: date | None


@dataclass(frozen=True, slots=True)
class OffenceSituation:
    """Situation of an offence in an answer: its status, its role, and the clauses that decide."""

    status: Status
    role: Role
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WitnessAnswer:
    """Answer of one law on a witness: the main offence, what is out of field, the situation of each
    offence, and the proof, which the independent checker has accepted.
    """

    main: str | None
    issue: str
    out_of_field: tuple[str, ...]
    offences: Mapping[str, OffenceSituation]
    proof: bytes


@dataclass(frozen=True, slots=True)
class Witness:
    """Smallest report that shows a difference: its day, its facts in the words of each law, both
    answers.
    """

    day: date
    old_facts: Mapping[str, Any]
    new_facts: Mapping[str, Any]
    old: WitnessAnswer
    new: WitnessAnswer

    def neighbours(self, offence: str) -> tuple[str, ...]:
        """The other offences that the two answers do not place alike, those that become or cease to
        be the main one first.
        """
        names = [name for name in {**self.old.offences, **self.new.offences} if name != offence]
        moved = [name for name in names if _placed(self.old, name) != _placed(self.new, name)]
        mains = (self.new.main, self.old.main)
        return tuple(sorted(moved, key=lambda name: (name not in mains, name)))


@dataclass(frozen=True, slots=True)
class StatusChange:
    """Change of the status of an offence: from what to what, and the smallest report of it.

    `takers`: other offences that the new law still suggests when this one goes down, each with the
    smallest report of both.
    """

    days: Days
    old: Status
    new: Status
    witness: Witness
    takers: tuple[tuple[str, Witness], ...] = ()


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """Change of what is said beside a status: the offence is evoked or no longer, an aggravation or
    a caution holds or no longer.

    `gained`: it holds under the new law where it did not under the old one.
    """

    days: Days
    effect: ClauseEffect
    name: str
    gained: bool
    witness: Witness


@dataclass(frozen=True, slots=True)
class ConsequenceChange:
    """Change of a datum that follows from a status: a penalty, a limitation, a relation, a
    recipient. Values as plain data; None: absent. Undated where days are None.
    """

    days: Days | None
    what: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class WordingChange:
    """Change of a text, at its place in the data."""

    place: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class ConditionChange:
    """Change of a condition that stands by itself, a notion or an out-of-field rule: from what
    outcome to what, and the facts that show it, in the words of each law.
    """

    days: Days
    old: Outcome
    new: Outcome
    old_facts: Mapping[str, Any]
    new_facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RelationChange:
    """Change of a relation between two offences, as plain data (None: absent), and the smallest
    report that establishes both under the new law; None where none does, or where neither
    offence gives way to the other.
    """

    with_: str
    old: Mapping[str, str | None] | None
    new: Mapping[str, str | None] | None
    witness: Witness | None


@dataclass(frozen=True, slots=True)
class PartDifference:
    """Difference of one part of the law: an offence, a notion, an out-of-field rule, a limitation
    regime, a fact. `present`: in the old law, in the new one.
    """

    kind: Literal["offence", "notion", "out_of_field", "limitation", "fact", "order"]
    id: str
    present: tuple[bool, bool]
    of_class: DifferenceClass
    statuses: tuple[StatusChange, ...] = ()
    clauses: tuple[ClauseChange, ...] = ()
    conditions: tuple[ConditionChange, ...] = ()
    relations: tuple[RelationChange, ...] = ()
    consequences: tuple[ConsequenceChange, ...] = ()
    wordings: tuple[WordingChange, ...] = ()

    @property
    def first_days(self) -> tuple[date | None, ...]:
        """The first day of each change of an answer; None for one that has no days of its own. What
        a vocabulary or a notion adds changes an answer through offences alone.
        """
        stretches = [one.days for one in self.statuses] + [one.days for one in self.clauses]
        days: list[date | None] = [one.from_ for one in (*stretches, *(one.days for one in self.conditions))]
        days += [None for _ in self.relations]
        if self.kind in ("offence", "limitation", "order"):
            for one in self.consequences:
                if one.days is not None:
                    days.append(one.days.from_)
                elif not one.what.startswith(_OF_SOURCES):
                    days.append(None)
        return tuple(days)


@dataclass(frozen=True, slots=True)
class RulesetDifference:
    """Difference between two rulesets, by part; `of_class`: that of them all together."""

    old: str
    new: str
    of_class: DifferenceClass
    parts: tuple[PartDifference, ...]

    @property
    def first_day(self) -> date | None:
        """The first day on which something differs; None where a change has no days of its own, or
        nothing differs.
        """
        days = [day for part in self.parts for day in part.first_days]
        return None if not days or None in days else min(day for day in days if day is not None)

    def of(self, kind: str) -> tuple[PartDifference, ...]:
        """The parts of a kind."""
        return tuple(part for part in self.parts if part.kind == kind)


@dataclass(frozen=True, slots=True)
class RouteChange:
    """Change of a rule of routing: due, open or not due, the smallest situation that shows it, in
    the vocabulary of each edition and in French, and the rules due on it under each.
    """

    rule: str
    title: str
    days: Days
    old: Outcome
    new: Outcome
    old_situation: Mapping[str, Any]
    new_situation: Mapping[str, Any]
    words: str
    old_due: tuple[str, ...]
    new_due: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileDifference:
    """Difference of one file beside the law: what it makes the service do, and its texts."""

    file: str
    present: tuple[bool, bool]
    of_class: DifferenceClass
    consequences: tuple[ConsequenceChange, ...] = ()
    wordings: tuple[WordingChange, ...] = ()


@dataclass(frozen=True, slots=True)
class FolderDifference:
    """Difference of what stands beside the law in two folders of rules: routing, read like the law,
    then every file.
    """

    of_class: DifferenceClass
    routes: tuple[RouteChange, ...]
    files: tuple[FileDifference, ...]


_OF_SOURCES = ("confidence", "theme")
"""Undated data of an offence that change no answer."""


def _placed(answer: WitnessAnswer, name: str) -> tuple[Status, Role] | None:
    situation = answer.offences.get(name)
    return None if situation is None or situation.role == "none" else (situation.status, situation.role)
