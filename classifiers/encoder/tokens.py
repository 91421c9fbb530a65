"""Port of the encoder: what it makes of each token of a text, and the sentence vector with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

TOKEN, VECTOR = 1280, 512
"""Numbers of a token (its own 512, and 256 of each run of 2, 3 and 5 tokens about it) and of a
sentence vector.
"""
MAX_READ = 600
"""Characters of a text that an encoder reads: its cost grows with length, and the sense of a report
comes early.
"""

Floats = npt.NDArray[np.floating[Any]]


class Tokens(NamedTuple):
    """Some texts: `features`, one row of 1,280 per token, texts one after the other; `lengths`,
    tokens of each; `vectors`, 512 per text.
    """

    features: Floats
    lengths: npt.NDArray[np.int64]
    vectors: Floats


@dataclass(frozen=True, eq=False)
class Signs:
    """Layer of rectified units over each token. Shapes: (1280, signs), (signs,).

    Known by itself, not by its numbers: an encoder prepares each once.
    """

    weight: Floats
    bias: Floats


class Sight(NamedTuple):
    """Some texts, a row each: `strongest`, the most that each sign is at any token; `sum`, over all
    of them; `lengths`, their tokens; `vectors`.
    """

    strongest: Floats
    sum: Floats
    lengths: npt.NDArray[np.int64]
    vectors: Floats

    def columns(self, some: slice) -> Sight:
        """Some of the signs."""
        return self._replace(strongest=self.strongest[:, some], sum=self.sum[:, some])


class TokenReader(Protocol):
    """Texts into tokens and vectors. Each text has one token at least."""

    def read(self, texts: Sequence[str]) -> Tokens:
        """The tokens of each text, in order: what is learnt from."""

    def look(self, texts: Sequence[str], signs: Signs) -> Sight:
        """The signs of each text, in order, without its tokens: what is read, at half the price."""


def sight(tokens: Tokens, signs: Signs) -> Sight:
    """The signs of texts whose tokens are there."""
    every = np.maximum(tokens.features @ signs.weight + signs.bias, 0)
    return pool(every, tokens.lengths, tokens.vectors)


def nothing(signs: int) -> Sight:
    """The sight of no text."""
    none = np.zeros((0, signs), np.float32)
    return Sight(none, none, np.zeros(0, np.int64), np.zeros((0, VECTOR), np.float32))


def pool(every: Floats, lengths: npt.NDArray[np.int64], vectors: Floats) -> Sight:
    """The signs of texts, from those of their tokens."""
    strongest, sums = np.empty((2, len(lengths), every.shape[1]), every.dtype)
    for text, some in enumerate(stretches(lengths)):
        np.maximum.reduce(every[some], axis=0, out=strongest[text])
        np.add.reduce(every[some], axis=0, out=sums[text])
    return Sight(strongest, sums, lengths, vectors)


def stretches(lengths: npt.NDArray[np.int64]) -> Iterator[slice]:
    """The tokens of each text. Reduced one text after the other, they take a third of the time of
    `reduceat`.
    """
    start = 0
    for length in lengths.tolist():
        yield slice(start, start + length)
        start += length
