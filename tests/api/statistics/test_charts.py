"""Drawings hold what they draw, on wide screens and on narrow ones."""

from __future__ import annotations

import re
from datetime import date, timedelta
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


@layouts
def test_the_name_of_a_bar_is_never_cut(layout: Layout) -> None:
    long = "Provocation à la discrimination, à la haine ou à la violence envers un groupe, par un moyen de publication"
    rows = (Row((long,), (7,)), Row(("vol",), (3,)))
    svg = draw(Table("categories", ("category",), (Column("received"),), rows), WORDS, layout)
    said = [text for text, _, _ in places(svg)]
    assert " ".join(said).startswith(long)
    assert max(map(len, said)) <= layout.letters
    height = float(re.findall(r'viewBox="0 0 \d+ (\d+)"', svg)[0])
    assert all(y <= height for _, _, y in places(svg))


@layouts
def test_what_is_unknown_has_its_own_bar_whatever_its_rank(layout: Layout) -> None:
    known = tuple(Row((f"c{n:02}",), (100 - n,)) for n in range(20))
    table = Table("categories", ("category",), (Column("received"),), (*known, Row((None,), (60,))))
    said = [text for text, _, _ in places(draw(table, WORDS, layout))]
    rest = sum(100 - n for n in range(11, 20))
    assert said[-4:] == ["others (9)", str(rest), "unknown", "60"]
    assert draw(table, WORDS, layout).count("chart__bar--hollow") == 1


def weeks(count: int) -> tuple[str, ...]:
    """Mondays."""
    return tuple(str(date(2024, 1, 1) + timedelta(weeks=n)) for n in range(count))


@layouts
def test_a_week_without_a_delay_breaks_the_line(layout: Layout) -> None:
    delays = [3600.0, 7200.0, None, 7200.0, 3600.0, None, 5000.0]
    rows = tuple(Row((week,), (1 if d else 0,), d) for week, d in zip(weeks(7), delays, strict=True))
    svg = draw(Table("weeks_decisions", ("week",), (Column("decision_delays"),), rows, delay=0), WORDS, layout)
    assert svg.count("<polyline") == 2
    assert svg.count("chart__mark") == 1 + 5  # the one alone is seen by its mark
    said = [text for text, _, _ in places(svg)]
    assert {"2.0\u202fh", "1.0\u202fh", "0.0\u202fh"} <= set(said)


@layouts
def test_more_fields_than_lines_are_drawn_as_their_sum_and_the_unknown_apart(layout: Layout) -> None:
    columns = [Column("received", (("intake", f"f{n}"),)) for n in range(7)]
    columns += [Column("received", (("intake", None),)), Column("received")]
    rows = tuple(Row((week,), (*range(7), 2, 23)) for week in weeks(3))
    table = Table("weeks_fields", ("week",), tuple(columns), rows, sums=8)
    said = [text for text, _, _ in places(draw(table, WORDS, layout))]
    assert [text for text in said if text in ("f0", "f1", "f2", "f3")] == ["f0", "f1", "f2"]
    assert "others (4)" in said
    assert any(text.startswith("unknown") for text in said)


@layouts
def test_the_days_under_an_axis_do_not_touch(layout: Layout) -> None:
    rows = tuple(Row((week,), (n, 2)) for n, week in enumerate(weeks(54)))
    svg = draw(Table("weeks_backlog", ("week",), (Column("week_waiting"), Column("week_aside")), rows), WORDS, layout)
    days = [x for text, x, _ in places(svg) if re.fullmatch(r"\d+ \w+ \d\d", text)]
    assert len(days) >= 3
    assert all(b - a >= 50 for a, b in pairwise(days[:-1]))
    assert days[-1] - days[-2] >= 90  # the last one ends where the others have their middle
    assert days[-1] <= layout.width
