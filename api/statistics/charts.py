"""Drawings of tables: bars with their numbers written, curves over time. Nothing is told by colour
alone, and the table beside says everything. Each has a wide layout and a narrow one.
"""

from __future__ import annotations

from api.statistics.curves import CURVES, curves
from api.statistics.rows import UNKNOWN_FIELD
from api.statistics.shapes import LINE, NARROW, SIGN, WIDE, Layout, svg_of, text_lines, text_of, wrapped
from api.statistics.tables import Row, Table
from api.statistics.words import StatisticsWords

__all__ = ["NARROW", "WIDE", "Layout", "draw"]
MOST_BARS = 12
_BARS = {
    "origins": 0, "categories": 0, "fields": 1, "offences": 1, "requalified": 0, "age_check": 0, "csam_hosting": 0, "csam_hosting_eu": 0,
    "csam_services": 0, "csam_tlds": 0, "csam_ages": 0, "csam_sexes": 0, "csam_classifications": 0, "csam_commerciality": 0,
    "terrorism_hosting": 2, "terrorism_typology": 0, "recipients": 0, "deadlines": 3, "unprepared": 0,
    "dsa_providers": 0, "dsa_types": 0, "dsa_actions": 0,
}  # fmt: skip
"""The tables drawn as bars, and the column drawn."""


def draw(table: Table, words: StatisticsWords, layout: Layout = WIDE) -> str:
    """The drawing of a table as inline SVG, or nothing when a drawing would say no more than the
    table, or would show what is secret.
    """
    if table.empty:
        return ""
    if table.id in _BARS and len(table.rows) > 1:
        return _bars(table, words, _BARS[table.id], layout)
    return curves(table, words, layout) if table.id in CURVES else ""


def _bars(table: Table, words: StatisticsWords, column: int, layout: Layout) -> str:
    """The largest rows, what is left of the others as one number, and what is unknown, always."""
    unknown = [row for row in table.rows if _is_unknown(row)]
    known = [row for row in table.rows if not _is_unknown(row)]
    most = max(MOST_BARS - len(unknown), 1)
    shown, rest = known[:most], [row.counts[column] for row in known[most:]]
    longest = max([row.counts[column] or 0 for row in (*shown, *unknown)] + [1])
    share = next((s for s in table.shares if s.part == column), None)
    foreign = words.foreign(table)
    parts: list[str] = []
    y = 0

    def add(row: Row, hollow: bool) -> None:
        nonlocal y
        label, count = words.heads(table, row)[-1], row.counts[column]
        ratio = table.share_of(row, share) if share is not None else None
        said = words.number(count) + (f" ({words.percent(ratio.value)})" if ratio is not None else "")
        length = round((layout.width - layout.label - layout.number) * (count or 0) / longest, 1)
        parts.extend(_name(layout, y, label, label in foreign))
        y += _room(layout, label)
        parts.extend(_bar(layout, y, length, said, hollow))

    for row in shown:
        add(row, hollow=False)
    if rest:
        whole = None if None in rest else sum(count or 0 for count in rest)
        label = words.t("stats.rest", n=len(rest))
        parts += _name(layout, y, label, french=False)
        y += _room(layout, label)
        parts += _bar(layout, y, 0, words.number(whole), hollow=False)
    for row in unknown:
        add(row, hollow=True)
    return svg_of(table, words, layout, y + 6, parts)


def _is_unknown(row: Row) -> bool:
    return row.heads[-1] in (None, UNKNOWN_FIELD)


def _room(layout: Layout, label: str) -> int:
    """Height of a bar with its name."""
    return layout.row + (len(wrapped(label, layout)) - 1) * LINE


def _name(layout: Layout, y: float, label: str, french: bool) -> list[str]:
    """The name of a bar, beside it, or above where there is no room beside."""
    x, anchor = (layout.label - 8, "end") if layout.label else (0, "start")
    return text_lines(x, y + 16, wrapped(label, layout), anchor, french)


def _bar(layout: Layout, bottom: float, length: float, value: str, hollow: bool) -> list[str]:
    """A bar and its number, up from the bottom of its place; a hollow one for what is unknown."""
    beside = layout.label > 0
    y = bottom - (layout.row if beside else 20)
    parts = [text_of(layout.label + length + 6, y + (16 if beside else 14), value)]
    if length:
        style, paint = (
            ("chart__bar chart__bar--hollow", f'fill="none" stroke="{SIGN}"')
            if hollow
            else ("chart__bar", f'fill="{SIGN}"')
        )
        size = f'x="{layout.label}" y="{y + 4}" width="{max(length, 1)}" height="{16 if beside else 12}"'
        parts.insert(0, f'<rect class="{style}" {size} {paint}/>')
    return parts
