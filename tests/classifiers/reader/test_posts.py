"""The head of posts: hate by its own lines, other fields by the reader's heads; nothing of a report moves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from classifiers.reader.features import facts_width
from classifiers.reader.network import Lines
from classifiers.reader.posts import MARGIN, MATTERS, OTHERS, PostHead, PostScale
from classifiers.reader.reader import NOTHING
from classifiers.reader.reading import HEADS, ReportText
from classifiers.second.counts import COUNTED
from classifiers.second.network import quantize
from tests.classifiers.reader.small import VALUES, reader

WIDTH = facts_width(len(VALUES))


def head(hate: float) -> PostHead:
    """A head that always says this logit of hate."""
    lines = Lines(np.zeros((WIDTH, 1), np.float32), np.zeros(1, np.float32))
    return PostHead(lines, quantize(np.zeros((COUNTED, 1), np.float32)), PostScale(1.0, 1.0, hate, 1.0, 0.0))


def probability(hate: float, **logits: float) -> float:
    """What the head says of a post of these logits, all others low."""
    every = np.full((1, len(HEADS)), -8.0)
    for name, logit in logits.items():
        every[0, HEADS.index(name)] = logit
    some = np.zeros((1, WIDTH), np.float32), csr_matrix((1, COUNTED), dtype=np.float32)
    return float(head(hate).probabilities(*some, 1 / (1 + np.exp(-every)))[0])


def logistic(logit: float) -> float:
    return float(1 / (1 + np.exp(-logit)))


def test_hate_is_said_by_its_own_lines() -> None:
    assert probability(1.5, haine=-8) == pytest.approx(logistic(1.5))
    assert probability(-3.0, matters=4, haine=6) == pytest.approx(logistic(-3.0)), "reports' hate counts for nothing"


def test_another_field_counts_where_the_post_matters_too() -> None:
    assert probability(-6.0, matters=5, suicide=4) == pytest.approx(logistic(4 - MARGIN))
    assert probability(-6.0, matters=1, suicide=4) == pytest.approx(logistic(1 - MARGIN))
    assert probability(-6.0, matters=5) == pytest.approx(logistic(-6.0))


def test_the_columns_are_those_of_the_heads() -> None:
    assert HEADS[MATTERS] == "matters"
    assert len(OTHERS) == 7
    assert "haine" not in [HEADS[column] for column in OTHERS]


def test_a_post_is_read_as_the_report_of_its_text_and_a_score_of_its_own() -> None:
    texts = ["alpha. beta", "gamma " * 300, "été"]
    posts = reader().read_many([ReportText(text, reported=False) for text in texts])
    reports = reader().read_many([ReportText(text) for text in texts])
    assert [replace(one, post=None) for one in posts] == reports
    assert all(one.post is not None and 0 <= one.post <= 1 and one.score == one.post for one in posts)
    assert [one.score for one in reports] == [one.matters for one in reports]


def test_posts_and_reports_are_read_together() -> None:
    mixed = [ReportText("alpha", reported=False), ReportText("alpha"), ReportText("beta", reported=False)]
    alone = [reader().read_many([one])[0] for one in mixed]
    together = reader().read_many(mixed)
    assert [one.post is None for one in together] == [False, True, False]
    assert [one.score for one in together] == pytest.approx([one.score for one in alone], abs=1e-6)


def test_a_post_without_a_word_is_to_be_seen() -> None:
    [empty] = reader().read_many([ReportText(None, reported=False)])
    assert empty == NOTHING
    assert empty.score == 1.0
