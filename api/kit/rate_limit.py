"""Rate limiter (generic cell rate algorithm): of each caller, the moment at which all of their
calls are free again is enough.
"""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections.abc import Callable, Mapping

MAX_CALLERS = 50_000
"""Callers remembered; beyond, those whose calls are all free again are forgotten."""
MINUTE = 60.0
MAX_DEBT = 2 * MINUTE
"""Seconds until all calls of a group are free again, at most, whatever other processes let through:
it waits for one of them.
"""
IPV6_BLOCK = 64
"""The bits of an IPv6 address that a network gives to one site: whoever has one address of it has
them all.
"""


def address_block(address: str) -> str:
    """Rate-limit group of an address: itself, or its /64 when it is of IPv6."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, IPV6_BLOCK), strict=False))


class Limiter:
    """At most `per_minute` calls a minute for each caller's group, with bursts of as many; 0 sets
    no limit.

    Limiters of several processes tell each other what they let through: `calls` since the last
    time, then `charge`, which may put a group in debt. A group then gets its share of the time
    whatever process it calls, but for what it calls between two exchanges.
    """

    def __init__(
        self, per_minute: int, group: Callable[[str], str] = str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.per_minute = per_minute
        self._group, self._clock = group, clock
        self._free_at: dict[str, float] = {}
        self._calls: dict[str, int] | None = None
        self._lock = threading.Lock()

    def wait(self, caller: str) -> int:
        """Counts one call; 0 when it may go on, else the seconds to wait."""
        if not self.per_minute:
            return 0
        now, step, name = self._clock(), MINUTE / self.per_minute, self._group(caller)
        with self._lock:
            free_at = max(self._free_at.get(name, now), now) + step
            over = free_at - now - MINUTE
            if over > step / 2:  # half a step: sums of steps are not exact
                return max(1, math.ceil(over))
            if len(self._free_at) >= MAX_CALLERS:
                self._forget(now)
            self._free_at[name] = free_at
            if self._calls is not None and (name in self._calls or len(self._calls) < MAX_CALLERS):
                self._calls[name] = self._calls.get(name, 0) + 1
        return 0

    def calls(self) -> dict[str, int]:
        """Calls let through since this was last asked, by group; nothing the first time, from
        which it is counted.
        """
        with self._lock:
            calls, self._calls = self._calls or {}, {}
        return calls

    def stop_telling(self) -> None:
        """Counts nothing for others any more."""
        with self._lock:
            self._calls = None

    def charge(self, calls: Mapping[str, int]) -> None:
        """Counts what another process let through, as far as `MAX_DEBT`."""
        if not self.per_minute:
            return
        now, step = self._clock(), MINUTE / self.per_minute
        with self._lock:
            for name, count in calls.items():
                free_at = max(self._free_at.get(name, now), now) + step * count
                self._free_at[name] = min(free_at, now + MAX_DEBT)
            if len(self._free_at) >= MAX_CALLERS:
                self._forget(now)

    def _forget(self, now: float) -> None:
        free = [name for name, at in self._free_at.items() if at <= now]
        for name in free or list(self._free_at)[: MAX_CALLERS // 2]:
            del self._free_at[name]
