"""How well scores order texts, with an interval."""

from __future__ import annotations

from math import sqrt

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.special import expit, logit, ndtri
from scipy.stats import rankdata

Floats = npt.NDArray[np.float64]

RISK = 0.05
"""Risk that an upper bound given with a measure is false, or an interval: half of it on each side.
"""

_EDGE = 1e-9
"""How near to 0 and 1 areas are tried."""


def auc(keep: Floats, noise: Floats) -> float:
    """Probability that a keep text scores above a noise text, ties halved."""
    ranks = rankdata(np.concatenate([keep, noise]))[: len(keep)]
    return float((ranks.sum() - len(keep) * (len(keep) + 1) / 2) / (len(keep) * len(noise)))


def auc_interval(keep: Floats, noise: Floats) -> tuple[float, float]:
    """The wider, on each side, of two intervals of the area.

    DeLong, DeLong and Clarke-Pearson (1988), by ranks and on the logit: right for any scores, but
    too narrow where one side is small (28 texts against 2,000: 84 to 89 times in a hundred). Hanley
    and McNeil (1982), see `auc_interval_of`: wide enough for small sides, but for scores of
    ordinary shape.
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
    """The interval of an area from the numbers of texts alone: every value whose own variance
    (Hanley and McNeil 1982) does not rule out the area.

    The variance at the value tried, not at the area found, as for Wilson's interval of a share
    (Newcombe 2006).
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
