"""`cases.yaml` files: cases that must keep their answer, written by policy staff, into the runs
they ask for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from engine.analysis.case_checks import (
    Faults,
    base_faults,
    check_case,
    check_consequences,
    check_cross,
    check_expectation,
    day_of,
    report_of,
)
from engine.analysis.case_shapes import (
    CasesFile,
    Consequences,
    CrossCase,
    CrossExpectation,
    CrossFile,
    Expectation,
    OffenceCase,
)
from engine.language.project import file_name
from engine.language.schema import parse
from engine.model.law import Offence
from engine.model.report import Report
from engine.model.ruleset import Ruleset
from textfile.diagnostics import Diagnostic, Place
from textfile.reader import Document, Path_, Unreadable, read_file

__all__ = ["CasesFile", "ConsequenceTable", "CrossCase", "CrossExpectation", "CrossFile", "CrossRun", "Expectation", "OffenceCase", "Run", "cross_runs", "offence_cases", "offence_runs"]  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class ConsequenceTable:
    """Expected consequences of one offence, and the file that states them."""

    offence: str
    expect: Consequences
    document: Document

    def place(self, *path: str | int) -> Place:
        """The place of a row."""
        return self.document.place(("consequences", *path))


def offence_runs(
    root: Path, ruleset: Ruleset, only: frozenset[str] = frozenset()
) -> tuple[list[Run], list[Diagnostic]]:
    """Every run of the offences' case files, and what is wrong with those files.

    `only` restricts to some offences.
    """
    runs, _, faults = offence_cases(root, ruleset, only)
    return runs, faults


def offence_cases(
    root: Path, ruleset: Ruleset, only: frozenset[str] = frozenset()
) -> tuple[list[Run], list[ConsequenceTable], list[Diagnostic]]:
    """Every run of the offences' case files, the consequences that they state, and what is wrong
    with those files.

    `only` restricts to some offences.
    """
    runs: list[Run] = []
    tables: list[ConsequenceTable] = []
    faults: list[Diagnostic] = []
    for offence in ruleset.offences.values():
        if only and offence.id not in only:
            continue
        path = root / "offences" / offence.theme / offence.id / "cases.yaml"
        if not path.exists():
            place = Place(file_name(path, root))
            hint = "écrire cases.yaml à côté de offence.yaml"
            faults.append(Diagnostic("R701", place, "l'infraction n'a pas de cas", hint))
            continue
        document = _read(path, root, faults)
        file, found = parse(CasesFile, document) if document is not None else (None, [])
        faults.extend(found)
        if file is not None and document is not None:
            here = Faults(document, faults)
            runs.extend(_OffenceCases(file, offence, ruleset, here).runs())
            if file.consequences is not None:
                check_consequences(file.consequences, offence, ruleset, here)
                tables.append(ConsequenceTable(offence.id, file.consequences, document))
    return runs, tables, faults


def cross_runs(root: Path, ruleset: Ruleset) -> tuple[list[CrossRun], list[Diagnostic]]:
    """Every case across offences, and what is wrong with their files."""
    runs: list[CrossRun] = []
    faults: list[Diagnostic] = []
    for path in sorted((root / "cases").glob("*.yaml")):
        document = _read(path, root, faults)
        file, found = parse(CrossFile, document) if document is not None else (None, [])
        faults.extend(found)
        if file is None or document is None:
            continue
        here = Faults(document, faults)
        for i, case in enumerate(file.cases):
            at: Path_ = ("cases", i)
            check_cross(case, at, ruleset, here)
            data = {"id": case.id[:200], "date_of_facts": case.date_of_facts, "facts": case.facts}
            report = report_of(data, ruleset, at, (*at, "facts"), here)
            if report is not None:
                runs.append(CrossRun(case, document.place(at), report, case.date_of_decision or case.date_of_facts))
    return runs, faults


def _read(path: Path, root: Path, faults: list[Diagnostic]) -> Document | None:
    try:
        return read_file(path, file_name(path, root), root)
    except Unreadable as error:
        faults.append(error.diagnostic)
        return None


@dataclass(frozen=True)
class _OffenceCases:
    """The cases of one offence."""

    file: CasesFile
    offence: Offence
    ruleset: Ruleset
    faults: Faults

    def runs(self) -> Iterator[Run]:
        """Each case on each of its days; faults are told once, however many days a case has."""
        base = self.file.base
        in_base = base_faults(base, self.ruleset, self.faults)
        for i, case in enumerate(self.file.cases):
            path: Path_ = ("cases", i)
            check_case(case, path, self.offence, self.ruleset, base, self.faults)
            faults = self.faults
            for day, expect, where in self._days(case, path):
                if where is not None:
                    check_expectation(expect, case, where, self.offence, self.ruleset, self.faults)
                run = self._run(case, path, day, expect, faults, in_base)
                if run is not None:
                    yield run
                faults = Faults(self.faults.document, [])  # the other days would only repeat them

    def _days(self, case: OffenceCase, path: Path_) -> Iterator[tuple[date, Expectation, Path_ | None]]:
        """Each date of facts, what is expected then, and where that is written (None when given
        already).
        """
        for text, expect in case.at.items():
            at = (*path, "at", text)
            day = day_of(text, at, self.faults)
            if day is not None:
                yield day, expect, at
        if case.expect is None:
            return
        at = (*path, "expect")
        if case.on is None:
            yield case.date_of_facts or self.file.base.date_of_facts, case.expect, at
            return
        versions = {v.id: v for v in self.offence.versions if v.void is None}
        for j, wanted in enumerate(versions if case.on == "all" else case.on):
            if wanted in versions:
                yield versions[wanted].from_, case.expect, at if j == 0 else None
            else:
                known = f"versions : {', '.join(versions)}"
                self.faults.unknown("version inconnue, ou vide", wanted, versions, (*path, "on", j), known)

    def _run(
        self, case: OffenceCase, path: Path_, day: date, expect: Expectation, faults: Faults, in_base: frozenset[str]
    ) -> Run | None:
        base = self.file.base
        facts = {k: v for k, v in {**base.facts, **case.set}.items() if k not in case.unset}
        raised = [f"{self.offence.id}/{name}" for name in case.raised]
        data = {"id": case.name[:200], "date_of_facts": day, "facts": facts, "raised": raised}
        report = report_of(data, self.ruleset, path, (*path, "set"), faults, in_base - case.set.keys())
        decision, where = case.date_of_decision, (*path, "date_of_decision")
        if decision is None and case.on is None and not case.at and base.date_of_decision is not None:
            decision, where = base.date_of_decision, ("base", "date_of_decision")
        if decision is not None:
            self.faults.order(day, decision, where)
        if report is None:
            return None
        place = self.faults.document.place(path)
        return Run(self.offence.id, case.name, place, report, decision or day, expect, case.neighbour)
