"""Memory of the expressions that patterns are written as, from one process to the next: writing
one takes as long as RE2 takes to compile it.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from functools import cached_property
from threading import Lock

from filecache.address import address
from filecache.cache import FileCache

KIND, FORMAT = "sources", 1
"""Of its entries in the cache; the format is that of `_as_bytes`."""
EVERY = 256
"""Sources written before they are put in the cache with those before: what a process wrote since is
written again by the next.
"""


class SourceMemory:
    """Memory of the sources of one compilation's patterns, by number. Any thread may ask.

    `compilation`: its address, which holds all that a source is made from.
    """

    def __init__(self, cache: FileCache, compilation: str) -> None:
        self._cache = cache
        self._address = address(KIND, str(FORMAT).encode(), compilation.encode())
        self._lock = Lock()
        self._new = 0

    def source(self, number: int, write: Callable[[], str]) -> str:
        """The source of a pattern, written where it is not remembered."""
        with self._lock:
            known = self._sources.get(number)
        if known is None:
            known = write()
            with self._lock:
                self._sources[number] = known
                self._new += 1
                if self._new % EVERY == 0:
                    self._cache.put(self._address, _as_bytes(self._sources))
        return known

    @cached_property
    def _sources(self) -> dict[int, str]:
        """Read when the first is asked for: many commands read no text."""
        raw = self._cache.get(self._address)
        return {} if raw is None else _from_bytes(raw)


def _as_bytes(sources: dict[int, str]) -> bytes:
    return zlib.compress(json.dumps([[*sources], [*sources.values()]]).encode(), 1)


def _from_bytes(raw: bytes) -> dict[int, str]:
    numbers, sources = json.loads(zlib.decompress(raw))
    return dict(zip(numbers, sources, strict=True))
