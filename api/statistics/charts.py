"""Drawings of tables: bars with their numbers written, lines told apart by marks and names. Plain shapes with plain colours, which a page's theme replaces
by class; nothing is told by colour alone, and the table beside says everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from api.statistics.tables import Table
from api.statistics.words import Words

WIDTH, LABEL, ROW, NUMBER = 760, 250, 24, 130
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


def drawn(table: Table, words: Words) -> str:
    """The drawing of a table as inline SVG, or nothing when a drawing would say no more than the table, or would show what is secret."""
    if table.empty:
        return ""
    if table.id in _BARS and len(table.rows) > 1:
        return _bars(table, words, _BARS[table.id])
    if table.id in _LINES and len(table.columns) > 1:
        return _lines(table, words)
    return ""


def _bars(table: Table, words: Words, column: int) -> str:
    shown = [(words.heads(table, row)[-1], row.counts[column], row) for row in table.rows[:MOST_BARS]]
    rest = [row.counts[column] for row in table.rows[MOST_BARS:]]
    most = max([count or 0 for _, count, _ in shown] + [1])
    share = next((s for s in table.shares if s.part == column), None)
    parts = []
    for n, (label, count, row) in enumerate(shown):
        y = n * ROW
        ratio = table.share_of(row, share) if share is not None else None
        said = words.number(count) + (f" ({words.percent(ratio.value)})" if ratio is not None else "")
        length = round((WIDTH - LABEL - NUMBER) * (count or 0) / most, 1)
        parts.append(_text(LABEL - 8, y + 16, _short(label), "end"))
        if length:
            parts.append(
                f'<rect class="chart__bar" x="{LABEL}" y="{y + 4}" width="{max(length, 1)}" height="{ROW - 8}" fill="{_BAR}"/>'
            )
        parts.append(_text(LABEL + length + 6, y + 16, said))
    if rest:
        known = [count for count in rest if count is not None]
        said = words.number(sum(known) if len(known) == len(rest) else None)
        parts.append(_text(LABEL - 8, len(shown) * ROW + 16, words.t("stats.rest", n=len(rest)), "end"))
        parts.append(_text(LABEL + 6, len(shown) * ROW + 16, said))
    return _svg(table, words, (len(shown) + bool(rest)) * ROW + 6, parts)


def _lines(table: Table, words: Words) -> str:
    """Years across. A series is a row, except in the table whose rows are the years."""
    if table.heads == ("year",):
        years = [row.heads[0] or "" for row in table.rows]
        series = [(words.column(c), [row.counts[n] for row in table.rows]) for n, c in enumerate(table.columns)]
    else:
        years = [words.column(column) for column in table.columns]
        series = [(words.heads(table, row)[-1], list(row.counts)) for row in table.rows[:MOST_LINES]]
    height, top, left, right = 220, 14, 60, 250
    most = max([count or 0 for _, counts in series for count in counts] + [1])
    step = (WIDTH - left - right) / max(len(years) - 1, 1)

    def place(n: int, count: int) -> tuple[float, float]:
        return round(left + n * step, 1), round(top + (height - top - 30) * (1 - count / most), 1)

    parts = [
        f'<path class="chart__axis" d="M{left} {height - 30}H{WIDTH - right}" stroke="{_INK}" stroke-width="1" fill="none"/>'
    ]
    parts += [_text(left + n * step, height - 10, year, "middle") for n, year in enumerate(years)]
    parts += [_text(left - 8, top + 5, words.number(most), "end"), _text(left - 8, height - 27, "0", "end")]
    ends = _apart([(place(len(years) - 1, counts[-1] or 0)[1], n) for n, (_, counts) in enumerate(series)])
    for n, (label, counts) in enumerate(series):
        points = [place(at, count) for at, count in enumerate(counts) if count is not None]
        line = " ".join(f"{x},{y}" for x, y in points)
        dash = f' stroke-dasharray="{_DASHES[n]}"' if _DASHES[n] else ""
        parts.append(
            f'<polyline class="chart__line" points="{line}" fill="none" stroke="{_BAR}" stroke-width="2"{dash}/>'
        )
        parts += [_mark(n, x, y) for x, y in points]
        parts += [_mark(n, WIDTH - right + 18, ends[n]), _text(WIDTH - right + 28, ends[n] + 4, _short(label, 34))]
    return _svg(table, words, height, parts)


def _apart(ends: Sequence[tuple[float, int]]) -> dict[int, float]:
    """Heights of names beside the ends of their lines, none over another."""
    placed: dict[int, float] = {}
    last = -16.0
    for y, n in sorted(ends):
        last = max(y, last + 16)
        placed[n] = last
    return placed


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


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    said = escape(text)
    return f'<text class="chart__text" x="{round(x, 1)}" y="{round(y, 1)}" text-anchor="{anchor}" font-size="12" fill="{_INK}">{said}</text>'


def _short(label: str, most: int = 38) -> str:
    return label if len(label) <= most else f"{label[: most - 1].rstrip()}…"


def _svg(table: Table, words: Words, height: int, parts: Sequence[str]) -> str:
    title = escape(words.t("stats.drawing", table=words.title(table)))
    name = f"dessin-{table.id.replace('_', '-')}"
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" aria-labelledby="{name}">'
        f'<title id="{name}">{title}</title>{"".join(parts)}</svg>'
    )
