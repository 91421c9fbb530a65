"""Facts network in jax: initial weights, forward pass, loss.

`classifiers.second.network` reads with what comes of it.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from classifiers.encoder.tokens import Tokens
from classifiers.second.features import FeatureRows
from classifiers.second.network import VECTOR_WEIGHT, FactNetwork, shapes
from training.layers import Weights, cross_entropy, hidden_layer
from training.sentences import batch_of, pooled_signs

SIGNS, HIDDEN = 384, 768
"""Widths of the layer over each token, and of the hidden layer."""
DROPOUT = 0.3
"""Dropout rate of the inputs and of the hidden layer, so that it relies on no single sign."""
BIAS = -3.0
"""Initial bias of the logit of a value: most sentences show few."""


def initial(key: Any, standing: int, values: int, signs: int = SIGNS, hidden: int = HIDDEN) -> Weights:
    """Random initial weights, of a size that neither fades nor grows through the layers (LeCun and
    others, 1998).
    """
    weights: Weights = dict(
        zip(FactNetwork._fields, map(jnp.zeros, shapes(standing, values, signs, hidden)), strict=True)
    )
    for name, one in zip(("sign", "hidden", "output"), jax.random.split(key, 3), strict=True):
        weights[name] = jax.random.normal(one, weights[name].shape) / len(weights[name]) ** 0.5
    weights["output_bias"] = jnp.full(values, BIAS)
    return weights


def batch(tokens: Tokens, features: FeatureRows) -> dict[str, Any]:
    """The features of some sentences."""
    return {**batch_of(tokens), "standing": features.standing, "counts": features.counts.toarray()}


def forward(weights: Weights, batch: dict[str, Any], key: Any = None) -> Any:
    """The logits of each sentence, as `FactNetwork.logits` makes them; with a key, dropout is
    applied.
    """
    strongest, summed = pooled_signs(weights, batch)
    vectors, standing = batch["vectors"] * VECTOR_WEIGHT, batch["standing"]
    inputs = jnp.concatenate([vectors, strongest, summed, standing], axis=1)
    _, hidden = hidden_layer(weights, inputs, DROPOUT, key)
    direct = jnp.concatenate([vectors, standing], axis=1) @ weights["direct"]
    return hidden @ weights["output"] + weights["output_bias"] + direct + batch["counts"] @ weights["counts"]


def loss(weights: Weights, batch: dict[str, Any], target: Any, much: Any, key: Any = None) -> Any:
    """The cross-entropy of what each sentence shows."""
    return cross_entropy(forward(weights, batch, key), target, much)
