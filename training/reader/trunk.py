"""The trunk: signs of tokens, learnt on sentences alone, with the layer after them as the networks
begin.

It is taught facts and outcomes together: the facts say what a sentence shows, the outcomes what
follows from it.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt

from classifiers.encoder.tokens import TOKEN
from classifiers.reader.features import GIVEN, LENGTH_WEIGHT, VECTOR_WEIGHT, network_width
from classifiers.reader.reading import CATEGORIES
from training.layers import Weights, adamw, cross_entropy, hidden_layer
from training.progress import Say
from training.reader.sources import COMMENT, TEXT, SentenceTargets
from training.sentences import Sentences, batch_of, pooled_signs

SIGNS, HIDDEN = 320, 512
EPOCHS, BATCH_SIZE, WEIGHT_DECAY, DROPOUT = 4, 64, 0.01, 0.3
"""Epochs, sentences a batch, weight decay and dropout rate, as decision 22."""
OUTCOME_WEIGHT = 4.0
"""Weight of an outcome in the loss, beside a fact: there are ten times as many facts."""
SPOKEN = {COMMENT: 0.7, TEXT: 0.3}
"""Probability that a sentence is learnt as a reporter's: witnesses mostly, others at times, since
people put the words of one in the place of the other's.
"""
SPOKEN_OTHERWISE = 0.3


def learn(
    sentences: Sentences,
    targets: SentenceTargets,
    outcomes: int,
    say: Say,
) -> Weights:
    """The weights after every epoch. `outcomes`: how many targets come before the facts."""
    _, side, target, weight = targets
    scale = np.where(np.arange(target.shape[1]) < outcomes, OUTCOME_WEIGHT, 1.0).astype(np.float32)
    rng, count = np.random.default_rng(0), len(side)
    steps = EPOCHS * (count // BATCH_SIZE)
    state, step = adamw(initial_weights(jax.random.key(0), target.shape[1]), _loss, steps, WEIGHT_DECAY)
    share = np.array([SPOKEN.get(one, SPOKEN_OTHERWISE) for one in side.tolist()])
    losses: list[float] = []
    for _ in range(EPOCHS):
        order = rng.permutation(count)
        for first in range(0, count - BATCH_SIZE + 1, BATCH_SIZE):
            some = order[first : first + BATCH_SIZE]
            batch = _batch(sentences, some, rng.random(BATCH_SIZE) < share[some])
            key = jax.random.key(int(rng.integers(1 << 31)))
            state, value = step(state, batch, target[some], weight[some] * scale, key)
            losses.append(float(value))
            if len(losses) % 500 == 0:
                say(f"tronc : {len(losses)}/{steps} pas, perte {np.mean(losses[-500:]):.2f}")
    return {name: np.asarray(value) for name, value in state[0].items()}


def _loss(weights: Weights, batch: dict[str, Any], target: Any, much: Any, key: Any) -> Any:
    return cross_entropy(forward(weights, batch, key), target, much)


def initial_weights(key: Any, outputs: int, signs: int = SIGNS, hidden: int = HIDDEN) -> Weights:
    """Random initial weights."""
    keys, width = jax.random.split(key, 3), network_width(signs)
    return {
        "sign": jax.random.normal(keys[0], (TOKEN, signs)) / TOKEN**0.5,
        "sign_bias": jnp.zeros(signs),
        "hidden": jax.random.normal(keys[1], (width, hidden)) / (width / 2) ** 0.5,  # one side of two is there
        "hidden_bias": jnp.zeros(hidden),
        "head": jax.random.normal(keys[2], (hidden, outputs)) / hidden**0.5,
        "head_bias": jnp.full(outputs, -2.0),
        "direct": jnp.zeros((width, outputs)),
    }


def forward(weights: Weights, batch: dict[str, Any], key: Any = None) -> Any:
    """The logits of each sentence, as `features.network_row` and `ReportNetwork.logits` make them;
    with a key, dropout is applied.
    """
    strongest, summed = pooled_signs(weights, batch)
    vectors = batch["vectors"] * VECTOR_WEIGHT
    side = jnp.concatenate([vectors, vectors, strongest, summed], axis=1)
    spoken = batch["spoken"][:, None]
    rows = jnp.concatenate([side * (1 - spoken), side * spoken, batch["given"]], axis=1)
    rows, hidden = hidden_layer(weights, rows, DROPOUT, key)
    return hidden @ weights["head"] + weights["head_bias"] + rows @ weights["direct"]


def _batch(sentences: Sentences, some: npt.NDArray[np.int64], spoken: npt.NDArray[np.bool_]) -> dict[str, Any]:
    tokens = sentences.tokens(some)
    given = np.zeros((len(some), GIVEN), np.float32)
    for row, length, comment in zip(given, tokens.lengths, spoken, strict=True):
        row[2 * comment : 2 * comment + 2] = 1, np.log1p(length) / LENGTH_WEIGHT
    given[:, 4 + len(CATEGORIES)] = 1
    return {**batch_of(tokens), "spoken": spoken.astype(np.float32), "given": given}
