"""Exact bounds on a rate, from counts of independent draws: how many errors a promise allows, and
how many texts it needs.

Everything comes from the binomial law itself, without approximation (Clopper & Pearson, « The use
of confidence or fiducial limits illustrated in the case of the binomial », Biometrika 1934). Rates,
`alpha` and `delta` are shares between 0 and 1, not percentages.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
import scipy  # its special functions, a third of a second to import, come when one is asked for


@dataclass(frozen=True)
class RiskLevel:
    """Level of a risk control: a loss of at most `alpha`, at confidence 1 - `delta`, chosen before
    looking at any score.
    """

    alpha: float = 0.01
    delta: float = 0.05

    def __post_init__(self) -> None:
        check_promise(self.alpha, self.delta)


def tail(k: int, n: int, rate: float) -> float:
    """The probability of at most k errors in n draws, when each is one with probability `rate`."""
    return 1.0 if k >= n else float(scipy.special.betaincc(k + 1, n - k, rate))


def allowed(n: int, alpha: float, delta: float) -> int | None:
    """The most errors among n draws that still prove a rate of at most `alpha` at confidence 1 -
    `delta`; None: none is few enough.

    It is the largest k such that so few errors would have a probability of at most `delta` if the
    rate were `alpha`: the Clopper-Pearson upper bound of k errors is then at most `alpha`.
    """
    check_promise(alpha, delta)
    if n < 1:
        return None
    errors = np.arange(min(ceil(n * alpha) + 1, n))  # delta <= 1/2 and the median is at most ceil(n alpha)
    proving = int(np.count_nonzero(scipy.special.betaincc(errors + 1, n - errors, alpha) <= delta))
    return proving - 1 if proving else None


def required(alpha: float, delta: float, k: int = 0) -> int:
    """The fewest draws of which k errors prove a rate of at most `alpha` at confidence 1 - `delta`:
    299 for 1 % at 95 % with none.
    """
    check_promise(alpha, delta)
    few, enough = k, 2 * k + 1
    while tail(k, enough, alpha) > delta:
        few, enough = enough, 2 * enough
    while enough - few > 1:
        middle = (few + enough) // 2
        few, enough = (few, middle) if tail(k, middle, alpha) <= delta else (middle, enough)
    return enough


def upper(k: int, n: int, delta: float) -> float:
    """Clopper-Pearson upper bound of the rate behind k errors in n draws, at confidence 1 -
    `delta`.
    """
    return 1.0 if k >= n else float(scipy.special.betainccinv(k + 1, n - k, delta))


def lower(k: int, n: int, delta: float) -> float:
    """Clopper-Pearson lower bound of the rate behind k errors in n draws, at confidence 1 -
    `delta`.
    """
    return 0.0 if k <= 0 else float(scipy.special.betaincinv(k, n - k + 1, delta))


def check_promise(alpha: float, delta: float) -> None:
    """Raises ValueError, naming the field, when the rate or the risk makes no sense (NaN
    included).
    """
    if not 0 < alpha < 1:
        raise ValueError(f"alpha : une part entre 0 et 1 est attendue, pas {alpha}")
    if not 0 < delta <= 0.5:
        raise ValueError(f"delta : un risque entre 0 et 0,5 est attendu, pas {delta}")
