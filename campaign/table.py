"""The table that `make campaign` prints: one line a part and database, failures below."""

from __future__ import annotations

from collections.abc import Sequence

from campaign.rows import CampaignRow

SHOWN = 10
"""Failures printed of each row."""


def table(rows: Sequence[CampaignRow]) -> str:
    """The rows as Markdown, then what went wrong."""
    lines = ["| Part | Database | Runs | Failures | Seconds | Measured |", "| --- | --- | ---: | ---: | ---: | --- |"]
    lines += [
        f"| {row.part} | {row.database} | {row.runs:,} | {len(row.failures):,} | {row.seconds:,.0f} | {row.detail} |"
        for row in rows
    ]
    for row in rows:
        lines += ["", f"{row.part}, {row.database}:"] * bool(row.failures)
        lines += [f"  {failure}" for failure in row.failures[:SHOWN]]
    return "\n".join(lines)
