"""Parts of the campaign, in the order in which it runs them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TypeAlias

from campaign.databases import POSTGRESQL, SQLITE
from campaign.rows import CampaignRow
from campaign.run_log import RunLog

Run: TypeAlias = Callable[..., CampaignRow]
BOTH = (SQLITE, POSTGRESQL)


@dataclass(frozen=True, slots=True)
class Part:
    """A part: where its function is, on which databases, how many runs the whole campaign asks for,
    and what a run is.
    """

    name: str
    module: str
    databases: tuple[str, ...]
    runs: int
    unit: str
    function: str = "run"

    def load(self) -> Run:
        """Its function, imported when it is asked for."""
        run: Run = getattr(import_module(self.module), self.function)
        return run


PARTS = (
    Part("kills", "campaign.kills", BOTH, 1_000, "kill -9 of `qualif serve` under load"),
    Part("kills-forked", "campaign.kills", BOTH, 1_000, "kill -9 of a forked instance under load", "run_forked"),
    Part("races", "campaign.races", (POSTGRESQL,), 1_000, "round of every race, four instances"),
    Part("network", "campaign.network", (POSTGRESQL,), 1_000, "fault of the network to PostgreSQL"),
    Part("disk", "campaign.disk", BOTH, 300, "disk full at the n-th byte, or fsync that fails"),
    Part("clock", "campaign.clock", BOTH, 300, "walk of the clock, back and forth"),
    Part("reader", "campaign.reader", BOTH, 100, "reader stopped, killed or mute"),
    Part("day", "campaign.day", BOTH, 24, "hour of use, compressed"),
    Part("rolling", "campaign.rolling", (POSTGRESQL,), 100, "kill of one of two instances behind a proxy"),
)
CRASHES = "crashes"
DISK_CALLS = "disk-calls"
"""The parts of `campaign.crashes`, which enumerate their runs by themselves."""


def run_part(part: Part, database: str, log: RunLog, runs: int) -> CampaignRow:
    """Runs a part until so many runs were logged, those of an earlier campaign included."""
    return part.load()(database, log, runs=runs)


def run_crashes(database: str, stride: int, report: Callable[[str], None]) -> CampaignRow:
    """Crashes every state-changing command at every `stride`-th statement."""
    run: Run = import_module("campaign.crashes").run
    return run(database, stride=stride, offset=0, report=report)


def run_disk_calls(report: Callable[[str], None]) -> CampaignRow:
    """Fails each call of the disk of a few commands, on SQLite."""
    row: CampaignRow = import_module("campaign.crashes").run_disk_calls(report)
    return row
