"""The two readers together: what patterns find, what the second reader adds to it, and what it puts
in doubt.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from classifiers.cues.decide import settle
from classifiers.cues.lexicon import Lexicon
from classifiers.cues.model import Cue
from classifiers.cues.presumed import SECOND
from classifiers.cues.reader import CueReader, CueReading, batches
from classifiers.encoder.threads import one_thread
from classifiers.encoder.tokens import TOKEN, Sight, Signs, TokenReader, nothing
from classifiers.second.features import feature_rows, seen_in
from classifiers.second.model import SecondModel
from classifiers.second.pieces import Piece, pieces
from classifiers.second.policy import Policy
from classifiers.second.values import SAME_VALUE, ShownValue

NO_SIGNS = Signs(np.zeros((TOKEN, 0), np.float32), np.zeros(0, np.float32))


class BothReadings(NamedTuple):
    """The cues of the first reader alone, and those of both."""

    first: tuple[Cue, ...]
    cues: tuple[Cue, ...]


class TextReading(NamedTuple):
    """A text read closely: the cues of the first reader alone, those of both; for each piece, the
    probability of each value, and the signs that another reader looks for.

    `length`: characters of the text.
    """

    first: tuple[Cue, ...]
    cues: tuple[Cue, ...]
    probabilities: npt.NDArray[np.float64]
    sight: Sight
    length: int


class SecondReader:
    """Reads after a first reader. The same text always gives the same cues."""

    def __init__(self, first: CueReader, model: SecondModel, policy: Policy, tokens: TokenReader) -> None:
        self.first = first
        self._model, self._policy, self._tokens = model, policy, tokens
        self._number = {value: number for number, value in enumerate(model.values)}
        self._both: tuple[Signs, Signs] | None = None
        self._least = np.array([policy.least(fact) for fact, _ in model.values])
        self.digest = hashlib.sha256(f"{model.digest}\n".encode() + policy.digest_of).hexdigest()
        """SHA-256 of the model and of the policy."""

    @property
    def values(self) -> tuple[ShownValue, ...]:
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

    def read_both(self, texts: Iterable[str]) -> Iterator[BothReadings]:
        """As `read_many`, with what the first reader says alone."""
        return (BothReadings(read.first, read.cues) for read in self.read_texts(texts))

    def read_texts(self, texts: Iterable[str], others: Signs = NO_SIGNS) -> Iterator[TextReading]:
        """As `read_both`, with what the network says of each piece, and the signs of `others`
        there: one pass of the encoder for all who read.
        """
        signs = self._with(others)
        for batch in batches(texts):
            readings = list(self.first.read_closely(batch))
            places = [pieces(text) for text in batch]
            ends = np.cumsum([len(where) for where in places])[:-1]
            found, sight = self._pieces(batch, readings, places, signs)
            parts = zip(batch, readings, places, np.split(found, ends), _split(sight, ends), strict=True)
            for text, reading, where, part, other in parts:
                yield TextReading(reading.cues, self._together(reading, where, part), part, other, len(text))

    def _with(self, others: Signs) -> Signs:
        """Its own signs, then those of others: looked for together."""
        if self._both is None or self._both[0] is not others:
            own = self._model.signs
            weight, bias = np.hstack([own.weight, others.weight]), np.concatenate([own.bias, others.bias])
            self._both = (others, Signs(weight, bias))
        return self._both[1]

    def _pieces(
        self, texts: Sequence[str], readings: Sequence[CueReading], places: Sequence[Sequence[Piece]], signs: Signs
    ) -> tuple[npt.NDArray[np.float64], Sight]:
        """The probabilities of each piece, and the signs of others there, texts one after the
        other.
        """
        seen = [
            seen_in(text, reading, *piece, whole=len(where) == 1)
            for text, reading, where in zip(texts, readings, places, strict=True)
            for piece in where
        ]
        own = len(self._model.signs.bias)
        if not seen:
            return np.zeros((0, len(self._model.values))), nothing(len(signs.bias) - own)
        sight = self._tokens.look([one.text for one in seen], signs)
        with one_thread():
            found = self._model.probabilities(sight.columns(slice(own)), feature_rows(seen, self._model.columns))
        return found, sight.columns(slice(own, None))

    def _together(
        self, reading: CueReading, where: Sequence[Piece], probabilities: npt.NDArray[np.float64]
    ) -> tuple[Cue, ...]:
        if not where:
            return reading.cues
        highest, read = probabilities.max(axis=0), where[-1].end
        first = [self._doubted(cue, highest) if cue.end <= read else cue for cue in reading.cues]
        held = {self._key(cue) for cue in first if cue.confidence > self._policy.doubt}
        more: dict[object, Cue] = {}
        for number in np.flatnonzero(highest >= self._least).tolist():
            fact, value = self._model.values[number]
            start, end = where[int(np.argmax(probabilities[:, number]))]
            cue = Cue(fact, value, start, end, round(float(highest[number]), 2), SECOND)
            key = self._key(cue)
            if key not in held and (key not in more or cue.confidence > more[key].confidence):
                more[key] = cue
        kept = (cue for cue in first if self._key(cue) not in more)
        return settle(self.lexicon, [*kept, *more.values()]) if more or first != list(reading.cues) else reading.cues

    def _key(self, cue: Cue) -> object:
        """The key on which two cues conflict: a fact that has one value, or one value of a
        fact that may have several.
        """
        return cue.fact if cue.fact in self.lexicon.priority or isinstance(cue.value, bool) else _value_of(cue)

    def _doubted(self, cue: Cue, highest: npt.NDArray[np.float64]) -> Cue:
        """A cue of the first reader, of which the second is less sure than anybody may be."""
        shown = _value_of(cue)
        number = self._number.get(shown) if shown is not None and cue.fact not in self._policy.never_doubt else None
        if number is None or highest[number] > self._policy.doubt:
            return cue
        return cue._replace(confidence=round(float(highest[number]), 2))


def _split(sight: Sight, ends: npt.NDArray[np.int64]) -> Iterator[Sight]:
    """The signs of each text, pieces one after the other."""
    return (Sight(*one) for one in zip(*(np.split(array, ends) for array in sight), strict=True))


def _value_of(cue: Cue) -> ShownValue | None:
    """The value of a cue, as the second reader would say it; None of a number."""
    if not isinstance(cue.value, bool | str):
        return None
    shown: ShownValue = (cue.fact, cue.value)
    return SAME_VALUE.get(shown, shown)
