"""`cases.yaml` files: cases that must keep their answer, written by policy staff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from engine.facts.statements import ReportError, read_report
from engine.language.diagnostics import Diagnostic, Place
from engine.language.reader import Document, Unreadable, read_file
from engine.language.schema import parse
from engine.model.law import Offence
from engine.model.outcome import Issue, Status
from engine.model.report import Report
from engine.model.ruleset import Ruleset
from engine.model.text import Frozen

REASONED = (Status.EXCLUDED, Status.OPEN, Status.OUT_OF_SCOPE)
"""Statuses of which a case must state the reason."""


class Expectation(Frozen):
    """What a case expects of its offence. `because` is exact, in any order."""

    status: Status = Field(strict=False)
    because: tuple[str, ...] | None = None
    version: str | None = None
    time_barred: bool | Literal["unknown"] | None = None
    deadline: date | None = None
    aggravations: tuple[str, ...] | None = None
    cautions: tuple[str, ...] | None = None
    confirmed: Status | None = Field(default=None, strict=False)


class Base(Frozen):
    """The facts from which the cases of a file start."""

    date_of_facts: date
    date_of_decision: date | None = None
    facts: dict[str, Any]


class Case(Frozen):
    """One case. `on` replays it on the first day of versions; `at` gives one expectation per date of facts."""

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

    base: Base
    cases: tuple[Case, ...] = Field(min_length=1)


class CrossExpectation(Frozen):
    """What a case across offences expects."""

    issue: Issue = Field(strict=False)
    prudent: bool | None = None
    established: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    main: str | None = None
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


@dataclass(frozen=True, slots=True)
class Run:
    """One evaluation that a case asks for."""

    offence: str
    name: str
    place: Place
    report: Report
    decision: date
    expect: Expectation
    neighbour: str | None = None


@dataclass(frozen=True, slots=True)
class CrossRun:
    """One evaluation of a case across offences."""

    case: CrossCase
    place: Place
    report: Report
    decision: date


def offence_runs(
    root: Path, ruleset: Ruleset, only: frozenset[str] = frozenset()
) -> tuple[list[Run], list[Diagnostic]]:
    """Every run of the offences' case files, and what is wrong with those files. `only` restricts to some offences."""
    runs: list[Run] = []
    faults: list[Diagnostic] = []
    for offence in ruleset.offences.values():
        if only and offence.id not in only:
            continue
        path = root / "offences" / offence.theme / offence.id / "cases.yaml"
        name = path.relative_to(root.parent).as_posix()
        if not path.exists():
            faults.append(
                Diagnostic(
                    "R701", Place(name), "l'infraction n'a pas de cas", "écrire cases.yaml à côté de offence.yaml"
                )
            )
            continue
        document = _read(path, name, faults)
        if document is None:
            continue
        file, found = parse(CasesFile, document)
        faults.extend(found)
        if file is not None:
            runs.extend(_runs(file, document, offence, ruleset, faults))
    return runs, faults


def cross_runs(root: Path, ruleset: Ruleset) -> tuple[list[CrossRun], list[Diagnostic]]:
    """Every case across offences, and what is wrong with their files."""
    runs: list[CrossRun] = []
    faults: list[Diagnostic] = []
    for path in sorted((root / "cases").glob("*.yaml")):
        document = _read(path, path.relative_to(root.parent).as_posix(), faults)
        file, found = parse(CrossFile, document) if document is not None else (None, [])
        faults.extend(found)
        if file is None or document is None:
            continue
        for i, case in enumerate(file.cases):
            place = document.place(("cases", i))
            named = {*case.expect.established, *case.expect.open, *case.expect.excluded, *case.expect.never}
            for offence in sorted(named - ruleset.offences.keys()):
                faults.append(Diagnostic("R702", place, f"infraction inconnue `{offence}`", "voir `qualif rules show`"))
            report = _report(
                {"id": case.id, "date_of_facts": case.date_of_facts, "facts": case.facts}, ruleset, place, faults
            )
            if report is not None:
                runs.append(CrossRun(case, place, report, case.date_of_decision or case.date_of_facts))
    return runs, faults


def _read(path: Path, name: str, faults: list[Diagnostic]) -> Document | None:
    try:
        return read_file(path, name)
    except Unreadable as error:
        faults.append(error.diagnostic)
        return None


def _runs(
    file: CasesFile, document: Document, offence: Offence, ruleset: Ruleset, faults: list[Diagnostic]
) -> Iterator[Run]:
    for i, case in enumerate(file.cases):
        place = document.place(("cases", i))
        dates = list(_dates(file.base, case, offence, place, faults))
        for day, expect in dates:
            _check_expectation(expect, case, offence, place, faults)
            facts = {k: v for k, v in {**file.base.facts, **case.set}.items() if k not in case.unset}
            raised = [f"{offence.id}/{name}" for name in case.raised]
            report = _report(
                {"id": case.name[:200], "date_of_facts": day, "facts": facts, "raised": raised}, ruleset, place, faults
            )
            if report is not None:
                decision = (
                    case.date_of_decision
                    or (file.base.date_of_decision if case.on is None and not case.at else None)
                    or day
                )
                yield Run(offence.id, case.name, place, report, decision, expect, case.neighbour)


def _dates(
    base: Base, case: Case, offence: Offence, place: Place, faults: list[Diagnostic]
) -> Iterator[tuple[date, Expectation]]:
    for text, expect in case.at.items():
        try:
            yield date.fromisoformat(text), expect
        except ValueError:
            faults.append(Diagnostic("R703", place, f"`{text}` n'est pas une date", "AAAA-MM-JJ"))
    if case.expect is None:
        if not case.at:
            faults.append(Diagnostic("R704", place, f"le cas « {case.name} » n'attend rien", "écrire `expect` ou `at`"))
        return
    if case.on is None:
        yield case.date_of_facts or base.date_of_facts, case.expect
        return
    versions = {v.id: v for v in offence.versions if v.void is None}
    for wanted in versions if case.on == "all" else case.on:
        if wanted in versions:
            yield versions[wanted].from_, case.expect
        else:
            faults.append(
                Diagnostic("R702", place, f"version inconnue `{wanted}`", f"versions : {', '.join(versions)}")
            )


def _check_expectation(
    expect: Expectation, case: Case, offence: Offence, place: Place, faults: list[Diagnostic]
) -> None:
    if expect.status in REASONED and not expect.because:
        faults.append(
            Diagnostic(
                "R705", place, f"le cas « {case.name} » ne dit pas pourquoi", "écrire `because: [éléments ou défenses]`"
            )
        )
    names = {*offence.elements, *offence.defences, *offence.scope}
    for name in expect.because or ():
        if name not in names:
            faults.append(
                Diagnostic(
                    "R702", place, f"`{name}` n'est ni un élément, ni une défense, ni une condition de champ", ""
                )
            )


def _report(data: Mapping[str, Any], ruleset: Ruleset, place: Place, faults: list[Diagnostic]) -> Report | None:
    try:
        return read_report(data, ruleset.facts)
    except ReportError as error:
        faults.extend(Diagnostic("R706", place, f"{f.field} : {f.message}", f.hint) for f in error.faults)
        return None
