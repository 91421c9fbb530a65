"""Polynomial hashes of words and n-grams, for whole arrays at once.

A fitted vocabulary would keep words of the people whose texts trained the model; buckets do not. Arithmetic is modulo 2**64.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

U64: TypeAlias = npt.NDArray[np.uint64]

MAX_WORD = 40
"""Letters of a word that count; the rest are ignored."""

_BASE = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1
POWERS: U64 = np.array([pow(_BASE, i, 1 << 64) for i in range(MAX_WORD + 1)], dtype=np.uint64)
BASE = np.uint64(_BASE)


def word_code(word: str) -> int:
    """The code of one word, as `words.py` looks it up: the same as for the words of a batch."""
    return sum(ord(c) * int(POWERS[i]) for i, c in enumerate(word[:MAX_WORD])) & _MASK


def buckets(hashes: U64, salt: int, bits: int) -> npt.NDArray[np.int32]:
    """A bucket in [0, 2**bits) for each hash; `salt` keeps kinds of feature apart."""
    mixed = hashes + np.uint64((salt * 0xD1B54A32D192ED03) & _MASK)
    mixed = (mixed ^ (mixed >> np.uint64(31))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0x94D049BB133111EB)
    return (mixed >> np.uint64(64 - bits)).astype(np.int32)
