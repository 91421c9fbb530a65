"""A bounded store for results worth keeping: what is used often stays, what is not used goes."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class Kept(Generic[V]):
    """Two generations of at most `size` entries each: an entry used again moves to the young one, the old one is dropped whole.

    A dictionary's speed on a hit, where a least-recently-used order would cost more than it saves.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._young: dict[Hashable, V] = {}
        self._old: dict[Hashable, V] = {}

    def get(self, key: Hashable) -> V | None:
        """The value kept under a key."""
        value = self._young.get(key)
        if value is None:
            value = self._old.get(key)
            if value is not None:
                self.put(key, value)
        return value

    def put(self, key: Hashable, value: V) -> V:
        """Keeps a value, and returns it."""
        if len(self._young) >= self._size:
            self._old, self._young = self._young, {}
        self._young[key] = value
        return value
