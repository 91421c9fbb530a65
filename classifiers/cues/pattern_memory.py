"""Memory of patterns that were compiled: the places of each, and what is wrong in it, by all that
it is made from.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import groupby
from operator import itemgetter
from threading import Lock
from typing import NamedTuple, TypeAlias

from cachetools import LRUCache

from classifiers.cues.fragments import Places

MAX_PATTERNS = 40_000
"""Patterns whose faults are remembered: some ten times those that are shipped, each a digest."""
MAX_CHARS = 64_000_000
"""Characters of the places remembered, those that patterns share counted for each: twice those that
are shipped, which take 10 MB.
"""
_ENTRY = 200
"""Room that an entry takes beside its characters."""


class CompilationFault(NamedTuple):
    """Fault that forbids to compile a pattern: its code, what is wrong, what to do."""

    code: str
    message: str
    hint: str


Outcome: TypeAlias = CompilationFault | None


class PatternMemory:
    """Memory of patterns, each by the digest of what it is made from: its places, and its fault
    over an alphabet. Any thread may ask.
    """

    def __init__(self, max_chars: int = MAX_CHARS) -> None:
        self._places: LRUCache[bytes, Places] = LRUCache(max_chars, getsizeof=_room)
        self._faults: LRUCache[tuple[bytes, str], Outcome] = LRUCache(MAX_PATTERNS)
        self._lock = Lock()
        self.misses = 0
        """How often something was looked for that was not remembered."""

    @property
    def is_empty(self) -> bool:
        """Whether it has no pattern."""
        return not self._places

    def places(self, digest: bytes, find: Callable[[], Places]) -> Places:
        """The places of a pattern, looked for where none of this digest is remembered."""
        with self._lock:
            known = self._places.get(digest)
        if known is None:
            known = find()
            with self._lock:
                self.misses += 1
                self._set_places(digest, known)
        return known

    def fault(self, digest: bytes, signs: str, find: Callable[[], Outcome]) -> Outcome:
        """The fault of a pattern over the alphabet of these signs, looked for where it was not
        tried.
        """
        with self._lock:
            if (digest, signs) in self._faults:
                return self._faults[digest, signs]
        fault = find()
        with self._lock:
            self.misses += 1
            self._faults[digest, signs] = fault
        return fault

    def as_bytes(self) -> bytes:
        """Its places, and the patterns that have no fault, compressed: places that patterns share
        are written once.
        """
        with self._lock:
            places = {digest.hex(): self._places[digest] for digest in sorted(self._places)}
            sound = sorted((signs, digest.hex()) for (digest, signs), fault in self._faults.items() if fault is None)
        numbers = {
            one: number for number, one in enumerate(dict.fromkeys(one for some in places.values() for one in some))
        }
        plain = {
            "lines": [*numbers],
            "places": {digest: [numbers[one] for one in some] for digest, some in places.items()},
            "sound": {signs: [digest for _, digest in some] for signs, some in groupby(sound, key=itemgetter(0))},
        }
        return zlib.compress(json.dumps(plain).encode(), 1)

    def add(self, raw: bytes) -> None:
        """Remembers what `as_bytes` wrote."""
        plain = json.loads(zlib.decompress(raw))
        lines = plain["lines"]
        with self._lock:
            for digest, numbers in plain["places"].items():
                self._set_places(bytes.fromhex(digest), tuple([lines[number] for number in numbers]))
            for signs, digests in plain["sound"].items():
                self._faults.update(((bytes.fromhex(digest), signs), None) for digest in digests)

    def _set_places(self, digest: bytes, places: Places) -> None:
        if _room(places) <= self._places.maxsize:
            self._places[digest] = places


@cache
def shared_memory() -> PatternMemory:
    """The memory of this process, one for all who compile lexicons: what they ask for is the same
    whoever asked first.
    """
    return PatternMemory()


class ClassDigests:
    """Digests of classes of words: each over its terms and over the classes that they name. None of
    them holds itself.
    """

    def __init__(self, terms: Mapping[str, tuple[str, ...]], references: Mapping[str, Iterable[str]]) -> None:
        self._terms, self._references = terms, references
        self._digests: dict[str, bytes] = {}

    def of_pattern(self, pattern: str, references: Iterable[str]) -> bytes:
        """The digest of a pattern: its text, and the classes it names."""
        return _digest((pattern,), map(self._of_class, sorted(set(references))))

    def _of_class(self, name: str) -> bytes:
        if name not in self._digests:
            inner = sorted(set(self._references.get(name, ())))
            self._digests[name] = _digest((name, *self._terms.get(name, ())), map(self._of_class, inner))
        return self._digests[name]


def _digest(texts: tuple[str, ...], others: Iterable[bytes]) -> bytes:
    whole = hashlib.sha256(repr(texts).encode())
    for other in others:
        whole.update(other)
    return whole.digest()


def _room(places: Places) -> int:
    return _ENTRY + sum(map(len, places))
