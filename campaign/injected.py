"""What a campaign puts in the place of ports of the service: a clock that a file moves, readers of
texts that a file makes mute.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from api.kit.clock import Clock
from api.texts.readers import Texts
from classifiers.noise.filter import FilterVerdict, NoiseFilter, NoiseInput
from tests.api.service.reading import opened
from tests.api.service.world import small_law

CLOCK_FILE, MUTE_FILE = "CAMPAIGN_CLOCK_FILE", "CAMPAIGN_MUTE_FILE"
"""Variables of an instance: a file that holds seconds to add to the clock; a file that makes the
reader mute as long as it is there.
"""


class OffsetClock(Clock):
    """The system's clock, and as many seconds as a file says; none where it is not there."""

    def __init__(self, zone: ZoneInfo, path: Path) -> None:
        super().__init__(zone)
        self._path = path

    def now(self) -> datetime:
        """This moment, moved."""
        words = self._path.read_text(encoding="ascii") if self._path.exists() else ""
        return super().now() + timedelta(seconds=float(words or 0))


def move_clock(path: Path, seconds: float) -> None:
    """Moves the clock of whoever reads this file, at once."""
    beside = path.with_suffix(".new")
    beside.write_text(str(seconds), encoding="ascii")
    beside.replace(path)


class MutableTexts(Texts):
    """Readers of texts that answer nothing as long as a file is there."""

    def __init__(self, path: Path) -> None:
        super().__init__(small_law().ruleset.facts, None, lambda _: opened())
        self._path = path

    def judge(self, text: NoiseInput, noise: NoiseFilter) -> FilterVerdict:
        """The verdict, once the file is gone."""
        while self._path.exists():
            time.sleep(0.02)
        return super().judge(text, noise)
