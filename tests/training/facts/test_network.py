"""The network as it learns: it says what numpy reads with it, and its gradient is that of its loss."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from classifiers.encoder.tokens import Signs, sight
from classifiers.second.network import FactNetwork, Floats
from tests.classifiers.second.test_network import GIVEN, RNG, STANDING, TOKENS, VALUES, drawn_network

jax = pytest.importorskip("jax", reason="the extra `train` is not installed")
from training.facts import network as training  # noqa: E402

SHOWN = (RNG.random((3, VALUES)) > 0.5).astype(float)
MUCH = RNG.random((3, VALUES))
STEP = 1e-5


@pytest.fixture(autouse=True)
def double_precision() -> Iterator[None]:
    """That of the numpy side, so that a gradient is compared to seven digits."""
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", before)


def _logits(network: FactNetwork) -> Floats:
    """What numpy reads."""
    return network.logits(sight(TOKENS, Signs(network.sign, network.sign_bias)), GIVEN)


def _loss(network: FactNetwork) -> float:
    """The loss of what numpy reads, by its formula."""
    logits = _logits(network)
    each = np.where(SHOWN > 0, np.logaddexp(0, -logits), np.logaddexp(0, logits))
    return float((MUCH * each).sum() / len(SHOWN))


def test_both_forward_passes_and_both_losses_are_the_same() -> None:
    network, batch = drawn_network(), training.batch(TOKENS, GIVEN)
    assert np.allclose(training.forward(network._asdict(), batch), _logits(network), atol=1e-9)
    assert float(training.loss(network._asdict(), batch, SHOWN, MUCH)) == pytest.approx(_loss(network), abs=1e-9)


@pytest.mark.parametrize("name", FactNetwork._fields)
def test_the_slope_is_that_of_what_numpy_reads(name: str) -> None:
    network = drawn_network()
    gradient = jax.grad(training.loss)(network._asdict(), training.batch(TOKENS, GIVEN), SHOWN, MUCH)
    weight, by = getattr(network, name), np.asarray(gradient[name])
    # where it is steepest, and anywhere
    for place in [np.unravel_index(np.argmax(np.abs(by)), by.shape), tuple(size // 2 for size in by.shape)]:
        before, losses = weight[place], []
        for moved in (before + STEP, before - STEP):
            weight[place] = moved
            losses.append(_loss(network))
        weight[place] = before
        assert (losses[0] - losses[1]) / (2 * STEP) == pytest.approx(by[place], abs=1e-6)


def test_numbers_hidden_as_it_learns_change_what_it_says_and_the_same_key_hides_the_same() -> None:
    network, batch = drawn_network()._asdict(), training.batch(TOKENS, GIVEN)
    one, again, other = (np.asarray(training.forward(network, batch, jax.random.key(n))) for n in (1, 1, 2))
    assert (one == again).all()
    assert not np.allclose(one, other)


def test_first_weights_are_of_the_shapes_that_the_product_reads() -> None:
    weights = training.initial(jax.random.key(0), STANDING, VALUES, 6, 7)
    assert FactNetwork(**{name: np.asarray(one) for name, one in weights.items()}).fits(STANDING, VALUES)
