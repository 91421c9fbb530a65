"""Shapes of drawings: words, marks and the frame, in plain colours that a page's theme replaces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from api.statistics.tables import Table
from api.statistics.words import StatisticsWords


@dataclass(frozen=True, slots=True)
class Layout:
    """Sizes of a drawing, in its own units. `label` is the room for names beside bars; none: they
    are written above. `legend` likewise for lines. `letters` are those of a line of a name.
    """

    name: str
    width: int
    label: int
    row: int
    number: int
    left: int
    legend: int
    letters: int


WIDE = Layout("wide", 760, 250, 24, 130, 60, 250, 36)
NARROW = Layout("narrow", 340, 0, 42, 110, 52, 0, 46)
INK, SIGN = "#1c222b", "#1b567a"
LINE = 16
"""Height of a line of a name."""


def wrapped(label: str, layout: Layout) -> list[str]:
    """A name on as many lines as it takes: it is never cut."""
    return wrap(label, layout.letters, break_long_words=False, break_on_hyphens=False) or [""]


def text_of(x: float, y: float, text: str, anchor: str = "start", french: bool = False) -> str:
    """A line of words; `french`: on a page in another language."""
    said, lang = escape(text), ' lang="fr"' if french else ""
    return f'<text class="chart__text"{lang} x="{round(x, 1)}" y="{round(y, 1)}" text-anchor="{anchor}" font-size="12" fill="{INK}">{said}</text>'


def text_lines(x: float, y: float, lines: Sequence[str], anchor: str = "start", french: bool = False) -> list[str]:
    """A name on several lines, the first at `y`."""
    return [text_of(x, y + n * LINE, line, anchor, french) for n, line in enumerate(lines)]


def mark(n: int, x: float, y: float) -> str:
    """A mark of its own for each line: disc, square, diamond, triangle, cross."""
    shapes = (
        f"M{x - 4} {y}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0",
        f"M{x - 4} {y - 4}h8v8h-8z",
        f"M{x} {y - 5}l5 5l-5 5l-5 -5z",
        f"M{x} {y - 5}l5 9h-10z",
        f"M{x - 4} {y - 1}h3v-3h2v3h3v2h-3v3h-2v-3h-3z",
    )
    return f'<path class="chart__mark" d="{shapes[n]}" fill="{SIGN}"/>'


def svg_of(table: Table, words: StatisticsWords, layout: Layout, height: float, parts: Sequence[str]) -> str:
    """The drawing, with words for who does not see it."""
    title = escape(words.t("stats.drawing", table=words.title(table)))
    name = f"dessin-{table.id.replace('_', '-')}" + ("" if layout is WIDE else f"-{layout.name}")
    return (
        f'<svg class="chart chart--{layout.name}" viewBox="0 0 {layout.width} {round(height)}" width="{layout.width}" height="{round(height)}" role="img"'
        f' aria-labelledby="{name}"><title id="{name}">{title}</title>{"".join(parts)}</svg>'
    )
