"""The networks over the trunk, the lines over the facts and those over words and letters, learnt on
whole reports; and the scale that makes probabilities of all.
"""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression

from classifiers.reader.features import facts_width
from classifiers.reader.network import Counts, Lines, Logits, ReportNetwork, Scale
from classifiers.reader.reading import CATEGORIES
from training.layers import Weights, adamw, cross_entropy, hidden_layer
from training.sentences import Floats

EPOCHS, BATCH_SIZE, WEIGHT_DECAY, DROPOUT = 20, 32, 0.05, 0.5
NO_CATEGORY = 0.25
"""Probability of leaving out the reporter's category: it is evidence, and often missing."""
INVERSE_PENALTY, COUNTS_INVERSE_PENALTY, SCALE_INVERSE_PENALTY = 0.3, 1.0, 1.0
"""Inverse strength of the penalty on the lines over facts, over words and letters, and on the
scale.
"""
STEPS, COUNTS_STEPS, MEMORY = 250, 60, 10
"""Most steps of each minimisation, which stops early, and how many steps it remembers."""


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
    """One logistic regression per head over the facts; a target between no and yes counts as a part
    of both.
    """
    found = _regressions(rows, target, weight, INVERSE_PENALTY, STEPS)
    assert facts_width(0) < len(found)
    return Lines(found[:-1], found[-1])


def counts(rows: csr_matrix, target: Floats, weight: Floats) -> Counts:
    """The same over words and runs of letters, the rarer the less penalised: they are weighed by
    their inverse document frequency as they are learnt, which then goes into the weights.
    """
    rarity = TfidfTransformer(norm=None).fit(rows).idf_.astype(np.float32)
    found = _regressions(rows.multiply(rarity).tocsr(), target, weight, COUNTS_INVERSE_PENALTY, COUNTS_STEPS)
    return Counts(found[:-1] * rarity[:, None], found[-1])


def _regressions(rows: Floats | csr_matrix, target: Floats, weight: Floats, loose: float, steps: int) -> Floats:
    """The weights of the regressions of all heads, in one minimisation, then their biases, of which
    nothing is asked.
    """
    shape = (rows.shape[1] + 1, target.shape[1])

    def penalised(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        """The penalised cross-entropy and its gradient."""
        found = flat.reshape(shape).astype(np.float32)
        logits = rows @ found[:-1] + found[-1]
        error = weight * (expit(logits) - target)
        loss = (weight * (np.logaddexp(0, logits) - target * logits)).sum(dtype=np.float64)
        gradient = np.vstack([rows.T @ error + found[:-1] / loose, error.sum(0)])
        return loss + (found[:-1] ** 2).sum(dtype=np.float64) / (2 * loose), gradient.astype(np.float64).ravel()

    options = {"maxiter": steps, "maxcor": MEMORY}
    found = minimize(penalised, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options=options)
    return np.asarray(found.x.reshape(shape), np.float32)


def scale(found: Logits, target: Floats, weight: Floats) -> Scale:
    """The sum of the logits that gives probabilities, on reports that none has learnt from."""
    weights = np.zeros((len(Scale._fields), target.shape[1]), np.float32)
    for head in range(target.shape[1]):
        each = np.stack([logits[:, head] for logits in found], axis=1)
        model = _regression(each, target[:, head], weight[:, head], SCALE_INVERSE_PENALTY)
        weights[:, head] = *np.maximum(model.coef_[0], 0), model.intercept_[0]
    return Scale(*weights)


def _regression(rows: Floats, target: Floats, weight: Floats, loose: float) -> LogisticRegression:
    twice = np.vstack([rows, rows])
    shown = np.concatenate([np.ones(len(rows)), np.zeros(len(rows))])
    much = np.concatenate([weight * target, weight * (1 - target)])
    counts = much > 0
    return LogisticRegression(C=loose, max_iter=300).fit(twice[counts], shown[counts], much[counts])
