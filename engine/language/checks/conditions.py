"""Conditions of a project with their places, for the checks that look at all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.language.conditions import parse_condition
from engine.language.project import Definition, Project
from engine.language.soundness import CLAUSES
from engine.model.condition import All, AnyOf, AtLeast, Condition, Not
from engine.model.fact import FactDefinition
from textfile.diagnostics import Place
from textfile.reader import Path_

COMPARISONS = ("is", "in", "includes", "includes_any", "from", "under")
"""The keys a comparison may hold beside `fact`."""


@dataclass(frozen=True)
class Spot:
    """Place of one part of a condition."""

    home: Definition[Any]
    path: Path_

    def at(self, *more: str | int) -> Place:
        """The place of a key of the part."""
        return self.home.place(*self.path, *more)

    def under(self, *more: str | int) -> Spot:
        """The place of a part of this one."""
        return Spot(self.home, (*self.path, *more))

    @property
    def comparison(self) -> str | None:
        """The key that compares (`is`, `from`…), the first where there are two; None for `{fact:
        …}` alone.
        """
        return next((key for key in COMPARISONS if self._holds(key)), None)

    def value(self, index: int) -> Place:
        """The place of one of the values compared with, counting from 0."""
        key = self.comparison
        if key is None:
            return self.at("fact")
        return self.at(key, index) if self._holds(key, index) else self.home.value_place(*self.path, key)

    def _holds(self, *more: str | int) -> bool:
        return self.home.document.has((*self.home.path, *self.path, *more))


@dataclass(frozen=True)
class ConditionSource:
    """Condition as written: whose it is, and its path in its document."""

    owner: str
    condition: Condition
    home: Definition[Any]
    path: Path_

    @property
    def as_written(self) -> Condition | None:
        """The condition as its file writes it, synonyms included."""
        written = self.home.document.at((*self.home.path, *self.path))
        return parse_condition(written, (), lambda *_: None)

    @property
    def spot(self) -> Spot:
        """The place of the whole."""
        return Spot(self.home, self.path)

    def parts(self) -> Iterator[tuple[Condition, Spot]]:
        """The condition and everything under it, each with its place.

        Places are those of the file: they fit as long as the condition is as read, before synonyms
        are written out.
        """
        for part, path in _walk(self.condition, self.path):
            yield part, Spot(self.home, path)


def conditions_of(project: Project) -> Iterator[ConditionSource]:
    """Every condition of the project, in file order."""
    for fact in project.facts:
        for i, presumed in enumerate(fact.value.presumed_when):
            yield ConditionSource(
                f"fait `{fact.value.id}`", presumed.condition, fact, ("presumed_when", i, "condition")
            )
    for notion in project.notions:
        for i, version in enumerate(notion.value.versions):
            yield ConditionSource(
                f"notion `{notion.value.id}`", version.condition, notion, ("versions", i, "condition")
            )
    for offence in project.offences:
        for word, group in clauses(offence.value):
            for name, clause in group.items():
                yield ConditionSource(f"`{name}`", clause.condition, offence, (word, name, "condition"))
                raised = getattr(clause, "raised_by", None)
                if raised is not None:
                    yield ConditionSource(f"`{name}`", raised, offence, (word, name, "raised_by"))
    for rule in project.out_of_field:
        yield ConditionSource(f"`{rule.value.id}`", rule.value.condition, rule, ("condition",))
    for route in project.routes:
        for i, state in enumerate(route.value.versions):
            yield ConditionSource(f"`{route.value.id}`", state.condition, route, ("versions", i, "condition"))


def conditions_that_can_be_read(project: Project) -> Iterator[ConditionSource]:
    """The same, and those that stand in something else that is wrong."""
    yield from conditions_of(project)
    for condition, document, path in project.shapeless:
        yield ConditionSource("", condition, Definition(None, document), path)


def clauses(offence: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The named clauses of an offence, by the word they stand under."""
    for word in CLAUSES:
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
