"""Schemas of case files: `cases.yaml` beside an offence, and `rulesets/cases/*.yaml` across
offences.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field

from engine.model.outcome import Issue, Status
from textfile.text import Frozen


class Expectation(Frozen):
    """Expected outcome of a case for its offence. `because` is exact, in any order."""

    status: Status = Field(strict=False)
    because: tuple[str, ...] | None = None
    version: str | None = None
    time_barred: bool | Literal["unknown"] | None = None
    deadline: date | None = None
    aggravations: tuple[str, ...] | None = None
    cautions: tuple[str, ...] | None = None
    confirmed: Status | None = Field(default=None, strict=False)


class CaseBase(Frozen):
    """The facts from which the cases of a file start."""

    date_of_facts: date
    date_of_decision: date | None = None
    facts: dict[str, Any]


class OffenceCase(Frozen):
    """One case.

    `on` replays it on the first day of versions; `at` gives one expectation per date of facts.
    """

    name: str
    on: Literal["all"] | tuple[str, ...] | None = None
    neighbour: str | None = None
    set: dict[str, Any] = {}
    unset: tuple[str, ...] = ()
    raised: tuple[str, ...] = ()
    date_of_facts: date | None = None
    date_of_decision: date | None = None
    at: dict[str, Expectation] = {}
    expect: Expectation | None = None


class CasesFile(Frozen):
    """`cases.yaml` of one offence."""

    base: CaseBase
    cases: tuple[OffenceCase, ...] = Field(min_length=1)


class CrossExpectation(Frozen):
    """Expected outcome of a case across offences.

    `version`, `time_barred` and `deadline` are those of the main offence, named.
    """

    issue: Issue = Field(strict=False)
    prudent: bool | None = None
    established: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    main: str | None = None
    version: str | None = None
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
