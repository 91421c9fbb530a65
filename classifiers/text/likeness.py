"""MinHash over triples of words, in bands: texts that say the same thing, found without comparing
each with all.

Bounded: the first MAX_WORDS words count. A text of fewer than MIN_WORDS meets only its equals,
since short texts look alike.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

MAX_WORDS = 2_000
MIN_WORDS = 8
ROWS = 4
BANDS = 8
SIZE = ROWS * BANDS
NEAR = 0.8
"""Estimated share of triples in common from which two texts are one (Jaccard)."""
STORED = 48
"""Low bits of a hash that are not stored."""
_WORD = re.compile(r"\w+")
_EMPTY = (1 << 64) - 1


def plain_words(text: str) -> list[str]:
    """The words without case, accents or punctuation."""
    folded = unicodedata.normalize("NFKD", text[: MAX_WORDS * 40]).casefold()
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    return _WORD.findall(bare)[:MAX_WORDS]


def signature(words: list[str]) -> list[int] | None:
    """The least hashes of the triples, one for each of SIZE classes; an empty class borrows from
    the next.

    None for a short text.
    """
    if len(words) < MIN_WORDS:
        return None
    least = [_EMPTY] * SIZE
    for triple in zip(words, words[1:], words[2:], strict=False):
        number = int.from_bytes(hashlib.blake2b(" ".join(triple).encode(), digest_size=8).digest(), "big")
        place = number % SIZE
        least[place] = min(least[place], number)
    filled = [n for n, value in enumerate(least) if value != _EMPTY]
    if len(filled) < SIZE:
        least = [
            value if value != _EMPTY else least[next(f for f in (*filled, *(f + SIZE for f in filled)) if f > n) % SIZE]
            for n, value in enumerate(least)
        ]
    return least


def bands(least: list[int]) -> list[str]:
    """The keys by which near texts meet: two texts that share NEAR of their triples share a band,
    nearly always.
    """
    return [f"{band}:{least[band * ROWS : (band + 1) * ROWS]}" for band in range(BANDS)]


def stored_bits(least: list[int]) -> str:
    """The signature as stored: 16 bits of each hash are enough to compare."""
    return "".join(f"{value >> STORED:04x}" for value in least)


def likeness(one: str, other: str) -> float:
    """The estimated share of triples in common, from stored signatures."""
    pairs = [(one[n : n + 4], other[n : n + 4]) for n in range(0, SIZE * 4, 4)]
    return sum(a == b for a, b in pairs) / SIZE
