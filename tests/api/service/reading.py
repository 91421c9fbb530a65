"""What reads texts in tests: the lexicon of the small law, and the shipped filter, both opened once."""

from __future__ import annotations

from datetime import date
from functools import cache

from api.lexicons import open_reader
from api.noise_setup import open_filter
from api.texts import Texts
from classifiers.noise.filter import NoiseFilter
from tests.api.service.world import small_law
from tests.shared import ROOT

KEPT = "Je vais te tuer, je sais où tu habites et je t'attends ce soir."
NOISE = "Bonjour, pouvez-vous me dire vos horaires d'ouverture ?"
"""The first stage is enough for it."""


@cache
def opened(audit_key: bytes | None = None) -> NoiseFilter:
    """The shipped filter. It draws nothing without a key."""
    cues = open_reader(ROOT / "docs/examples/petite-loi")
    return open_filter(encoder=False, audit_key=audit_key, cues=cues, today=date(2026, 11, 25))


def texts(audit_key: bytes | None = None) -> Texts:
    """The port of the service."""
    facts = small_law().ruleset.facts
    return Texts(facts, lambda: open_reader(ROOT / "docs/examples/petite-loi"), lambda _: opened(audit_key))
