"""Layers and optimiser of the networks: a layer with dropout, the loss, AdamW."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import optax

Weights = dict[str, Any]

PACE, RISE = 1e-3, 0.1
"""The fastest pace; the part of the steps over which it rises, to fall then as a cosine does."""


def joint(weights: Weights, rows: Any, share: float, key: Any) -> tuple[Any, Any]:
    """The rows and the layer after them; with a key, dropout hides a share of the numbers of both
    (Srivastava and others, 2014).
    """
    keys = (None, None) if key is None else jax.random.split(key)
    rows = _hide(rows, share, keys[0])
    return rows, _hide(jax.nn.relu(rows @ weights["joint"] + weights["joint_bias"]), share, keys[1])


def _hide(numbers: Any, share: float, key: Any) -> Any:
    """Some of the numbers at zero, and the rest larger to make up for it."""
    return numbers if key is None else numbers * jax.random.bernoulli(key, 1 - share, numbers.shape) / (1 - share)


def cross_entropy(logits: Any, shown: Any, much: Any) -> Any:
    """That of each answer, times its weight, summed over answers, mean over rows."""
    return (much * optax.sigmoid_binary_cross_entropy(logits, shown)).sum() / len(shown)


def adamw(weights: Weights, loss: Callable[..., Any], steps: int, decay: float) -> tuple[Any, Callable[..., Any]]:
    """The first state, weights before all else, and a step from a state and what the loss asks for
    to the next state and the loss (Loshchilov and Hutter, 2019).
    """
    rule = optax.adamw(optax.warmup_cosine_decay_schedule(0, PACE, int(steps * RISE), steps), weight_decay=decay)

    @jax.jit  # type: ignore[untyped-decorator, unused-ignore]
    def step(state: Any, *asked: Any) -> Any:
        weights, rates = state
        value, slope = jax.value_and_grad(loss)(weights, *asked)
        change, rates = rule.update(slope, rates, weights)
        return (optax.apply_updates(weights, change), rates), value

    return (weights, rule.init(weights)), step
