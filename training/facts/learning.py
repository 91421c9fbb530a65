"""Fitting of the facts network: AdamW, seeded, in batches.

A checkpoint is left in the work folder after each epoch, so that the next run goes on from it.
"""

from __future__ import annotations

import hashlib
import math
from pathlib import Path
from typing import Any

import jax
import numpy as np
import numpy.typing as npt

from classifiers.second.features import Columns
from classifiers.second.model import SecondModel
from classifiers.second.network import FactNetwork, quantize
from training.facts.annotations import digest
from training.facts.examples import Examples, targets
from training.facts.network import batch, initial, loss
from training.layers import Weights, adamw
from training.progress import TrainingRun

EPOCHS, BATCH_SIZE = 8, 64
"""Epochs, and sentences a batch."""
WEIGHT_DECAY = 0.01
"""Weight decay at the peak of the learning rate."""


def fit(
    examples: Examples,
    some: npt.NDArray[np.int64],
    columns: Columns,
    run: TrainingRun,
    *,
    epochs: int = EPOCHS,
) -> SecondModel:
    """The network after some epochs over some of the sentences: those of an earlier run, as far as
    they went, then the others.
    """
    values = columns.values
    shown, much = targets(examples, values)
    batches = math.ceil(len(some) / BATCH_SIZE)
    state, step = adamw(initial(jax.random.key(0), columns.width, len(values)), loss, epochs * batches, WEIGHT_DECAY)
    seen = [digest([examples.rows[one] for one in some.tolist()]), values, columns, epochs]
    path = run.work / f"facts-{hashlib.sha256(repr(seen).encode()).hexdigest()[:16]}.npz"
    done, state = _restore(path, state)
    for number in range(done, epochs):
        rng = np.random.default_rng([0, number])
        losses = []
        for part in np.array_split(rng.permutation(some), batches):
            weighed = batch(examples.sentences.tokens(part), examples.features.of(part))
            key = jax.random.key(int(rng.integers(1 << 31)))
            state, value = step(state, weighed, shown[part], much[part], key)
            losses.append(value)
        _keep(path, number + 1, state)
        run.say(f"faits : passage {number + 1}/{epochs} sur {len(some)} phrases, perte {np.mean(losses):.2f}")
    return _model(state[0], columns)


def _model(weights: Weights, columns: Columns) -> SecondModel:
    kept = tuple(quantize(np.asarray(weights[name])) for name in FactNetwork._fields)
    return SecondModel(columns.values, columns, kept)


def _keep(path: Path, epochs: int, state: Any) -> None:
    part = path.with_suffix(".part.npz")
    np.savez(part, *map(np.asarray, jax.tree.leaves(state)), epochs=epochs)
    part.replace(path)


def _restore(path: Path, state: Any) -> tuple[int, Any]:
    """The epochs of an earlier run, and where they led; none, and the state itself, when there was
    none.
    """
    if not path.exists():
        return 0, state
    leaves, shape = jax.tree.flatten(state)
    with np.load(path) as kept:
        return int(kept["epochs"]), jax.tree.unflatten(shape, [kept[f"arr_{n}"] for n in range(len(leaves))])
