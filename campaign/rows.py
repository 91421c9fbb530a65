"""Rows of the table that `make campaign` prints."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """Result of one part on one database: how many faults were injected, and what went wrong."""

    part: str
    database: str
    runs: int
    failures: tuple[str, ...]
    seconds: float
    detail: str = ""
