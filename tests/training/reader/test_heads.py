"""Heads learnt on whole reports: lines that are regressions, over facts as over words."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from classifiers.reader.features import facts_width

pytest.importorskip("jax", reason="the extra `train` is not installed")

from training.reader import heads


def test_each_line_is_the_logistic_regression_of_its_head() -> None:
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(300, facts_width(3))).astype(np.float32)
    target = (rng.random((300, 4)) < 1 / (1 + np.exp(-rows[:, :4]))).astype(np.float32)
    weight = rng.uniform(0.3, 1, target.shape).astype(np.float32)
    found = heads.lines(rows, target, weight)
    for head in range(4):
        alone = LogisticRegression(C=heads.INVERSE_PENALTY, tol=1e-6, max_iter=1000)
        alone.fit(rows, target[:, head], weight[:, head])
        assert found.weight[:, head] == pytest.approx(alone.coef_[0], abs=5e-3)
        assert found.bias[head] == pytest.approx(alone.intercept_[0], abs=5e-3)


def test_words_and_letters_are_weighed_by_regressions_too() -> None:
    rng = np.random.default_rng(2)
    rows = csr_matrix(rng.random((200, 20)).astype(np.float32))  # each in every report: of no rarity
    target, weight = (rng.random((200, 3)) < 0.4).astype(np.float32), np.ones((200, 3), np.float32)
    dense = heads._regressions(rows.toarray(), target, weight, heads.COUNTS_INVERSE_PENALTY, heads.COUNTS_STEPS)
    found = heads.counts(rows, target, weight)
    assert found.weight == pytest.approx(dense[:-1], abs=1e-3)
    assert found.bias == pytest.approx(dense[-1], abs=1e-3)
