"""The network: what it says of a text, worked out token by token; and it does not depend on the text's neighbours in a batch."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse import random as drawn

from classifiers.encoder.tokens import TOKEN, VECTOR, Signs, Tokens, sight
from classifiers.second.counts import COUNTED
from classifiers.second.features import FeatureRows
from classifiers.second.network import VECTOR_WEIGHT, FactNetwork, shapes

RNG = np.random.default_rng(7)
LENGTHS = np.array([3, 1, 4])
STARTS = [0, 3, 4, 8]
VALUES, STANDING, SIGNS, HIDDEN = 4, 5, 6, 7
TOKENS = Tokens(RNG.standard_normal((8, TOKEN)), LENGTHS, RNG.standard_normal((3, VECTOR)) / 20)
GIVEN = FeatureRows((RNG.random((3, STANDING)) > 0.5).astype(float), csr_matrix(drawn(3, COUNTED, 0.01, rng=RNG)))


def drawn_network() -> FactNetwork:
    """Drawn weights, in double precision, each layer's numbers about 1."""
    asked = shapes(STANDING, VALUES, SIGNS, HIDDEN)
    return FactNetwork(*(RNG.standard_normal(shape) / np.sqrt(len(np.zeros(shape))) for shape in asked))


def _alone(network: FactNetwork, row: int) -> npt.NDArray[np.float64]:
    """What the network says of one text, one token after the other."""
    signs = np.array([np.maximum(TOKENS.features[one] @ network.sign + network.sign_bias, 0) for one in range(8)])
    own = signs[STARTS[row] : STARTS[row + 1]]
    vector, standing = VECTOR_WEIGHT * TOKENS.vectors[row], GIVEN.standing[row]
    inputs = np.concatenate([vector, own.max(0), own.sum(0) / np.sqrt(len(own)), standing])
    hidden = np.maximum(inputs @ network.hidden + network.hidden_bias, 0)
    direct = np.concatenate([vector, standing]) @ network.direct + GIVEN.counts.toarray()[row] @ network.counts
    return np.asarray(hidden @ network.output + network.output_bias + direct)


def test_it_says_of_each_text_what_its_layers_come_to() -> None:
    network = drawn_network()
    assert np.allclose(
        network.logits(sight(TOKENS, Signs(network.sign, network.sign_bias)), GIVEN),
        [_alone(network, row) for row in range(3)],
    )


def test_a_text_is_read_alike_alone_and_among_others() -> None:
    network = drawn_network()
    signs = Signs(network.sign, network.sign_bias)
    together = network.logits(sight(TOKENS, signs), GIVEN)
    for row in range(3):
        part = slice(row, row + 1)
        alone = Tokens(TOKENS.features[STARTS[row] : STARTS[row + 1]], LENGTHS[part], TOKENS.vectors[part])
        assert np.allclose(network.logits(sight(alone, signs), GIVEN.of(part)), together[part])
