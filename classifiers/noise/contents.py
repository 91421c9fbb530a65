"""Near-duplicate detection: which texts are one content.

A certificate counts each content once: copies are not independent draws, and the filter judges only
the first.

Two texts are one content as two reports are (`classifiers.text.likeness`): the same words, or
nearly all of them in a text long enough. What a copy changes to look new counts for nothing here:
links, addresses, handles, numbers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from classifiers.text.likeness import NEAR, SIZE, STORED, bands, plain_words, signature

READ = 20_000
"""Characters of a text that are compared."""

_CHANGED = re.compile(
    r"https?://\S+|www\.\S+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.\w+|(?<!\w)@\w+"
    r"|(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/\S*"
    r"|\d+",
    re.IGNORECASE,
)


class Contents(NamedTuple):
    """Contents in the order of their first text.

    `rows`: of each, the first text to keep, or else the first.

    `scores`: of each, the least among its texts to keep, or else among all, so that a content is
    lost when any of its copies is.
    """

    rows: list[int]
    scores: list[float]


def contents(texts: Sequence[str], keep: Sequence[bool], scores: Sequence[float]) -> Contents:
    """The contents of texts, each to keep or not, with its score."""
    copies: defaultdict[int, list[int]] = defaultdict(list)
    for row, first in enumerate(firsts(texts)):
        copies[first].append(row)
    counted = [[row for row in rows if keep[row]] or rows for rows in copies.values()]
    return Contents([rows[0] for rows in counted], [min(scores[row] for row in rows) for rows in counted])


def firsts(texts: Sequence[str]) -> list[int]:
    """For each text, the row of the first text of its content; its own when it is the first."""
    same: dict[str, int] = {}
    met = _ContentIndex(len(texts))
    found = []
    for row, text in enumerate(texts):
        words = _words(text)
        said = " ".join(words)
        if said not in same:
            same[said] = met.first(row, words)
        found.append(same[said])
    return found


class _ContentIndex:
    """Index of the first texts of contents, by the bands of their signatures; `size`: how many
    texts there may be.
    """

    def __init__(self, size: int) -> None:
        self._rows: defaultdict[str, list[int]] = defaultdict(list)
        self._least = np.zeros((size, SIZE), dtype=np.uint64)

    def first(self, row: int, words: list[str]) -> int:
        """The first text that shares nearly all the words of this one; this one when there is none,
        and it is then met.
        """
        least = signature(words)
        if least is None:
            return row
        self._least[row] = least
        keys = bands(least)
        others = np.array(sorted({other for key in keys for other in self._rows[key]}), dtype=np.intp)
        shared = ((self._least[others] >> STORED) == (self._least[row] >> STORED)).mean(axis=1)  # as `likeness`
        alike = others[shared >= NEAR]
        if len(alike):
            return int(alike[0])
        for key in keys:
            self._rows[key].append(row)
        return row


def _words(text: str) -> list[str]:
    """The words compared: all but those a copy changes; all of them when there are no others,
    the text itself when it has none.
    """
    read = text[:READ]
    return plain_words(_CHANGED.sub(" ", read)) or plain_words(read) or [read.strip()]
