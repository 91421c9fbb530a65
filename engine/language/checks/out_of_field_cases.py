"""R706: a case of an out-of-field rule that the vocabulary refuses."""

from __future__ import annotations

from collections.abc import Iterator

from engine.facts.statements import ReportError, read_report
from engine.language.checks.conditions import vocabulary
from engine.language.project import Project
from textfile.diagnostics import Diagnostic


def out_of_field_cases_fit_the_vocabulary(project: Project) -> Iterator[Diagnostic]:
    """Checks that each case states facts that exist, with values they can have."""
    facts = vocabulary(project)
    for rule in project.out_of_field:
        for i, case in enumerate(rule.value.cases):
            if any(name not in facts and not project.is_missing(name, facts) for name in case.facts):
                continue  # what is wrong with the fact is said
            try:
                read_report({"facts": case.facts}, facts)
            except ReportError as error:
                for fault in error.faults:
                    at = rule.place("cases", i, "facts", *([fault.fact] if fault.fact else []))
                    yield Diagnostic("R706", at, f"{fault.field} : {fault.message}", fault.hint)
