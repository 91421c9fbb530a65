"""The forward pass of the encoder: multilingual USE v3, sums over convolutions on runs of 2, 3 and
5 tokens.

Texts are packed one after the other, without padding. What a token gives by itself to the layers,
whoever stands about it, is worked out once and remembered (`memory.py`): the first layer over runs
is then a sum of rows, and the signs of a token read 768 of its 1,280 numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from classifiers.encoder.memory import BETWEEN, RUNS, WIDE, Numbers, TokenMemory
from classifiers.encoder.tokens import TOKEN, VECTOR, Sight, Signs, Tokens, nothing, pool, stretches
from classifiers.encoder.weights import Floats, Weights, normal

ABOUT = len(RUNS) * WIDE
"""Numbers of a token that depend on those about it."""


class _Layers(NamedTuple):
    """Tokens before they are normalised: their slots, texts' lengths, and `about`: what depends on
    those about them, with room for two columns.
    """

    slots: Numbers
    lengths: Numbers
    about: Floats


class ForwardPass:
    """The pass on some weights. Not for several threads at once: it remembers what tokens give."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._memory = TokenMemory(weights)
        self._ready: dict[Signs, Floats] = {}

    def tokens(self, texts: Sequence[Sequence[int]]) -> Tokens:
        """The tokens of some texts, by their numbers in the vocabulary."""
        slots, lengths, about = self._layers(texts)
        rows = normal(np.hstack([self._memory.own(slots), about[:, :ABOUT]]), self._weights.norm)
        summed = np.array([rows[some].sum(0) for some in stretches(lengths)])
        return Tokens(rows, lengths, self._vectors(summed, lengths))

    def look(self, groups: Iterable[Sequence[Sequence[int]]], signs: Signs) -> Sight:
        """The signs of some texts, worked on group by group; their vectors, all at once."""
        parts = [self._look(group, signs) for group in groups]
        if not parts:
            return nothing(len(signs.bias))
        every = parts[0] if len(parts) == 1 else Sight(*map(np.concatenate, zip(*parts, strict=True)))
        return every._replace(vectors=self._vectors(every.vectors, every.lengths))

    def _look(self, texts: Sequence[Sequence[int]], signs: Signs) -> Sight:
        """The signs of a group; in place of vectors, the sum of each text's tokens.

        Normalised, a token is (row - mean) / spread, scaled and shifted: what is linear there is
        done on the parts of the row.
        """
        slots, lengths, about = self._layers(texts)
        norm = self._weights.norm
        sums, squares = self._memory.moments(slots).T
        part = about[:, :ABOUT]
        mean = (sums + part.sum(1, dtype=np.float64)) / TOKEN
        spread = (squares + np.einsum("ij,ij->i", part, part)) / TOKEN - mean * mean
        deviation = np.sqrt(spread + norm.least)
        over = (1 / deviation).astype(np.float32)
        about[:, ABOUT], about[:, ABOUT + 1] = mean, deviation
        about *= over[:, None]
        every = self._memory.signs(signs, slots)
        every *= over[:, None]
        every += about @ self._weight(signs)
        np.maximum(every, 0, out=every)
        own = self._memory.own(slots)
        whole = np.empty((len(texts), TOKEN), np.float32)
        rest = np.empty((len(texts), ABOUT + 2), np.float32)
        for text, some in enumerate(stretches(lengths)):
            np.dot(over[some], own[some], out=whole[text, :VECTOR])
            np.add.reduce(about[some], axis=0, out=rest[text])
        whole[:, VECTOR:] = rest[:, :ABOUT]
        whole -= rest[:, ABOUT, None]
        whole *= norm.scale
        whole += rest[:, ABOUT + 1, None] * norm.shift
        return pool(every, lengths, whole)

    def _weight(self, signs: Signs) -> Floats:
        """The weights of signs over `about`, then of the mean over the spread, then by
        themselves.
        """
        if signs not in self._ready:
            self._ready.clear()
            scaled = self._weights.norm.scale[:, None] * signs.weight
            alone = self._weights.norm.shift @ signs.weight + signs.bias
            self._ready[signs] = np.vstack([scaled[VECTOR:], -scaled.sum(0), alone]).astype(np.float32)
        return self._ready[signs]

    def forget(self) -> None:
        """Empties the cache of tokens."""
        self._memory.forget()

    def _layers(self, texts: Sequence[Sequence[int]]) -> _Layers:
        """Two layers over the runs about each token, within its own text.

        Zeros stand between texts, as many as a run reaches: what stands at a place of all runs is
        then a slice.
        """
        weights, memory = self._weights, self._memory
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        slots = memory.slots(np.fromiter(chain.from_iterable(texts), np.int64))
        places = np.arange(len(slots)) + np.repeat(np.arange(len(texts)) * BETWEEN, lengths)
        spread = np.full(len(slots) + (len(texts) + 1) * BETWEEN, memory.nothing)
        spread[places + BETWEEN] = slots
        outside = np.flatnonzero(spread == memory.nothing)
        count = len(spread) - 2 * BETWEEN
        layer, more = np.empty((2, count, WIDE), np.float32)
        first = np.zeros((len(spread), WIDE), np.float32)
        about = np.empty((len(slots), ABOUT + 2), np.float32)
        for run, (size, before) in enumerate(RUNS):
            begin = BETWEEN - before
            memory.first(run, spread, first[BETWEEN:-BETWEEN])
            first[outside] = 0
            np.matmul(first[begin : begin + count], weights.second[run][:WIDE], out=layer)
            for place in range(1, size):
                at, rows = begin + place, slice(place * WIDE, (place + 1) * WIDE)
                np.matmul(first[at : at + count], weights.second[run][rows], out=more)
                layer += more
            layer += weights.second_bias[run]
            np.maximum(layer, 0, out=layer)
            layer += first[BETWEEN:-BETWEEN]
            about[:, run * WIDE : (run + 1) * WIDE] = layer[places]
        return _Layers(slots, lengths, about)

    def _vectors(self, summed: Floats, lengths: Numbers) -> Floats:
        """The sum of a text's tokens, over the root of their number, through the encoder's last
        layers; of length 1.
        """
        w = self._weights
        many = lengths.astype(np.float32)[:, None]
        begin = (summed @ w.sum + many * w.sum_bias) / np.sqrt(many)
        d0, d1, d2, d3 = w.deep
        p1, p3 = w.straight
        first = np.maximum(begin @ p1 + np.maximum(begin @ d0, 0) @ d1, 0)
        last = np.tanh(first @ p3 + np.maximum(first @ d2, 0) @ d3)
        return np.asarray(last / np.sqrt(np.maximum((last * last).sum(1, keepdims=True), w.norm.least)), np.float32)
