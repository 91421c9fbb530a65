"""Sound part of a project: what checks of meaning may rely on, once others have said what is wrong.

A definition that a fault points into is left out, and so is all that names it. An element left out
of a version takes nothing from what is said of the others: what some of them forbid together, all
of them do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from engine.language.project import Definition, Project
from engine.model.condition import Condition, NotionRef, notions_in, walk
from engine.model.fact import FactDefinition
from engine.model.law import Notion, Offence, Version
from textfile.diagnostics import Diagnostic
from textfile.reader import Path_

CLAUSES = ("elements", "defences", "scope", "aggravations", "cautions")
"""The words of an offence under which stand named clauses."""


def sound_part(project: Project, faults: Iterable[Diagnostic]) -> Project:
    """The project, in lists of its own, without the definitions that errors among these faults
    point into, nor what names them.
    """
    errors = [fault for fault in faults if not fault.warning]
    if not errors:
        return replace(
            project,
            facts=[*project.facts],
            notions=[*project.notions],
            offences=[*project.offences],
            out_of_field=[*project.out_of_field],
            routes=[*project.routes],
        )
    faulty = _FaultyPaths(project, errors)
    facts = _facts(project, faulty)
    known = {placed.value.id for placed in facts}
    notions = _notions(project, faulty, known)
    names = _Names(known, {placed.value.id for placed in notions})
    return replace(
        project,
        doubtful=project.doubtful | {placed.value.id for placed in project.facts} - known,
        facts=[_without_presumptions(placed, faulty, names) for placed in facts],
        notions=notions,
        limitations=[placed for placed in project.limitations if not faulty.within(placed)],
        offences=[_offence(placed, faulty, names) for placed in project.offences],
        out_of_field=[
            placed
            for placed in project.out_of_field
            if not faulty.within(placed) and names.bear(placed.value.condition)
        ],
        routes=[
            placed
            for placed in project.routes
            if not faulty.within(placed) and all(names.bear(version.condition) for version in placed.value.versions)
        ],
    )


class _FaultyPaths:
    """Where faults are, by file, as paths in its document."""

    def __init__(self, project: Project, faults: Iterable[Diagnostic]) -> None:
        self._paths: dict[str, list[Path_]] = {}
        for fault in faults:
            for place in (fault.place, *(place for place, _ in fault.related)):
                if place.file in project.documents:
                    path = project.documents[place.file].path_at(place)
                    self._paths.setdefault(place.file, []).append(path)

    def within(self, placed: Definition[Any], *more: str | int) -> list[Path_]:
        """The paths of those inside a definition, or a part of it, from it."""
        start = (*placed.path, *more)
        paths = self._paths.get(placed.document.file, ())
        return [path[len(placed.path) :] for path in paths if path[: len(start)] == start]


@dataclass(frozen=True, slots=True)
class _Names:
    """The facts and notions that are sound."""

    facts: Collection[str]
    notions: Collection[str]

    def bear(self, condition: Condition | None) -> bool:
        """Whether a condition names no other."""
        return condition is None or all(self._holds(part) for part in walk(condition))

    def _holds(self, part: Condition) -> bool:
        if isinstance(part, NotionRef):
            return part.notion in self.notions
        fact = getattr(part, "fact", None)
        return fact is None or fact in self.facts


def _facts(project: Project, faulty: _FaultyPaths) -> list[Definition[FactDefinition]]:
    sound = [
        placed for placed in project.facts if all(path[:1] == ("presumed_when",) for path in faulty.within(placed))
    ]
    names = {placed.value.id for placed in sound}
    return [placed for placed in sound if placed.value.means is None or placed.value.means.fact in names]


def _notions(project: Project, faulty: _FaultyPaths, facts: Collection[str]) -> list[Definition[Notion]]:
    named = _Names(facts, {placed.value.id for placed in project.notions})
    users: dict[str, set[str]] = {}
    left_out: set[str] = set()
    for placed in project.notions:
        conditions = [version.condition for version in placed.value.versions]
        if faulty.within(placed) or not all(map(named.bear, conditions)):
            left_out.add(placed.value.id)
        for name in {name for condition in conditions for name in notions_in(condition)}:
            users.setdefault(name, set()).add(placed.value.id)
    todo = [*left_out]
    while todo:
        more = users.get(todo.pop(), set()) - left_out
        left_out |= more
        todo += more
    return [placed for placed in project.notions if placed.value.id not in left_out]


def _without_presumptions(
    placed: Definition[FactDefinition], faulty: _FaultyPaths, names: _Names
) -> Definition[FactDefinition]:
    if all(names.bear(rule.condition) for rule in placed.value.presumed_when) and not faulty.within(placed):
        return placed
    return replace(placed, value=placed.value.model_copy(update={"presumed_when": ()}))


def _offence(placed: Definition[Offence], faulty: _FaultyPaths, names: _Names) -> Definition[Offence]:
    """The offence with its sound clauses alone; without versions when a fault is elsewhere."""
    law = placed.value
    clauses: dict[str, Any] = {
        word: {
            name: clause
            for name, clause in getattr(law, word).items()
            if not faulty.within(placed, word, name)
            and names.bear(clause.condition)
            and names.bear(getattr(clause, "raised_by", None))
        }
        for word in CLAUSES
    }
    whole = all(path[:1] and path[0] in CLAUSES for path in faulty.within(placed))
    versions = tuple(_version(version, clauses) for version in law.versions) if whole else ()
    return replace(placed, value=law.model_copy(update={**clauses, "versions": versions}))


def _version(version: Version, clauses: dict[str, Any]) -> Version:
    named: dict[str, Any] = {
        word: tuple(name for name in getattr(version, word) if name in clauses[word])
        for word in CLAUSES
        if word != "aggravations"
    }
    circumstances = {name: one for name, one in version.aggravations.items() if name in clauses["aggravations"]}
    return version.model_copy(update={**named, "aggravations": circumstances})
