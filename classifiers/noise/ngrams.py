"""From texts to hashed n-grams: of words, of letters, and of classes of words.

Four blocks, each normalised on its own by the square root of how many n-grams the text has in it:
`word` (1 and 2 words), `letter` (2 to 5 characters inside a word and at its edges), `pattern` (2 and 3 words with classes in place
of the words they hold, so that what is learnt of one group holds for the others), `sequence` (1 to 3 classes in a row, whatever
stands between). Everything is computed for a whole batch; no loop over texts or characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from classifiers.noise.hashing import BASE, MAX_WORD, POWERS, U64, buckets
from classifiers.noise.words import word_classes
from classifiers.text.folding import END, SPACE, Folded, Mask, Places, fold

BITS = {"word": 17, "letter": 18, "pattern": 16, "sequence": 14}
"""Buckets of each block, as a power of two."""


class Block(NamedTuple):
    """The n-grams of one block: for each, its text, its bucket, and the folded characters it covers, `end` excluded."""

    text: Places
    bucket: npt.NDArray[np.int32]
    start: Places
    end: Places


class Grams(NamedTuple):
    """A batch: its folded characters, its blocks by name, and how often each class of words occurs in each text."""

    folded: Folded
    blocks: dict[str, Block]
    classes: npt.NDArray[np.float32]


class _Words(NamedTuple):
    text: Places
    code: U64
    start: Places
    end: Places


def grams(texts: Sequence[str]) -> Grams:
    """The n-grams of a batch of texts."""
    folded = fold(texts)
    classes = word_classes()
    words = _words(folded)
    kind = classes.of(words.code)
    counts = np.zeros((len(texts), len(classes.names)), dtype=np.float32)
    known = np.flatnonzero(kind)
    np.add.at(counts, (words.text[known], kind[known].astype(np.int64) - 1), 1)
    blocks = {
        "word": _runs("word", words, words.code, np.ones(len(kind), dtype=np.bool_), (1, 2)),
        "letter": _letters(folded),
        "pattern": _runs("pattern", words, _abstract(words.code, kind), kind > 0, (2, 3)),
        "sequence": _runs(
            "sequence",
            _Words(words.text[known], words.code[known], words.start[known], words.end[known]),
            kind[known].astype(np.uint64),
            None,
            (1, 2, 3),
        ),
    }
    return Grams(folded, blocks, counts)


def _words(folded: Folded) -> _Words:
    """The words: runs of letters and digits, with their code."""
    letter = folded.letter
    begins, ends = letter.copy(), letter.copy()
    begins[1:] &= ~letter[:-1]
    ends[:-1] &= ~letter[1:]
    start, end = np.flatnonzero(begins), np.flatnonzero(ends) + 1
    at = np.flatnonzero(letter)
    within = at - np.repeat(start, end - start)
    counted = within < MAX_WORD
    parts = np.where(counted, folded.codes[at].astype(np.uint64) * POWERS[np.minimum(within, MAX_WORD)], np.uint64(0))
    first = np.cumsum(end - start) - (end - start)
    code = np.add.reduceat(parts, first) if len(start) else np.zeros(0, dtype=np.uint64)
    return _Words(folded.text[start], code, start, end)


def _abstract(code: U64, kind: npt.NDArray[np.uint8]) -> U64:
    """The code of each word, or of its class when it has one."""
    return np.where(kind > 0, kind.astype(np.uint64) * np.uint64(0xA24BAED4963EE407), code)


def _runs(block: str, words: _Words, code: U64, wanted: Mask | None, sizes: tuple[int, ...]) -> Block:
    """The n-grams of consecutive words of one text, of the given sizes, that hold a wanted word."""
    parts: list[Block] = []
    for size in sizes:
        count = len(code) - size + 1
        if count <= 0:
            continue
        kept = words.text[size - 1 :] == words.text[:count]
        if wanted is not None and size > 1:
            holds = wanted[:count].copy()
            for i in range(1, size):
                holds |= wanted[i : i + count]
            kept &= holds
        elif wanted is not None:
            kept &= wanted[:count]
        hashes = code[:count] * POWERS[1]
        for i in range(1, size):
            hashes = hashes + code[i : i + count] * POWERS[2 * i + 1]
        at = np.flatnonzero(kept)
        parts.append(
            Block(
                words.text[at],
                buckets(hashes[at], 16 * list(BITS).index(block) + size, BITS[block]),
                words.start[at],
                words.end[at + size - 1],
            )
        )
    return _joined(parts)


def _letters(folded: Folded) -> Block:
    """The n-grams of characters: blanks are single and only at either end; punctuation counts as a character."""
    end = folded.codes == END
    blank = (folded.codes == SPACE) | end
    kept = np.ones(len(blank), dtype=np.bool_)
    kept[1:] = ~(blank[1:] & blank[:-1]) | end[1:]
    at = np.concatenate([[-1], np.flatnonzero(kept)])  # the first text too begins after an end
    opens = np.concatenate([[True], end[at[1:]]])
    blank = np.concatenate([[True], blank[at[1:]]])
    text = np.concatenate([[-1], folded.text[at[1:]]])
    code = np.where(blank, np.uint64(SPACE), folded.codes[at].astype(np.uint64))
    blanks = np.concatenate([[0], np.cumsum(blank)])
    parts: list[Block] = []
    hashes = code
    for size in range(2, 6):
        hashes = hashes[:-1] * BASE + code[size - 1 :]
        count = len(hashes)
        if count <= 0:
            break
        last = text[size - 1 :]
        inside = blanks[size - 1 : size - 1 + count] - blanks[1 : 1 + count]  # blanks strictly inside
        good = (inside == 0) & ((text[:count] == last) | (opens[:count] & (text[1 : 1 + count] == last)))
        if size == 2:
            good &= ~(blank[:count] & blank[1:])
        where = np.flatnonzero(good)
        starts = at[where] + opens[where]
        parts.append(
            Block(last[where], buckets(hashes[where], 200 + size, BITS["letter"]), starts, at[where + size - 1] + 1)
        )
    return _joined(parts)


def _joined(parts: list[Block]) -> Block:
    if not parts:
        none = np.zeros(0, dtype=np.int64)
        return Block(none, none.astype(np.int32), none, none)
    return Block(*(np.concatenate([getattr(p, field) for p in parts]) for field in Block._fields))
