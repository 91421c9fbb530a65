"""Options of `qualif qualify` that decide of an answer."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from api.texts.channels import NoiseChoice
from textfile.text import Language


class QualifyOptions(NamedTuple):
    """Options of an answer: the language of faults, the day of decision (None: that of the run),
    whether cues are read, the certificates of the noise filter (None: no filter).
    """

    language: Language = "fr"
    decision: date | None = None
    cues: bool = True
    noise: NoiseChoice | None = None

    @property
    def identity(self) -> tuple[object, ...]:
        """What of them decides, as text; certificates count by their bytes, elsewhere."""
        return (self.language, self.decision, self.cues, self.noise is not None)
