"""FIFO lock."""

from __future__ import annotations

import threading
from collections import deque
from types import TracebackType


class FifoLock:
    """Reentrant FIFO lock: it passes from hand to hand in the order it was asked for.

    An ordinary lock goes to whoever comes first once it is free, often the thread that has just let
    it go: under load some wait long while others do not wait at all.
    """

    def __init__(self) -> None:
        self._inner = threading.Lock()
        self._waiting: deque[tuple[int, threading.Lock]] = deque()
        self._holder: int | None = None
        self._depth = 0

    def __enter__(self) -> None:
        me = threading.get_ident()
        with self._inner:
            if self._holder in (None, me):
                self._holder, self._depth = me, self._depth + 1
                return
            gate = threading.Lock()
            gate.acquire()
            self._waiting.append((me, gate))
        gate.acquire()  # opened by who held the lane before, once it is ours

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._inner:
            self._depth -= 1
            if self._depth:
                return
            self._holder = None
            if self._waiting:
                self._holder, gate = self._waiting.popleft()
                self._depth = 1
                gate.release()
