"""Memory of the proof checker: an entry equal to one that it accepted, under the same law and by
the same facts, is accepted without being worked out again.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from engine.model import condition as c
from engine.model.law import Offence
from engine.model.ruleset import Ruleset

Situation: TypeAlias = tuple[str | int, ...]
"""All that the answer on an offence can hang on, apart from the law: the stretches of days, what is
raised by hand, and what is known of the facts that the offence can look at.
"""


class Claim(NamedTuple):
    """Claim of a proof about an offence: its entry, and what is told of each of its conditions."""

    entry: Mapping[str, Any]
    conditions: list[Mapping[str, Any]]


class OffenceReach(NamedTuple):
    """Reach of an offence: the facts that it can look at, under any wording of it or of its
    notions, and the days on which one of these is another.
    """

    facts: frozenset[str]
    changes: list[date]


class CheckerMemory:
    """Claims accepted under one law, by situation; what a claim rests on is compared whole."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        self._reaches: dict[str, OffenceReach] = {}
        self._claims: dict[Situation, Claim] = {}

    def situation(self, offence: Offence, days: tuple[date, date], raised: str, facts: Mapping[str, str]) -> Situation:
        """The situation of an offence: from the day of its facts to the decision, by the facts, as
        texts that say all that is known of each.
        """
        reach = self._reach(offence)
        stretches = (bisect.bisect_right(reach.changes, day) for day in days)
        return (offence.id, *stretches, raised, *(text for name, text in facts.items() if name in reach.facts))

    def has(self, situation: Situation, claim: Claim) -> bool:
        """Whether the same was accepted in the same situation."""
        return self._claims.get(situation) == claim

    def add(self, situation: Situation, offence: Offence, claim: Claim) -> None:
        """Remembers a claim that was accepted; not one that rests on a fact of no concern to the
        offence, of which the situation says nothing.
        """
        reach = self._reach(offence)
        if all(literal["fact"] in reach.facts for told in claim.conditions for literal in _literals(told)):
            self._claims[situation] = claim

    def _reach(self, offence: Offence) -> OffenceReach:
        if offence.id not in self._reaches:
            facts, notions = self._named(offence)
            versions = [*offence.versions, *(v for name in notions for v in self._ruleset.notions[name].versions)]
            changes = offence.changes.union(*(version.changes for version in versions))
            self._reaches[offence.id] = OffenceReach(facts, sorted(changes))
        return self._reaches[offence.id]

    def _named(self, offence: Offence) -> tuple[frozenset[str], frozenset[str]]:
        """The facts and the notions that the conditions of an offence name, through notions too."""
        todo, facts, notions = list(_conditions(offence)), set[str](), set[str]()
        while todo:
            for part in c.walk(todo.pop()):
                if isinstance(part, c.IsTrue | c.IsOneOf | c.IncludesAny | c.Within):
                    facts.add(part.fact)
                elif isinstance(part, c.NotionRef) and part.notion not in notions:
                    notions.add(part.notion)
                    todo += [version.condition for version in self._ruleset.notions[part.notion].versions]
        return frozenset(facts), frozenset(notions)


def _conditions(offence: Offence) -> Iterator[c.Condition]:
    groups: tuple[Mapping[str, Any], ...] = (
        offence.elements,
        offence.defences,
        offence.scope,
        offence.aggravations,
        offence.cautions,
    )
    for group in groups:
        yield from (clause.condition for clause in group.values())
    yield from (one.raised_by for one in offence.defences.values() if one.raised_by is not None)


def _literals(told: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """The literals that a proof tells of a condition."""
    for literals in (*told["reasons"], told.get("could_hold", ()), told.get("could_fail", ())):
        yield from literals
