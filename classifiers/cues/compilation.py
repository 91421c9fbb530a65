"""The compiled form of the lexicons' patterns, as plain data: made once, then read from a file
cache while words and patterns stay the same.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import classifiers.text
from classifiers.cues.fragment_index import FragmentIndex, rows_from_bytes
from classifiers.cues.model import Sources
from filecache.address import address, code_digest

KIND, FORMAT = "lexicon", 1
"""Of entries in the cache; the format is that of `as_bytes`."""
MEMORY_KIND, MEMORY_FORMAT = "patterns", 1
"""Of the entry of patterns remembered; the format is that of `PatternMemory.as_bytes`."""
_HEADER = 8


@dataclass(frozen=True, slots=True)
class Compilation:
    """The index that wakes patterns, and what it takes to make them again from their rules.

    `patterns`: in the order of their bits, the rule of each and its place there. `extra`: the
    letters and signs beyond ASCII that they write. `thorough`: RE2 accepts each, and none can match
    nothing.
    """

    patterns: tuple[tuple[int, int], ...]
    extra: str
    index: FragmentIndex
    thorough: bool

    def as_bytes(self) -> bytes:
        """Compressed: most bits of a row are zeros."""
        head = {
            "patterns": self.patterns,
            "extra": self.extra,
            "thorough": self.thorough,
            "sizes": self.index.sizes,
            "fragments": self.index.fragments,
        }
        header = json.dumps(head, separators=(",", ":")).encode()
        return zlib.compress(len(header).to_bytes(_HEADER, "big") + header + self.index.rows_as_bytes(), 1)


def from_bytes(raw: bytes) -> Compilation:
    """What `as_bytes` wrote, and the cache verified."""
    plain = zlib.decompress(raw)
    end = _HEADER + int.from_bytes(plain[:_HEADER], "big")
    head = json.loads(plain[_HEADER:end])
    index = FragmentIndex(tuple(head["sizes"]), tuple(map(tuple, head["fragments"])), ())
    return Compilation(
        tuple((rule, place) for rule, place in head["patterns"]),
        head["extra"],
        FragmentIndex(index.sizes, index.fragments, rows_from_bytes(plain[end:], index.width)),
        head["thorough"],
    )


def address_of(sources: Sources) -> str:
    """Where the compilation of these words and patterns is kept: what rules say of them does not
    count.
    """
    words = {name: terms for name, (_, terms) in sources.words.items()}
    written = json.dumps([words, [rule.patterns for rule in sources.rules]]).encode()
    return address(KIND, str(FORMAT).encode(), _code(), hashlib.sha256(written).digest())


@cache
def memory_address() -> str:
    """Where the patterns that were compiled last are kept, whatever lexicons they are of: each is
    under the digest of what it is made from.
    """
    return address(MEMORY_KIND, str(MEMORY_FORMAT).encode(), _code())


@cache
def _code() -> bytes:
    """The digest of what compiles: this package, folding, and RE2, which says what it accepts."""
    files = [
        file
        for package in (Path(__file__).parent, *map(Path, classifiers.text.__path__))
        for file in package.glob("*.py")
    ]
    return code_digest(files) + version("google-re2").encode()
