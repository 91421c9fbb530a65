"""Drawings of tables: bars with their numbers written, lines told apart by marks and names. Plain
shapes with plain colours, which a page's theme replaces by class; nothing is told by colour alone,
and the table beside says everything. Each has a wide layout and a narrow one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from api.statistics.tables import Table
from api.statistics.words import StatisticsWords


@dataclass(frozen=True, slots=True)
class Layout:
    """Sizes of a drawing, in its own units. `label` is the room for names beside bars; none: they
    are written above. `legend` likewise for lines.
    """

    name: str
    width: int
    label: int
    row: int
    number: int
    left: int
    legend: int
    letters: int


WIDE = Layout("wide", 760, 250, 24, 130, 60, 250, 38)
NARROW = Layout("narrow", 340, 0, 42, 110, 44, 0, 46)
MOST_BARS, MOST_LINES = 12, 5
_LINES = frozenset(
    (
        "evolution",
        "fields_years",
        "csam_services_years",
        "csam_sexes_years",
        "terrorism_hosting_years",
        "terrorism_typology_years",
        "recipients_years",
    )
)
_BARS = {
    "origins": 0, "categories": 0, "fields": 1, "offences": 1, "requalified": 0, "age_check": 0, "csam_hosting": 0, "csam_hosting_eu": 0,
    "csam_services": 0, "csam_tlds": 0, "csam_ages": 0, "csam_sexes": 0, "csam_classifications": 0, "csam_commerciality": 0,
    "terrorism_hosting": 2, "terrorism_typology": 0, "recipients": 0, "dsa_providers": 0, "dsa_types": 0, "dsa_actions": 0,
}  # fmt: skip
"""The tables drawn as bars, and the column drawn."""
_DASHES = ("", "7 3", "2 3", "9 3 2 3", "1 4")
_INK, _BAR = "#1c222b", "#1b567a"
_PLOT, _TOP, _AXIS, _LINE = 220, 14, 30, 16
"""Height of lines with their axis, room above, room of the axis, height of a name."""


def draw(table: Table, words: StatisticsWords, layout: Layout = WIDE) -> str:
    """The drawing of a table as inline SVG, or nothing when a drawing would say no more than the
    table, or would show what is secret.
    """
    if table.empty:
        return ""
    if table.id in _BARS and len(table.rows) > 1:
        return _bars(table, words, _BARS[table.id], layout)
    years = table.rows if table.heads == ("year",) else table.columns
    if table.id in _LINES and len(years) > 1:
        return _lines(table, words, layout)
    return ""


def _bars(table: Table, words: StatisticsWords, column: int, layout: Layout) -> str:
    shown = [(words.heads(table, row)[-1], row.counts[column], row) for row in table.rows[:MOST_BARS]]
    rest = [row.counts[column] for row in table.rows[MOST_BARS:]]
    most = max([count or 0 for _, count, _ in shown] + [1])
    share = next((s for s in table.shares if s.part == column), None)
    foreign = words.foreign(table)
    parts = []
    for n, (label, count, row) in enumerate(shown):
        ratio = table.share_of(row, share) if share is not None else None
        said = words.number(count) + (f" ({words.percent(ratio.value)})" if ratio is not None else "")
        length = round((layout.width - layout.label - layout.number) * (count or 0) / most, 1)
        parts += _bar(layout, n, label, said, length, label in foreign)
    if rest:
        known = [count for count in rest if count is not None]
        said = words.number(sum(known) if len(known) == len(rest) else None)
        parts += _bar(layout, len(shown), words.t("stats.rest", n=len(rest)), said, 0, False)
    return _svg(table, words, layout, (len(shown) + bool(rest)) * layout.row + 6, parts)


def _bar(layout: Layout, n: int, label: str, value: str, length: float, french: bool) -> list[str]:
    """A bar between its name and its number; the name above it where there is no room beside."""
    y, beside = n * layout.row, layout.label > 0
    parts = [
        _text(layout.label - 8 if beside else 0, y + 16, _short(label, layout), "end" if beside else "start", french)
    ]
    y += 0 if beside else layout.row - 20
    if length:
        parts.append(
            f'<rect class="chart__bar" x="{layout.label}" y="{y + 4}" width="{max(length, 1)}" height="{16 if beside else 12}" fill="{_BAR}"/>'
        )
    return [*parts, _text(layout.label + length + 6, y + (16 if beside else 14), value)]


def _lines(table: Table, words: StatisticsWords, layout: Layout) -> str:
    """Years across. A series is a row, except in the table whose rows are the years."""
    if table.heads == ("year",):
        years = [row.heads[0] or "" for row in table.rows]
        series = [(words.column(c), [row.counts[n] for row in table.rows]) for n, c in enumerate(table.columns)]
    else:
        years = [words.column(column) for column in table.columns]
        series = [(words.heads(table, row)[-1], list(row.counts)) for row in table.rows[:MOST_LINES]]
    left, right = layout.left, layout.width - (layout.legend or 16)
    floor = _PLOT - _AXIS
    most = max([count or 0 for _, counts in series for count in counts] + [1])
    step = (right - left) / max(len(years) - 1, 1)

    def place(n: int, count: int) -> tuple[float, float]:
        return round(left + n * step, 1), round(_TOP + (floor - _TOP) * (1 - count / most), 1)

    parts = [
        f'<path class="chart__axis" d="M{left} {floor}H{right}" stroke="{_INK}" stroke-width="1" fill="none"/>',
        *(_text(left + n * step, _PLOT - 10, years[n], "middle") for n in _year_labels(len(years), step)),
        _text(left - 8, _TOP + 5, words.number(most), "end"),
        _text(left - 8, floor + 3, "0", "end"),
    ]
    for n, (_, counts) in enumerate(series):
        points = [place(at, count) for at, count in enumerate(counts) if count is not None]
        line = " ".join(f"{x},{y}" for x, y in points)
        dash = f' stroke-dasharray="{_DASHES[n]}"' if _DASHES[n] else ""
        parts.append(
            f'<polyline class="chart__line" points="{line}" fill="none" stroke="{_BAR}" stroke-width="2"{dash}/>'
        )
        parts += [_mark(n, x, y) for x, y in points]
    if layout.legend:
        names = _apart([(place(len(years) - 1, counts[-1] or 0)[1], n) for n, (_, counts) in enumerate(series)])
        x, height = right + 18, _PLOT
    else:
        names = {n: _PLOT + 10.0 + n * (_LINE + 4) for n in range(len(series))}
        x, height = 8, _PLOT + len(series) * (_LINE + 4) + 4
    for n, (label, _) in enumerate(series):
        parts += [_mark(n, x, names[n]), _text(x + 10, names[n] + 4, _short(label, layout))]
    return _svg(table, words, layout, height, parts)


def _year_labels(years: int, step: float) -> list[int]:
    """The years written under the axis: all, or as many as there is room for, counted back from the
    last.
    """
    every = max(1, -(-36 // max(int(step), 1))) if years > 1 else 1
    return [n for n in range(years) if (years - 1 - n) % every == 0]


def _apart(ends: Sequence[tuple[float, int]]) -> dict[int, float]:
    """Heights of names beside the ends of their lines: none over another, none under the
    drawing.
    """
    ordered = sorted(ends)
    places: list[float] = []
    for y, _ in ordered:
        places.append(max(y, places[-1] + _LINE) if places else y)
    last = _PLOT - _LINE / 2
    for n in reversed(range(len(places))):
        places[n] = last = min(places[n], last)
        last -= _LINE
    return {n: place for (_, n), place in zip(ordered, places, strict=True)}


def _mark(n: int, x: float, y: float) -> str:
    """A mark of its own for each line: disc, square, diamond, triangle, cross."""
    shapes = (
        f"M{x - 4} {y}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0",
        f"M{x - 4} {y - 4}h8v8h-8z",
        f"M{x} {y - 5}l5 5l-5 5l-5 -5z",
        f"M{x} {y - 5}l5 9h-10z",
        f"M{x - 4} {y - 1}h3v-3h2v3h3v2h-3v3h-2v-3h-3z",
    )
    return f'<path class="chart__mark" d="{shapes[n]}" fill="{_BAR}"/>'


def _text(x: float, y: float, text: str, anchor: str = "start", french: bool = False) -> str:
    said, lang = escape(text), ' lang="fr"' if french else ""
    return f'<text class="chart__text"{lang} x="{round(x, 1)}" y="{round(y, 1)}" text-anchor="{anchor}" font-size="12" fill="{_INK}">{said}</text>'


def _short(label: str, layout: Layout) -> str:
    most = layout.letters
    return label if len(label) <= most else f"{label[: most - 1].rstrip()}…"


def _svg(table: Table, words: StatisticsWords, layout: Layout, height: int, parts: Sequence[str]) -> str:
    title = escape(words.t("stats.drawing", table=words.title(table)))
    name = f"dessin-{table.id.replace('_', '-')}" + ("" if layout is WIDE else f"-{layout.name}")
    return (
        f'<svg class="chart chart--{layout.name}" viewBox="0 0 {layout.width} {height}" width="{layout.width}" height="{height}" role="img"'
        f' aria-labelledby="{name}"><title id="{name}">{title}</title>{"".join(parts)}</svg>'
    )
