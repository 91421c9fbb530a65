"""Features of the second reader beside the tokens: what the first reader says of a stretch and what
stands there, and hashed words and letters.

No vocabulary is kept: words and letters are counted in buckets, so that no word of anybody is in
the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from classifiers.cues.reader import CueReading
from classifiers.second.counts import counter
from classifiers.second.values import SAME_VALUE, ShownValue
from classifiers.text.folding import plain

COUNT_WEIGHT = 2.0
"""Scale of the counts of a text, of length 1, beside a rule that stands, which weighs 1."""


class Stretch(NamedTuple):
    """Stretch of text, what the first reader says there, and the rules and frames that stand
    there.
    """

    text: str
    facts: frozenset[ShownValue]
    standing: frozenset[str]


class FeatureRows(NamedTuple):
    """Features of some stretches, one row each: `standing`, 1 where a column's value or rule is;
    `counts`, words and letters.
    """

    standing: npt.NDArray[np.float32]
    counts: csr_matrix

    def of(self, some: slice | npt.NDArray[np.int64]) -> FeatureRows:
        """Some of the rows."""
        return FeatureRows(self.standing[some], self.counts[some])


class Columns(NamedTuple):
    """Columns of the features: what is said, then what stands."""

    values: tuple[ShownValue, ...]
    rules: tuple[str, ...]

    @property
    def width(self) -> int:
        """Their number."""
        return len(self.values) + len(self.rules)


def seen_in(text: str, reading: CueReading, start: int, end: int, *, whole: bool) -> Stretch:
    """The first reader's view of [start, end) of a text; all it sees anywhere where that is the
    `whole` of what is read.
    """
    said = (cue for cue in reading.cues if whole or (cue.start < end and start < cue.end))
    stands = (one for one in reading.standing if whole or (one.start < end and start < one.end))
    return Stretch(
        text[start:end],
        frozenset((cue.fact, cue.value) for cue in said if isinstance(cue.value, bool | str)),
        frozenset(one.rule for one in stands),
    )


def feature_rows(stretches: Sequence[Stretch], columns: Columns) -> FeatureRows:
    """One row per stretch. A rule or a value the columns do not know is not weighed."""
    marked = np.zeros((len(stretches), columns.width), np.float32)
    values, rules = marked[:, : len(columns.values)], marked[:, len(columns.values) :]
    _mark(values, ((SAME_VALUE.get(s, s) for s in one.facts) for one in stretches), columns.values)
    _mark(rules, (one.standing for one in stretches), columns.rules)
    counts = counter().count([plain(one.text).text for one in stretches])
    counts.data *= COUNT_WEIGHT
    return FeatureRows(marked, counts)


def _mark(marked: npt.NDArray[np.float32], rows: Iterable[Iterable[object]], names: tuple[object, ...]) -> None:
    column = _numbered(names)
    for row, held in zip(marked, rows, strict=True):
        row[[column[name] for name in held if name in column]] = 1


@cache
def _numbered(names: tuple[object, ...]) -> dict[object, int]:
    """The same thousand names at every text: numbered once."""
    return {name: number for number, name in enumerate(names)}
