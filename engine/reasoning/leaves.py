"""Evocation of a condition: any of its comparisons that the known facts affirm, in the sense the
condition takes them.

Used where the ruleset says nothing more precise: a defence is raised, an offence is evoked
(docs/semantics.md, sections 4 and 6).
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.condition import (
    All,
    AnyOf,
    AtLeast,
    Condition,
    IncludesAny,
    IsOneOf,
    IsTrue,
    Not,
    NotionRef,
    Within,
)
from engine.reasoning.diagram import Notions


def evoking(condition: Condition, notions: Notions) -> Condition:
    """The disjunction of the condition's affirmative comparisons, or of all of them when none is
    affirmative.
    """
    leaves = list(_leaves(condition, notions, True))
    affirmative = [leaf for leaf, positive in leaves if positive]
    chosen = affirmative or [leaf if positive else Not(leaf) for leaf, positive in leaves]
    return AnyOf(tuple(dict.fromkeys(chosen)))


def _leaves(condition: Condition, notions: Notions, positive: bool) -> Iterator[tuple[Condition, bool]]:
    match condition:
        case NotionRef(notion):
            yield from _leaves(notions[notion], notions, positive)
        case All(parts) | AnyOf(parts) | AtLeast(_, parts):
            for part in parts:
                yield from _leaves(part, notions, positive)
        case Not(part):
            yield from _leaves(part, notions, not positive)
        case IsTrue(fact, False):
            yield IsTrue(fact, True), not positive
        case IsTrue() | IsOneOf() | IncludesAny() | Within():
            yield condition, positive
