"""Drawings hold what they draw, on wide screens and on narrow ones."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from api.statistics.charts import NARROW, WIDE, Layout, draw
from api.statistics.tables import Column, Row, Table
from api.statistics.words import StatisticsWords

WORDS = StatisticsWords("en", {}, {}, {})  # type: ignore[arg-type]
MEASURES = ("received", "decided", "qualified", "received_addresses", "noise")
layouts = pytest.mark.parametrize("layout", [WIDE, NARROW], ids=["wide", "narrow"])


def places(svg: str) -> list[tuple[str, float, float]]:
    """Each text of a drawing with its place."""
    found = re.findall(r'<text[^>]* x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>', svg)
    return [(text, float(x), float(y)) for x, y, text in found]


@layouts
@pytest.mark.parametrize("last", [(66, 0, 0, 0, 0), (5, 5, 5, 5, 5), (0, 30, 31, 32, 60)])
def test_the_names_of_lines_are_inside_and_none_over_another(layout: Layout, last: tuple[int, ...]) -> None:
    rows = tuple(Row((str(year),), last) for year in range(2015, 2027))
    svg = draw(Table("evolution", ("year",), tuple(map(Column, MEASURES)), rows), WORDS, layout)
    height = float(re.findall(r'viewBox="0 0 \d+ (\d+)"', svg)[0])
    names = sorted(y for text, _, y in places(svg) if text in {WORDS.column(Column(m)) for m in MEASURES})
    assert len(names) == 5
    assert all(10 < y <= height - 2 for y in names)
    assert all(b - a >= 14 for a, b in pairwise(names))
    years = [x for text, x, _ in places(svg) if text.startswith("20")]
    assert all(b - a >= 30 for a, b in pairwise(years))


@layouts
def test_a_category_as_a_reporter_wrote_it_is_said_to_be_in_french(layout: Layout) -> None:
    table = Table("categories", ("category",), (Column("received"),), (Row(("vol & recel",), (3,)), Row((None,), (1,))))
    svg = draw(table, WORDS, layout)
    assert re.search(r'<text class="chart__text" lang="fr"[^>]*>vol &amp; recel</text>', svg)
    assert svg.count('lang="fr"') == 1
