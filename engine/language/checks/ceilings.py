"""R601: a condition that compiles to more than one durable_rules ruleset holds
(engine.reasoning.partitions has the ceilings).
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.checks.conditions import conditions_of, vocabulary
from engine.language.checks.sizes import HINT
from engine.language.project import Project
from engine.model.condition import Condition
from engine.reasoning.diagram import compile_formula
from engine.reasoning.implicants import TooManyReasons
from engine.reasoning.in_force import wordings
from engine.reasoning.partitions import MAX_RULES, ceiling_exceeded
from textfile.diagnostics import Diagnostic

MAX_FAULTS = 20
"""Conditions too large that are told; the others wait."""


def conditions_compile_within_ceilings(project: Project) -> Iterator[Diagnostic]:
    """Checks that every condition compiles to rules that fit."""
    facts = vocabulary(project)
    notions = {n.value.id: n.value for n in project.notions}
    told = 0
    for item in conditions_of(project):
        if told == MAX_FAULTS:
            return  # each costs time, and what is to be done is clear
        seen: set[frozenset[tuple[str, Condition]]] = set()
        for _, _, wording in wordings(item.condition, notions):
            if frozenset(wording.items()) in seen:
                continue
            seen.add(frozenset(wording.items()))
            try:
                formula = compile_formula(item.condition, wording, facts)
            except TooManyReasons:
                exceeded: str | None = f"plus de {MAX_RULES} raisons minimales"
            else:
                reasons = (*formula.reasons_for, *formula.reasons_against)
                exceeded = ceiling_exceeded(len(formula.atoms), len(reasons), max((len(r) for r in reasons), default=0))
            if exceeded:
                told += 1
                yield Diagnostic(
                    "R601",
                    item.home.place(*item.path),
                    f"{item.owner} : condition trop grande, {exceeded}",
                    HINT,
                )
                break
