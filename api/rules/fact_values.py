"""What is known of a fact against the values that a parameter file names."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, TypeAlias

from engine.facts.digest import known_data
from engine.model.knowledge import Between, Exactly, Knowledge
from textfile.text import Frozen


class Under(Frozen):
    """A number under another."""

    under: int


Wanted: TypeAlias = tuple[bool | str, ...] | Literal["any"] | Under
"""Values of which one is enough, any value at all, or a number under another."""


def has_value(known: Knowledge, wanted: Wanted) -> bool:
    """Whether a fact has one of the values."""
    if isinstance(wanted, Under):
        highest = _highest(known)
        return highest is not None and highest < wanted.under
    values = _values(known_data(known))
    return bool(values) if wanted == "any" else bool(values.intersection(wanted))


def _highest(known: Knowledge) -> int | None:
    value = known.value if isinstance(known, Exactly) else known.upper if isinstance(known, Between) else None
    return value if isinstance(value, int) and not isinstance(value, bool | date) else None


def _values(data: Any) -> frozenset[Any]:
    if isinstance(data, dict):
        return frozenset(data.get("includes", ()))
    return frozenset(data) if isinstance(data, list) else frozenset({data})
