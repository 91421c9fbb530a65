"""R802: a long list of values that two conditions write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from engine.language.checks.conditions import ConditionSource, Spot, conditions_of
from engine.language.project import Project
from engine.model.condition import IncludesAny, IsOneOf
from engine.model.fact import FactDefinition
from engine.model.law import Notion
from textfile.diagnostics import Diagnostic

LONG = 5
"""Values from which a list is worth a name."""

Listed: TypeAlias = tuple[str, frozenset[str]]


def lists_are_written_once(project: Project) -> Iterator[Diagnostic]:
    """Warns of each place where a list is copied; not of presumptions, which name no notion."""
    found: dict[Listed, list[tuple[ConditionSource, Spot, bool]]] = {}
    for item in conditions_of(project):
        if isinstance(item.home.value, FactDefinition):
            continue
        for part, spot in item.parts():
            match part:
                case IsOneOf(fact, values) | IncludesAny(fact, values) if len({*values}) >= LONG:
                    found.setdefault((fact, frozenset(values)), []).append((item, spot, part == item.condition))
    for (fact, listed), copies in found.items():
        names = [item.home.value.id for item, _, whole in copies if whole and isinstance(item.home.value, Notion)]
        first = next((copy for copy in copies if names and copy[0].home.value.id == names[0]), copies[0])
        told: set[tuple[str, str]] = set()
        for item, spot, _ in copies:
            key = (item.home.document.file, item.owner)
            if key == (first[0].home.document.file, first[0].owner) or key in told:
                continue
            told.add(key)
            hint = f"employer la notion `{names[0]}`" if names else "en faire une notion"
            yield Diagnostic(
                "R802",
                spot.at("fact"),
                f"{item.owner} recopie une liste de {len(listed)} valeurs de `{fact}`",
                f"{hint} ; sinon le dire sous `allow`",
                ((first[1].at("fact"), "même liste"),),
            )
