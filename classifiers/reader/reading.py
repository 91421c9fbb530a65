"""A reading: what the learned reader says of one report, in probabilities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportText:
    """What is read of a report: the words of the content, those of the reporter, the category that the reporter chose."""

    text: str | None
    comment: str | None
    category: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader says of a report.

    `matters`: that an analyst must see it; `unseen`: that it points to content nobody gave; `fields`: each of the eight, independent of
    the others; `gravity`: child, life, terrorism, threat, blackmail; `noise`: each of the declared kinds.
    """

    matters: float
    unseen: float
    fields: Mapping[str, float]
    gravity: Mapping[str, float]
    noise: Mapping[str, float]
