"""Premises of a condition: the fewest facts that make it true, for a case to start from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

MOST_DEEP = 30
"""Conditions within one another that are followed: those of a draft may turn in a circle."""


class NoPremises(ValueError):
    """A condition that no facts were found for."""


def premises(condition: Any, notion: Callable[[str], Any], deep: int = MOST_DEEP) -> dict[str, Any]:
    """Facts, as reports write them, that make a condition true; of several ways, the first.
    `notion`: the condition of a notion, by its name.

    Raises:
        NoPremises: it is not well formed, contradicts itself, or is beyond these few shapes.
    """
    if not isinstance(condition, Mapping) or not deep:
        raise NoPremises(str(condition))
    match dict(condition):
        case {"fact": str(fact), **rest}:
            return {fact: _value(rest)}
        case {"notion": str(name)}:
            return premises(notion(name), notion, deep - 1)
        case {"not": {"fact": str(fact)} as said} if len(said) == 1 or set(said) == {"fact", "is"}:
            if said.get("is", True) is True:
                return {fact: False}
        case {"all": tuple(parts)}:
            return union_of(premises(part, notion, deep - 1) for part in parts)
        case {"at_least": int(count), "of": tuple(parts)}:
            return union_of(premises(part, notion, deep - 1) for part in parts[:count])
        case {"any": tuple(parts)}:
            for part in parts:
                try:
                    return premises(part, notion, deep - 1)
                except NoPremises:
                    continue
    raise NoPremises(str(condition))


def union_of(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The facts of several conditions that are to be true together.

    Raises:
        NoPremises: two of them ask for different values of one fact.
    """
    found: dict[str, Any] = {}
    for part in parts:
        for fact, value in part.items():
            known = found.get(fact, value)
            if isinstance(value, list) and isinstance(known, list):
                found[fact] = [*dict.fromkeys([*known, *value])]
            elif known != value:
                raise NoPremises(fact)
            else:
                found[fact] = value
    return found


def _value(said: Mapping[str, Any]) -> Any:
    """A value that a comparison accepts."""
    match dict(said):
        case {} if not said:
            return True
        case {"is": value}:
            return value
        case {"in": (first, *_)}:
            return first
        case {"includes": value}:
            return [value]
        case {"includes_any": (first, *_)}:
            return [first]
        case {"from": value}:
            return value
        case {"under": int(value)}:
            return value - 1
    raise NoPremises(str(said))
