"""Rates: a share with its exact (Clopper-Pearson) interval."""

from __future__ import annotations

from pydantic import Field

from api.kit.schemas import ResponseModel
from classifiers.noise.bounds import lower, upper

LEVEL = 0.95


class Rate(ResponseModel):
    """A share, with its exact (Clopper-Pearson) interval."""

    count: int = Field(alias="found")
    of: int
    rate: float | None
    low: float
    high: float
    level: float


def rate_of(count: int, of: int) -> Rate:
    """A share with its exact interval, each side wrong with half of the risk."""
    risk = (1 - LEVEL) / 2
    low, high = (lower(count, of, risk), upper(count, of, risk)) if of else (0.0, 1.0)
    return Rate(found=count, of=of, rate=count / of if of else None, low=low, high=high, level=LEVEL)
