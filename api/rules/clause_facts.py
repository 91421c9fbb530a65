"""Facts that clauses of the law read, through their notions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, TypeAlias

from engine.model.condition import Condition, NotionRef, walk
from engine.model.law import Aggravation, Defence, Element, Offence
from engine.model.ruleset import Ruleset

ClausePart: TypeAlias = Literal["elements", "defences", "aggravations"]
"""The parts of an offence that facts decide, by their names in its file."""


class OffenceClause(NamedTuple):
    """A clause of an offence: its part, its name there, and itself."""

    part: ClausePart
    name: str
    clause: Element | Defence | Aggravation


def clauses_of(offence: Offence) -> Iterator[OffenceClause]:
    """Elements, defences, aggravations, in the order of the file."""
    yield from (OffenceClause("elements", name, clause) for name, clause in offence.elements.items())
    yield from (OffenceClause("defences", name, clause) for name, clause in offence.defences.items())
    yield from (OffenceClause("aggravations", name, clause) for name, clause in offence.aggravations.items())


def facts_of_conditions(law: Ruleset, conditions: Iterable[Condition]) -> frozenset[str]:
    """The facts that conditions read, through their notions, in any version; with those that mean
    one of them (« victime mineure » where the age counts).
    """
    facts: set[str] = set()
    notions: set[str] = set()
    left = list(conditions)
    while left:
        for part in walk(left.pop()):
            if isinstance(part, NotionRef):
                if part.notion not in notions:
                    notions.add(part.notion)
                    left += [version.condition for version in law.notions[part.notion].versions]
            elif (name := getattr(part, "fact", None)) is not None:
                facts.add(name)
    return frozenset(
        facts | {name for name, fact in law.facts.items() if fact.means is not None and fact.means.fact in facts}
    )
