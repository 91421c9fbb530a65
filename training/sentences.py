"""Encoded sentences, on disk, and in batches for jax."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt

from classifiers.encoder.tokens import TOKEN, VECTOR, TokenReader, Tokens
from training.layers import Weights
from training.progress import TrainingRun

ENCODED = 256
"""Sentences that the encoder reads at a time."""
LEAST_SIZE, GROWTH = 512, 1.25
"""Tokens of the smallest batch, and how much larger the next size is: few sizes, so that few
programs are compiled.
"""

Floats = npt.NDArray[np.float32]


class Sentences(NamedTuple):
    """Sentences, one after the other: `features` of their tokens, in half precision, `lengths`,
    `vectors`.
    """

    features: npt.NDArray[np.float16]
    lengths: npt.NDArray[np.int64]
    vectors: Floats

    def tokens(self, some: npt.NDArray[np.int64]) -> Tokens:
        """The tokens of some of them, in half precision."""
        ends = np.cumsum(self.lengths)[some]
        parts = [self.features[end - length : end] for end, length in zip(ends, self.lengths[some], strict=True)]
        return Tokens(np.concatenate(parts), self.lengths[some], self.vectors[some])


def encode(texts: Sequence[str], tokens: TokenReader, run: TrainingRun) -> Sentences:
    """The encoder's output on the sentences, on disk: several gigabytes; read from the work folder
    where an earlier run left it.
    """
    seen = hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    paths = [run.work / f"{name}-{seen}.npy" for name in Sentences._fields]
    if not all(path.exists() for path in paths):
        lengths, vectors, total, part = [], [], 0, run.work / "features.part"
        with part.open("wb") as out:
            for first in range(0, len(texts), ENCODED):
                read = tokens.read(texts[first : first + ENCODED])
                read.features.astype(np.float16).tofile(out)
                lengths.append(read.lengths)
                vectors.append(read.vectors.astype(np.float32))
                total += len(read.features)
                if first % (ENCODED * 20) == 0:
                    run.say(f"phrases encodées : {first}/{len(texts)}")
        features = np.memmap(part, np.float16, "r", shape=(total, TOKEN))
        for path, array in zip(paths, (features, np.concatenate(lengths), np.vstack(vectors)), strict=True):
            np.save(path, array)
        part.unlink()
    found = Sentences(*(np.load(path, mmap_mode="r") for path in paths))
    assert found.vectors.shape == (len(texts), VECTOR)
    return found


def batch_of(tokens: Tokens) -> dict[str, Any]:
    """The tokens of a batch, as many rows as the next of few sizes; `of`: the sentence of each, one
    more than there are for the padding.
    """
    size, count = LEAST_SIZE, len(tokens.features)
    while size < count:
        size = int(size * GROWTH)
    features, of = np.zeros((size, TOKEN), tokens.features.dtype), np.full(size, len(tokens.lengths))
    features[:count] = tokens.features
    of[:count] = np.repeat(np.arange(len(tokens.lengths)), tokens.lengths)
    return {
        "features": features,
        "of": of,
        "lengths": tokens.lengths.astype(np.float32),
        "vectors": tokens.vectors,
    }


def pooled_signs(weights: Weights, batch: dict[str, Any]) -> tuple[Any, Any]:
    """The pooled signs of each sentence: of each, the strongest place, and the sum over the root of
    the number of tokens.
    """
    count, single = len(batch["lengths"]), weights["sign"].dtype
    signs = jax.nn.relu(batch["features"].astype(single) @ weights["sign"] + weights["sign_bias"])
    strongest = jax.ops.segment_max(signs, batch["of"], count + 1)[:count]
    return strongest, jax.ops.segment_sum(signs, batch["of"], count + 1)[:count] / jnp.sqrt(batch["lengths"])[:, None]
