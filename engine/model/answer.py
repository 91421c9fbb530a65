"""The answer on a report: for each offence, what is established, excluded or open, on which reasons, under which law.

Verdicts, findings and assessments are named tuples: an answer makes hundreds of them, and they cost a third of a dataclass.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from engine.facts.atoms import FactLiteral
from engine.model.knowledge import StatedFact
from engine.model.outcome import Issue, Outcome, Status, TimeBar

ClauseKind = Literal["element", "defence", "scope", "aggravation", "caution"]
Reason = tuple[FactLiteral, ...]


class Verdict(NamedTuple):
    """The outcome of one condition, and why.

    `reasons` are the minimal sufficient sets of literals that settle it (empty when open). `confirmed` is the outcome on
    confirmed facts alone. When open, `could_hold` and `could_fail` are two completions that show it can still go either way.
    """

    outcome: Outcome
    confirmed: Outcome
    reasons: tuple[Reason, ...] = ()
    could_hold: Reason = ()
    could_fail: Reason = ()


class Finding(NamedTuple):
    """What is found of one clause of an offence.

    `presumed`: an open element or scope rule held to be met by presumption. `raised`: an open defence that must be examined.
    """

    kind: ClauseKind
    name: str
    verdict: Verdict
    presumed: bool = False
    raised: bool = False


class Compared(NamedTuple):
    """One wording looked at because it was in force between the facts and the decision (CP 112-1)."""

    version: str
    from_: date
    status: Status


class Assessment(NamedTuple):
    """The answer for one offence.

    `because` names what decides: refuted elements and established defences when excluded, open elements and raised defences
    when open, refuted scope rules when out of scope. `read_from` is the first day of the wording that governs. `confirmed` is the status on confirmed facts alone.
    """

    offence: str
    status: Status
    confirmed: Status
    version: str | None
    findings: tuple[Finding, ...]
    because: tuple[str, ...]
    evoked: bool
    compared: tuple[Compared, ...] = ()
    time_bar: TimeBar = TimeBar.UNKNOWN
    deadline: date | None = None
    limitation: str | None = None
    read_from: date | None = None

    def finding(self, name: str) -> Finding | None:
        """The finding on a clause."""
        return next((f for f in self.findings if f.name == name), None)


@dataclass(frozen=True, slots=True)
class Setting:
    """Another offence that matters beside the main one, and how they stand to each other."""

    offence: str
    kind: Literal["concurrent", "absorbed"]
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Digests:
    """What replays the answer: the same facts, ruleset and dates give the same bytes."""

    facts: str
    ruleset: str
    engine: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer on one report. `main` is None when nothing is established or open among the evoked offences.

    `continued_to` is the last day a continuing offence is known to have lasted; its law is read on that day.
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
    assessments: tuple[Assessment, ...]
    facts: Mapping[str, StatedFact]
    raised: frozenset[str]
    digests: Digests
    reasoner: str

    def assessment(self, offence: str) -> Assessment:
        """The assessment of an offence.

        Raises:
            KeyError: the ruleset has no such offence.
        """
        for assessment in self.assessments:
            if assessment.offence == offence:
                return assessment
        raise KeyError(offence)
