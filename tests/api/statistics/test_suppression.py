"""Small counts kept secret cannot be found again from what is shown."""

from __future__ import annotations

from datetime import date
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.statistics.period import ReportPeriod
from api.statistics.report import StatisticsReport
from api.statistics.suppression import suppress
from api.statistics.tables import Column, Row, Section, Share, Table

PERIOD = ReportPeriod(date(2019, 1, 1), date(2019, 12, 31), ZoneInfo("Europe/Paris"))
CELLS = st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=3)


def matrix(cells: list[list[int]], name: str = "m") -> Table:
    """A table with both totals."""
    width = len(cells[0])
    columns = (*(Column("n", (("column", str(c)),)) for c in range(width)), Column("n"))
    rows = tuple(Row((str(r),), (*line, sum(line))) for r, line in enumerate(cells))
    total = Row(("",), tuple(sum(row.counts[c] or 0 for row in rows) for c in range(width + 1)))
    return Table(name, ("row",), columns, rows, total, sums=width)


def hidden(*tables: Table, under: int = 3) -> tuple[Table, ...]:
    """The same tables with small counts kept secret."""
    return suppress(StatisticsReport("annual", PERIOD, (Section("s", tables),)), under).tables()


@settings(max_examples=150)
@given(CELLS)
def test_no_small_count_can_be_worked_out(cells: list[list[int]]) -> None:
    (shown,) = hidden(matrix(cells))
    places = [(r, c) for r, row in enumerate(shown.rows) for c, count in enumerate(row.counts[:-1]) if count is None]
    for r, line in enumerate(cells):
        for c, count in enumerate(line):
            assert shown.rows[r].counts[c] in (None, count)
            assert not 0 < count < 3 or (r, c) in places
    if not places:
        return
    every = list(product(range(1, 12), repeat=len(places))) if len(places) <= 4 else []
    possible = [found for found in every if _fits(shown, cells, dict(zip(places, found, strict=True)))]
    for n, (r, c) in enumerate(places):
        if every and 0 < cells[r][c] < 3:
            assert len({found[n] for found in possible}) > 1


def _fits(shown: Table, cells: list[list[int]], guess: dict[tuple[int, int], int]) -> bool:
    """Whether a guess of the secret counts gives the totals that are shown."""
    filled = [[guess.get((r, c), count) for c, count in enumerate(line)] for r, line in enumerate(cells)]
    width = len(cells[0])
    rows = all(row.counts[width] in (None, sum(line)) for row, line in zip(shown.rows, filled, strict=True))
    assert shown.total is not None
    sums = [sum(line[c] for line in filled) for c in range(width)]
    columns = all(shown.total.counts[c] in (None, sums[c]) for c in range(width))
    return rows and columns and shown.total.counts[width] in (None, sum(sums))


def test_one_secret_takes_another_with_it() -> None:
    table = Table(
        "t",
        ("x",),
        (Column("n"),),
        (Row(("a",), (1,)), Row(("b",), (7,)), Row(("c",), (50,))),
        Row(("",), (58,)),
        shares=(Share(0),),
    )
    (shown,) = hidden(table)
    assert [row.counts[0] for row in shown.rows] == [None, None, 50]
    assert shown.share_of(shown.rows[0], shown.shares[0]) is None


def test_two_ones_are_not_given_back_by_their_sum() -> None:
    table = Table(
        "t", ("x",), (Column("n"),), (Row(("a",), (1,)), Row(("b",), (1,)), Row(("c",), (50,))), Row(("",), (52,))
    )
    (shown,) = hidden(table)
    assert [row.counts[0] for row in shown.rows] == [None, None, None]
    assert shown.total is not None
    assert shown.total.counts == (52,)


def test_a_count_that_two_tables_show_is_hidden_in_both() -> None:
    one = Table(
        "one", ("x",), (Column("n"),), (Row(("a",), (1,)), Row(("b",), (7,)), Row(("c",), (50,))), Row(("",), (58,))
    )
    other = Table(
        "other", ("y",), (Column("n"),), (Row(("d",), (4,)), Row(("e",), (3,))), Row(("",), (7,)), about=(("x", "b"),)
    )
    _, shown = hidden(one, other)
    assert shown.total is not None
    assert shown.total.counts == (None,)
    assert None in [row.counts[0] for row in shown.rows]


def test_the_year_that_is_the_period_is_the_same_count() -> None:
    whole = Table(
        "whole", ("x",), (Column("n"),), (Row(("a",), (1,)), Row(("b",), (7,)), Row(("c",), (50,))), Row(("",), (58,))
    )
    column = Column("n", (("year", "2019"),))
    yearly = Table("yearly", ("x",), (column,), whole.rows, whole.total)
    _, shown = hidden(whole, yearly)
    assert [row.counts[0] for row in shown.rows] == [None, None, 50]


def test_zeros_are_shown_and_a_threshold_that_hides_nothing_is_refused() -> None:
    (shown,) = hidden(matrix([[0, 0, 9], [9, 0, 9]]))
    assert shown.rows[0].counts == (0, 0, 9, 9)
    with pytest.raises(ValueError, match="au moins 2"):
        hidden(matrix([[1, 1, 1], [1, 1, 1]]), under=1)


def test_what_one_table_adds_up_of_another_gives_nothing_back() -> None:
    rows = [(("a", "x"), 1), (("a", "y"), 9), (("b", "x"), 1), (("b", "y"), 30)]
    fine = Table(
        "fine", ("row", "column"), (Column("n"),), tuple(Row(heads, (n,)) for heads, n in rows), Row(("", ""), (41,))
    )
    coarse = Table("coarse", ("row",), (Column("n"),), (Row(("a",), (10,)), Row(("b",), (31,))), Row(("",), (41,)))
    shown, totals = hidden(fine, coarse)
    for row in totals.rows:
        within = [one.counts[0] for one in shown.rows if one.heads[0] == row.heads[0]]
        assert row.counts[0] is None or within.count(None) != 1
