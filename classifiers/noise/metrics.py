"""How well scores order texts, and what a threshold would lose: plain figures with their bounds."""

from __future__ import annotations

from math import sqrt
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.special import expit, logit, ndtri
from scipy.stats import rankdata

from classifiers.noise.bounds import lower, upper

Floats = npt.NDArray[np.float64]
MISSES = (0.0, 0.01, 0.02, 0.05)

RISK = 0.05
"""Risk that an upper bound given with a measure is false, or an interval: half of it on each side."""

_EDGE = 1e-9
"""How near to 0 and 1 areas are tried."""


class Ceiling(NamedTuple):
    """Noise set aside when at most `allowed` of the keep texts are missed, the threshold read on the same texts: a ceiling.

    The interval is that of the share at this very threshold.
    """

    allowed: float
    missed: int
    set_aside: float
    set_aside_low: float
    set_aside_high: float
    miss_upper: float


class Measured(NamedTuple):
    """A set of texts: counts, area under the ROC curve with its interval, best macro-F1 over thresholds, ceilings at MISSES."""

    keep: int
    noise: int
    auc: float
    auc_low: float
    auc_high: float
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
        *auc_interval(keep, noise),
        best_macro_f1(keep, noise),
        tuple(_ceiling(keep, noise, q) for q in MISSES),
    )


def auc(keep: Floats, noise: Floats) -> float:
    """Probability that a keep text scores above a noise text, ties halved."""
    ranks = rankdata(np.concatenate([keep, noise]))[: len(keep)]
    return float((ranks.sum() - len(keep) * (len(keep) + 1) / 2) / (len(keep) * len(noise)))


def auc_interval(keep: Floats, noise: Floats) -> tuple[float, float]:
    """The wider, on each side, of two intervals of the area.

    DeLong, DeLong and Clarke-Pearson (1988), by ranks and on the logit: right for any scores, but too narrow where one side is small
    (28 texts against 2,000: 84 to 89 times in a hundred). Hanley and McNeil (1982), see `auc_interval_of`: wide enough for small sides, but
    for scores of ordinary shape.
    """
    area, (low, high) = auc(keep, noise), auc_interval_of(auc(keep, noise), len(keep), len(noise))
    ranks = rankdata(np.concatenate([keep, noise]))
    of_keep = (ranks[: len(keep)] - rankdata(keep)) / len(noise)
    of_noise = (ranks[len(keep) :] - rankdata(noise)) / len(keep)
    if min(len(keep), len(noise)) < 2 or not 0 < area < 1:
        return low, high
    spread = sqrt(of_keep.var(ddof=1) / len(keep) + of_noise.var(ddof=1) / len(noise))
    half = ndtri(1 - RISK / 2) * spread / (area * (1 - area))
    return min(low, float(expit(logit(area) - half))), max(high, float(expit(logit(area) + half)))


def auc_interval_of(area: float, keep: int, noise: int) -> tuple[float, float]:
    """The interval of an area from the numbers of texts alone: every value whose own variance (Hanley and McNeil 1982) does not rule out the area.

    The variance at the value tried, not at the area found, as for Wilson's interval of a share (Newcombe 2006).
    """
    wide = float(ndtri(1 - RISK / 2)) ** 2

    def ruled_out(value: float) -> float:
        two_keep, two_noise = value / (2 - value), 2 * value**2 / (1 + value)
        spread = value * (1 - value) + (keep - 1) * (two_keep - value**2) + (noise - 1) * (two_noise - value**2)
        return float((area - value) ** 2 - wide * spread / (keep * noise))

    least, inside, most = _EDGE, min(max(area, _EDGE), 1 - _EDGE), 1 - _EDGE
    low = brentq(ruled_out, least, inside) if ruled_out(least) > 0 > ruled_out(inside) else 0.0
    high = brentq(ruled_out, inside, most) if ruled_out(most) > 0 > ruled_out(inside) else 1.0
    return float(low), float(high)


def share(found: int, of: int) -> dict[str, float]:
    """A share set aside and its exact interval (Clopper-Pearson), as plain data."""
    return {
        "set_aside": found / of,
        "set_aside_low": lower(found, of, RISK / 2),
        "set_aside_high": upper(found, of, RISK / 2),
    }


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
    aside = share(int((noise < threshold).sum()), len(noise))
    return Ceiling(allowed, missed, **aside, miss_upper=upper(missed, len(keep), RISK))
