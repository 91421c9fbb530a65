"""How well scores order texts, and what a threshold would lose: plain figures with their bounds."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from classifiers.noise.bounds import upper

Floats = npt.NDArray[np.float64]
MISSES = (0.0, 0.01, 0.02, 0.05)

RISK = 0.05
"""Risk that an upper bound given with a measure is false."""


class Ceiling(NamedTuple):
    """Noise set aside when at most `allowed` of the keep texts are missed, the threshold read on the same texts: a ceiling."""

    allowed: float
    missed: int
    set_aside: float
    miss_upper: float


class Measured(NamedTuple):
    """A set of texts: counts, area under the ROC curve, best macro-F1 over thresholds, ceilings at MISSES."""

    keep: int
    noise: int
    auc: float
    macro_f1: float
    ceilings: tuple[Ceiling, ...]

    def plain(self) -> dict[str, Any]:
        """As plain data."""
        return {**self._asdict(), "ceilings": [c._asdict() for c in self.ceilings]}


def measure(keep: Floats, noise: Floats) -> Measured:
    """The figures of a set, from the scores of its keep and noise texts; both must hold at least one."""
    return Measured(
        len(keep),
        len(noise),
        auc(keep, noise),
        best_macro_f1(keep, noise),
        tuple(_ceiling(keep, noise, q) for q in MISSES),
    )


def auc(keep: Floats, noise: Floats) -> float:
    """Probability that a keep text scores above a noise text, ties halved."""
    ranks = rankdata(np.concatenate([keep, noise]))[: len(keep)]
    return float((ranks.sum() - len(keep) * (len(keep) + 1) / 2) / (len(keep) * len(noise)))


def best_macro_f1(keep: Floats, noise: Floats) -> float:
    """The best mean of the F1 of keep and of noise, over all thresholds."""
    scores = np.concatenate([keep, noise])
    order = np.argsort(-scores, kind="stable")
    truth = np.concatenate([np.ones(len(keep)), np.zeros(len(noise))])[order]
    hits = np.cumsum(truth)
    taken = np.arange(1, len(scores) + 1)
    last = np.append(np.diff(scores[order]) != 0, True)
    true_noise = len(noise) - (taken - hits)
    of_keep = 2 * hits / (taken + len(keep))
    of_noise = 2 * true_noise / (len(scores) - taken + len(noise))
    return float(((of_keep + of_noise) / 2)[last].max())


def _ceiling(keep: Floats, noise: Floats, allowed: float) -> Ceiling:
    threshold = np.sort(keep)[min(int(allowed * len(keep) + 1e-9), len(keep) - 1)]
    missed = int((keep < threshold).sum())
    return Ceiling(allowed, missed, float((noise < threshold).mean()), upper(missed, len(keep), RISK))
