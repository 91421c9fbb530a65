"""The reader of whole reports: one pass of the encoder for the facts, the fields, the gravity and
the kinds of noise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix

from classifiers.encoder.threads import one_thread
from classifiers.encoder.tokens import Signs
from classifiers.reader.features import Floats, Side, count_rows, facts_row, network_row
from classifiers.reader.model import BadReaderModel, ReaderModel
from classifiers.reader.reading import FIELDS, GRAVITY, HEADS, NOISE, ReportReading, ReportText
from classifiers.second.reader import SecondReader, TextReading

BATCH = 256
"""Reports read together."""


class Whole(NamedTuple):
    """A report read whole: what the reader answers, and the cues of each side, None where that side
    says nothing.
    """

    reading: ReportReading
    text: TextReading | None
    comment: TextReading | None


class ReportReader:
    """Reads the two sides of reports after the second reader, whose tokens and facts it weighs.

    The same report always gives the same reading.
    """

    def __init__(self, model: ReaderModel, second: SecondReader) -> None:
        if model.values != second.values:
            raise BadReaderModel(
                "le lecteur de signalements a appris avec un autre second lecteur ; l'apprendre de nouveau"
            )
        self._model, self._second = model, second
        self._signs = Signs(*model.trunk)
        self.digest = model.digest
        """SHA-256 of the model; what reads before it has its own."""

    def read(self, text: str | None, comment: str | None, category: str | None) -> ReportReading:
        """The reading of one report."""
        return self.read_many([ReportText(text, comment, category)])[0]

    def read_many(self, reports: Sequence[ReportText]) -> list[ReportReading]:
        """The reading of each report, in order; quicker than one at a time."""
        return [whole.reading for whole in self.read_whole(reports)]

    def read_whole(self, reports: Iterable[ReportText]) -> Iterator[Whole]:
        """As `read_many`, with the cues of each side."""
        every = iter(reports)
        while batch := list(islice(every, BATCH)):
            sides = [side for report in batch for side in (report.text, report.comment) if side and side.strip()]
            read = self._second.read_texts(sides, self._signs)
            pairs = [
                tuple(next(read) if side and side.strip() else None for side in (report.text, report.comment))
                for report in batch
            ]
            readings = self._readings([(_side(text), _side(comment)) for text, comment in pairs], batch)
            for reading, (text, comment) in zip(readings, pairs, strict=True):
                yield Whole(reading, text, comment)

    def _readings(
        self, sides: Sequence[tuple[Side | None, Side | None]], reports: Sequence[ReportText]
    ) -> list[ReportReading]:
        signs, values = len(self._model.trunk.sign_bias), len(self._model.values)
        given = [(*pair, report.category) for pair, report in zip(sides, reports, strict=True)]
        with one_thread():
            rows = np.array([network_row(*one, signs) for one in given])
            facts = np.array([facts_row(*one, values) for one in given])
            counts = count_rows(reports)
            found = self._model.probabilities(rows, facts, counts)
            posts = self._posts(facts, counts, found, reports)
        return [
            NOTHING if pair == (None, None) else _reading(row, self._model.offences, post)
            for pair, row, post in zip(sides, found, posts, strict=True)
        ]

    def _posts(
        self, facts: Floats, counts: csr_matrix, found: Floats, reports: Sequence[ReportText]
    ) -> Sequence[float | None]:
        """Of each text that nobody has reported, the probability that an analyst must see it."""
        if all(report.reported for report in reports):
            return [None] * len(reports)
        every = self._model.posts.probabilities(facts, counts, found).tolist()
        return [None if report.reported else post for report, post in zip(reports, every, strict=True)]


def _side(read: TextReading | None) -> Side | None:
    if read is None or not len(read.sight.lengths):
        return None
    return Side(read.sight, read.probabilities, read.length)


def _reading(row: Floats, offences: Sequence[str], post: float | None) -> ReportReading:
    every = dict(zip((*HEADS, *offences), row.tolist(), strict=True))
    return ReportReading(
        every["matters"],
        every["unseen"],
        {name: every[name] for name in FIELDS},
        {name: every[name] for name in GRAVITY},
        {name: every[name] for name in NOISE},
        {name: every[name] for name in offences},
        post,
    )


NOTHING = ReportReading(1.0, 1.0, dict.fromkeys(FIELDS, 0.0), dict.fromkeys(GRAVITY, 0.0), dict.fromkeys(NOISE, 0.0))
"""The reading of a report without a word: it points to content that nobody gave, and is kept."""
