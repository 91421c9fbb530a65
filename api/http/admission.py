"""Admission control: how many requests work at a time, how many wait for their turn, when one is
turned away.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Literal, TypeVar
from weakref import WeakKeyDictionary

from api.kit.problems import RETRY_AFTER, Problem

Queue = Literal["intake", "reasoning", "pool"]
"""`intake`: reports that are stored; `reasoning`: answers and verdicts; both bound by the
processor. `pool`: all else that takes a thread.
"""
AT_ONCE: Mapping[Queue, int] = {"intake": 2, "reasoning": 2, "pool": 32}
"""The common pool has forty threads: static files and streams find one free."""
PATIENCE = 30.0
"""Seconds that a request waits for its turn: behind a database that does not answer, the last of a
long queue would wait for minutes.
"""
Route = TypeVar("Route", bound=Callable[..., Any])


def waits_in(queue: Queue) -> Callable[[Route], Route]:
    """Says in which queue the requests of a route wait."""

    def mark(route: Route) -> Route:
        route.queue = queue  # type: ignore[attr-defined]
        return route

    return mark


class Admission:
    """A semaphore whose queue is first in, first out, bounded in length and in time (`patience`,
    seconds). Nobody who waits holds a thread.
    """

    def __init__(self, at_once: int, waiting: int, patience: float = PATIENCE) -> None:
        self._at_once, self._most, self._patience = at_once, at_once + waiting, patience
        self._loops: WeakKeyDictionary[asyncio.AbstractEventLoop, _Turns] = WeakKeyDictionary()

    @asynccontextmanager
    async def turn(self, *, bounded: bool = True) -> AsyncIterator[None]:
        """Waits for a turn, and takes it.

        Raises:
            Problem: too many wait already, or it has waited too long, where that is bounded.
        """
        loop = asyncio.get_running_loop()
        turns = self._loops.setdefault(loop, _Turns(self._at_once))
        if bounded and turns.present >= self._most:
            raise Problem("too-busy", headers=RETRY_AFTER)
        turns.present += 1
        try:
            await self._acquire(turns.semaphore, self._patience if bounded else None)
            try:
                yield
            finally:
                turns.semaphore.release()
        finally:
            turns.present -= 1

    async def _acquire(self, semaphore: asyncio.Semaphore, patience: float | None) -> None:
        if not semaphore.locked():
            await semaphore.acquire()
            return
        try:
            async with asyncio.timeout(patience):
                await semaphore.acquire()
        except TimeoutError:
            raise Problem("too-busy", headers=RETRY_AFTER) from None


class _Turns:
    """The semaphore of one event loop, and how many hold it or wait for it."""

    def __init__(self, at_once: int) -> None:
        self.semaphore, self.present = asyncio.Semaphore(at_once), 0


def admissions(waiting: int) -> dict[Queue, Admission]:
    """The queues of an application."""
    return {queue: Admission(at_once, waiting) for queue, at_once in AT_ONCE.items()}
