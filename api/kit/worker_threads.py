"""Worker threads kept apart from the common pool."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

T = TypeVar("T")


class Threads:
    """Bounded thread pool, at most `size` at a time in one event loop: it serves while the common
    pool is full.
    """

    def __init__(self, name: str, size: int) -> None:
        self._size = size
        self._limiter: RunVar[CapacityLimiter] = RunVar(name)

    async def run(self, function: Callable[..., T], *arguments: object) -> T:
        """Has one of these threads call a function; calls that find none free wait in the order
        they came.
        """
        try:
            limiter = self._limiter.get()
        except LookupError:
            limiter = CapacityLimiter(self._size)
            self._limiter.set(limiter)
        return await to_thread.run_sync(function, *arguments, limiter=limiter)
