"""Smallest contradiction of a condition that can never be true: the parts that exclude each other,
each with its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import yaml

from engine.language.checks.conditions import Spot
from engine.language.plain import plain
from engine.model.condition import All, AnyOf, Condition, Not
from textfile.diagnostics import Place
from textfile.quoting import short

Part: TypeAlias = tuple[Condition, Spot]
MAX_PARTS = 64
"""Parts among which a contradiction is looked for."""


def contradictory(condition: Condition, spot: Spot, can_hold: Callable[[Condition], bool]) -> list[Part]:
    """Parts of an impossible condition that cannot hold together, none of which can be spared; one
    alone contradicts itself.
    """
    parts = [*_joined(condition, spot)]
    if len(parts) > MAX_PARTS:
        return [(condition, spot)]
    for part in [*parts]:
        others = [other for other in parts if other is not part]
        if others and not can_hold(All(tuple(other for other, _ in others))):
            parts = others
    match parts:
        case [(AnyOf(branches), at)]:  # all are impossible: the first is shown
            return contradictory(branches[0], at.under("any", 0), can_hold)
        case _:
            return parts


def in_words(parts: list[Part]) -> tuple[str, tuple[tuple[Place, str], ...]]:
    """The parts in a sentence, and the places of all but the first."""
    shown = [f"`{short(_on_one_line(part))}`" for part, _ in parts]
    related = tuple((spot.at(), text) for text, (_, spot) in zip(shown[1:], parts[1:], strict=True))
    if len(shown) == 1:
        return f"{shown[0]} ne peut être rempli", ()
    return f"{', '.join(shown[:-1])} et {shown[-1]} se contredisent", related


def _on_one_line(condition: Condition) -> str:
    return yaml.safe_dump(plain(condition), default_flow_style=True, allow_unicode=True, width=10**6).strip()


def _joined(condition: Condition, spot: Spot) -> Iterator[Part]:
    """The parts that must all hold."""
    match condition:
        case All(parts):
            for i, part in enumerate(parts):
                yield from _joined(part, spot.under("all", i))
        case Not(AnyOf(parts)):
            for i, part in enumerate(parts):
                yield from _joined(Not(part), spot.under("not", "any", i))
        case Not(Not(part)):
            yield from _joined(part, spot.under("not", "not"))
        case _:
            yield condition, spot
