"""What reads texts in tests: the lexicon of the small law, and the filter on a small reader, both opened once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

import numpy as np

from api.texts.lexicons import open_reader
from api.texts.noise_filter import open_filter, promises
from api.texts.readers import Texts
from classifiers.noise.bounds import RiskLevel
from classifiers.noise.certificate import DEMONSTRATION, CalibrationScores, Certificate, Origin, certify
from classifiers.noise.filter import NoiseFilter, rules_digest
from classifiers.noise.kinds import FIELDS
from classifiers.noise.score_version import SCORE_CODE
from tests.api.service.world import NOON, small_law
from tests.classifiers.noise.small_reader import SmallReader
from tests.shared import ROOT

KEPT = "Je vais te tuer, je sais où tu habites et je t'attends ce soir."
NOISE = "Bonjour, pouvez-vous me dire vos horaires d'ouverture ?"
CHANCE = np.random.default_rng(3)
CALM = [*CHANCE.beta(4, 2, 400), *CHANCE.beta(1.2, 12, 800)]
"""Scores of a channel at its calibration: of what must be seen, then of noise."""
QUIETER = list(CHANCE.beta(1.2, 30, 300))
"""Those of a channel that no longer looks like it."""


def certificate(
    noise: NoiseFilter,
    channel: str,
    *,
    fields: Sequence[str] = FIELDS,
    day: date = date(2024, 5, 26),
    demonstration: bool = False,
) -> Certificate:
    """One for the filter's reader, made on reports whose scores are CALM."""
    assert noise.reader is not None
    model = rules_digest(noise.reader, noise.never)
    origin = Origin(channel, tuple(sorted(fields)), day, day, model, "b" * 64, SCORE_CODE)
    expires = None if demonstration else date(2025, 1, 1)
    made = certify(
        CalibrationScores(CALM[:400], CALM), origin, RiskLevel(), demonstration=demonstration, expires=expires
    )
    assert isinstance(made, Certificate)
    return made


@cache
def opened(audit_key: bytes | None = None) -> NoiseFilter:
    """The filter under a demonstration's certificate. It draws nothing without a key."""
    cues = open_reader(ROOT / "docs/examples/petite-loi")
    noise = open_filter(reader=SmallReader(), audit_key=audit_key, cues=cues, today=NOON.date())
    return under(noise, certificate(noise, DEMONSTRATION, demonstration=True))


def under(noise: NoiseFilter, *certificates: Certificate) -> NoiseFilter:
    """The filter under certificates of its own, on the day of tests."""
    channel = certificates[0].origin.channel
    return noise.under(promises(noise, certificates, channel, NOON.date()))


def texts(audit_key: bytes | None = None) -> Texts:
    """The port of the service."""
    facts = small_law().ruleset.facts
    return Texts(facts, lambda: open_reader(ROOT / "docs/examples/petite-loi"), lambda _: opened(audit_key))
