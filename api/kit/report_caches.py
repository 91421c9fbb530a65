"""Caches of what reports hold, emptied together: nothing of a report stays in memory once it is
erased.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")
_CLEAR: list[Callable[[], None]] = []


def report_cache(size: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """A decorator: an `lru_cache` of this size, among those that an erasure empties."""

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        cache = lru_cache(size)(function)
        _CLEAR.append(cache.cache_clear)
        return cast(Callable[P, T], cache)  # it takes what the function takes

    return decorate


def clear_report_caches() -> None:
    """Empties all of them."""
    for clear in _CLEAR:
        clear()
