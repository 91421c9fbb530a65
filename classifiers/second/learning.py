"""Fitting the second reader: one logistic regression per value. Everything is seeded; the same sentences give the same numbers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from classifiers.cues.reader import CueReader
from classifiers.second.annotated import MESSAGES_TEACH, Annotated, Shown, values_of
from classifiers.second.features import Columns, Vectors, matrix, seen_in
from classifiers.second.model import SecondModel

STRENGTH = 2.0
"""Inverse strength of the penalty, chosen on sentences left out (docs/cues.md)."""
DOUBTFUL = 0.3
"""What a sentence weighs for a fact on which two readers would part."""
SLIGHT = 0.1
"""Weights under it are dropped: nine in ten, without which measures move by a thousandth and the file is eight times smaller."""
LEAST = 8
"""Sentences that must show a value for it to be learnt."""
BATCH = 256
BLOCK, PARTS = 14, 5
"""Sentences written one after the other are alike: they are left out by blocks, one block in `PARTS`."""


class Weighed(NamedTuple):
    """Sentences, and what is weighed of each."""

    rows: Sequence[Annotated]
    matrix: csr_matrix
    messages: npt.NDArray[np.bool_]
    """Which are public messages, that tell of some facts only."""


def columns_of(reader: CueReader, values: Sequence[Shown]) -> Columns:
    """The columns of a first reader's rules."""
    return Columns(tuple(values), tuple(rule.id for rule in reader.lexicon.rules))


def weigh(
    own: Sequence[Annotated],
    messages: Sequence[Annotated],
    reader: CueReader,
    vectors: Vectors,
    columns: Columns,
    done: Callable[[int], None] = lambda _: None,
) -> Weighed:
    """Sentences read by the first reader and turned into rows; `done` is told how many are, as it goes."""
    rows = [*own, *messages]
    texts = [row.text for row in rows]
    seen = [
        seen_in(text, reading, 0, len(text), whole=True)
        for reading, text in zip(reader.read_closely(texts), texts, strict=True)
    ]
    found = []
    for first in range(0, len(rows), BATCH):
        found.append(vectors(texts[first : first + BATCH]))
        done(min(first + BATCH, len(rows)))
    told = np.arange(len(rows)) >= len(own)
    return Weighed(rows, matrix(seen, np.vstack(found), columns), told)


def learnable(own: Sequence[Annotated], messages: Sequence[Annotated], facts: Collection[str]) -> tuple[Shown, ...]:
    """The values of some facts that enough sentences show."""
    return values_of([*own, *messages], LEAST, facts)


def fit(
    weighed: Weighed,
    values: Sequence[Shown],
    columns: Columns,
    *,
    workers: int,
    done: Callable[[int], None] = lambda _: None,
) -> SecondModel:
    """One linear rule per value. `done` is told how many are learnt, as it goes."""
    fitted = Parallel(n_jobs=workers, return_as="generator")(delayed(_one)(weighed, value) for value in values)
    weights = np.zeros((len(values), columns.width), np.float16)
    bias = np.zeros(len(values), np.float32)
    for number, (found, constant) in enumerate(fitted):
        weights[number], bias[number] = found, constant
        done(number + 1)
    return SecondModel(tuple(values), columns, weights, bias)


def _one(weighed: Weighed, value: Shown) -> tuple[npt.NDArray[np.float16], float]:
    fact = value[0]
    tells = np.ones(len(weighed.rows), bool) if fact in MESSAGES_TEACH else ~weighed.messages
    rows = [row for row, told in zip(weighed.rows, tells, strict=True) if told]
    shown = np.array([value in row.shown for row in rows])
    weight = np.array([DOUBTFUL if fact in row.maybe else 1.0 for row in rows])
    rule = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0)
    rule.fit(weighed.matrix[tells], shown, sample_weight=weight)
    weights = rule.coef_[0]
    return np.where(np.abs(weights) < SLIGHT, 0, weights).astype(np.float16), float(rule.intercept_[0])


def part_of(weighed: Weighed, kept: npt.NDArray[np.bool_]) -> Weighed:
    """Some of the sentences."""
    rows = [row for row, k in zip(weighed.rows, kept, strict=True) if k]
    return Weighed(rows, weighed.matrix[kept], weighed.messages[kept])


def left_out(count: int) -> npt.NDArray[np.bool_]:
    """Which sentences are left out to measure on."""
    return np.asarray((np.arange(count) // BLOCK) % PARTS == 2)


class Measure(NamedTuple):
    """Counts of a value on sentences left out, doubtful ones apart."""

    right: int
    wrong: int
    missed: int


def measured(model: SecondModel, weighed: Weighed, least: float) -> Iterator[tuple[Shown, Measure]]:
    """Each value, marked where its probability is `least` or more."""
    marked = model.probabilities(weighed.matrix) >= least
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
