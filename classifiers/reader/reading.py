"""Outputs of the reader of reports: probabilities, each of its own, that sum to nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

FIELDS = (
    "haine",
    "harcelement",
    "pedopornographie",
    "proxenetisme",
    "terrorisme",
    "crimes_humanite",
    "suicide",
    "contenus_mineurs",
)
GRAVITY = ("child", "life", "terrorism", "threat", "blackmail")
NOISE = (
    "vide",
    "technique",
    "litige",
    "fraude",
    "droits",
    "prive",
    "opinion",
    "humour",
    "contre_discours",
    "information",
    "querelle",
    "autre",
)
HEADS = ("matters", "unseen", *FIELDS, *GRAVITY, *NOISE)
"""Outputs of the model, one column each."""
CATEGORIES = (*FIELDS, "autre")
"""The reporter's categories that it weighs; any other counts as none."""


@dataclass(frozen=True, slots=True)
class ReportText:
    """The words of a report: those of the content, those of the reporter, and the category the
    reporter chose.

    `reported`: False for a post, that a platform shows before anybody has reported it.
    """

    text: str | None
    comment: str | None = None
    category: str | None = None
    reported: bool = True


@dataclass(frozen=True, slots=True)
class ReportReading:
    """Reading of a report: what a careful reader would answer of it, as probabilities.

    `matters`: an analyst must see it. `unseen`: it points to content that nobody gave. `fields`:
    each of the eight, on its own. `gravity`: a child, a life, terrorism, a threat, blackmail or a
    disclosure. `noise`: each declared kind. `offences`: those that the model learnt, by identifier.
    `post`: an analyst must see it, of a text that nobody has reported; None of a report.
    """

    matters: float
    unseen: float
    fields: Mapping[str, float]
    gravity: Mapping[str, float]
    noise: Mapping[str, float]
    offences: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    post: float | None = None

    @property
    def score(self) -> float:
        """The probability that an analyst must see it, as a report or as a post."""
        return self.matters if self.post is None else self.post
