"""What a stream of verdicts looks like beside the calibration of the certificate it was judged under."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date

from classifiers.noise.certificate import Certificate
from classifiers.noise.drift import Week, compare
from classifiers.noise.filter import NO_PROMISE, NoiseFilter, Text, Verdict
from classifiers.noise.scores import BINS, BYPASSED, EDGES

ENOUGH = 300
"""Texts under which nothing is said: luck would do as much."""
_EDGES: list[float] = EDGES.tolist()


class StreamCount:
    """Counts verdicts as the certificate counts its texts, to say at the end whether they still look alike.

    The service compares weeks, and suspends; here nobody keeps the weeks, so a whole stream stands for one, and a person is told.
    """

    def __init__(self, noise: NoiseFilter) -> None:
        self._noise = noise
        self._certificate: Certificate | None = noise.certificate if noise.standing.valid else None
        self._bypasses = noise.bypasses
        self._set_aside = 0
        self._histogram = [0] * BINS

    def add(self, text: Text, verdict: Verdict) -> None:
        """One more of those that the certificate speaks of; one that no score could set aside counts 1, even where its score was enough to keep it."""
        if self._certificate is None or verdict.reason in NO_PROMISE:
            return
        bypassed = self._noise.counted_reason(text, verdict) in self._bypasses
        score = BYPASSED if bypassed else verdict.score
        self._set_aside += self._certificate.sets_aside(score)
        self._histogram[bisect_right(_EDGES, score)] += 1

    def told(self) -> str | None:
        """What drifted and what to do, or None: nothing, or too few texts to say."""
        read = sum(self._histogram)
        if self._certificate is None or read < ENOUGH:
            return None
        week = Week(self._certificate.origin.channel, date.today(), self._set_aside, tuple(self._histogram))
        changes = compare(week, self._certificate).changes
        if not changes:
            return None
        return (
            f"Dérive, sur les {read} textes de ce flux que le certificat couvre : {' ; '.join(changes)}. Ils ne ressemblent pas à ceux du calage, et le certificat "
            "ne promet rien d'eux : relire ce qui est écarté, et refaire `qualif noise calibrate` sur des textes de ce canal."
        )
