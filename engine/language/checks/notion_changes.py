"""R305: a notion that changes on a day when an offence that rests on it has no version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from engine.language.checks.conditions import clauses
from engine.language.project import Project
from engine.model.law import Notion, Offence
from engine.reasoning.in_force import closure
from textfile.diagnostics import Diagnostic

SHOWN = 3
"""Offences that are named; the others are counted."""


def notions_change_with_offences(project: Project) -> Iterator[Diagnostic]:
    """Warns of each change of a notion that the timeline of some offence does not follow."""
    notions = {placed.value.id: placed.value for placed in project.notions}
    resting = {placed.value.id: _notions(placed.value, notions) for placed in project.offences}
    for placed in project.notions:
        using = [one.value for one in project.offences if placed.value.id in resting[one.value.id]]
        for i, version in enumerate(placed.value.versions[1:], 1):
            behind = [law.id for law in using if _is_behind(law, placed.value.id, version.from_, notions)]
            if behind:
                named = ", ".join(f"`{name}`" for name in behind[:SHOWN])
                more = f" et {len(behind) - SHOWN} autres infractions" if len(behind) > SHOWN else ""
                verb = "n'ont" if len(behind) > 1 else "n'a"
                yield Diagnostic(
                    "R305",
                    placed.value_place("versions", i, "from"),
                    f"`{placed.value.id}` change le {version.from_}, où {named}{more} {verb} pas de version",
                    "y commencer une version, ou leur donner une autre notion ; sinon le dire sous `allow`",
                )


def _notions(offence: Offence, notions: Mapping[str, Notion]) -> frozenset[str]:
    conditions = [clause.condition for _, group in clauses(offence) for clause in group.values()]
    return closure(tuple(conditions), notions)


def _is_behind(offence: Offence, notion: str, day: date, notions: Mapping[str, Notion]) -> bool:
    """Whether the version in force on a day rests on the notion, and did not start then."""
    version = offence.at(day)
    if version is None or version.from_ == day:
        return False
    named = [
        clause.condition
        for word, group in clauses(offence)
        for name, clause in group.items()
        if name in getattr(version, word)
    ]
    return notion in closure(tuple(named), notions)
