"""R503: an element or defence that can never decide; R504: an offence that can never be
established.

A version too large for that to be looked into is told as R601.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.checks.conditions import vocabulary
from engine.language.checks.widths import SMALL, width
from engine.language.project import Definition, Project
from engine.model.condition import All, Condition, IncludesAny, IsOneOf, IsTrue, Not, Within, walk
from engine.model.fact import FactDefinition
from engine.model.law import Offence
from engine.reasoning.diagram import can_hold, expand
from engine.reasoning.in_force import LawPeriod, periods
from textfile.diagnostics import Diagnostic

MAX_CLAUSES = 60
"""Elements and defences of one version."""
MAX_TESTS = 300
"""Comparisons of all of them."""
MAX_TOGETHER = 20_000
"""Nodes of the diagram of all of them (the law shipped here stays under 1,000)."""


def clauses_can_decide(project: Project) -> Iterator[Diagnostic]:
    """Checks that in each period the elements can hold together, each can fail alone, and each
    defence can meet them all.
    """
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
    placed: Definition[Offence], period: LawPeriod, facts: dict[str, FactDefinition], told: set[str]
) -> Iterator[Diagnostic]:
    offence, version = placed.value, period.version
    conditions = {name: offence.elements[name].condition for name in version.elements}
    at = placed.place("versions", [v.id for v in offence.versions].index(version.id))
    if _too_wide(offence, period, facts):
        if offence.id not in told:
            told.add(offence.id)
            yield Diagnostic(
                "R601", at, f"version `{version.id}` : trop de combinaisons pour vérifier ses éléments ensemble",
                "la scinder en deux infractions, ou simplifier ses éléments",
            )  # fmt: skip
        return

    def possible(condition: Condition) -> bool:
        return can_hold(condition, period.notions, facts)

    if not possible(All(tuple(conditions.values()))):
        if offence.id not in told and all(possible(c) for c in conditions.values()):  # else R501 says which
            told.add(offence.id)
            apart = [*conditions]
            for name in conditions:
                without = [other for other in apart if other != name]
                if not possible(All(tuple(conditions[other] for other in without))):
                    apart = without
            named = " et ".join(f"`{name}`" for name in apart)
            yield Diagnostic(
                "R504", at, f"version `{version.id}` : ses éléments ne peuvent pas être réunis, {named} s'excluent",
                "corriger l'un d'eux, ou en faire deux versions",
                tuple((placed.place("elements", name), f"`{name}`") for name in apart),
            )  # fmt: skip
        return
    for name, condition in conditions.items():
        others = tuple(c for n, c in conditions.items() if n != name)
        if name not in told and not possible(All((*others, Not(condition)))):
            told.add(name)
            if not possible(Not(condition)):
                continue  # R502 says so
            yield Diagnostic(
                "R503", placed.place("elements", name), f"version `{version.id}` : `{name}` ne décide jamais, les autres éléments l'impliquent",
                "l'ôter, ou préciser ce qu'il ajoute",
            )  # fmt: skip
    for name in version.defences:
        defence = offence.defences[name].condition
        if name not in told and not possible(All((*conditions.values(), defence))):
            told.add(name)
            if not possible(defence):
                continue  # R501 says so
            yield Diagnostic(
                "R503", placed.place("defences", name), f"version `{version.id}` : la défense `{name}` suppose un élément absent, elle ne décide jamais",
                "en faire un élément, ou revoir sa condition",
            )  # fmt: skip


def _too_wide(offence: Offence, period: LawPeriod, facts: dict[str, FactDefinition]) -> bool:
    """Whether elements and a defence, put together, could make a diagram too large to build."""
    elements = [offence.elements[name].condition for name in period.version.elements]
    defences = [offence.defences[name].condition for name in period.version.defences]
    if len(elements) + len(defences) > MAX_CLAUSES:
        return True
    wordings = {name: (condition,) for name, condition in period.notions.items()}
    whole = expand(All((*elements, *defences)), period.notions)
    tests = frozenset(part for part in walk(whole) if isinstance(part, IsTrue | IsOneOf | IncludesAny | Within))
    if len(tests) > MAX_TESTS:
        return True
    if len(tests) <= SMALL:
        return False
    return width(whole, tests, wordings, facts, MAX_TOGETHER) > MAX_TOGETHER
