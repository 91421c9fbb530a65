"""Where each condition of a project stands, for the checks that look at all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.language.diagnostics import Place
from engine.language.project import Placed, Project
from engine.language.reader import Path_
from engine.model.condition import All, AnyOf, AtLeast, Condition, Not
from engine.model.fact import FactDefinition


@dataclass(frozen=True)
class Written:
    """A condition as written: whose it is, and its path in its document."""

    owner: str
    condition: Condition
    home: Placed[Any]
    path: Path_

    def parts(self) -> Iterator[tuple[Condition, Place]]:
        """The condition and everything under it, each with its place."""
        for part, path in _walk(self.condition, self.path):
            yield part, self.home.place(*path)


def written(project: Project) -> Iterator[Written]:
    """Every condition of the project, in file order."""
    for notion in project.notions:
        for i, version in enumerate(notion.value.versions):
            yield Written(f"notion `{notion.value.id}`", version.condition, notion, ("versions", i, "condition"))
    for offence in project.offences:
        for word, group in clauses(offence.value):
            for name, clause in group.items():
                yield Written(f"`{name}`", clause.condition, offence, (word, name, "condition"))
                raised = getattr(clause, "raised_by", None)
                if raised is not None:
                    yield Written(f"`{name}`", raised, offence, (word, name, "raised_by"))
    for rule in project.out_of_field:
        yield Written(f"`{rule.value.id}`", rule.value.condition, rule, ("condition",))


def clauses(offence: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The named clauses of an offence, by the word they stand under."""
    for word in ("elements", "defences", "scope", "aggravations", "cautions"):
        yield word, getattr(offence, word)


def vocabulary(project: Project) -> dict[str, FactDefinition]:
    """The facts by id."""
    return {placed.value.id: placed.value for placed in project.facts}


def _walk(condition: Condition, path: Path_) -> Iterator[tuple[Condition, Path_]]:
    yield condition, path
    match condition:
        case All(parts) | AnyOf(parts) | AtLeast(_, parts):
            word = {All: "all", AnyOf: "any", AtLeast: "of"}[type(condition)]
            for i, part in enumerate(parts):
                yield from _walk(part, (*path, word, i))
        case Not(part):
            yield from _walk(part, (*path, "not"))
