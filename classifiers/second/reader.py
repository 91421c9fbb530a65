"""The two readers together: what patterns find, what the second reader adds to it, and what it puts in doubt."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from classifiers.cues.decide import settle
from classifiers.cues.lexicon import Lexicon
from classifiers.cues.model import Cue
from classifiers.cues.presumed import SECOND
from classifiers.cues.reader import CueReader, Reading
from classifiers.second.features import given, seen_in
from classifiers.second.model import SecondModel
from classifiers.second.pieces import Piece, pieces
from classifiers.second.policy import Policy
from classifiers.second.tokens import TokenReader, Tokens, one_thread
from classifiers.second.values import SAME_VALUE, Shown

BATCH = 128

Floats: TypeAlias = npt.NDArray[np.floating[Any]]
Summary: TypeAlias = Callable[[Tokens], Floats]
"""What another reader takes of the tokens of some texts, a row each: the tokens themselves are too large to keep."""


class Both(NamedTuple):
    """The cues of the first reader alone, and those of both."""

    first: tuple[Cue, ...]
    cues: tuple[Cue, ...]


class TextReading(NamedTuple):
    """A text read closely: the cues of the first reader alone, those of both; for each piece, the probability of each value, and a summary of its tokens.

    `length`: characters of the text.
    """

    first: tuple[Cue, ...]
    cues: tuple[Cue, ...]
    probabilities: npt.NDArray[np.float64]
    summaries: Floats
    length: int


def _no_summary(tokens: Tokens) -> Floats:
    return np.zeros((len(tokens.lengths), 0), np.float32)


class SecondReader:
    """Reads after a first reader. The same text always gives the same cues."""

    def __init__(self, first: CueReader, model: SecondModel, policy: Policy, tokens: TokenReader) -> None:
        self.first = first
        self._model, self._policy, self._tokens = model, policy, tokens
        self._number = {value: number for number, value in enumerate(model.values)}
        self._least = np.array([policy.least(fact) for fact, _ in model.values])
        self.digest = hashlib.sha256(f"{model.digest}\n".encode() + policy.digest_of).hexdigest()
        """SHA-256 of the model and of the policy."""

    @property
    def values(self) -> tuple[Shown, ...]:
        """The values of which it gives probabilities."""
        return self._model.values

    @property
    def lexicon(self) -> Lexicon:
        """The first reader's."""
        return self.first.lexicon

    def read(self, text: str) -> tuple[Cue, ...]:
        """The cues of one text, by place."""
        return next(self.read_both([text])).cues

    def read_many(self, texts: Iterable[str]) -> Iterator[tuple[Cue, ...]]:
        """The cues of each text, in order; quicker than one at a time."""
        return (both.cues for both in self.read_both(texts))

    def read_both(self, texts: Iterable[str]) -> Iterator[Both]:
        """As `read_many`, with what the first reader says alone."""
        return (Both(read.first, read.cues) for read in self.read_texts(texts))

    def read_texts(self, texts: Iterable[str], summary: Summary = _no_summary) -> Iterator[TextReading]:
        """As `read_both`, with what the network says of each piece and a summary of its tokens: one pass of the encoder for all who read."""
        every = iter(texts)
        while batch := list(islice(every, BATCH)):
            readings = list(self.first.read_closely(batch))
            places = [pieces(text) for text in batch]
            ends = np.cumsum([len(where) for where in places])[:-1]
            found, summaries = self._pieces(batch, readings, places, summary)
            parts = zip(batch, readings, places, np.split(found, ends), np.split(summaries, ends), strict=True)
            for text, reading, where, part, rows in parts:
                yield TextReading(reading.cues, self._together(reading, where, part), part, rows, len(text))

    def _pieces(
        self, texts: Sequence[str], readings: Sequence[Reading], places: Sequence[Sequence[Piece]], summary: Summary
    ) -> tuple[npt.NDArray[np.float64], Floats]:
        """The probabilities and the summary of each piece, texts one after the other."""
        seen = [
            seen_in(text, reading, *piece, whole=len(where) == 1)
            for text, reading, where in zip(texts, readings, places, strict=True)
            for piece in where
        ]
        found, summaries = [np.zeros((0, len(self._model.values)))], []
        beside = given(seen, self._model.columns) if seen else None
        for first in range(0, len(seen), BATCH):
            part = slice(first, first + BATCH)
            tokens = self._tokens.read([one.text for one in seen[part]])
            with one_thread():
                assert beside is not None
                found.append(self._model.probabilities(tokens, beside.of(part)))
                summaries.append(summary(tokens))
        return np.vstack(found), np.vstack(summaries) if summaries else np.zeros((0, 0), np.float32)

    def _together(self, reading: Reading, where: Sequence[Piece], found: npt.NDArray[np.float64]) -> tuple[Cue, ...]:
        if not where:
            return reading.cues
        highest, read = found.max(axis=0), where[-1].end
        first = [self._doubted(cue, highest) if cue.end <= read else cue for cue in reading.cues]
        held = {self._key(cue) for cue in first if cue.confidence > self._policy.doubt}
        more: dict[object, Cue] = {}
        for number in np.flatnonzero(highest >= self._least).tolist():
            fact, value = self._model.values[number]
            start, end = where[int(np.argmax(found[:, number]))]
            cue = Cue(fact, value, start, end, round(float(highest[number]), 2), SECOND)
            key = self._key(cue)
            if key not in held and (key not in more or cue.confidence > more[key].confidence):
                more[key] = cue
        kept = (cue for cue in first if self._key(cue) not in more)
        return settle(self.lexicon, [*kept, *more.values()]) if more or first != list(reading.cues) else reading.cues

    def _key(self, cue: Cue) -> object:
        """What two cues cannot both say otherwise: a fact that has one value, or one value of a fact that may have several."""
        return cue.fact if cue.fact in self.lexicon.priority or isinstance(cue.value, bool) else _shown(cue)

    def _doubted(self, cue: Cue, highest: npt.NDArray[np.float64]) -> Cue:
        """A cue of the first reader, of which the second is less sure than anybody may be."""
        shown = _shown(cue)
        number = self._number.get(shown) if shown is not None and cue.fact not in self._policy.never_doubt else None
        if number is None or highest[number] > self._policy.doubt:
            return cue
        return cue._replace(confidence=round(float(highest[number]), 2))


def _shown(cue: Cue) -> Shown | None:
    """What a cue says, as the second reader would say it; None of a number."""
    if not isinstance(cue.value, bool | str):
        return None
    shown: Shown = (cue.fact, cue.value)
    return SAME_VALUE.get(shown, shown)
