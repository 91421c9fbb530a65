"""What reads texts in tests: the lexicon of the small law, and the shipped filter, both opened once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from api.lexicons import open_reader
from api.noise_setup import open_filter
from api.texts import Texts
from classifiers.noise.certificate import Certificate
from classifiers.noise.filter import NoiseFilter, rules_digest
from classifiers.noise.score_version import SCORE_CODES
from classifiers.noise.standing import check
from tests.api.service.world import NOON, small_law
from tests.shared import ROOT

KEPT = "Je vais te tuer, je sais où tu habites et je t'attends ce soir."
NOISE = "Bonjour, pouvez-vous me dire vos horaires d'ouverture ?"
"""The first stage is enough for it."""


@cache
def opened(audit_key: bytes | None = None) -> NoiseFilter:
    """The shipped filter, its certificate made the day before tests take place. It draws nothing without a key."""
    cues = open_reader(ROOT / "docs/examples/petite-loi")
    noise = open_filter(encoder=False, audit_key=audit_key, cues=cues, today=date(2026, 11, 25))
    assert noise.certificate is not None
    return under(noise, dated(noise.certificate, date(2024, 6, 2)))


def dated(certificate: Certificate, day: date) -> Certificate:
    """The certificate as if it had been made on that day."""
    return replace(certificate, origin=replace(certificate.origin, since=day, until=day))


def under(noise: NoiseFilter, certificate: Certificate) -> NoiseFilter:
    """The filter under a certificate of its own, on the day of tests."""
    standing = check(
        certificate,
        model=rules_digest(noise.cascade, noise.never),
        codes=SCORE_CODES,
        channel=certificate.origin.channel,
        today=NOON.date(),
    )
    return noise.under(certificate, standing)


def texts(audit_key: bytes | None = None) -> Texts:
    """The port of the service."""
    facts = small_law().ruleset.facts
    return Texts(facts, lambda: open_reader(ROOT / "docs/examples/petite-loi"), lambda _: opened(audit_key))
