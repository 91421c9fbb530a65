"""Features of a report for the reader: each side's tokens, summed up; the facts that the second
reader sees; its words and runs of letters, hashed; the category.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from classifiers.encoder.tokens import VECTOR, Sight
from classifiers.reader.reading import CATEGORIES, ReportText
from classifiers.second.counts import counter
from classifiers.text.folding import plain

Floats = npt.NDArray[np.floating[Any]]

VECTOR_WEIGHT = 4.0
"""Scale of a sentence vector of length 1, beside a sign."""
LENGTH_WEIGHT = 4.0
LEAST = 1e-4
"""Probabilities of facts are weighed as logits, no further from even than this one."""
FACT_WEIGHT, FACT_SHIFT = 4.0, 1.2
MOST_COUNTED = 8_000
"""Characters counted of a side."""
GIVEN = 2 * 2 + len(CATEGORIES) + 1
"""Numbers beside the sides: for each whether it is there, and how long; the category, or none."""


class Side(NamedTuple):
    """The pieces of one side of a report: their signs, and `facts`, the second reader's
    probabilities.

    `length`: characters of the whole side.
    """

    sight: Sight
    facts: Floats
    length: int


def side_width(signs: int) -> int:
    """Numbers of a side: the mean and the largest of its vectors, the strongest and the sum of its
    signs.
    """
    return 2 * VECTOR + 2 * signs


def network_width(signs: int) -> int:
    """Numbers the networks weigh of a report."""
    return 2 * side_width(signs) + GIVEN


def facts_width(values: int) -> int:
    """Numbers the lines weigh of a report."""
    return values + GIVEN


def network_row(text: Side | None, comment: Side | None, category: str | None, signs: int) -> Floats:
    """The features of a report for the networks."""
    tokens = [0.0 if side is None else float(side.sight.lengths.sum()) for side in (text, comment)]
    rows = [_side(text, signs), _side(comment, signs)]
    given = _context_features(text, comment, [np.log1p(count) / LENGTH_WEIGHT for count in tokens], category)
    return np.concatenate([*rows, given]).astype(np.float32)


def facts_row(text: Side | None, comment: Side | None, category: str | None, values: int) -> Floats:
    """The features of a report for the lines: the highest logit of each fact on either side,
    whoever speaks.
    """
    highest = np.full(values, LEAST)
    for side in (text, comment):
        if side is not None:
            highest = np.maximum(highest, side.facts.max(0))
    capped = np.minimum(highest, 1 - LEAST)
    logits = np.log(capped / (1 - capped)) / FACT_WEIGHT + FACT_SHIFT
    lengths = [0.0 if side is None else np.log1p(side.length) / LENGTH_WEIGHT for side in (text, comment)]
    return np.concatenate([logits, _context_features(text, comment, lengths, category)]).astype(np.float32)


def count_rows(reports: Sequence[ReportText]) -> csr_matrix:
    """The words and runs of letters of both sides together, hashed: one row per report."""
    said = ["\n".join((side or "")[:MOST_COUNTED] for side in (one.text, one.comment)) for one in reports]
    return counter().count([plain(words).text for words in said])


def _side(side: Side | None, signs: int) -> Floats:
    if side is None:
        return np.zeros(side_width(signs), np.float32)
    strongest, sums, lengths, vectors = side.sight
    vector = [vectors.mean(0) * VECTOR_WEIGHT, vectors.max(0) * VECTOR_WEIGHT]
    return np.concatenate([*vector, strongest.max(0), sums.sum(0) / np.sqrt(lengths.sum())]).astype(np.float32)


def _context_features(
    text: Side | None, comment: Side | None, lengths: Sequence[float], category: str | None
) -> list[float]:
    chosen = CATEGORIES.index(category) if category in CATEGORIES else len(CATEGORIES)
    categories = [float(number == chosen) for number in range(len(CATEGORIES) + 1)]
    return [float(text is not None), lengths[0], float(comment is not None), lengths[1], *categories]
