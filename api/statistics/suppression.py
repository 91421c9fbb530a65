"""Small counts kept secret, and as many others as it takes for totals not to give them back.

A count from 1 to below the threshold is secret. Zeros are shown. Then, over all tables at once (a
count shown in two tables is one unknown, after its name): no line that adds up may hold a single
secret, and no secret small count may be determined by what is shown. The second is decided exactly:
the least and the greatest value that each could take, given every sum, are found by linear
programming, and more is kept secret until they differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations

import numpy as np
import scipy  # its parts, half a second to import, come when a report asks for one

from api.statistics.report import StatisticsReport
from api.statistics.tables import Name, Row, Section, Table, with_counts

LEAST = 2
"""The smallest threshold that hides anything."""
_Naming = Callable[[Table, Row, int], Name]


@dataclass(frozen=True)
class _Line:
    """Counts of which the last is the sum of the others."""

    parts: tuple[Name, ...]
    total: Name

    @property
    def names(self) -> frozenset[Name]:
        """All of them."""
        return frozenset((*self.parts, self.total))


def suppress(report: StatisticsReport, under: int) -> StatisticsReport:
    """The report with counts from 1 to `under` - 1 kept secret, and those that would give them
    back. Tables by week are left out: the difference of two backlogs would give a week back.

    Raises:
        ValueError: the threshold hides nothing.
    """
    if under < LEAST:
        raise ValueError(f"le seuil du secret statistique est d'au moins {LEAST}")
    naming = partial(_name, report.period.as_year)
    report = replace(report, sections=tuple(section for section in report.sections if not section.fine))
    tables = report.tables()
    cells = {naming(t, row, n): count for t in tables for row in t.lines() for n, count in enumerate(row.counts)}
    values = {name: count for name, count in cells.items() if count is not None}
    small = {name for name, count in values.items() if 0 < count < under}
    lines = [line for table in tables for line in (*_lines(table, naming), *_groups(table, naming, values))]
    hidden = _complete(values, lines, small)
    sections = tuple(
        Section(s.id, tuple(with_counts(table, hidden, naming) for table in s.tables)) for s in report.sections
    )
    return replace(report, sections=sections, secret_under=under)


def _complete(values: Mapping[Name, int], lines: Sequence[_Line], small: set[Name]) -> frozenset[Name]:
    hidden = set(small)
    while True:
        lone = next((line for line in lines if len(line.names & hidden) == 1), None)
        if lone is not None:
            hidden.add(_another(values, lone, hidden))
            continue
        more: set[Name] = set()
        for name in _determined(values, lines, hidden, small):
            around = [line for line in lines if name in line.names and _remainder(values, line, hidden)]
            if around and not more & frozenset().union(*(line.names for line in around)):
                choices = [_another(values, line, hidden) for line in around]
                more.add(min(choices, key=lambda other: (values[other], str(other))))
        if not more:
            return frozenset(hidden)  # nothing is determined, or every count beside what is has been kept secret
        hidden |= more


def _remainder(values: Mapping[Name, int], line: _Line, hidden: set[Name]) -> list[Name]:
    return [name for name in line.names if name not in hidden and values[name] > 0]


def _another(values: Mapping[Name, int], line: _Line, hidden: set[Name]) -> Name:
    """The smallest count of a line that is still shown; its total only when nothing else is
    left.
    """
    return min(_remainder(values, line, hidden), key=lambda name: (name == line.total, values[name], str(name)))


def _determined(
    values: Mapping[Name, int], lines: Sequence[_Line], hidden: set[Name], small: set[Name]
) -> Iterator[Name]:
    """The small counts that what is shown determines."""
    names = sorted(hidden, key=str)
    place = {name: n for n, name in enumerate(names)}
    held = [line for line in lines if line.names & hidden]
    if not held:
        return
    matrix, right = scipy.sparse.lil_matrix((len(held), len(names))), np.zeros(len(held))
    for row, line in enumerate(held):
        for name, sign in [*((name, 1) for name in line.parts), (line.total, -1)]:
            if name in place:
                matrix[row, place[name]] += sign
                right[row] += sign * values[name]
    sums = matrix.tocsr()
    _, group = scipy.sparse.csgraph.connected_components(abs(sums).T @ abs(sums))
    for number in sorted(set(group)):
        columns = np.flatnonzero(group == number)
        part = sums[:, columns]
        rows = np.flatnonzero(part.getnnz(axis=1))
        for at, column in enumerate(columns):
            if names[column] in small and _width(part[rows], right[rows], at) < 1 - 1e-6:
                yield names[column]


def _width(sums: scipy.sparse.csr_matrix, right: np.ndarray, at: int) -> float:
    """Width of the interval between the least and the greatest value of one unknown are, each being
    at least 1 and all adding up.
    """
    if not sums.shape[0]:
        return np.inf
    ends = []
    for sign in (1, -1):
        cost = np.zeros(sums.shape[1])
        cost[at] = sign
        solved = scipy.optimize.linprog(cost, A_eq=sums, b_eq=right, bounds=(1, None))
        ends.append(sign * solved.fun if solved.status == 0 else sign * np.inf)
    return float(abs(ends[1] - ends[0]))


def _lines(table: Table, naming: _Naming) -> Iterator[_Line]:
    if table.total is not None:
        for n in range(len(table.columns)):
            yield _Line(tuple(naming(table, row, n) for row in table.rows), naming(table, table.total, n))
    if table.sums is not None:
        others = [n for n in range(len(table.columns)) if n != table.sums]
        for row in table.lines():
            yield _Line(tuple(naming(table, row, n) for n in others), naming(table, row, table.sums))


def _groups(table: Table, naming: _Naming, values: Mapping[Name, int]) -> Iterator[_Line]:
    """The lines that another table shows the totals of: rows of this one that differ by some of
    their heads alone.
    """
    for size in range(1, len(table.heads)):
        for heads in combinations(table.heads, size):
            parts: dict[Name, list[Name]] = {}
            for row in table.rows:
                for n in range(len(table.columns)):
                    measure, about = name = naming(table, row, n)
                    dropped = tuple(pair for pair in about if pair[0] in heads or pair[0] not in table.heads)
                    parts.setdefault((measure, dropped), []).append(name)
            for total, names in parts.items():
                if total in values and values[total] == sum(values[name] for name in names):
                    yield _Line(tuple(names), total)


def _name(year: str | None, table: Table, row: Row, column: int) -> Name:
    """The name of a count, without the year where the year is the period: both are the same
    count.
    """
    measure, about = table.name_of(row, column)
    return measure, tuple(pair for pair in about if pair != ("year", year))
