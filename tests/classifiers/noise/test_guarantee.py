"""The bound holds when the future is like the calibration, and breaks when it is not.

Scores are the quantiles of the keep texts of an imaginary channel, so that the true miss rate of a threshold is known exactly.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
import numpy.typing as npt
import pytest
from mapie.risk_control import BinaryClassificationController

from classifiers.noise.bounds import RiskLevel, allowed, tail
from classifiers.noise.certificate import CalibrationScores, Certificate, certify
from tests.classifiers.noise.statistics_samples import ORIGIN, scores

RUNS = 20_000


def true_miss_rates(n: int, alpha: float, seed: int) -> npt.NDArray[np.float64]:
    """The true miss rate of the threshold of each of RUNS calibrations of n texts."""
    k = allowed(n, alpha, 0.05)
    assert k is not None
    drawn = np.random.default_rng(seed).random((RUNS, n), dtype=np.float32)
    return np.asarray(np.partition(drawn, k, axis=1)[:, k], dtype=np.float64)


@pytest.mark.parametrize(("n", "alpha"), [(299, 0.01), (590, 0.01), (598, 0.005), (200, 0.05), (400, 0.02)])
def test_more_is_lost_than_promised_no_oftener_than_the_risk(n: int, alpha: float) -> None:
    exceeded = float(np.mean(true_miss_rates(n, alpha, seed=n) > alpha))
    k = allowed(n, alpha, 0.05)
    assert k is not None
    assert exceeded <= 0.05 + 4 * sqrt(0.05 * 0.95 / RUNS)
    assert exceeded == pytest.approx(tail(k, n, alpha), abs=0.008), "the risk is what the binomial law says, no less"


def test_ties_only_lose_less() -> None:
    chance = np.random.default_rng(4)
    above = 0
    for _ in range(2_000):
        keep = np.round(
            chance.random(299), 2
        )  # each value v from 0.01 to 0.99 has probability 1/100, 0 and 1 half of that
        found = certify(CalibrationScores(keep, keep), ORIGIN, RiskLevel())
        assert isinstance(found, Certificate)
        above += found.threshold > 0 and found.threshold - 0.005 > 0.01
    assert above / 2_000 <= 0.05 + 4 * sqrt(0.05 * 0.95 / 2_000)


def test_across_sources_nothing_is_promised() -> None:
    """Not a quality, a fact to know: on a source whose keep texts score one logit lower, most certificates are wrong."""
    threshold = true_miss_rates(590, 0.01, seed=7)
    logit = np.log(threshold / (1 - threshold))
    elsewhere = 1 / (1 + np.exp(-(logit + 1)))  # the share under the threshold, when scores fall by one logit
    assert np.mean(threshold > 0.01) < 0.05
    assert np.mean(elsewhere > 0.01) > 0.25


@pytest.mark.parametrize(("n", "recall"), [(400, 0.95), (400, 0.98), (600, 0.98), (800, 0.99)])
@pytest.mark.parametrize("seed", [0, 1])
def test_mapie_agrees_and_never_filters_more(n: int, recall: float, seed: int) -> None:
    """Its p-values (Hoeffding-Bentkus) are a little more cautious than the binomial law; its default correction much more."""
    keep, every = scores(seed, n, 2_000)
    found = certify(CalibrationScores(keep, every), ORIGIN, RiskLevel(1 - recall))
    assert isinstance(found, Certificate)
    ordered = np.sort(keep)
    best = {
        method: _mapie(every, np.arange(len(every)) < n, recall, ordered[: 2 * found.k + 20], method)
        for method in ("bonferroni_holm", "fixed_sequence")
    }
    assert best["bonferroni_holm"] <= best["fixed_sequence"] <= found.threshold
    assert best["fixed_sequence"] >= ordered[max(found.k - 3, 0)]


def _mapie(
    every: npt.NDArray[np.float64],
    keep: npt.NDArray[np.bool_],
    recall: float,
    tried: npt.NDArray[np.float64],
    method: str,
) -> float:
    controller = BinaryClassificationController(
        lambda x: np.column_stack([1 - x[:, 0], x[:, 0]]),
        "recall",
        target_level=recall,
        confidence_level=0.95,
        list_predict_params=tried,
        fwer_method=method,
    )
    controller.calibrate(every[:, None], keep.astype(int))
    best = controller.best_predict_param
    return 0.0 if best is None else float(best)
