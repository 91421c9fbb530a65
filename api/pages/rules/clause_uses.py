"""Uses of facts and notions by the clauses of offences, direct or through notions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from engine.model.condition import All, AnyOf, AtLeast, Condition, Not, NotionRef, walk
from engine.model.law import Notion, Offence
from engine.model.routing import RoutingRule
from engine.model.ruleset import Ruleset

ANCHORS = {
    "elements": "element",
    "defences": "exception",
    "scope": "portee",
    "aggravations": "aggravation",
    "cautions": "caution",
}
"""Anchor of each kind of clause on the page of an offence."""


class ClauseUse(NamedTuple):
    """Clause of an offence that names a fact or a notion."""

    offence: str
    kind: str
    clause: str


def named_in(condition: Condition) -> Iterator[str]:
    """The facts that a condition compares, and the notions it names, without unfolding them."""
    for part in walk(condition):
        if isinstance(part, NotionRef):
            yield part.notion
        elif not isinstance(part, All | AnyOf | AtLeast | Not):
            yield part.fact


def clause_uses(law: Ruleset) -> Mapping[str, tuple[ClauseUse, ...]]:
    """Clauses that name each fact and each notion, by its name."""
    found: dict[str, dict[ClauseUse, None]] = {}
    for offence in law.offences.values():
        for use, condition in _conditions(offence):
            for name in named_in(condition):
                found.setdefault(name, {})[use] = None
    return {name: tuple(uses) for name, uses in found.items()}


def naming(things: Iterable[Notion | RoutingRule]) -> Mapping[str, tuple[str, ...]]:
    """Notions, or rules of routing, that name each fact and each notion, in any of their
    versions.
    """
    found: dict[str, dict[str, None]] = {}
    for thing in things:
        for version in thing.versions:
            for name in named_in(version.condition):
                found.setdefault(name, {})[thing.id] = None
    return {name: tuple(names) for name, names in found.items()}


def _conditions(offence: Offence) -> Iterator[tuple[ClauseUse, Condition]]:
    for kind in ANCHORS:
        for name, clause in getattr(offence, kind).items():
            use = ClauseUse(offence.id, kind, name)
            yield use, clause.condition
            raised = getattr(clause, "raised_by", None)
            if raised is not None:
                yield use, raised
