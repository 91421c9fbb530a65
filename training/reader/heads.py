"""The networks over the trunk and the lines over the facts, learnt on whole reports; and the scale
that makes probabilities of both.
"""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from classifiers.reader.features import facts_width
from classifiers.reader.network import Lines, ReportNetwork, Scale
from classifiers.reader.reading import CATEGORIES
from training.layers import Weights, adamw, cross_entropy, hidden_layer
from training.sentences import Floats

EPOCHS, BATCH_SIZE, WEIGHT_DECAY, DROPOUT = 20, 32, 0.05, 0.5
NO_CATEGORY = 0.25
"""Probability of leaving out the reporter's category: it is evidence, and often missing."""
INVERSE_PENALTY, SCALE_INVERSE_PENALTY = 0.3, 1.0
"""Inverse strength of the penalty on the lines, and on the scale."""


def network(trunk: Weights, rows: Floats, target: Floats, weight: Floats, seed: int) -> ReportNetwork:
    """A network that begins as the trunk's, after every epoch over the reports."""
    heads = target.shape[1]
    weights: Weights = {
        "hidden": trunk["hidden"],
        "hidden_bias": trunk["hidden_bias"],
        "head": trunk["head"][:, :heads],
        "head_bias": trunk["head_bias"][:heads],
        "direct": trunk["direct"][:, :heads],
    }
    rng, count = np.random.default_rng(seed), len(rows)
    state, step = adamw(weights, _loss, EPOCHS * (count // BATCH_SIZE), WEIGHT_DECAY)
    for _ in range(EPOCHS):
        order = rng.permutation(count)
        for first in range(0, count - BATCH_SIZE + 1, BATCH_SIZE):
            some = order[first : first + BATCH_SIZE]
            seen = without_category(rows[some], rng.random(BATCH_SIZE) < NO_CATEGORY)
            key = jax.random.key(int(rng.integers(1 << 31)))
            state, _ = step(state, seen, target[some], weight[some], key)
    return ReportNetwork(*(np.asarray(state[0][name], np.float32) for name in ReportNetwork._fields))


def _loss(weights: Weights, rows: Any, target: Any, much: Any, key: Any) -> Any:
    seen, hidden = hidden_layer(weights, rows, DROPOUT, key)
    logits = hidden @ weights["head"] + weights["head_bias"] + seen @ weights["direct"]
    return cross_entropy(logits, target, much)


def without_category(rows: Floats, hidden: npt.NDArray[np.bool_]) -> Floats:
    """The rows, where `hidden` as if the reporter had chosen none: the last numbers of a row are
    the categories, then none.
    """
    changed = rows.copy()
    changed[hidden, -len(CATEGORIES) - 1 :] = 0
    changed[hidden, -1] = 1
    return changed


def lines(rows: Floats, target: Floats, weight: Floats) -> Lines:
    """One regression per head; a target between no and yes counts as a part of both."""
    heads = target.shape[1]
    found = np.zeros((rows.shape[1], heads), np.float32)
    bias = np.zeros(heads, np.float32)
    for head in range(heads):
        model = _regression(rows, target[:, head], weight[:, head], INVERSE_PENALTY)
        found[:, head], bias[head] = model.coef_[0], model.intercept_[0]
    assert facts_width(0) < len(found)
    return Lines(found, bias)


def scale(networks: Floats, lines: Floats, target: Floats, weight: Floats) -> Scale:
    """The sum of both logits that gives probabilities, on reports that neither has learnt from."""
    found = np.zeros((3, target.shape[1]), np.float32)
    for head in range(target.shape[1]):
        pair = np.stack([networks[:, head], lines[:, head]], axis=1)
        model = _regression(pair, target[:, head], weight[:, head], SCALE_INVERSE_PENALTY)
        found[:, head] = *np.maximum(model.coef_[0], 0), model.intercept_[0]
    return Scale(*found)


def _regression(rows: Floats, target: Floats, weight: Floats, loose: float) -> LogisticRegression:
    twice = np.vstack([rows, rows])
    shown = np.concatenate([np.ones(len(rows)), np.zeros(len(rows))])
    much = np.concatenate([weight * target, weight * (1 - target)])
    counts = much > 0
    return LogisticRegression(C=loose, max_iter=300).fit(twice[counts], shown[counts], much[counts])
