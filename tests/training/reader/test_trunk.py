"""The trainer and the product weigh the same: what jax learns with is what numpy reads with."""

from __future__ import annotations

import numpy as np
import pytest

from classifiers.encoder.tokens import TOKEN, VECTOR, Sight, Signs, Tokens, sight
from classifiers.reader.features import Side, network_row
from classifiers.reader.network import ReportNetwork
from classifiers.reader.reading import HEADS

jax = pytest.importorskip("jax", reason="the extra `train` is not installed")
from training.reader import trunk as training  # noqa: E402
from training.sentences import Sentences  # noqa: E402

RNG = np.random.default_rng(5)
SIGNS, HIDDEN = 6, 7
LENGTHS = np.array([3, 1, 4])
SENTENCES = Sentences(
    RNG.standard_normal((8, TOKEN)).astype(np.float16), LENGTHS, RNG.standard_normal((3, VECTOR)).astype(np.float32)
)
SPOKEN = np.array([False, True, False])


def test_both_forward_passes_say_the_same() -> None:
    weights = training.initial_weights(jax.random.key(1), len(HEADS), SIGNS, HIDDEN)
    weights["direct"] = RNG.standard_normal(weights["direct"].shape).astype(np.float32) / 30
    batch = training._batch(SENTENCES, np.arange(3), SPOKEN)
    trained = np.asarray(training.forward(weights, batch))
    tokens = Tokens(SENTENCES.features.astype(np.float32), LENGTHS, SENTENCES.vectors)
    seen = sight(tokens, Signs(np.asarray(weights["sign"]), np.asarray(weights["sign_bias"])))
    sides = [Side(Sight(*(array[[place]] for array in seen)), np.zeros((1, 0)), 0) for place in range(3)]
    weighed = [
        network_row(None if spoken else side, side if spoken else None, None, SIGNS)
        for side, spoken in zip(sides, SPOKEN, strict=True)
    ]
    network = ReportNetwork(*(np.asarray(weights[name]) for name in ReportNetwork._fields))
    assert np.allclose(network.logits(np.array(weighed)), trained, atol=1e-4)
