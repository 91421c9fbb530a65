"""Certificates to test with."""

from __future__ import annotations

from datetime import date

import numpy as np

from classifiers.noise.bounds import RiskLevel
from classifiers.noise.certificate import CalibrationScores, Certificate, Origin, certify
from classifiers.noise.score_version import ScoreVersion

MODEL, DATA, CODE = "a" * 64, "b" * 64, "c" * 64
ORIGIN = Origin("site", ("haine",), date(2026, 1, 5), date(2026, 3, 29), MODEL, DATA, CODE)
VERSION = ScoreVersion(MODEL, {CODE})
EXPIRES = date(2026, 9, 30)


def scores(seed: int, keep: int, noise: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores of keep texts, and of all texts, drawn with a seed."""
    chance = np.random.default_rng(seed)
    kept = chance.beta(4, 2, keep)
    return kept, np.concatenate([kept, chance.beta(1.2, 6, noise)])


def certificate(seed: int = 1, keep: int = 600, noise: int = 1400, origin: Origin = ORIGIN) -> Certificate:
    """A certificate of the hotline's own."""
    kept, every = scores(seed, keep, noise)
    grounds = {"religion": kept[:200], "handicap": kept[200:240]}
    found = certify(CalibrationScores(kept, every, grounds), origin, RiskLevel(), demonstration=False, expires=EXPIRES)
    assert isinstance(found, Certificate)
    return found
