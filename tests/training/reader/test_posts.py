"""The head of posts learnt: it tells what it was shown apart, on texts that did not teach it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.metrics import roc_auc_score

from classifiers.reader.features import facts_width
from classifiers.reader.reading import HEADS
from classifiers.second.counts import COUNTED

pytest.importorskip("jax", reason="the extra `train` is not installed")

from training.reader import posts

VALUES, TEXTS = 3, 240


def test_the_scale_is_learnt_on_texts_that_taught_nothing() -> None:
    rng = np.random.default_rng(3)
    facts = rng.normal(size=(TEXTS, facts_width(VALUES))).astype(np.float32)
    counts = csr_matrix((np.ones(TEXTS, np.float32), (np.arange(TEXTS), np.arange(TEXTS) % 7)), (TEXTS, COUNTED))
    hate = (facts[:, 0] > 0).astype(np.float32)
    features = posts.TextFeatures(facts, counts, np.full((TEXTS, len(HEADS)), 0.01, np.float32))
    post = np.arange(TEXTS) < 200
    scale, held = posts._scale(posts.PostTraining(features, hate, np.ones(TEXTS, np.float32), post))
    assert roc_auc_score(hate, held) > 0.95
    assert scale.lines > 0
    assert scale.counts >= 0


def test_a_blank_head_fits_its_model() -> None:
    assert posts.blank(VALUES).fits(VALUES)
    assert not posts.blank(VALUES).fits(VALUES + 1)
