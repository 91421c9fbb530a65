"""Schemas of case files: `cases.yaml` beside an offence, and `rulesets/cases/*.yaml` across
offences.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, TypeAlias

from pydantic import Field

from engine.model.law import Conduct, Identifier, Nature, OffenceId, Penalty, Sure
from engine.model.outcome import Issue, Status
from textfile.text import Frozen

Precedence: TypeAlias = Literal["this", "other", "both"]
"""Which of two offences prevails when both are there; `both`: neither."""


class Expectation(Frozen):
    """Expected outcome of a case for its offence. `because` is exact, in any order.

    `together` names other offences that are there too, and which prevails.
    """

    status: Status = Field(strict=False)
    because: tuple[str, ...] | None = None
    version: str | None = None
    time_barred: bool | Literal["unknown"] | None = None
    deadline: date | None = None
    aggravations: tuple[str, ...] | None = None
    cautions: tuple[str, ...] | None = None
    penalty: Penalty | None = None
    limitation: str | None = None
    prudent: bool | None = None
    together: dict[OffenceId, Precedence] = {}
    confirmed: Status | None = Field(default=None, strict=False)


class CaseBase(Frozen):
    """The facts from which the cases of a file start."""

    date_of_facts: date
    date_of_decision: date | None = None
    facts: dict[str, Any]


class OffenceCase(Frozen):
    """One case.

    `on` replays it on the first day of versions; `at` gives one expectation per date of facts.
    `by`: the pseudonym of whoever answered that this is the law, of a case asked at a boundary.
    """

    name: str
    by: str | None = Field(default=None, max_length=200)
    on: Literal["all"] | tuple[str, ...] | None = None
    neighbour: str | None = None
    set: dict[str, Any] = {}
    unset: tuple[str, ...] = ()
    raised: tuple[str, ...] = ()
    date_of_facts: date | None = None
    date_of_decision: date | None = None
    at: dict[str, Expectation] = {}
    expect: Expectation | None = None


class Consequence(Penalty):
    """Consequence of one version: its penalty without aggravation, its limitation regime, the last
    useful day of facts of its first day, the confidence of its source.
    """

    limitation: str
    last_day: date | None = None
    confidence: Sure


class AggravatedConsequence(Penalty):
    """Penalty under an aggravation, and the other limitation regime that it gives."""

    limitation: str | None = None


EVERY_VERSION = "all"
"""In a list of versions, all those that punish."""


class Consequences(Frozen):
    """Consequences of an offence, written a second time beside its cases: an edit of one alone is
    refused.

    `cautions` and `to_verify` give the versions that have each caution, and each clause of which
    the law is to be verified. `relations` says which prevails; `never`: the two cannot be there
    together; `neighbour`: nothing follows.
    """

    nature: Nature
    conduct: Conduct
    versions: dict[str, Consequence]
    aggravations: dict[Identifier, dict[str, AggravatedConsequence]] = {}
    cautions: dict[Identifier, tuple[str, ...]] = {}
    to_verify: dict[Identifier, tuple[str, ...]] = {}
    relations: dict[OffenceId, Precedence | Literal["never", "neighbour"]] = {}


class CasesFile(Frozen):
    """`cases.yaml` of one offence."""

    base: CaseBase
    consequences: Consequences | None = None
    cases: tuple[OffenceCase, ...] = Field(min_length=1)


class CrossExpectation(Frozen):
    """Expected outcome of a case across offences.

    `version`, `penalty`, `limitation`, `time_barred` and `deadline` are those of the main offence,
    named. `absorbed` gives, by offence set aside, the one that prevails over it.
    """

    issue: Issue = Field(strict=False)
    prudent: bool | None = None
    established: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    main: str | None = None
    absorbed: dict[OffenceId, OffenceId] = {}
    version: str | None = None
    penalty: Penalty | None = None
    limitation: str | None = None
    time_barred: bool | Literal["unknown"] | None = None
    deadline: date | None = None
    excluded: dict[str, tuple[str, ...]] = {}
    never: tuple[str, ...] = ()
    out_of_field: tuple[str, ...] | None = None


class CrossCase(Frozen):
    """A whole report and what must be answered on it."""

    id: str
    name: str
    origin: str
    verification: str
    deciding: str
    date_of_facts: date
    date_of_decision: date | None = None
    facts: dict[str, Any]
    expect: CrossExpectation
    note: str | None = None


class CrossFile(Frozen):
    """`rulesets/cases/*.yaml`."""

    cases: tuple[CrossCase, ...] = Field(min_length=1)
