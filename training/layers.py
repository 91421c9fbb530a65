"""Layers and optimiser of the networks: a layer with dropout, the loss, AdamW."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import optax

Weights = dict[str, Any]

PEAK_LEARNING_RATE, WARMUP = 1e-3, 0.1
"""Peak of the learning rate; share of the steps over which it warms up, before a cosine decay."""


def hidden_layer(weights: Weights, rows: Any, share: float, key: Any) -> tuple[Any, Any]:
    """The rows and the hidden layer over them; with a key, dropout is applied to both (Srivastava
    and others, 2014).
    """
    keys = (None, None) if key is None else jax.random.split(key)
    rows = _dropout(rows, share, keys[0])
    return rows, _dropout(jax.nn.relu(rows @ weights["hidden"] + weights["hidden_bias"]), share, keys[1])


def _dropout(numbers: Any, share: float, key: Any) -> Any:
    """Dropout: some of the numbers at zero, and the rest larger to make up for it."""
    return numbers if key is None else numbers * jax.random.bernoulli(key, 1 - share, numbers.shape) / (1 - share)


def cross_entropy(logits: Any, target: Any, much: Any) -> Any:
    """Binary cross-entropy of each answer, times its weight, summed over answers, mean over
    rows.
    """
    return (much * optax.sigmoid_binary_cross_entropy(logits, target)).sum() / len(target)


def adamw(weights: Weights, loss: Callable[..., Any], steps: int, decay: float) -> tuple[Any, Callable[..., Any]]:
    """AdamW: the first state, weights before all else, and a step from a state and what the loss
    asks for to the next state and the loss (Loshchilov and Hutter, 2019).
    """
    rule = optax.adamw(
        optax.warmup_cosine_decay_schedule(0, PEAK_LEARNING_RATE, int(steps * WARMUP), steps), weight_decay=decay
    )

    @jax.jit  # type: ignore[untyped-decorator, unused-ignore]
    def step(state: Any, *inputs: Any) -> Any:
        weights, rates = state
        value, gradient = jax.value_and_grad(loss)(weights, *inputs)
        change, rates = rule.update(gradient, rates, weights)
        return (optax.apply_updates(weights, change), rates), value

    return (weights, rule.init(weights)), step
