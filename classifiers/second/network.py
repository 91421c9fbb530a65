"""A small network over the tokens of a text: what it holds, what it says, and which way to change it.

Each token is looked at for some hundred signs; of each sign the strongest place and the sum count, so that a word in a long sentence is
not drowned. With the sentence vector and what the first reader sees, they go through one layer more; vector and first reader also count by
themselves. No library of the project fits such a network, and those that do weigh gigabytes: its gradient is the dozen lines below, held
by a test against finite differences.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from classifiers.encoder.tokens import TOKEN, VECTOR, Sight, Tokens, pool
from classifiers.second.counts import COUNTED
from classifiers.second.features import Given

SIGNS, HIDDEN = 384, 768
"""Signs looked for in a token; numbers of the layer after."""
VECTOR_WEIGHT = 2.0
"""What a vector of length 1 counts for beside a rule that stands, which counts for 1."""
BIAS = -3.0
"""Where the probability of a value starts: most sentences show few."""

Floats = npt.NDArray[np.floating[Any]]
"""Single precision as it learns and reads, double in a test."""


class Network(NamedTuple):
    """Weights. Shapes: `sign` (1280, signs), `joint` (vector + 2 signs + standing, hidden), `told` (hidden, values), `direct` (vector + standing, values),
    `counted` (buckets, values)."""

    sign: Floats
    sign_bias: Floats
    joint: Floats
    joint_bias: Floats
    told: Floats
    told_bias: Floats
    direct: Floats
    counted: Floats

    def logits(self, sight: Sight, given: Given) -> Floats:
        """One row per text, one column per value. Of what stands, nearly nothing does in one text: its zeros are left out."""
        vectors, summed, standing = (
            sight.vectors * np.float32(VECTOR_WEIGHT),
            _over_root(sight),
            csr_matrix(given.standing),
        )
        dense = VECTOR + 2 * len(self.sign_bias)
        seen = np.hstack([vectors, sight.strongest, summed]) @ self.joint[:dense]
        hidden = np.maximum(seen + standing @ self.joint[dense:] + self.joint_bias, 0)
        beside = vectors @ self.direct[:VECTOR] + standing @ self.direct[VECTOR:]
        return np.asarray(hidden @ self.told + self.told_bias + beside + given.counted @ self.counted)

    def fits(self, standing: int, values: int) -> bool:
        """Whether the weights are of the shapes that so many columns and values ask for."""
        asked = shapes(standing, values, len(self.sign_bias), len(self.joint_bias))
        return tuple(weight.shape for weight in self) == asked


def shapes(standing: int, values: int, signs: int, hidden: int) -> tuple[tuple[int, ...], ...]:
    """Those of the weights, in the order of `Network`."""
    width, direct = VECTOR + 2 * signs + standing, VECTOR + standing
    joint = ((width, hidden), (hidden,))
    told = ((hidden, values), (values,))
    return ((TOKEN, signs), (signs,), *joint, *told, (direct, values), (COUNTED, values))


class Rounded(NamedTuple):
    """A weight in whole steps, a byte each: `steps` (from -127 to 127) times the `size` of a step in their column."""

    steps: npt.NDArray[np.int8]
    size: npt.NDArray[np.float32]

    def weight(self) -> Floats:
        """In single precision."""
        return self.steps * self.size


def rounded(weight: Floats) -> Rounded:
    """The nearest steps; the largest number of a column is 127 of them."""
    largest = np.abs(np.atleast_2d(weight)).max(0)
    size = np.where(largest == 0, 1, largest / 127).astype(np.float32)
    return Rounded(np.round(weight / size).astype(np.int8), size)


class Dropped(NamedTuple):
    """What is hidden from the network as it learns, so that it relies on no single sign: factors, 0 where hidden."""

    inputs: Floats
    hidden: Floats


class _Passed(NamedTuple):
    signs: Floats
    strongest: Floats
    inputs: Floats
    hidden: Floats
    direct: Floats
    logits: Floats


def begun(standing: int, values: int, rng: np.random.Generator, *, signs: int = SIGNS, hidden: int = HIDDEN) -> Network:
    """Drawn weights, of a size that neither fades nor grows through the layers (LeCun and others, 1998)."""

    network = Network(*(np.zeros(shape, np.float32) for shape in shapes(standing, values, signs, hidden)))
    for weight in (network.sign, network.joint, network.told):
        weight[:] = rng.standard_normal(weight.shape) * np.sqrt(1 / len(weight))
    network.told_bias[:] = BIAS
    return network


def drop(network: Network, texts: int, share: float, rng: np.random.Generator) -> Dropped:
    """Hides a share of inputs and of the hidden layer, and makes up for it on the rest (Srivastava and others, 2014)."""

    def kept(width: int) -> Floats:
        return ((rng.random((texts, width), np.float32) >= share) / np.float32(1 - share)).astype(np.float32)

    return Dropped(kept(len(network.joint)), kept(len(network.told)))


def gradient(
    network: Network, tokens: Tokens, given: Given, shown: Floats, weights: Floats, dropped: Dropped | None
) -> tuple[float, Network]:
    """The loss, and its slope by each weight. Loss: the cross-entropy of each value, times its weight, summed over values, mean over texts."""
    passed = _forward(network, tokens, given, dropped)
    texts = len(shown)
    z = passed.logits
    loss = float((weights * (np.maximum(z, 0) - z * shown + np.log1p(np.exp(-np.abs(z))))).sum() / texts)
    by_logit = ((_probability(z) - shown) * weights / texts).astype(np.float32)
    by_hidden = by_logit @ network.told.T * (passed.hidden > 0)
    if dropped is not None:
        by_hidden *= dropped.hidden
    by_input = by_hidden @ network.joint.T
    if dropped is not None:
        by_input *= dropped.inputs
    signs = network.sign.shape[1]
    by_strongest, by_sum = by_input[:, VECTOR : VECTOR + signs], by_input[:, VECTOR + signs : VECTOR + 2 * signs]
    spread = by_sum / np.sqrt(tokens.lengths.astype(np.float32))[:, None]
    there = passed.signs == np.repeat(passed.strongest, tokens.lengths, axis=0)
    by_sign = np.repeat(spread, tokens.lengths, axis=0) + there * np.repeat(by_strongest, tokens.lengths, axis=0)
    by_sign *= passed.signs > 0
    return loss, Network(
        tokens.features.T @ by_sign,
        by_sign.sum(0),
        passed.inputs.T @ by_hidden,
        by_hidden.sum(0),
        passed.hidden.T @ by_logit,
        by_logit.sum(0),
        passed.direct.T @ by_logit,
        given.counted.T @ by_logit,
    )


def _forward(network: Network, tokens: Tokens, given: Given, dropped: Dropped | None) -> _Passed:
    signs = np.maximum(tokens.features @ network.sign + network.sign_bias, 0)
    sight = pool(signs, tokens.lengths, tokens.vectors)
    direct = np.hstack([tokens.vectors * np.float32(VECTOR_WEIGHT), given.standing])
    inputs = np.hstack([direct[:, :VECTOR], sight.strongest, _over_root(sight), given.standing])
    if dropped is not None:
        inputs = inputs * dropped.inputs
    hidden = np.maximum(inputs @ network.joint + network.joint_bias, 0)
    if dropped is not None:
        hidden = hidden * dropped.hidden
    logits = hidden @ network.told + network.told_bias + direct @ network.direct + given.counted @ network.counted
    return _Passed(signs, sight.strongest, inputs, hidden, direct, logits)


def _over_root(sight: Sight) -> Floats:
    """The sums, over the root of the number of tokens."""
    return np.asarray(sight.sum / np.sqrt(sight.lengths.astype(np.float32))[:, None])


def _probability(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -80, 80))), np.float32)
