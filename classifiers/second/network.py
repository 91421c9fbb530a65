"""Small neural network over the tokens of a text: its weights and its forward pass.

Each token is looked at for some hundred signs; of each sign the strongest place and the sum count,
so that a word in a long sentence is not drowned. With the sentence vector and what the first reader
sees, they go through one layer more; vector and first reader also count by themselves. It is learnt
with jax, out of the package (`training/facts/`); here it reads, with numpy alone.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from classifiers.encoder.tokens import TOKEN, VECTOR, Sight
from classifiers.second.counts import COUNTED
from classifiers.second.features import FeatureRows

VECTOR_WEIGHT = 2.0
"""Scale of a vector of length 1, beside a rule that stands, which counts for 1."""

Floats = npt.NDArray[np.floating[Any]]
"""Single precision as it reads, double in a test."""


class FactNetwork(NamedTuple):
    """Weights.

    Shapes: `sign` (1280, signs), `hidden` (vector + 2 signs + standing, hidden), `output` (hidden,
    values), `direct` (vector + standing, values), `counts` (buckets, values).
    """

    sign: Floats
    sign_bias: Floats
    hidden: Floats
    hidden_bias: Floats
    output: Floats
    output_bias: Floats
    direct: Floats
    counts: Floats

    def logits(self, sight: Sight, features: FeatureRows) -> Floats:
        """One row per text, one column per value.

        Of what stands, nearly nothing does in one text: its zeros are left out.
        """
        vectors, summed, standing = (
            sight.vectors * np.float32(VECTOR_WEIGHT),
            _over_root(sight),
            csr_matrix(features.standing),
        )
        dense = VECTOR + 2 * len(self.sign_bias)
        seen = np.hstack([vectors, sight.strongest, summed]) @ self.hidden[:dense]
        hidden = np.maximum(seen + standing @ self.hidden[dense:] + self.hidden_bias, 0)
        beside = vectors @ self.direct[:VECTOR] + standing @ self.direct[VECTOR:]
        return np.asarray(hidden @ self.output + self.output_bias + beside + features.counts @ self.counts)

    def fits(self, standing: int, values: int) -> bool:
        """Whether the weights are of the shapes that so many columns and values ask for."""
        asked = shapes(standing, values, len(self.sign_bias), len(self.hidden_bias))
        return tuple(weight.shape for weight in self) == asked


def shapes(standing: int, values: int, signs: int, hidden: int) -> tuple[tuple[int, ...], ...]:
    """The shapes of the weights, in the order of `FactNetwork`."""
    width, direct = VECTOR + 2 * signs + standing, VECTOR + standing
    layer = ((width, hidden), (hidden,))
    output = ((hidden, values), (values,))
    return ((TOKEN, signs), (signs,), *layer, *output, (direct, values), (COUNTED, values))


class QuantizedWeight(NamedTuple):
    """Weight quantised to 8 bits: `steps` (from -127 to 127) times the `size` of a step in their
    column.
    """

    steps: npt.NDArray[np.int8]
    size: npt.NDArray[np.float32]

    def weight(self) -> Floats:
        """The weight in single precision."""
        return self.steps * self.size


def quantize(weight: Floats) -> QuantizedWeight:
    """The nearest steps; the largest number of a column is 127 of them."""
    largest = np.abs(np.atleast_2d(weight)).max(0)
    size = np.where(largest == 0, 1, largest / 127).astype(np.float32)
    return QuantizedWeight(np.round(weight / size).astype(np.int8), size)


def _over_root(sight: Sight) -> Floats:
    """The sums, over the root of the number of tokens."""
    return np.asarray(sight.sum / np.sqrt(sight.lengths.astype(np.float32))[:, None])
