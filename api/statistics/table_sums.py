"""Arithmetic of tables: counts laid out as rows, and the total below them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from api.statistics.cuts import Counts
from api.statistics.tables import Row, Table, sorted_rows


def count_at(counts: Counts, key: str) -> int:
    """First count of a grouping by one key, at a value of it; zero where there is none."""
    return counts.get((key,), (0,))[0]


def side_by_side(one: Counts, other: Counts) -> Counts:
    """First counts of two groupings by the same keys, in two columns."""
    return {k: (one.get(k, (0,))[0], other.get(k, (0,))[0]) for k in {**one, **other}}


def with_total(table: Table, counts: Iterable[int]) -> Table:
    """Table with a last row of these counts."""
    return replace(table, total=Row(("",) * len(table.heads), tuple(counts)))


def with_sums(table: Table) -> Table:
    """Table with the sums of its rows as its total."""
    columns = range(len(table.columns))
    return with_total(table, tuple(sum(row.counts[n] or 0 for row in table.rows) for n in columns))


def table_of(table: Table, counts: Counts, total: tuple[int, ...] | None, *, by: int = 0) -> Table:
    """Table with its counts as rows, sorted by one of them; without a total of its own, its rows
    add up to it.
    """
    rows = sorted_rows([Row(keys, tuple(numbers)) for keys, numbers in counts.items()], by)
    full = replace(table, rows=rows)
    return with_total(full, total) if total is not None else with_sums(full)
