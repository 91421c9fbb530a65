"""N-grams as a weighted sum to score with; `learning.matrix` gives the same numbers as a matrix to learn from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from classifiers.noise.frames import Matrix, frame_features
from classifiers.noise.ngrams import BITS, Block, Grams

T = TypeVar("T")
Weights = Mapping[str, npt.NDArray[np.float32]]

BATCH = 512
"""Texts folded at once: small enough for the arrays to stay in the cache."""

USUAL_LENGTH, SHORT, LENGTH_POWER = 30, 12, 0.3
"""Words and pairs of words of a usual text; those under which a text says too little to be surer of it; how fast the logits of longer
ones are drawn in, chosen over folds (docs/noise.md)."""


def batches(texts: Sequence[T], size: int = BATCH) -> Iterable[Sequence[T]]:
    """The texts, or what goes with them, `size` at a time."""
    for first in range(0, len(texts), size):
        yield texts[first : first + size]


def scale(block: Block, count: int) -> npt.NDArray[np.float32]:
    """For each of `count` texts, what one n-gram of the block weighs: 1 / sqrt(number of n-grams)."""
    number = np.bincount(block.text, minlength=count)
    return (1.0 / np.sqrt(np.maximum(number, 1))).astype(np.float32)


def damping(found: Grams) -> npt.NDArray[np.float64]:
    """For each text of a batch, what its whole logit is multiplied by: less than 1 for a long text, more for a short one.

    With blocks divided by the square root of their n-grams, logits still spread as texts grow: a long text of which one sentence is
    hateful would fall far under a short one as hateful.
    """
    number = np.bincount(found.blocks["word"].text, minlength=len(found.classes))
    return np.asarray((USUAL_LENGTH / np.maximum(number, SHORT)) ** LENGTH_POWER)


def split(weights: npt.NDArray[np.float64]) -> dict[str, npt.NDArray[np.float32]]:
    """The weights of each block, out of one vector over the columns of `matrix`."""
    found, first = {}, 0
    for name, bits in BITS.items():
        found[name] = weights[first : first + (1 << bits)].astype(np.float32)
        first += 1 << bits
    return found


def sums(found: Grams, weights: Weights) -> npt.NDArray[np.float64]:
    """For each text of a batch, the product of its row of `matrix` with the weights."""
    count = len(found.classes)
    total = np.zeros(count)
    for name, block in found.blocks.items():
        drawn = weights[name][block.bucket]
        total += np.bincount(block.text, weights=drawn, minlength=count) * scale(block, count)
    return total


def second_features(vectors: Matrix, classes: Matrix, texts: list[str]) -> Matrix:
    """What the second stage weighs: sentence vectors, classes of words (2 each), frames. `texts`: folded.

    Shape (texts, 512 + 2 x classes + `frames.width()`).
    """
    return np.hstack([vectors, class_features(classes), frame_features(texts, classes)]).astype(np.float32)


def class_features(classes: Matrix) -> Matrix:
    """Per text and class of words: is there any, and how many (up to 3). Shape (texts, 2 x classes)."""
    return np.hstack([classes > 0, np.minimum(classes, 3) / 3]).astype(np.float32)
