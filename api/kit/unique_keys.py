"""Duplicate JSON keys are rejected: who reads one value and who reads the other would not read the
same thing.
"""

from __future__ import annotations

from typing import Any


class GivenTwice(ValueError):
    """An object gives a key twice. `key`: the first one met again."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """For `object_pairs_hook` of `json.loads`; in time linear in the keys.

    Raises:
        GivenTwice: a key comes again.
    """
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            break
        seen.add(key)
    raise GivenTwice(key)
