"""Requests at the same moment: made certain by having them meet where one reads what the other is about to write."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from types import ModuleType
from typing import Any, TypeVar

import pytest

T = TypeVar("T")
ROUNDS = 10
MEETING_SECONDS = 0.3
"""How long the first to arrive waits for the second: in vain, where a lock keeps the second away."""


def together(*actions: Callable[[], T]) -> list[T]:
    """What each gives, all of them begun at once."""
    start = threading.Barrier(len(actions))

    def go(action: Callable[[], T]) -> T:
        start.wait(60)
        return action()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(go, actions))


@contextmanager
def meeting(module: ModuleType, name: str, parties: int = 2) -> Iterator[None]:
    """Whoever calls this function waits, once it has its answer, for the others to have theirs."""
    original, meets = getattr(module, name), threading.Barrier(parties)

    def asked(*given: Any, **named: Any) -> Any:
        answer = original(*given, **named)
        with suppress(threading.BrokenBarrierError):
            meets.wait(MEETING_SECONDS)
        return answer

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, name, asked)
        yield
