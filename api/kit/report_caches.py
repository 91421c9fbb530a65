"""Caches of what reports hold, emptied together: nothing of a report stays in memory once it is
erased.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import _lru_cache_wrapper, lru_cache
from typing import TypeVar

from engine.explanation.wrapping import wrap

T = TypeVar("T")
_CLEAR: list[Callable[[], None]] = [wrap.cache_clear]
"""The engine's own first: a line of a narration may say where a fact of a report comes from."""


def report_cache(size: int) -> Callable[[Callable[..., T]], _lru_cache_wrapper[T]]:
    """A decorator: an `lru_cache` of this size, among those that an erasure empties."""

    def decorate(function: Callable[..., T]) -> _lru_cache_wrapper[T]:
        cache = lru_cache(size)(function)
        _CLEAR.append(cache.cache_clear)
        return cache

    return decorate


def clear_report_caches() -> None:
    """Empties all of them."""
    for clear in _CLEAR:
        clear()
