"""What the first stage is fitted on: columns as large as what they tell keep from noise."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from classifiers.noise.learning import LEAST_RATIO, Prepared, dampings, fit_first, matrix, ratios
from classifiers.noise.ngrams import BITS

SIZE = sum(1 << bits for bits in BITS.values())
KEPT, LEFT, BOTH, NOWHERE = 5, 7, 9, 11
HELD = [(0, KEPT), (1, KEPT), (2, LEFT), (3, LEFT), (0, BOTH), (2, BOTH)]
TARGET = np.array([1.0, 1.0, 0.0, 0.0])
TEXTS = [
    "Dehors ces vermines, qu'on les chasse du pays.",
    "Cette vermine, dehors, on n'en veut plus ici.",
    "Merci pour la recette, le gratin était parfait.",
    "Le train de huit heures est encore en retard.",
]


def columns(times: int = 1) -> csr_matrix:
    rows, places = zip(*HELD, strict=True)
    return csr_matrix((np.full(len(HELD), float(times)), (rows, places)), shape=(4, SIZE))


def test_a_column_weighs_as_it_tells_the_two_apart() -> None:
    found = ratios(columns(), TARGET, np.ones(4))
    assert found[KEPT] == pytest.approx(found[LEFT])
    assert found[KEPT] / found[BOTH] == pytest.approx(np.log(3) / LEAST_RATIO)
    assert found[NOWHERE] == 0
    assert np.average(found[[KEPT, LEFT, BOTH]] ** 2, weights=[2, 2, 2]) == pytest.approx(1)


def test_a_text_counts_once_and_as_much_as_it_weighs() -> None:
    assert np.array_equal(ratios(columns(3), TARGET, np.ones(4)), ratios(columns(), TARGET, np.ones(4)))
    lighter = ratios(columns(), TARGET, np.array([1.0, 0.1, 1.0, 1.0]))
    assert lighter[KEPT] < lighter[LEFT]


def test_the_first_stage_learns_and_learns_the_same_again() -> None:
    data = Prepared(matrix(TEXTS), np.zeros((4, 0), np.float32), np.zeros((4, 2), np.float32), dampings(TEXTS))
    one, other = (fit_first(data, np.arange(4), TARGET, np.ones(4), seed=0) for _ in range(2))
    logits = data.sparse @ one.weights + one.bias
    assert (logits[:2] > 0).all()
    assert (logits[2:] < 0).all()
    assert np.array_equal(one.weights, other.weights)
    assert one.bias == other.bias
