"""The networks and the lines of the reader: what they hold, and what they say of a report."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

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


class Lines(NamedTuple):
    """One straight line per head over the facts. Shapes: (width, heads), (heads,)."""

    weight: Floats
    bias: Floats

    def logits(self, rows: Floats) -> Floats:
        """One row per report, one column per head."""
        return rows @ self.weight + self.bias


class Scale(NamedTuple):
    """From the two logits of a head to its probability: sigmoid(networks * a + lines * b + c).

    Shapes: (heads,) each.
    """

    networks: Floats
    lines: Floats
    shift: Floats

    def probabilities(self, networks: Floats, lines: Floats) -> Floats:
        """One row per report, one column per head."""
        logits = (networks * self.networks + lines * self.lines + self.shift).astype(np.float64)
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
