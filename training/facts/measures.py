"""Measures of the facts network on held-out sentences: counts by value, never a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from classifiers.encoder.tokens import sight
from classifiers.second.model import SecondModel
from classifiers.second.values import ShownValue
from training.facts.annotations import MESSAGES_TEACH
from training.facts.examples import Examples

BATCH = 256


class ValueCounts(NamedTuple):
    """Counts of a value, doubtful sentences apart."""

    right: int
    wrong: int
    misses: int


def probabilities(model: SecondModel, examples: Examples, some: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """The probability of each value in some of the sentences, as the product reads them."""
    found = []
    for first in range(0, len(some), BATCH):
        part = some[first : first + BATCH]
        tokens = examples.sentences.tokens(part)
        single = tokens._replace(features=tokens.features.astype(np.float32))
        found.append(model.probabilities(sight(single, model.signs), examples.features.of(part)))
    return np.vstack(found)


def measures(
    model: SecondModel,
    examples: Examples,
    some: npt.NDArray[np.int64],
    probabilities: npt.NDArray[np.float64],
    least: float,
) -> Iterator[tuple[ShownValue, ValueCounts]]:
    """Each value, marked where the probability that was found is `least` or more."""
    rows = [(examples.rows[one], examples.messages[one]) for one in some.tolist()]
    for value, marked in zip(model.values, (probabilities >= least).T, strict=True):
        counts = [0, 0, 0]
        for (row, message), mark in zip(rows, marked, strict=True):
            if message and value[0] not in MESSAGES_TEACH:
                continue
            shows = value in row.values
            if shows and mark:
                counts[0] += 1
            elif value[0] not in row.maybe and shows != mark:
                counts[1 if mark else 2] += 1
        yield value, ValueCounts(*counts)
