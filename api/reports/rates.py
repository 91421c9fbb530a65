"""Rates: a share with its exact (Clopper-Pearson) interval."""

from __future__ import annotations

from api.kit.schemas import Told
from classifiers.noise.bounds import lower, upper

LEVEL = 0.95


class Rate(Told):
    """A share, with its exact (Clopper-Pearson) interval."""

    found: int
    of: int
    rate: float | None
    low: float
    high: float
    level: float


def rate_of(found: int, of: int) -> Rate:
    """A share with its exact interval, each side wrong with half of the risk."""
    risk = (1 - LEVEL) / 2
    low, high = (lower(found, of, risk), upper(found, of, risk)) if of else (0.0, 1.0)
    return Rate(found=found, of=of, rate=found / of if of else None, low=low, high=high, level=LEVEL)
