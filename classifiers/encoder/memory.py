"""Cache of what tokens give by themselves to the layers of the encoder, from text to text: a
language has few words that come often.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from classifiers.encoder.tokens import VECTOR, Signs
from classifiers.encoder.weights import Floats, Weights, normal

RUNS = ((2, 0), (3, 1), (5, 2))
"""Tokens of a run, and how many of them come before."""
BETWEEN = 2
"""The most tokens of a run that come before, and after: as much stands between two texts."""
WIDE = 256
ROOM = 8_192
"""Tokens remembered, 15 KB each."""
SIGNS = 2
"""Layers of signs prepared at once, 17 MB each for 704 signs."""

Numbers: TypeAlias = npt.NDArray[np.int64]


class TokenMemory:
    """Cache by token: its row of the table, what the runs begin with, what it adds to a run from
    each place there, and to signs.

    Once full, it forgets a quarter of them, those that came least.
    """

    def __init__(self, weights: Weights, room: int = ROOM) -> None:
        self._weights = weights
        self._room = room
        self._numbers = np.zeros(0, np.int64)
        self._slot = np.full(len(weights.table), -1, np.int64)
        self._times = np.zeros(room + 1, np.int64)
        self._own = np.zeros((room + 1, VECTOR), np.float32)
        self._moments = np.zeros((room + 1, 2), np.float64)
        self._begin = [np.zeros((room + 1, WIDE), np.float32) for _ in RUNS]
        self._adds = [[np.zeros((room + 1, WIDE), np.float32) for _ in range(size)] for size, _ in RUNS]
        self._signs: dict[Signs, Floats] = {}
        self.nothing = room
        """The slot of what stands outside a text: it gives nothing."""

    def slots(self, numbers: Numbers) -> Numbers:
        """The slots of these tokens; good until the next call.

        Of different ones, half of what is remembered at most are asked for at once.
        """
        slots = self._slot[numbers]
        if (slots < 0).any():
            new = np.unique(numbers[slots < 0])
            if len(self._numbers) + len(new) > self._room:
                self._forget(len(new))
                new = np.unique(numbers[self._slot[numbers] < 0])
            self._learn(new)
            slots = self._slot[numbers]
        self._times += np.bincount(slots, minlength=self._room + 1)
        return slots

    def own(self, slots: Numbers) -> Floats:
        """The rows of the table."""
        return self._own[slots]

    def moments(self, slots: Numbers) -> npt.NDArray[np.float64]:
        """The sum of each row of the table, and that of its squares."""
        return self._moments[slots]

    def first(self, run: int, spread: Numbers, layer: Floats) -> None:
        """The first layer over the runs of one size, into `layer`: those of the tokens of `spread`,
        but for `BETWEEN` on either side.
        """
        size, before = RUNS[run]
        count, buffer = len(layer), np.empty_like(layer)
        for place in range(size):
            at = BETWEEN - before + place
            out = buffer if place else layer
            np.take(self._adds[run][place], spread[at : at + count], axis=0, out=out, mode="clip")
            if place:
                layer += buffer
        layer += self._weights.first_bias[run]
        np.maximum(layer, 0, out=layer)
        np.take(self._begin[run], spread[BETWEEN:-BETWEEN], axis=0, out=buffer, mode="clip")
        layer += buffer

    def signs(self, signs: Signs, slots: Numbers) -> Floats:
        """The contribution of the table's row to each sign, before the whole token is
        normalised.
        """
        if signs not in self._signs:
            if len(self._signs) == SIGNS:
                self._signs.clear()
            adds = self._signs[signs] = np.zeros((self._room + 1, len(signs.bias)), np.float32)
            adds[: len(self._numbers)] = self._adds_to(signs, self._own[: len(self._numbers)])
        return self._signs[signs][slots]

    def forget(self) -> None:
        """Empties the cache: what is worked out next has the same rounding as in a process that
        starts.
        """
        self._numbers = np.zeros(0, np.int64)
        self._slot.fill(-1)
        self._times.fill(0)
        self._signs.clear()

    def _adds_to(self, signs: Signs, own: Floats) -> Floats:
        return np.asarray((own * self._weights.norm.scale[:VECTOR]) @ signs.weight[:VECTOR], np.float32)

    def _learn(self, new: Numbers) -> None:
        w = self._weights
        some = slice(len(self._numbers), len(self._numbers) + len(new))
        block = new % len(w.step)
        own: Floats = w.table[new].astype(np.float32) * w.step[block, None] + w.low[block, None]
        begin = normal(np.asarray(own @ w.begin + w.begin_bias, np.float32), w.begin_norm)
        self._own[some] = own
        self._moments[some] = np.stack([own.sum(1, dtype=np.float64), np.square(own, dtype=np.float64).sum(1)], 1)
        for run, (size, _) in enumerate(RUNS):
            part = begin[:, run * WIDE : (run + 1) * WIDE]
            self._begin[run][some] = part
            for place in range(size):
                self._adds[run][place][some] = part @ w.first[run][place * WIDE : (place + 1) * WIDE]
        for signs, adds in self._signs.items():
            adds[some] = self._adds_to(signs, own)
        self._slot[new] = np.arange(some.start, some.stop)
        self._numbers = np.concatenate([self._numbers, new])

    def _forget(self, needed: int) -> None:
        """All but the three quarters that came most, and fewer where more room is needed; the times
        of these count half from now on.
        """
        count = len(self._numbers)
        most = min(3 * self._room // 4, self._room - needed)
        stays = np.sort(np.argsort(-self._times[:count], kind="stable")[:most])
        rows: list[npt.NDArray[Any]] = [self._times, self._own, self._moments, *self._begin, *self._signs.values()]
        for array in [*rows, *(adds for run in self._adds for adds in run)]:
            array[:most] = array[stays]
        self._times //= 2
        self._times[most:] = 0
        self._numbers = self._numbers[stays]
        self._slot.fill(-1)
        self._slot[self._numbers] = np.arange(most)
