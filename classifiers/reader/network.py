"""The networks, the lines and the counts of the reader: what they hold, and what they say of a
report.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix

from classifiers.encoder.tokens import TOKEN
from classifiers.reader.features import GIVEN, Floats, network_width


class Trunk(NamedTuple):
    """The signs looked for in each token, learnt once for all networks.

    Shapes: (1280, signs), (signs,).
    """

    sign: Floats
    sign_bias: Floats


class ReportNetwork(NamedTuple):
    """One hidden layer over the features, and a linear layer beside it.

    Shapes: (width, hidden), (hidden,), (hidden, heads), (heads,), (width, heads).
    """

    hidden: Floats
    hidden_bias: Floats
    head: Floats
    head_bias: Floats
    direct: Floats

    def logits(self, rows: Floats) -> Floats:
        """One row per report, one column per head."""
        hidden = np.maximum(_product(rows, self.hidden) + self.hidden_bias, 0)
        return hidden @ self.head + self.head_bias + _product(rows, self.direct)


def mean_network(networks: Sequence[ReportNetwork]) -> ReportNetwork:
    """The network whose logits are the mean of those of several: their hidden layers side by side,
    one product for all.
    """
    hidden, hidden_bias, head, head_bias, direct = zip(*networks, strict=True)
    return ReportNetwork(
        np.hstack(hidden),
        np.concatenate(hidden_bias),
        np.vstack(head) / np.float32(len(networks)),
        np.mean(head_bias, axis=0),
        np.mean(direct, axis=0),
    )


class Lines(NamedTuple):
    """One straight line per head over the facts. Shapes: (width, heads), (heads,)."""

    weight: Floats
    bias: Floats

    def logits(self, rows: Floats) -> Floats:
        """One row per report, one column per head."""
        return rows @ self.weight + self.bias


class Counts(NamedTuple):
    """One straight line per head over hashed words and letters. Shapes: (buckets, heads),
    (heads,).
    """

    weight: Floats
    bias: Floats

    def logits(self, rows: csr_matrix) -> Floats:
        """One row per report, one column per head."""
        return np.asarray(rows @ self.weight + self.bias)


class Logits(NamedTuple):
    """The logits of each way to weigh a report: one row per report, one column per head."""

    networks: Floats
    lines: Floats
    counts: Floats


class Scale(NamedTuple):
    """From the three logits of a head to its probability: the sigmoid of their weighted sum and a
    shift.

    Shapes: (heads,) each.
    """

    networks: Floats
    lines: Floats
    counts: Floats
    shift: Floats

    def probabilities(self, found: Logits) -> Floats:
        """One row per report, one column per head."""
        weighted = found.networks * self.networks + found.lines * self.lines + found.counts * self.counts
        logits = (weighted + self.shift).astype(np.float64)
        return np.asarray(1 / (1 + np.exp(-np.clip(logits, -80, 80))))


def _product(rows: Floats, weight: Floats) -> Floats:
    """The product of matrices, without the side that no report of the batch has: most have one
    only, and its zeros cost as much as numbers.
    """
    side = (rows.shape[1] - GIVEN) // 2
    product = rows[:, 2 * side :] @ weight[2 * side :]
    for part in (slice(side), slice(side, 2 * side)):
        if rows[:, part].any():
            product += rows[:, part] @ weight[part]
    return product


def trunk_shapes(signs: int) -> tuple[tuple[int, ...], ...]:
    """The shapes of a trunk's weights."""
    return (TOKEN, signs), (signs,)


def network_shapes(signs: int, hidden: int, heads: int) -> tuple[tuple[int, ...], ...]:
    """The shapes of a network's weights."""
    width = network_width(signs)
    return (width, hidden), (hidden,), (hidden, heads), (heads,), (width, heads)
