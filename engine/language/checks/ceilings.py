"""R601: a condition too large for one durable_rules ruleset (engine.reasoning.partitions gives the measured ceilings)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.checks.conditions import vocabulary, written
from engine.language.diagnostics import Diagnostic
from engine.language.project import Project
from engine.reasoning.diagram import compile_formula
from engine.reasoning.implicants import TooManyReasons
from engine.reasoning.in_force import wordings
from engine.reasoning.partitions import ceiling_exceeded


def check(project: Project) -> Iterator[Diagnostic]:
    """Every condition compiles to rules that fit."""
    facts = vocabulary(project)
    notions = {n.value.id: n.value for n in project.notions}
    for item in written(project):
        for _, _, wording in wordings(item.condition, notions):
            try:
                formula = compile_formula(item.condition, wording, facts)
            except TooManyReasons:
                exceeded: str | None = "des milliers de raisons minimales"
            else:
                reasons = (*formula.reasons_for, *formula.reasons_against)
                exceeded = ceiling_exceeded(len(formula.atoms), len(reasons), max((len(r) for r in reasons), default=0))
            if exceeded:
                yield Diagnostic(
                    "R601",
                    item.home.place(*item.path),
                    f"{item.owner} : condition trop grande, {exceeded}",
                    "la scinder en deux éléments",
                )
                break
