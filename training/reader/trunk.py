"""The trunk: signs of tokens, learnt on sentences alone, with the layer after them as the networks begin.

It is taught facts and outcomes together: the facts say what a sentence shows, the outcomes what follows from it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
import optax

from classifiers.encoder.tokens import TOKEN, VECTOR
from classifiers.reader.features import GIVEN, LENGTH_WEIGHT, VECTOR_WEIGHT, network_width
from classifiers.reader.reading import CATEGORIES, HEADS
from training.reader.sources import COMMENT, TEXT

SIGNS, HIDDEN = 320, 512
PASSES, TOGETHER, PACE, DECAY, HIDDEN_SHARE = 4, 64, 1e-3, 0.01, 0.3
"""How often each sentence is read; sentences after which weights change; the fastest pace, what weights lose, the share of numbers hidden, as decision 22."""
RISE = 0.1
OUTCOME_WEIGHT = 4.0
"""What an outcome weighs beside a fact: there are ten times as many facts."""
SPOKEN = {COMMENT: 0.85, TEXT: 0.12}
"""How often a sentence is learnt as a reporter's: witnesses mostly, others at times."""
SPOKEN_OTHERWISE = 0.1

Floats = npt.NDArray[np.float32]
Weights = dict[str, Any]


class Sentences(NamedTuple):
    """Sentences as the encoder reads them, one after the other: `features` of their tokens, in half precision, `lengths`, `vectors`."""

    features: npt.NDArray[np.float16]
    lengths: npt.NDArray[np.int64]
    vectors: Floats


def learn(
    sentences: Sentences,
    side: npt.NDArray[np.int64],
    target: Floats,
    weight: Floats,
    say: Callable[[str], None],
    seed: int = 0,
) -> Weights:
    """The weights after some passes. `target`, `weight`: outcomes first, then facts."""
    scale = np.where(np.arange(target.shape[1]) < len(HEADS), OUTCOME_WEIGHT, 1.0).astype(np.float32)
    rng, count = np.random.default_rng(seed), len(side)
    weights = begun(jax.random.key(seed), target.shape[1])
    steps = PASSES * (count // TOGETHER)
    rule = optax.adamw(optax.warmup_cosine_decay_schedule(0, PACE, int(steps * RISE), steps), weight_decay=DECAY)
    state = rule.init(weights)

    @jax.jit  # type: ignore[untyped-decorator, unused-ignore]
    def step(weights: Weights, state: Any, batch: dict[str, Any], shown: Any, much: Any, key: Any) -> Any:
        def loss(weights: Weights) -> Any:
            logits = forward(weights, batch, key)
            return (much * optax.sigmoid_binary_cross_entropy(logits, shown)).sum() / TOGETHER

        value, slope = jax.value_and_grad(loss)(weights)
        change, state = rule.update(slope, state, weights)
        return optax.apply_updates(weights, change), state, value

    ends = np.cumsum(sentences.lengths)
    share = np.array([SPOKEN.get(one, SPOKEN_OTHERWISE) for one in side.tolist()])
    losses: list[float] = []
    for _ in range(PASSES):
        order = rng.permutation(count)
        for first in range(0, count - TOGETHER + 1, TOGETHER):
            some = order[first : first + TOGETHER]
            batch = _batch(sentences, ends, some, rng.random(TOGETHER) < share[some])
            key = jax.random.key(int(rng.integers(1 << 31)))
            weights, state, value = step(weights, state, batch, target[some], weight[some] * scale, key)
            losses.append(float(value))
            if len(losses) % 500 == 0:
                say(f"tronc : {len(losses)}/{steps} pas, perte {np.mean(losses[-500:]):.2f}")
    return {name: np.asarray(value) for name, value in weights.items()}


def begun(key: Any, outputs: int, signs: int = SIGNS, hidden: int = HIDDEN) -> Weights:
    """Drawn weights."""
    keys, width = jax.random.split(key, 3), network_width(signs)
    return {
        "sign": jax.random.normal(keys[0], (TOKEN, signs)) / TOKEN**0.5,
        "sign_bias": jnp.zeros(signs),
        "joint": jax.random.normal(keys[1], (width, hidden)) / (width / 2) ** 0.5,  # one side of two is there
        "joint_bias": jnp.zeros(hidden),
        "head": jax.random.normal(keys[2], (hidden, outputs)) / hidden**0.5,
        "head_bias": jnp.full(outputs, -2.0),
        "direct": jnp.zeros((width, outputs)),
    }


def forward(weights: Weights, batch: dict[str, Any], key: Any = None) -> Any:
    """The logits of each sentence, as `features.network_row` and `Network.logits` make them; with a key, a share of numbers is hidden."""
    count = len(batch["lengths"])
    signs = jax.nn.relu(batch["features"].astype(jnp.float32) @ weights["sign"] + weights["sign_bias"])
    strongest = jax.ops.segment_max(signs, batch["of"], count + 1)[:count]  # padding goes to one more
    summed = jax.ops.segment_sum(signs, batch["of"], count + 1)[:count] / jnp.sqrt(batch["lengths"])[:, None]
    vectors = batch["vectors"] * VECTOR_WEIGHT
    side = jnp.concatenate([vectors, vectors, strongest, summed], axis=1)
    spoken = batch["spoken"][:, None]
    rows = jnp.concatenate([side * (1 - spoken), side * spoken, batch["given"]], axis=1)
    if key is not None:
        keys = jax.random.split(key)
        rows = hide(rows, HIDDEN_SHARE, keys[0])
    hidden = jax.nn.relu(rows @ weights["joint"] + weights["joint_bias"])
    if key is not None:
        hidden = hide(hidden, HIDDEN_SHARE, keys[1])
    return hidden @ weights["head"] + weights["head_bias"] + rows @ weights["direct"]


def hide(numbers: Any, share: float, key: Any) -> Any:
    """Some of the numbers at zero, and the rest larger to make up for it."""
    return numbers * jax.random.bernoulli(key, 1 - share, numbers.shape) / (1 - share)


def _batch(
    sentences: Sentences, ends: npt.NDArray[np.int64], some: npt.NDArray[np.int64], spoken: npt.NDArray[np.bool_]
) -> dict[str, Any]:
    lengths = sentences.lengths[some]
    size = 512
    while size < lengths.sum():
        size = int(size * 1.25)  # few sizes, so that few programs are compiled
    features, of = np.zeros((size, TOKEN), np.float16), np.full(size, len(some))
    place = 0
    for number, (end, length) in enumerate(zip(ends[some], lengths, strict=True)):
        features[place : place + length] = sentences.features[end - length : end]
        of[place : place + length] = number
        place += length
    given = np.zeros((len(some), GIVEN), np.float32)
    for row, length, comment in zip(given, lengths, spoken, strict=True):
        row[2 * comment : 2 * comment + 2] = 1, np.log1p(length) / LENGTH_WEIGHT
    given[:, 4 + len(CATEGORIES)] = 1
    assert sentences.vectors.shape[1] == VECTOR
    return {
        "features": features,
        "of": of,
        "lengths": lengths.astype(np.float32),
        "vectors": sentences.vectors[some],
        "spoken": spoken.astype(np.float32),
        "given": given,
    }
