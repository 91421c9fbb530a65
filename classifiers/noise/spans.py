"""Why a score: the words that weigh most for and against, with their exact place in the original text.

The weight of each n-gram of the text is spread over the characters it covers, then added up by word. Two n-grams may share a bucket:
only n-grams of the text itself are shown. The second stage has no words to show; its share is given as a number.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from classifiers.noise.cascade import Scored
from classifiers.noise.features import Weights, scale

SHOWN = 5
"""Spans shown for each side."""


class Span(NamedTuple):
    """Characters [start, end) of the original, and what they add to the logit of the first stage (positive: to be seen)."""

    start: int
    end: int
    weight: float


def spans(scored: Scored, weights: Weights) -> list[tuple[Span, ...]]:
    """For each text of a scored batch, its strongest spans, by place; at most SHOWN for and SHOWN against."""
    found = scored.grams
    count, size = len(scored.score), len(found.folded.codes)
    change = np.zeros(size + 1)
    for name, block in found.blocks.items():
        value = weights[name][block.bucket].astype(np.float64) * scale(block, count)[block.text]
        share = value / np.maximum(block.end - block.start, 1)
        change += np.bincount(block.start, weights=share, minlength=size + 1)
        change -= np.bincount(block.end, weights=share, minlength=size + 1)
    along = np.cumsum(change)[:size]
    letter = found.folded.letter
    begins, ends = letter.copy(), letter.copy()
    begins[1:] &= ~letter[:-1]
    ends[:-1] &= ~letter[1:]
    start, end = np.flatnonzero(begins), np.flatnonzero(ends)
    totals = np.concatenate([[0.0], np.cumsum(along)])
    weight = totals[end + 1] - totals[start]
    text, first, last = found.folded.text[start], found.folded.place[start], found.folded.place[end] + 1
    bounds = np.searchsorted(text, np.arange(count + 1))
    return [_strongest(first[a:b], last[a:b], weight[a:b]) for a, b in pairwise(bounds.tolist())]


def _strongest(
    first: npt.NDArray[np.int64], last: npt.NDArray[np.int64], weight: npt.NDArray[np.float64]
) -> tuple[Span, ...]:
    """The strongest words of one text, neighbours of one sign merged."""
    if not len(weight):
        return ()
    order = np.argsort(-np.abs(weight), kind="stable")
    chosen = sorted([i for i in order if weight[i] > 0][:SHOWN] + [i for i in order if weight[i] < 0][:SHOWN])
    merged: list[list[float]] = []
    before = -2
    for i in chosen:
        if i == before + 1 and (weight[i] > 0) == (merged[-1][2] > 0):
            merged[-1][1] = last[i]
            merged[-1][2] += weight[i]
        else:
            merged.append([first[i], last[i], weight[i]])
        before = i
    return tuple(Span(int(a), int(b), round(float(w), 3)) for a, b, w in merged)
