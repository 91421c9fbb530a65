"""How often somebody may call: a bucket that fills with time, per caller."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

MAX_CALLERS = 50_000
"""Callers remembered; beyond, those whose bucket is full are forgotten."""


class Limiter:
    """At most `per_minute` calls a minute for each caller, with bursts of as many; 0 sets no limit."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_minute = per_minute
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def wait(self, caller: str) -> int:
        """Counts one call; 0 when it may go on, else the seconds to wait."""
        if not self.per_minute:
            return 0
        now, rate = self._clock(), self.per_minute / 60
        with self._lock:
            left, at = self._buckets.get(caller, (float(self.per_minute), now))
            left = min(float(self.per_minute), left + (now - at) * rate)
            if left < 1:
                self._buckets[caller] = (left, now)
                return max(1, round((1 - left) / rate + 0.5))
            if len(self._buckets) >= MAX_CALLERS:
                self._forget(now, rate)
            self._buckets[caller] = (left - 1, now)
        return 0

    def _forget(self, now: float, rate: float) -> None:
        full = [who for who, (left, at) in self._buckets.items() if left + (now - at) * rate >= self.per_minute]
        for who in full or list(self._buckets)[: MAX_CALLERS // 2]:
            del self._buckets[who]
