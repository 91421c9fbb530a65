"""Tiles that statistics open on: a count, a share or a delay, each taken from one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from api.statistics.report import StatisticsReport
from api.statistics.tables import Ratio


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure: a count, a share or a median delay in seconds; `table` holds what it is taken
    from. All three are None where there is nothing to tell, or where it is kept secret.
    """

    id: str
    table: str
    count: int | None = None
    ratio: Ratio | None = None
    seconds: float | None = None

    def as_data(self) -> dict[str, Any]:
        """Plain data, as the API answers it."""
        share = self.ratio.as_data() if self.ratio is not None else None
        return {"id": self.id, "table": self.table, "count": self.count, "share": share, "median_seconds": self.seconds}


def tiles_of(report: StatisticsReport) -> tuple[Tile, ...]:
    """The tiles of an annual report: received, waiting, late, time to a decision, noise, agreement.
    A trusted flagger's report has none.
    """
    if report.kind != "annual":
        return ()
    figures = {row.heads[0]: row.counts[0] for row in report.table("key_figures").rows}
    late = (figures["overdue"], figures["unprepared"])
    noise, suggested = report.table("noise"), report.table("disagreement_fields")
    decision = report.table("key_delays").rows[0]
    return (
        Tile("received", "weeks_fields", figures["received"]),
        Tile("waiting", "weeks_backlog", figures["waiting"]),
        Tile("late", "deadlines", None if None in late else sum(n or 0 for n in late)),
        Tile("median", "weeks_decisions", seconds=decision.median),
        Tile("noise", "noise", ratio=noise.share_of(noise.total, noise.shares[0]) if noise.total else None),
        Tile("agreement", "disagreement_fields", ratio=_agreement(suggested.total.counts if suggested.total else ())),
    )


def _agreement(counts: tuple[int | None, ...]) -> Ratio | None:
    """The share of decisions that retained what was suggested."""
    same, _, all_of_them = counts or (None, None, None)
    return Ratio(same, all_of_them, exact=True) if same is not None and all_of_them else None
