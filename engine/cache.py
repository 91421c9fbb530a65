"""Bounded cache of results: what is used often stays, what is not used goes."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TypeVar

V = TypeVar("V")


class TwoGenerationCache(dict[Hashable, V | None]):
    """Two generations of at most `size` entries each: an entry used again moves to the young one.

    The old generation is dropped whole. `cache[key]` is the value under a key, or None: a plain
    dictionary's speed on a hit, where a least-recently-used order would cost more than it saves.
    Threads may share one: at worst a result is worked out twice.
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size
        self._old: dict[Hashable, V | None] = {}

    def __missing__(self, key: Hashable) -> V | None:
        value = self._old.get(key)
        if value is not None:
            self.put(key, value)
        return value

    def put(self, key: Hashable, value: V) -> V:
        """Stores a value, and returns it."""
        if len(self) >= self._size:
            self._old = self.copy()
            self.clear()
        self[key] = value
        return value
