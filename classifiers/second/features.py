"""What the second reader weighs: the sentence's vector, what the first reader found and what stood there, and hashed words and letters.

No vocabulary is kept: words and letters are counted in buckets, so that no word of anybody is in the model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import HashingVectorizer

from classifiers.cues.reader import Reading
from classifiers.second.annotated import SAME_VALUE, Shown
from classifiers.text.folding import plain

Vectors: TypeAlias = Callable[[Sequence[str]], npt.NDArray[np.float32]]
"""Texts into sentence vectors of length 1, one of 512 numbers per text."""

VECTOR, WORDS, LETTERS = 512, 1 << 13, 1 << 14
"""Numbers of a sentence vector; buckets of words, and of runs of 3 to 5 letters within a word."""
WEIGHT = 2.0
"""What a vector counts for beside a rule that stands, which counts for 1; so do words and letters."""


class Seen(NamedTuple):
    """A stretch of text, what the first reader says there, and the rules and frames that stand there."""

    text: str
    said: frozenset[Shown]
    standing: frozenset[str]


class Columns(NamedTuple):
    """What the columns after the vector stand for; words and letters follow."""

    values: tuple[Shown, ...]
    rules: tuple[str, ...]

    @property
    def width(self) -> int:
        """Their number, vector included."""
        return VECTOR + len(self.values) + len(self.rules) + WORDS + LETTERS


def seen_in(text: str, reading: Reading, start: int, end: int, *, whole: bool) -> Seen:
    """What the first reader sees in [start, end) of a text; all it sees anywhere where that is the `whole` of what is read."""
    said = (cue for cue in reading.cues if whole or (cue.start < end and start < cue.end))
    stands = (one for one in reading.standing if whole or (one.start < end and start < one.end))
    return Seen(
        text[start:end],
        frozenset((cue.fact, cue.value) for cue in said if isinstance(cue.value, bool | str)),
        frozenset(one.rule for one in stands),
    )


def matrix(seen: Sequence[Seen], vectors: npt.NDArray[np.float32], columns: Columns) -> csr_matrix:
    """One row per stretch, one column per thing weighed. A rule or a value the columns do not know is not weighed."""
    texts = [plain(one.text).text for one in seen]
    words, letters = _counters()
    parts = [
        csr_matrix(vectors * WEIGHT),
        _marked(((SAME_VALUE.get(s, s) for s in one.said) for one in seen), columns.values, len(seen)),
        _marked((one.standing for one in seen), columns.rules, len(seen)),
        words.transform(texts) * WEIGHT,
        letters.transform(texts) * WEIGHT,
    ]
    return csr_matrix(hstack(parts, dtype=np.float32))


def _marked(rows: Iterable[Iterable[object]], names: tuple[object, ...], count: int) -> csr_matrix:
    """1 where a row holds what a column is named for."""
    column = _numbered(names)
    places = [(row, column[name]) for row, held in enumerate(rows) for name in {*held} if name in column]
    row, at = ([place[i] for place in places] for i in (0, 1))
    return csr_matrix((np.ones(len(places), np.float32), (row, at)), shape=(count, len(names)))


@cache
def _numbered(names: tuple[object, ...]) -> dict[object, int]:
    """The same thousand names at every text: numbered once."""
    return {name: number for number, name in enumerate(names)}


@cache
def _counters() -> tuple[HashingVectorizer, HashingVectorizer]:
    told = {"lowercase": False, "norm": "l2", "dtype": np.float32}
    words = HashingVectorizer(n_features=WORDS, token_pattern=r"(?u)\b\w+\b", **told)
    return words, HashingVectorizer(n_features=LETTERS, analyzer="char_wb", ngram_range=(3, 5), **told)
