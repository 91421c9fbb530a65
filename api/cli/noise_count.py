"""Drift of a stream of verdicts, beside the calibration of each certificate it was judged under."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date

from classifiers.noise.certificate import Certificate, told_fields
from classifiers.noise.drift import Week, compare
from classifiers.noise.filter import NO_PROMISE, FilterVerdict, NoiseFilter, bypasses
from classifiers.noise.kinds import NO_FIELD
from classifiers.noise.scores import BINS, BYPASSED, EDGES

ENOUGH = 300
"""Texts under which nothing is said: luck would do as much."""
_PREFIX, _SET_ASIDE = "drift.", "set_aside"
_EDGES: list[float] = EDGES.tolist()


class StreamCount:
    """Counts verdicts as the certificates count their texts, to say at the end whether they still
    look alike.

    The service compares weeks, and suspends; here nobody keeps the weeks, so a whole stream stands
    for one, and a person is told.
    """

    def __init__(self, noise: NoiseFilter) -> None:
        self._counts = [_Count(one, bypasses(noise.never, one)) for one in noise.valid]

    def add(self, verdict: FilterVerdict) -> None:
        """Counts a verdict that certificates speak of; one that is kept whatever its score counts
        1.
        """
        if verdict.score is None or verdict.reason in NO_PROMISE:
            return
        for count in self._counts:
            count.add(verdict.field, verdict.score, verdict.reason)

    def data(self) -> dict[str, int]:
        """The counts by name, to be added to those of another part of the stream."""
        return {name: n for place, count in enumerate(self._counts) for name, n in count.data(f"{_PREFIX}{place}.")}

    def add_data(self, data: Mapping[str, int]) -> None:
        """Adds the counts of another part, under the same certificates; whatever else is named is
        left out.
        """
        for place, count in enumerate(self._counts):
            prefix = f"{_PREFIX}{place}."
            count.add_data({name.removeprefix(prefix): n for name, n in data.items() if name.startswith(prefix)})

    def drift_messages(self) -> list[str]:
        """For each certificate that the stream no longer looks like, what drifted and what to do;
        nothing where there are too few texts to say.
        """
        return [told for count in self._counts if (told := count.drift_message()) is not None]


class _Count:
    """Counter of the verdicts under one certificate."""

    def __init__(self, certificate: Certificate, bypassed: frozenset[str]) -> None:
        self._certificate = certificate
        self._bypassed = bypassed
        self._fields = frozenset({*certificate.origin.fields, NO_FIELD})
        self.set_aside = 0
        self.histogram = [0] * BINS

    def add(self, field: str, score: float, reason: str) -> None:
        """Counts a verdict, if it is one of its own: a text read as of the certificate's fields, or
        of none.
        """
        if field not in self._fields:
            return
        score = BYPASSED if reason in self._bypassed else score
        self.set_aside += self._certificate.sets_aside(score)
        self.histogram[bisect_right(_EDGES, score)] += 1

    def data(self, prefix: str) -> list[tuple[str, int]]:
        """What was counted, each with its name."""
        bins = ((f"{prefix}{place}", n) for place, n in enumerate(self.histogram) if n)
        return [(f"{prefix}{_SET_ASIDE}", self.set_aside), *bins]

    def add_data(self, data: Mapping[str, int]) -> None:
        """Adds what was counted elsewhere."""
        self.set_aside += data.get(_SET_ASIDE, 0)
        for place in range(BINS):
            self.histogram[place] += data.get(str(place), 0)

    def drift_message(self) -> str | None:
        """Drift message: what drifted and what to do, or None."""
        read, origin = sum(self.histogram), self._certificate.origin
        if read < ENOUGH:
            return None
        week = Week(origin.channel, date.today(), self.set_aside, tuple(self.histogram))
        changes = compare(week, self._certificate).changes
        if not changes:
            return None
        return (
            f"Dérive, sur les {read} textes de ce flux que le certificat couvre ({told_fields(origin.fields)}) : {' ; '.join(changes)}. "
            "Ils ne ressemblent pas à ceux du calage, et le certificat ne promet rien d'eux : relire ce qui est écarté, et refaire "
            "`qualif noise calibrate` sur des textes de ce canal."
        )
