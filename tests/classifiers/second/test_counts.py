"""Counts of words and letters: those of scikit-learn, whatever is remembered."""

from __future__ import annotations

import numpy as np
from scipy.sparse import hstack
from sklearn.feature_extraction.text import HashingVectorizer

from classifiers.second.counts import COUNTED, LETTERS, WORDS, Counter

TEXTS = [
    "le train de 8 h 12 est encore en retard, encore !",
    "",
    " ",
    "a ab abc abcd abcde abcdef",
    "c'est l'aujourd'hui d'un mot\tou d'un autre\n\u00a0la la la",
    "x" * 300,
    "\ufffd 漢字 🙂🙂 ...",
]


def test_counts_are_those_of_the_library() -> None:
    same = {"lowercase": False, "norm": "l2", "dtype": np.float32}
    words = HashingVectorizer(n_features=WORDS, token_pattern=r"(?u)\b\w+\b", **same)
    letters = HashingVectorizer(n_features=LETTERS, analyzer="char_wb", ngram_range=(3, 5), **same)
    asked = hstack([words.transform(TEXTS), letters.transform(TEXTS)], "csr")
    counter = Counter(chunks=12)
    for _ in range(3):
        found = counter.count(TEXTS)
        assert found.shape == (len(TEXTS), COUNTED)
        assert abs(found - asked).max() < 1e-6


def test_nothing_is_counted_of_nothing() -> None:
    assert Counter().count(["", " "]).nnz == 0
