"""Fitting the two stages. Everything is seeded; the same texts give the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, diags, hstack, vstack
from sklearn.linear_model import LogisticRegression

from classifiers.noise.features import batches, damping, scale, second_features
from classifiers.noise.frames import lines
from classifiers.noise.model import Scale
from classifiers.noise.ngrams import BITS, Block, grams

FIRST_C, SECOND_C = 8.0, 2.0
"""Inverse strength of the penalties, chosen on sources left out (docs/noise.md)."""

RATIO_SHARE, LEAST_RATIO = 0.3, 0.02
"""The part of the first stage that is learnt on columns weighed by their ratio, chosen over folds (docs/noise.md); the least such weight."""

SECOND_WEIGHT = 1.7
"""What a logit of the second stage counts for beside one of the first, chosen over folds (docs/noise.md)."""

ORIGIN_SIZE = 5.0
"""Value of the column that tells written texts from collected ones: large, so that the penalty hardly reaches it."""

Floats = npt.NDArray[np.float64]


class Prepared(NamedTuple):
    """Texts ready to learn from: sparse n-grams, dense features of the second stage, a column per kind of written text, `damping`."""

    sparse: csr_matrix
    dense: npt.NDArray[np.float32]
    origin: npt.NDArray[np.float32]
    damping: Floats


class Fitted(NamedTuple):
    """A linear rule: weights (of the columns given, those of `origin` dropped) and bias."""

    weights: Floats
    bias: float


def matrix(texts: Sequence[str]) -> csr_matrix:
    """One row per text, one column per bucket of each block, blocks in the order of BITS."""
    parts = []
    for batch in batches(texts):
        found = grams(batch)
        parts.append(hstack([_sparse(found.blocks[name], len(batch), bits) for name, bits in BITS.items()]))
    return csr_matrix(vstack(parts))


def _sparse(block: Block, count: int, bits: int) -> csr_matrix:
    values = scale(block, count)[block.text]
    return csr_matrix((values, (block.text, block.bucket)), shape=(count, 1 << bits))


def dampings(texts: Sequence[str]) -> Floats:
    """`features.damping` of any number of texts."""
    return np.concatenate([damping(grams(batch)) for batch in batches(texts)])


def dense(texts: Sequence[str], vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The features of the second stage, from texts and their sentence vectors."""
    found = [grams(batch) for batch in batches(texts)]
    folded = [line for batch in found for line in lines(batch.folded)]
    return second_features(vectors, np.vstack([batch.classes for batch in found]), folded)


def fit_first(data: Prepared, rows: npt.NDArray[np.intp], target: Floats, weight: Floats, seed: int) -> Fitted:
    """Two logistic regressions on the n-grams of the rows, averaged: one on plain columns, one on columns as large as their ratio.

    Written texts are a third keep where collected ones are a fifth or less: without a column of its own, that difference would be
    learnt from their style. The column is dropped once the rest is fitted.
    """
    given, size = data.sparse[rows], data.sparse.shape[1]
    weights, bias = np.zeros(size), 0.0
    for share, columns in ((1 - RATIO_SHARE, np.ones(size)), (RATIO_SHARE, ratios(given, target[rows], weight[rows]))):
        learner = LogisticRegression(
            C=FIRST_C, class_weight="balanced", max_iter=300, solver="liblinear", random_state=seed
        )
        learnt = hstack([given @ diags(columns), csr_matrix(data.origin[rows])]).tocsr()
        learner.fit(learnt, target[rows], sample_weight=weight[rows])
        weights += share * columns * learner.coef_[0, :size]
        bias += share * float(learner.intercept_[0])
    return Fitted(weights, bias)


def ratios(given: csr_matrix, target: Floats, weight: Floats) -> Floats:
    """For each column, how much more often it stands in texts to keep than in noise, or less: the log of the ratio, unsigned.

    Counted once a text, plus one; in the mean over what texts hold, the square is one (Wang and Manning 2012, for n-grams of any class).
    """
    present = given.astype(bool).astype(np.float64)
    keep, noise = (np.asarray(present.T @ (weight * side)) for side in (target, 1 - target))
    found, first = np.zeros(given.shape[1]), 0
    for bits in BITS.values():
        here = np.arange(first, first := first + (1 << bits))
        here = here[keep[here] + noise[here] > 0]
        if len(here):
            kept, left = keep[here] + 1, noise[here] + 1
            found[here] = np.maximum(np.abs(np.log(kept / kept.sum()) - np.log(left / left.sum())), LEAST_RATIO)
    return np.asarray(found / np.sqrt(np.average(found**2, weights=keep + noise)))


class Head(NamedTuple):
    """The second stage as fitted: standardisation and linear rule."""

    mean: Floats
    spread: Floats
    fitted: Fitted

    def logits(self, given: npt.NDArray[Any]) -> Floats:
        """The logits of rows of dense features."""
        return ((given - self.mean) / self.spread) @ self.fitted.weights + self.fitted.bias


def fit_second(data: Prepared, rows: npt.NDArray[np.intp], target: Floats, weight: Floats, seed: int) -> Head:
    """Logistic regression on the dense features of the rows, carried to its optimum, times SECOND_WEIGHT."""
    given = data.dense[rows].astype(np.float64)
    mean = given.mean(axis=0)
    spread = np.maximum(given.std(axis=0), 1e-3) * np.sqrt(given.shape[1])
    learner = LogisticRegression(C=SECOND_C, class_weight="balanced", solver="newton-cholesky", random_state=seed)
    learner.fit(np.hstack([(given - mean) / spread, data.origin[rows]]), target[rows], sample_weight=weight[rows])
    weights, bias = SECOND_WEIGHT * learner.coef_[0, : given.shape[1]], SECOND_WEIGHT * learner.intercept_[0]
    return Head(mean, spread, Fitted(weights, float(bias)))


def fit_scale(logits: Floats, target: Floats) -> Scale:
    """From logits to probabilities (Platt 1999), on texts that the logits were not fitted on."""
    learner = LogisticRegression(C=1e6, max_iter=1000)
    learner.fit(logits[:, None], target)
    return Scale(float(learner.coef_[0, 0]), float(learner.intercept_[0]))
