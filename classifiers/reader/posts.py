"""The head of posts: the probability that an analyst must see a text that nobody has reported.

A report is there because somebody found its content wrong; a platform's post is not. Insults and
quarrels are most of what the reader doubts of posts, and few of them are hate: two lines learnt on
posts tell them apart, the reader's own heads say the rest.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix

from classifiers.reader.features import Floats, facts_width
from classifiers.reader.network import Counts, Lines
from classifiers.reader.reading import FIELDS, HEADS
from classifiers.second.counts import COUNTED
from classifiers.second.network import QuantizedWeight

MARGIN = 2.0
"""How much less the logit of another field counts than that of hate: the reader learnt it on
reports.
"""
LEAST = 1e-6
"""Probabilities of the heads are weighed as logits, no further from 0 and 1 than this one."""
MATTERS = HEADS.index("matters")
OTHERS = [HEADS.index(name) for name in FIELDS if name != "haine"]


class PostScale(NamedTuple):
    """From logits to a probability: hate is the sum of both lines, each weighed, and `hate_shift`;
    the largest of hate and other fields is then multiplied by `gain` and shifted by `shift`.
    """

    lines: float
    counts: float
    hate_shift: float
    gain: float
    shift: float


class PostHead(NamedTuple):
    """Lines over facts and over hashed words and letters, one column each, a byte a weight for the
    latter; the scale of their sum.
    """

    lines: Lines
    counts: QuantizedWeight
    scale: PostScale

    def probabilities(self, facts: Floats, counts: csr_matrix, heads: Floats) -> Floats:
        """One number per post.

        `facts`, `counts`: the features of the lines; `heads`: the probabilities of the reader's
        heads, one row per post.
        """
        scale = self.scale
        hate = self.hate(facts, counts)
        certain = np.clip(heads, LEAST, 1 - LEAST)
        logits = np.log(certain / (1 - certain))
        others = np.minimum(logits[:, MATTERS], logits[:, OTHERS].max(1))
        logit = scale.gain * np.maximum(hate, others - MARGIN) + scale.shift
        return np.asarray(1 / (1 + np.exp(-np.clip(logit, -80, 80))))

    def hate(self, facts: Floats, counts: csr_matrix) -> Floats:
        """The logit of hate, one number per post."""
        lines = self.lines.logits(facts)[:, 0]
        counted = Counts(self.counts.weight(), np.zeros(1, np.float32)).logits(counts)[:, 0]
        return np.asarray(self.scale.lines * lines + self.scale.counts * counted + self.scale.hate_shift, np.float64)

    def fits(self, values: int) -> bool:
        """Whether shapes are those that so many values ask for, and every number is finite."""
        shapes = self.lines.weight.shape == (facts_width(values), 1) and self.lines.bias.shape == (1,)
        counted = self.counts.weight().shape == (COUNTED, 1)
        return shapes and counted and all(np.isfinite(array).all() for array in (*self.lines, *self.counts, self.scale))
