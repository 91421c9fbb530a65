"""Two stages, one score: the cheap one for all texts, the encoder where its answer may change what becomes of a text."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from classifiers.noise.encoder import Encoder
from classifiers.noise.features import batches, damping, second_features, sums
from classifiers.noise.frames import lines
from classifiers.noise.model import NoiseModel, SecondStage
from classifiers.noise.ngrams import Grams, grams
from classifiers.noise.words import word_classes

HATE_WORDS = "mot_de_haine"
"""The class whose words keep a score from falling below the floor."""

AIMED = ("mot_de_haine", "groupe", "deshumanisation", "insulte")
"""Who may be aimed at, and the words that lower them: with one of these classes, the encoder is asked however low the first logit."""

Logits = npt.NDArray[np.float64]
Yes = npt.NDArray[np.bool_]


class Scored(NamedTuple):
    """A batch: its n-grams; for each text the two logits (`second` is NaN where the encoder was not asked) and the score."""

    grams: Grams
    first: Logits
    second: Logits
    score: Logits


class Cascade:
    """Scores texts: the probability, in [0, 1], that an analyst must see each.

    Without the encoder the first stage answers alone, on its own scale; `variant` says which.
    """

    def __init__(self, model: NoiseModel, encoder: Encoder | None) -> None:
        self.model = model
        self._encoder = encoder if model.second is not None and encoder is not None else None
        if self._encoder is not None and model.second is not None and self._encoder.name != model.second.encoder:
            raise ValueError(f"le modèle attend l'encodeur {model.second.encoder}, non {self._encoder.name}")

    @property
    def variant(self) -> str:
        """`cascade` or `first-stage`."""
        return "first-stage" if self._encoder is None else "cascade"

    @property
    def digest(self) -> str:
        """SHA-256 of the model and of which of its stages run."""
        return hashlib.sha256(f"{self.model.digest()}+{self.variant}".encode()).hexdigest()

    def score(self, texts: Sequence[str]) -> Scored:
        """The scores of one batch of texts."""
        found = grams(texts)
        first = sums(found, self.model.first.weights) + self.model.first.bias
        hateful = found.classes[:, word_classes().number(HATE_WORDS) - 1] > 0
        second = np.full(len(texts), np.nan)
        if self._encoder is None or self.model.second is None:
            stage = self.model.first
            return Scored(found, first, second, stage.scale.probability(floored(first, hateful, stage.floor)))
        head = self.model.second
        asked = np.flatnonzero(read_again(head.band, first, found.classes))
        if len(asked):
            folded = lines(found.folded)
            vectors = self._encoder.encode([texts[i] for i in asked.tolist()])
            given = second_features(vectors, found.classes[asked], [folded[i] for i in asked.tolist()])
            second[asked] = head_logits(head, given)
        total = damping(found) * (first + np.where(np.isnan(second), expected(head, first), second))
        return Scored(found, first, second, head.scale.probability(floored(total, hateful, head.floor)))

    def scores(self, texts: Sequence[str]) -> Logits:
        """The scores of any number of texts."""
        return np.concatenate([self.score(batch).score for batch in batches(texts)]) if texts else np.zeros(0)


def head_logits(head: SecondStage, given: npt.NDArray[np.float32]) -> Logits:
    """The logits of the second stage alone, from its features."""
    return ((given - head.mean) / head.spread).astype(np.float64) @ head.weights.astype(np.float64) + head.bias


def read_again(band: tuple[float, float], first: Logits, classes: npt.NDArray[np.float32]) -> Yes:
    """Which texts the encoder is asked about: those under the top of the band and, below its foot, only with a word of AIMED.

    `classes`: how many words of each class, or whether there is any; shape (texts, classes).
    """
    columns = [word_classes().number(name) - 1 for name in AIMED]
    return (first < band[1]) & ((first >= band[0]) | (classes[:, columns] > 0).any(axis=1))


def expected(head: SecondStage, first: Logits) -> Logits:
    """What the second stage would answer on average, where it is not asked."""
    return np.where(first < head.band[1], *(slope * first + offset for slope, offset in (head.below, head.above)))


def floored(logits: Logits, hateful: Yes, floor: float) -> Logits:
    """A text with a word of hate never falls below the floor; under it the order is kept, at a hundredth of the distance."""
    low = hateful & (logits < floor)
    return np.where(low, floor + 0.01 * (logits - floor), logits)
