"""Matching of fact values: what is known of a fact against the values that a parameter file
names.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, TypeAlias

from engine.facts.digest import known_data
from engine.model.knowledge import Between, Exactly, Knowledge
from textfile.text import Frozen


class Under(Frozen):
    """A number under another."""

    under: int


ValueCondition: TypeAlias = tuple[bool | str, ...] | Literal["any"] | Under
"""Values of which one is enough, any value at all, or a number under another."""


def has_value(value: Knowledge, condition: ValueCondition) -> bool:
    """Whether a fact has one of the values."""
    if isinstance(condition, Under):
        highest = _highest(value)
        return highest is not None and highest < condition.under
    values = _values(known_data(value))
    return bool(values) if condition == "any" else bool(values.intersection(condition))


def _highest(known_value: Knowledge) -> int | None:
    value = (
        known_value.value
        if isinstance(known_value, Exactly)
        else known_value.upper
        if isinstance(known_value, Between)
        else None
    )
    return value if isinstance(value, int) and not isinstance(value, bool | date) else None


def _values(data: Any) -> frozenset[Any]:
    if isinstance(data, dict):
        return frozenset(data.get("includes", ()))
    return frozenset(data) if isinstance(data, list) else frozenset({data})
