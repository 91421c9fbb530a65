"""Channels: how a report came in, and whose certificates filter it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple

Channel = Literal["api", "form", "email", "phone", "partner"]


class NoiseChoice(NamedTuple):
    """The certificates to filter noise under: those of a channel in a file, or else the
    demonstration's.
    """

    channel: str | None = None
    certificates: Path | None = None
