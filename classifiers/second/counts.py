"""Feature hashing (Weinberger and others, 2009): of each text, its words, and runs of 3 to 5
letters within them, counted in buckets.

What stands between two blanks always counts alike, and texts are written with few words: what each
gives is remembered. The counts are those that `HashingVectorizer` makes with the same settings; a
test holds it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from murmurhash import mrmr
from scipy.sparse import csr_matrix

WORDS, LETTERS = 1 << 13, 1 << 14
"""Buckets of words, and of runs of letters."""
COUNTED = WORDS + LETTERS
RUNS = (3, 4, 5)
"""Letters of a run, a blank on either side of a chunk included."""
CHUNKS, LONGEST_CHUNK = 16_384, 40
"""Chunks remembered, and the longest of them: only machines write longer ones."""
_WORD = re.compile(r"\w+")


class TokenCounts(NamedTuple):
    """The buckets of a chunk, each once, and how often it is counted in each, with a sign of its
    own.
    """

    buckets: npt.NDArray[np.int32]
    times: npt.NDArray[np.float32]


class Counter:
    """Counts words and letters, and remembers what chunks give; once full, it forgets everything
    and begins anew.
    """

    def __init__(self, chunks: int = CHUNKS) -> None:
        self._most = chunks
        self._memory: dict[str, TokenCounts] = {}

    def count(self, texts: Sequence[str]) -> csr_matrix:
        """One row per text: its words' counts, then its letters', each of length 1 where there are
        any.
        """
        chunks = [text.split() for text in texts]
        known = self._counts_of({chunk for row in chunks for chunk in row})
        rows = [[known[chunk] for chunk in row] for row in chunks]
        every = [counts for row in rows for counts in row]
        if not every:
            return csr_matrix((len(texts), COUNTED), dtype=np.float32)
        ends = np.cumsum([0, *(sum([len(one.buckets) for one in row]) for row in rows)], dtype=np.int32)
        values = np.concatenate([one.times for one in every])
        matrix = csr_matrix((values, np.concatenate([one.buckets for one in every]), ends), (len(texts), COUNTED))
        matrix.sum_duplicates()
        return _of_length_one(matrix)

    def _counts_of(self, chunks: set[str]) -> dict[str, TokenCounts]:
        memory = self._memory
        known = {chunk: memory[chunk] for chunk in chunks if chunk in memory}
        new = sorted(chunks - known.keys())
        if new:
            made = {chunk: _counts(chunk) for chunk in new}
            known |= made
            if len(memory) + len(new) > self._most:
                memory = self._memory = {}
            memory |= {chunk: counts for chunk, counts in made.items() if len(chunk) <= LONGEST_CHUNK}
        return known


@cache
def counter() -> Counter:
    """One for all: what it remembers of words changes no count."""
    return Counter()


def _counts(chunk: str) -> TokenCounts:
    times: dict[int, int] = {}
    for word in _WORD.findall(chunk):
        _add(times, word, 0, WORDS)
    apart = f" {chunk} "
    for size in RUNS:
        for at in range(len(apart) - size + 1):
            _add(times, apart[at : at + size], WORDS, LETTERS)
    return TokenCounts(
        np.fromiter(times.keys(), np.int32, len(times)), np.fromiter(times.values(), np.float32, len(times))
    )


def _add(times: dict[int, int], what: str, first: int, buckets: int) -> None:
    """One more in a bucket of those that begin with `first`; the sign of the hash is that of the
    count.
    """
    number: int = mrmr.hash_unicode(what)
    bucket = first + abs(number) % buckets
    times[bucket] = times.get(bucket, 0) + (1 if number >= 0 else -1)


def _of_length_one(matrix: csr_matrix) -> csr_matrix:
    """Each row's words, and its letters, over their length."""
    texts = matrix.shape[0]
    parts = 2 * np.repeat(np.arange(texts), np.diff(matrix.indptr)) + (matrix.indices >= WORDS)
    lengths = np.sqrt(np.bincount(parts, matrix.data.astype(np.float64) ** 2, 2 * texts))
    lengths[lengths == 0] = 1
    matrix.data /= lengths[parts].astype(np.float32)
    return matrix
