"""Curves of tables over time: years or weeks across; lines told apart by marks and names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from api.statistics.shapes import INK, LINE, SIGN, Layout, mark, svg_of, text_lines, text_of, wrapped
from api.statistics.tables import Table
from api.statistics.words import StatisticsWords

CURVES = frozenset(
    (
        "evolution",
        "fields_years",
        "csam_services_years",
        "csam_sexes_years",
        "terrorism_hosting_years",
        "terrorism_typology_years",
        "recipients_years",
        "weeks_fields",
        "weeks_backlog",
        "weeks_decisions",
        "weeks_removals",
        "weeks_online",
        "own_weeks",
    )
)
"""The tables drawn as curves."""
MOST_LINES, MOST_MARKS = 5, 14
"""Lines drawn; moments beyond which not each has its mark."""
_DASHES = ("", "7 3", "2 3", "9 3 2 3", "1 4")
_PLOT, _TOP, _AXIS = 220, 14, 30
"""Height of lines with their axis, room above, room of the axis."""
_HOUR, _DAY = 3600, 86_400


@dataclass(frozen=True, slots=True)
class _Series:
    """A line: its name, and its value at each moment (None: nothing to tell). `unknown`: of what is
    unknown.
    """

    label: str
    values: tuple[float | None, ...]
    unknown: bool = False


def curves(table: Table, words: StatisticsWords, layout: Layout) -> str:
    """The curves of a table, or nothing where there are fewer than two moments or no value."""
    moments, series = _along(table, words)
    if len(moments) < 2 or not any(value is not None for one in series for value in one.values):
        return ""
    left, right, floor = layout.left, layout.width - (layout.legend or 16), _PLOT - _AXIS
    top, say = _scale(table, words, max(value or 0 for one in series for value in one.values))
    step = (right - left) / (len(moments) - 1)

    def place(n: int, value: float) -> tuple[float, float]:
        return round(left + n * step, 1), round(_TOP + (floor - _TOP) * (1 - value / top), 1)

    middle = place(0, top / 2)[1]
    parts = [
        f'<path class="chart__axis" d="M{left} {floor}H{right}" stroke="{INK}" stroke-width="1" fill="none"/>',
        f'<path class="chart__grid" d="M{left} {_TOP}H{right}M{left} {middle}H{right}" stroke="{INK}" stroke-opacity="0.15" stroke-width="1" fill="none"/>',
        *_moments(moments, left, step),
        *(text_of(left - 8, y + 4, say(value), "end") for y, value in ((_TOP, top), (middle, top / 2), (floor, 0))),
    ]
    for n, one in enumerate(series):
        parts += _line(n, [None if value is None else place(at, value) for at, value in enumerate(one.values)])
    parts += _legend(series, layout, lambda one: place(0, _last(one))[1])
    lines = sum(len(wrapped(one.label, layout)) for one in series)
    height = _PLOT if layout.legend else _PLOT + lines * LINE + len(series) * 4 + 4
    return svg_of(table, words, layout, max(height, lines * LINE + 8 if layout.legend else 0), parts)


def _along(table: Table, words: StatisticsWords) -> tuple[list[str], list[_Series]]:
    """What stands under the axis, and the lines. A line is a column of a table whose rows are
    moments, a row of a table whose columns are.
    """
    if table.heads[0] not in ("year", "week"):
        moments = [words.column(column) for column in table.columns]
        rows = [_Series(words.heads(table, row)[-1], row.counts, row.heads[-1] is None) for row in table.rows]
        return moments, _few(rows, words)
    moments = [words.short_moment(table.heads[0], row.heads[0]) for row in table.rows]
    if table.delay is not None:
        return moments, [_Series(words.median(table), tuple(row.median for row in table.rows))]
    if table.shares:
        shares = [(share, [table.share_of(row, share) for row in table.rows]) for share in table.shares]
        return moments, [
            _Series(words.column(table.columns[share.part]), tuple(r.value if r is not None else None for r in ratios))
            for share, ratios in shares
        ]
    columns = [(n, column) for n, column in enumerate(table.columns) if n != table.sums]
    series = [
        _Series(words.column(column), tuple(row.counts[n] for row in table.rows), ("intake", None) in column.about)
        for n, column in columns
    ]
    return moments, _few(series, words)


def _few(series: list[_Series], words: StatisticsWords) -> list[_Series]:
    """As many lines as can be told apart: the first, the sum of the others, the unknown."""
    if len(series) <= MOST_LINES:
        return series
    unknown = [one for one in series if one.unknown][:1]
    known = [one for one in series if not one.unknown]
    first, others = known[: MOST_LINES - 1 - len(unknown)], known[MOST_LINES - 1 - len(unknown) :]
    sums = (_sum(values) for values in zip(*(one.values for one in others), strict=True))
    return [*first, _Series(words.t("stats.rest", n=len(others)), tuple(sums)), *unknown]


def _sum(values: Sequence[float | None]) -> float | None:
    return None if None in values else sum(value or 0 for value in values)


def _scale(table: Table, words: StatisticsWords, most: float) -> tuple[float, Callable[[float], str]]:
    """The top of the axis, a round number above all values, and how its numbers are said."""
    if table.delay is not None:
        unit = _HOUR if most < 2 * _DAY else _DAY
        return _round(most / unit) * unit, words.delay
    if table.shares and table.heads[0] == "week":
        return 1.0, words.percent
    top = max(_round(most), 2)
    return top, lambda value: words.number(round(value))


def _round(most: float) -> float:
    """The first of 1, 2, 4, 6, 8, 10 times a power of ten that is not below."""
    power = 1.0
    while power * 10 < most:
        power *= 10
    return next(power * n for n in (1, 2, 4, 6, 8, 10) if power * n >= most)


def _line(n: int, points: Sequence[tuple[float, float] | None]) -> list[str]:
    """A line, broken where there is nothing to tell; marks tell it apart."""
    dash = f' stroke-dasharray="{_DASHES[n]}"' if _DASHES[n] else ""
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    parts = [
        f'<polyline class="chart__line" points="{" ".join(f"{x},{y}" for x, y in run)}" fill="none" stroke="{SIGN}" stroke-width="2"{dash}/>'
        for run in runs
        if len(run) > 1
    ]
    every = max(1, -(-len(points) // MOST_MARKS))
    alone = {run[0] for run in runs if len(run) == 1}
    shown = [p for at, p in enumerate(points) if p is not None and ((len(points) - 1 - at) % every == 0 or p in alone)]
    return [*parts, *(mark(n, x, y) for x, y in shown)]


def _legend(series: Sequence[_Series], layout: Layout, height: Callable[[_Series], float]) -> list[str]:
    """Names of the lines, beside their ends or under the drawing, each with its mark."""
    sizes = [len(wrapped(one.label, layout)) for one in series]
    if layout.legend:
        x, places = layout.width - layout.legend + 18, _apart([height(one) for one in series], sizes)
    else:
        x, places, y = 8, [], _PLOT + 10.0
        for size in sizes:
            places.append(y)
            y += size * LINE + 4
    parts = []
    for n, (one, y) in enumerate(zip(series, places, strict=True)):
        parts += [mark(n, x, y), *text_lines(x + 10, y + 4, wrapped(one.label, layout))]
    return parts


def _last(one: _Series) -> float:
    return next((value for value in reversed(one.values) if value is not None), 0)


def _moments(moments: Sequence[str], left: float, step: float) -> list[str]:
    """The moments under the axis: all, or as many as there is room for, counted back from the last,
    which stays inside.
    """
    room, last = 12 * max(map(len, moments)), len(moments) - 1
    every = max(1, -(-room // max(int(step), 1)))
    return [
        text_of(left + n * step + (8 if n == last else 0), _PLOT - 10, moments[n], "end" if n == last else "middle")
        for n in range(last + 1)
        if (last - n) % every == 0
    ]


def _apart(ends: Sequence[float], sizes: Sequence[int]) -> list[float]:
    """Heights of names beside the ends of their lines: none over another, none under the
    drawing.
    """
    order = sorted(range(len(ends)), key=lambda n: (ends[n], n))
    places = [0.0] * len(ends)
    free = float(_TOP)
    for n in order:
        places[n] = max(ends[n], free)
        free = places[n] + sizes[n] * LINE
    last = max(_PLOT - LINE / 2, sum(sizes) * LINE + LINE / 2)
    for n in reversed(order):
        places[n] = min(places[n], last - (sizes[n] - 1) * LINE)
        last = places[n] - LINE
    return places
