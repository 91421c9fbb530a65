"""R503: an element or defence that can never decide; R504: an offence that can never be established."""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.checks.conditions import vocabulary
from engine.language.diagnostics import Diagnostic
from engine.language.project import Placed, Project
from engine.model.condition import All, Condition, Not
from engine.model.fact import FactDefinition
from engine.model.law import Offence
from engine.reasoning.diagram import can_hold
from engine.reasoning.in_force import Period, periods


def check(project: Project) -> Iterator[Diagnostic]:
    """In each period, the elements can hold together, each can fail alone, and each defence can meet them all."""
    facts = vocabulary(project)
    notions = {n.value.id: n.value for n in project.notions}
    for placed in project.offences:
        told: set[str] = set()
        seen: set[tuple[tuple[str, ...], tuple[str, ...], frozenset[tuple[str, Condition]]]] = set()
        for period in periods(placed.value, notions):
            version = period.version
            key = (version.elements, version.defences, frozenset(period.notions.items()))
            if version.void is None and version.elements and key not in seen:
                seen.add(key)
                yield from _period(placed, period, facts, told)


def _period(
    placed: Placed[Offence], period: Period, facts: dict[str, FactDefinition], told: set[str]
) -> Iterator[Diagnostic]:
    offence, version = placed.value, period.version
    conditions = {name: offence.elements[name].condition for name in version.elements}
    if not can_hold(All(tuple(conditions.values())), period.notions, facts):
        if offence.id not in told:
            told.add(offence.id)
            yield Diagnostic(
                "R504", placed.place("versions"), f"version `{version.id}` : ses éléments ne peuvent pas être réunis ensemble",
                "deux d'entre eux se contredisent",
            )  # fmt: skip
        return
    for name, condition in conditions.items():
        others = tuple(c for n, c in conditions.items() if n != name)
        if name not in told and not can_hold(All((*others, Not(condition))), period.notions, facts):
            told.add(name)
            yield Diagnostic(
                "R503", placed.place("elements", name), f"version `{version.id}` : `{name}` ne décide jamais, les autres éléments l'impliquent",
                "l'ôter, ou préciser ce qu'il ajoute",
            )  # fmt: skip
    for name in version.defences:
        defence = offence.defences[name].condition
        if name not in told and not can_hold(All((*conditions.values(), defence)), period.notions, facts):
            told.add(name)
            yield Diagnostic(
                "R503", placed.place("defences", name), f"version `{version.id}` : la défense `{name}` suppose un élément absent, elle ne décide jamais",
                "en faire un élément, ou revoir sa condition",
            )  # fmt: skip
