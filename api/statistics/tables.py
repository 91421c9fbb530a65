"""A table of statistics as plain values: what its rows are told by, what is counted, what adds up,
which shares follow.

Every count has a name, its measure and the values it is about: two tables that show the same count
name it alike. Suppression relies on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from api.reports.rates import rate_of

Code: TypeAlias = str | None
"""A value of a dimension; None: unknown."""
Dims: TypeAlias = tuple[tuple[str, Code], ...]
Name: TypeAlias = tuple[str, Dims]
"""A count's name: measure, and (dimension, value) pairs in order."""
_SAME: dict[str, Name] = {
    "replies": ("sent", (("recipient", "signalant"),)),
    "removal_delays": ("delays", ()),
}
"""Key figures that a table shows under another name."""


@dataclass(frozen=True, slots=True)
class Column:
    """A counted column. `about` are values that all its counts share (a year, an origin). It is
    told by its measure, or by the last of them.
    """

    measure: str
    about: Dims = ()


@dataclass(frozen=True, slots=True)
class Share:
    """A derived column: a counted column over another, or over its own total when `whole` is None.
    `exact`: with its exact interval.

    `also`, `among`: columns that count besides, as parts and in the whole; `measure`: what the
    parts are then, in place of the name of the column.
    """

    part: int
    whole: int | None = None
    exact: bool = False
    also: tuple[int, ...] = ()
    among: tuple[int, ...] = ()
    measure: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Row of a table: what it is about, its counts (None: kept secret), and the median delay in
    seconds when the table has one.
    """

    heads: tuple[Code, ...]
    counts: tuple[int | None, ...]
    median: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Table of counts.

    `heads` are the dimensions that rows are told by; `about`, the values all rows share; `total`,
    the last row, if rows add up to something, and `total_about` what it is about besides.
    `adds_up`: the total is the sum of the rows (distinct addresses of several fields are not).
    `sums`: a column that is the sum of the others. `delay`: the counted column on which the median
    rests, for a table with one.
    """

    id: str
    heads: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    about: Dims = ()
    total_about: Dims = ()
    adds_up: bool = True
    sums: int | None = None
    shares: tuple[Share, ...] = ()
    delay: int | None = None

    def lines(self) -> Iterator[Row]:
        """Rows, then the total."""
        yield from self.rows
        if self.total is not None:
            yield self.total

    def name_of(self, row: Row, column: int) -> Name:
        """The name of a count. The head called « measure » says what is counted."""
        total = row is self.total
        said = {} if total else dict(zip(self.heads, row.heads, strict=True))
        measure = said.pop("measure", None) or self.columns[column].measure
        if measure in _SAME:
            return _SAME[measure]
        about = {
            **said,
            **dict(self.about),
            **dict(self.columns[column].about),
            **(dict(self.total_about) if total else {}),
        }
        return measure, tuple(sorted(about.items()))

    def share_of(self, row: Row, share: Share) -> Ratio | None:
        """A share on a row; None when it cannot be told: nothing to divide by, or a count kept
        secret.
        """
        part = _summed(row.counts, (share.part, *share.also))
        total = self.total.counts[share.part] if self.total is not None else None
        whole = _summed(row.counts, (share.whole, *share.among)) if share.whole is not None else total
        if part is None or not whole:
            return None
        return Ratio(part, whole, share.exact)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not any(count or count is None for row in self.rows for count in row.counts)


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share as a fraction; its exact (Clopper-Pearson) interval where one is asked for."""

    count: int
    of: int
    exact: bool = False

    @property
    def value(self) -> float:
        """Between 0 and 1."""
        return self.count / self.of

    @property
    def interval(self) -> tuple[float, float] | None:
        """The bounds, each side wrong with half of the risk; None where none is asked for."""
        if not self.exact:
            return None
        rate = rate_of(self.count, self.of)
        return rate.low, rate.high

    def as_data(self) -> dict[str, Any]:
        """Plain data, as the API answers it."""
        bounds = list(self.interval or ()) or None
        return {"found": self.count, "of": self.of, "rate": self.value, "interval": bounds}


@dataclass(frozen=True, slots=True)
class Section:
    """Tables that are read together. `fine`: so fine that they are left out where small counts are
    kept secret.
    """

    id: str
    tables: tuple[Table, ...]
    fine: bool = False


def sorted_rows(rows: Sequence[Row], by: int = 0) -> tuple[Row, ...]:
    """The largest first, then by name; what is unknown last."""
    return tuple(sorted(rows, key=lambda r: (None in r.heads, -(r.counts[by] or 0), [h or "" for h in r.heads])))


def _summed(counts: Sequence[int | None], places: Iterable[int]) -> int | None:
    """The sum of some counts; None where one of them is kept secret."""
    total = 0
    for place in places:
        count = counts[place]
        if count is None:
            return None
        total += count
    return total


def with_counts(table: Table, hidden: Set[Name], naming: Callable[[Table, Row, int], Name]) -> Table:
    """The table with some counts kept secret, and the medians that rest on them."""

    def changed(row: Row) -> Row:
        told = tuple(None if naming(table, row, n) in hidden else count for n, count in enumerate(row.counts))
        delay = None if table.delay is not None and told[table.delay] is None else row.median
        return replace(row, counts=told, median=delay)

    total = changed(table.total) if table.total is not None else None
    return replace(table, rows=tuple(map(changed, table.rows)), total=total)
