"""Every figure comes with an interval that holds as often as it says."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from scipy.special import logit
from scipy.stats import norm

from tools.measure.metrics import auc, auc_interval, auc_interval_of

Floats = npt.NDArray[np.float64]


def drawn(seed: int, keep: int, noise: int, apart: float, spread: float = 1.0) -> tuple[Floats, Floats]:
    """Scores of two normal laws: the true area is known."""
    chance = np.random.default_rng(seed)
    return chance.normal(apart, spread, keep), chance.normal(0, 1, noise)


@pytest.mark.parametrize("ties", [False, True])
def test_the_interval_of_the_area_is_never_narrower_than_delongs(ties: bool) -> None:
    """Scores of odd shape: a part of the keep texts lies among the noise, and only DeLong sees it."""
    keep, noise = drawn(1, 400, 4000, 4.0)
    keep[:80] = noise[:80]
    if ties:
        keep, noise = np.round(keep), np.round(noise)
    above = (keep[:, None] > noise) + 0.5 * (keep[:, None] == noise)
    spread = np.sqrt(above.mean(axis=1).var(ddof=1) / len(keep) + above.mean(axis=0).var(ddof=1) / len(noise))
    area, (low, high) = auc(keep, noise), auc_interval(keep, noise)
    assert above.mean() == pytest.approx(area)
    half = norm.ppf(0.975) * spread / (area * (1 - area))
    assert logit([low, high]) == pytest.approx([logit(area) - half, logit(area) + half])


@pytest.mark.parametrize("spread", [1.0, 1.6])
@pytest.mark.parametrize(
    ("keep", "noise", "area"),
    [(590, 2547, 0.917), (123, 567, 0.946), (47, 224, 0.951), (28, 1983, 0.965), (25, 83, 0.849)],
)
def test_the_interval_of_the_area_holds_as_often_as_it_says(keep: int, noise: int, area: float, spread: float) -> None:
    """On sets of the sizes of the card's."""
    runs, apart = 1_000, float(np.hypot(1, spread) * norm.ppf(area))
    found = [auc_interval(*drawn(seed, keep, noise, apart, spread)) for seed in range(runs)]
    assert np.mean([low <= area <= high for low, high in found]) >= 0.945


def test_an_area_without_spread_still_has_an_interval() -> None:
    low, high = auc_interval(np.ones(20), np.zeros(80))
    assert (0.75 < low < 0.95, high) == (True, 1)
    low, high = auc_interval(np.zeros(20), np.ones(80))
    assert (low, 0.02 < high < 0.5) == (0, True)
    low, high = auc_interval(np.ones(20), np.ones(80))
    assert low < 0.4 < 0.6 < high
    low, high = auc_interval(np.ones(1), np.zeros(1))
    assert low < 0.3
    assert high == 1


def test_the_interval_from_counts_alone_is_hanley_and_mcneils_at_its_ends() -> None:
    """Each end is a value that the area found is just 1.96 of its own standard errors away from."""
    for value in auc_interval_of(0.9, 60, 200):
        one, two = value / (2 - value), 2 * value**2 / (1 + value)
        error = np.sqrt(
            (value * (1 - value) + 59 * (one - value**2) + 199 * (two - value**2)) / (60 * 200),
        )
        assert abs(0.9 - value) / error == pytest.approx(norm.ppf(0.975))
