"""The two readers together: what patterns find, what the second reader adds to it, and what it puts in doubt."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from classifiers.cues.decide import settle
from classifiers.cues.lexicon import Lexicon
from classifiers.cues.model import Cue
from classifiers.cues.presumed import SECOND
from classifiers.cues.reader import CueReader, Reading
from classifiers.second.annotated import SAME_VALUE, Shown
from classifiers.second.features import Seen, given, seen_in
from classifiers.second.model import SecondModel
from classifiers.second.pieces import Piece, pieces
from classifiers.second.policy import Policy
from classifiers.second.tokens import TokenReader, one_thread

BATCH = 128


class Both(NamedTuple):
    """The cues of the first reader alone, and those of both."""

    first: tuple[Cue, ...]
    cues: tuple[Cue, ...]


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
        every = iter(texts)
        while batch := list(islice(every, BATCH)):
            readings = list(self.first.read_closely(batch))
            places = [pieces(text) for text in batch]
            given = self._given(batch, readings, places)
            for reading, where, found in zip(readings, places, given, strict=True):
                yield Both(reading.cues, self._together(reading, where, found))

    def _given(
        self, texts: Sequence[str], readings: Sequence[Reading], places: Sequence[Sequence[Piece]]
    ) -> list[npt.NDArray[np.float64]]:
        """The probabilities of each piece of each text."""
        seen = [
            seen_in(text, reading, *piece, whole=len(where) == 1)
            for text, reading, where in zip(texts, readings, places, strict=True)
            for piece in where
        ]
        if not seen:
            return [np.zeros((0, len(self._model.values)))] * len(texts)
        every = self._probabilities(seen)
        ends = np.cumsum([len(where) for where in places])
        return np.split(every, ends[:-1])

    def _probabilities(self, seen: Sequence[Seen]) -> npt.NDArray[np.float64]:
        beside, found = given(seen, self._model.columns), []
        for first in range(0, len(seen), BATCH):
            part = slice(first, first + BATCH)
            tokens = self._tokens.read([one.text for one in seen[part]])
            with one_thread():
                found.append(self._model.probabilities(tokens, beside.of(part)))
        return np.vstack(found)

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
