"""The version of the computation of a score: what a certificate is tied to, beside the model.

A change that moves a score counts the version up: `tests/classifiers/noise/golden/scores.json`
says when. What moves none (a comment, a file elsewhere, another process for the encoder) leaves it,
and no hotline has to calibrate again for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

SCORE_VERSION = 3
SCORE_CODE = hashlib.sha256(f"qualif-noise-score-{SCORE_VERSION}".encode()).hexdigest()
"""Code of new certificates; 64 hexadecimal digits, as the file of certificates wants."""
SCORE_CODES = frozenset({SCORE_CODE})
"""Codes of the same scores. Version 1 scored hate alone, version 2 a post as a report: their
certificates no longer hold.
"""


@dataclass(frozen=True)
class ScoreVersion:
    """Version of a score: the digest of the model that gives it, and the codes of the computations
    that give the same.
    """

    model: str
    codes: Collection[str] = SCORE_CODES
