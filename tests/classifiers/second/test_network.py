"""The network: its slope is that of its loss, and what it says of a text does not depend on its neighbours in a batch."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse import random as drawn

from classifiers.encoder.tokens import TOKEN, VECTOR, Signs, Tokens, sight
from classifiers.second.counts import COUNTED
from classifiers.second.features import Given
from classifiers.second.network import Network, _forward, begun, drop, gradient

RNG = np.random.default_rng(7)
LENGTHS = np.array([3, 1, 4])
VALUES, STANDING = 4, 5
TOKENS = Tokens(RNG.standard_normal((8, TOKEN)), LENGTHS, RNG.standard_normal((3, VECTOR)) / 20)
GIVEN = Given((RNG.random((3, STANDING)) > 0.5).astype(float), csr_matrix(drawn(3, COUNTED, 0.01, rng=RNG)))
SHOWN = (RNG.random((3, VALUES)) > 0.5).astype(float)
WEIGHTS = RNG.random((3, VALUES))
STEP = 1e-5


def _network() -> Network:
    network = begun(STANDING, VALUES, np.random.default_rng(1), signs=6, hidden=7)
    network.direct[:] = RNG.standard_normal(network.direct.shape)
    return Network(*(weight.astype(np.float64) for weight in network))


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("name", Network._fields)
def test_the_slope_is_that_of_the_loss(name: str, hidden: bool) -> None:
    network = _network()
    dropped = drop(network, 3, 0.3, np.random.default_rng(2)) if hidden else None
    _, slope = gradient(network, TOKENS, GIVEN, SHOWN, WEIGHTS, dropped)
    weight, by = getattr(network, name), getattr(slope, name)
    # where it is steepest, and anywhere
    places = [np.unravel_index(np.argmax(np.abs(by)), by.shape), tuple(n // 2 for n in by.shape)]
    for place in places:
        before = weight[place]
        losses = []
        for moved in (before + STEP, before - STEP):
            weight[place] = moved
            losses.append(gradient(network, TOKENS, GIVEN, SHOWN, WEIGHTS, dropped)[0])
        weight[place] = before
        assert (losses[0] - losses[1]) / (2 * STEP) == pytest.approx(by[place], rel=1e-4, abs=1e-7)


def test_a_text_is_read_alike_alone_and_among_others() -> None:
    network = _network()
    signs = Signs(network.sign, network.sign_bias)
    together = network.logits(sight(TOKENS, signs), GIVEN)
    starts = [0, 3, 4, 8]
    for row in range(3):
        part = slice(row, row + 1)
        alone = Tokens(TOKENS.features[starts[row] : starts[row + 1]], LENGTHS[part], TOKENS.vectors[part])
        assert np.allclose(network.logits(sight(alone, signs), GIVEN.of(part)), together[part])


def test_it_reads_as_it_learns() -> None:
    network = _network()
    seen = network.logits(sight(TOKENS, Signs(network.sign, network.sign_bias)), GIVEN)
    asked = _forward(network, TOKENS, GIVEN, None).logits
    assert np.allclose(seen, asked)
