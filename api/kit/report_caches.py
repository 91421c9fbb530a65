"""Caches of what reports hold, emptied together: nothing of a report stays in memory once it is
erased.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import _lru_cache_wrapper, lru_cache
from typing import TypeVar

from engine.explanation.document_parts import forget_documents
from engine.explanation.wrapping import wrap

T = TypeVar("T")
_CLEAR: list[Callable[[], None]] = [wrap.cache_clear, forget_documents]
"""The engine's own first: a line of a narration may say where a fact of a report comes from, and a
conclusion the day until which its offence may be prosecuted.
"""


def report_cache(size: int, *, typed: bool = False) -> Callable[[Callable[..., T]], _lru_cache_wrapper[T]]:
    """A decorator: an `lru_cache` of this size, among those that an erasure empties. `typed`: equal
    values of two types, a text and one that is safe in a page, are two.
    """

    def decorate(function: Callable[..., T]) -> _lru_cache_wrapper[T]:
        cache = lru_cache(size, typed)(function)
        _CLEAR.append(cache.cache_clear)
        return cache

    return decorate


def clear_report_caches() -> None:
    """Empties all of them."""
    for clear in _CLEAR:
        clear()
