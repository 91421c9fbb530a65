"""Compares a report with the figures published for 2019."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor
from typing import Any

from api.demo.register2019.rows import plan
from api.statistics.report import StatisticsReport
from api.statistics.tables import Table


@dataclass(frozen=True, slots=True)
class FigureComparison:
    """A published figure and what the report gives; `hypothesis` says what the published text
    leaves open.
    """

    what: str
    published: int
    computed: int | None
    hypothesis: str | None

    @property
    def same(self) -> bool:
        """Whether the report gives the published figure."""
        return self.computed == self.published


def compared(report: StatisticsReport) -> Iterator[FigureComparison]:
    """Every published figure, against the report of the year."""
    for figure in plan()["figures"]:
        found = _computed(report.table(figure["table"]), figure)
        yield FigureComparison(figure["what"], figure["value"], found, figure.get("hypothesis"))


def _computed(table: Table, figure: dict[str, Any]) -> int | None:
    row = next((row for row in table.rows if list(row.heads) == figure["row"]), None)
    if row is None:
        return None
    if figure["as"] == "count":
        count: int | None = row.counts[figure["count"]]
        return count
    ratio = table.share_of(row, table.shares[figure["share"]])
    if ratio is None:
        return None
    hundredths = 100 * ratio.value
    return floor(hundredths) if figure["as"] == "truncated" else floor(hundredths + 0.5)
