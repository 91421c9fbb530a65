"""Fitting the second reader's network: seeded, in batches. The same sentences give the same numbers on one machine."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from classifiers.cues.reader import CueReader
from classifiers.encoder.tokens import TokenReader, Tokens, sight, starts_of
from classifiers.second.annotated import MESSAGES_TEACH, Annotated, Shown, values_of
from classifiers.second.features import Columns, Given, Seen, given, seen_in
from classifiers.second.model import SecondModel
from classifiers.second.network import Network, begun, drop, gradient, rounded

DOUBTFUL = 0.3
"""What a sentence weighs for a fact on which two readers would part."""
LEAST, STANDS = 8, 5
"""Sentences that must show a value for it to be learnt; in which a rule must stand for it to be weighed."""
PASSES, TOGETHER = 8, 64
"""How often every sentence is read; sentences after which weights change."""
PACE, DECAY, HIDDEN_SHARE = 1e-3, 0.01, 0.3
"""Of AdamW (Loshchilov and Hutter, 2019): the fastest pace, and what weights lose; the share of numbers hidden as it learns."""
RISE = 0.1
"""Part of the steps over which the pace rises; it then falls as a cosine does."""
BATCH = 256
CACHED = 1 << 14
"""Numbers of each array worked on at a time: nine million weights at once took two thirds of the time of learning."""
BLOCK, PARTS = 14, 5
"""Sentences written one after the other are alike: they are left out by blocks, one block in `PARTS`."""

Said = Callable[[int], None]


class Weighed(NamedTuple):
    """Sentences, and what is weighed of each: its tokens, in half precision, and what is given beside."""

    rows: Sequence[Annotated]
    tokens: Sequence[Tokens]
    given: Given
    messages: npt.NDArray[np.bool_]
    """Which are public messages, that tell of some facts only."""


def seen_by(reader: CueReader, rows: Sequence[Annotated]) -> list[Seen]:
    """What the first reader sees in each sentence."""
    texts = [row.text for row in rows]
    read = zip(reader.read_closely(texts), texts, strict=True)
    return [seen_in(text, reading, 0, len(text), whole=True) for reading, text in read]


def columns_of(seen: Sequence[Seen], values: Sequence[Shown]) -> Columns:
    """The values learnt, and the rules that stand in enough sentences."""
    counted: dict[str, int] = {}
    for one in seen:
        for rule in one.standing:
            counted[rule] = counted.get(rule, 0) + 1
    return Columns(tuple(values), tuple(sorted(rule for rule, count in counted.items() if count >= STANDS)))


def weigh(
    own: Sequence[Annotated],
    messages: Sequence[Annotated],
    seen: Sequence[Seen],
    tokens: TokenReader,
    columns: Columns,
    done: Said = lambda _: None,
) -> Weighed:
    """Sentences, and what was `seen` of them, turned into numbers; `done` is told how many are, as it goes."""
    rows, found = [*own, *messages], []
    for first in range(0, len(rows), BATCH):
        found += _apart(tokens.read([row.text for row in rows[first : first + BATCH]]))
        done(len(found))
    return Weighed(rows, found, given(seen, columns), np.arange(len(rows)) >= len(own))


def learnable(own: Sequence[Annotated], messages: Sequence[Annotated], facts: Collection[str]) -> tuple[Shown, ...]:
    """The values of some facts that enough sentences show."""
    return values_of([*own, *messages], LEAST, facts)


def fit(
    weighed: Weighed, values: Sequence[Shown], columns: Columns, *, passes: int = PASSES, done: Said = lambda _: None
) -> SecondModel:
    """The network after some passes over the sentences. `done` is told how many are over, as it goes."""
    rng = np.random.default_rng(0)
    network = begun(columns.width, len(values), rng)
    shown, weights = _asked(weighed, values)
    batches = math.ceil(len(weighed.rows) / TOGETHER)
    rule = _AdamW(network, passes * batches)
    for number in range(passes):
        order = rng.permutation(len(weighed.rows))
        for some in np.array_split(order, batches):
            tokens = _together([weighed.tokens[one] for one in some])
            hidden = drop(network, len(some), HIDDEN_SHARE, rng)
            _, slope = gradient(network, tokens, weighed.given.of(some), shown[some], weights[some], hidden)
            network = rule.step(network, slope)
        done(number + 1)
    return SecondModel(tuple(values), columns, tuple(map(rounded, network)))


class _AdamW:
    """Each weight moves by its mean slope over the root of its mean square; every weight fades a little (Loshchilov and Hutter, 2019)."""

    FIRST, SECOND, TINY = 0.9, 0.999, 1e-8

    def __init__(self, network: Network, steps: int) -> None:
        self._mean = [np.zeros_like(weight) for weight in network]
        self._square = [np.zeros_like(weight) for weight in network]
        self._steps, self._step = steps, 0

    def step(self, network: Network, slope: Network) -> Network:
        self._step += 1
        pace = PACE * self._pace()
        fast = pace / (1 - self.FIRST**self._step)
        least = 1 / (1 - self.SECOND**self._step)
        for parts in zip(network, slope, self._mean, self._square, strict=True):
            for weight, by, mean, square in _in_cache(*parts):
                mean += (1 - self.FIRST) * (by - mean)
                square += (1 - self.SECOND) * (by * by - square)
                weight *= 1 - pace * DECAY
                weight -= fast * mean / (np.sqrt(square * least) + self.TINY)
        return network

    def _pace(self) -> float:
        gone = self._step / self._steps
        return gone / RISE if gone < RISE else (1 + math.cos(math.pi * (gone - RISE) / (1 - RISE))) / 2


def _in_cache(*same: npt.NDArray[Any]) -> Iterator[tuple[npt.NDArray[Any], ...]]:
    """Arrays of one shape, some numbers of each at a time: what is worked out on the way never leaves the processor's cache."""
    flat = [one.reshape(-1) for one in same]
    for first in range(0, flat[0].size, CACHED):
        yield tuple(one[first : first + CACHED] for one in flat)


def _asked(weighed: Weighed, values: Sequence[Shown]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """What each sentence shows, and what each of its answers weighs: less in doubt, nothing of what a message does not tell."""
    shown = np.array([[value in row.shown for value in values] for row in weighed.rows], np.float32)
    doubt = np.array([[fact in row.maybe for fact, _ in values] for row in weighed.rows])
    untold = np.array([fact not in MESSAGES_TEACH for fact, _ in values])
    weights = np.where(doubt, DOUBTFUL, 1.0) * ~(weighed.messages[:, None] & untold)
    return shown, weights.astype(np.float32)


def _apart(read: Tokens) -> list[Tokens]:
    ends = starts_of(read.lengths)[1:]
    features = np.split(read.features.astype(np.float16), ends)
    return [Tokens(*one) for one in zip(features, read.lengths[:, None], read.vectors[:, None], strict=True)]


def _together(some: Sequence[Tokens]) -> Tokens:
    features = np.concatenate([one.features for one in some]).astype(np.float32)
    return Tokens(
        features, np.concatenate([one.lengths for one in some]), np.concatenate([one.vectors for one in some])
    )


def part_of(weighed: Weighed, kept: npt.NDArray[np.bool_]) -> Weighed:
    """Some of the sentences."""
    chosen = np.flatnonzero(kept)
    rows = [weighed.rows[one] for one in chosen.tolist()]
    tokens = [weighed.tokens[one] for one in chosen.tolist()]
    return Weighed(rows, tokens, weighed.given.of(chosen), weighed.messages[kept])


def left_out(count: int) -> npt.NDArray[np.bool_]:
    """Which sentences are left out to measure on."""
    return np.asarray((np.arange(count) // BLOCK) % PARTS == 2)


class Measure(NamedTuple):
    """Counts of a value on sentences left out, doubtful ones apart."""

    right: int
    wrong: int
    missed: int


def probabilities(model: SecondModel, weighed: Weighed) -> npt.NDArray[np.float64]:
    """The probability of each value in each sentence."""
    found = []
    for first in range(0, len(weighed.rows), BATCH):
        part = slice(first, first + BATCH)
        seen = sight(_together(weighed.tokens[part]), model.signs)
        found.append(model.probabilities(seen, weighed.given.of(part)))
    return np.vstack(found)


def measured(model: SecondModel, weighed: Weighed, least: float) -> Iterator[tuple[Shown, Measure]]:
    """Each value, marked where its probability is `least` or more."""
    marked = probabilities(model, weighed) >= least
    for number, value in enumerate(model.values):
        counted = [0, 0, 0]
        for row, message, mark in zip(weighed.rows, weighed.messages, marked[:, number], strict=True):
            if message and value[0] not in MESSAGES_TEACH:
                continue
            shows = value in row.shown
            if shows and mark:
                counted[0] += 1
            elif value[0] not in row.maybe and shows != mark:
                counted[1 if mark else 2] += 1
        yield value, Measure(*counted)
