"""Charts drawn in HTML as inline SVG, checked before they are printed: plain shapes and words, with
words for who does not see them.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

_SPACE = "{http://www.w3.org/2000/svg}"
_SHAPES = frozenset((
    "svg", "g", "title", "desc", "rect", "line", "path", "circle", "ellipse", "polyline", "polygon", "text", "tspan",
    "defs", "linearGradient", "stop",
))  # fmt: skip
_SPEECH = re.compile(r"^(aria-[a-z]+|role|class|id|focusable|tabindex|data-[a-z-]+)$")
"""Attributes for the page only: left out of print."""
_DRAWING = frozenset((
    "viewBox", "width", "height", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "d", "dx", "dy",
    "points", "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap",
    "stroke-linejoin", "stroke-opacity", "opacity", "transform", "text-anchor", "dominant-baseline", "font-size",
    "font-weight", "font-family", "font-style", "offset", "stop-color", "stop-opacity", "preserveAspectRatio",
))  # fmt: skip


class ChartError(ValueError):
    """A chart that cannot be printed; the message says what to change."""


def chart_of(svg: str) -> tuple[str, str]:
    """A chart as (SVG to print, alternative text: its title, then its description).

    Raises ChartError unless it is well-formed XML of plain shapes (no style, script, link, image or
    reference) with a `title`.
    """
    if "<!" in svg or "<?" in svg:
        raise ChartError("a chart may hold neither comment, declaration nor instruction")
    if "xmlns" not in svg.split(">", 1)[0]:
        svg = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as error:
        raise ChartError(f"a chart is not well-formed XML: {error}") from error
    for element in root.iter():
        _check(element)
    alt = [_words(root.find(f"{_SPACE}{name}")) for name in ("title", "desc")]
    if not alt[0]:
        raise ChartError("a chart has no <title>: it is what who does not see it is told")
    ElementTree.register_namespace("", _SPACE[1:-1])
    return ElementTree.tostring(root, encoding="unicode"), " ".join(part for part in alt if part)


def _check(element: ElementTree.Element) -> None:
    name = element.tag.removeprefix(_SPACE)
    if name not in _SHAPES:
        raise ChartError(f"a chart may not hold <{name}>")
    for attribute in list(element.attrib):
        if _SPEECH.match(attribute):
            del element.attrib[attribute]
        elif attribute not in _DRAWING:
            raise ChartError(f"a chart may not have the attribute `{attribute}` on <{name}>")
        elif "url(" in element.attrib[attribute].lower():
            raise ChartError(f"a chart may refer to nothing: `{attribute}` on <{name}>")


def _words(element: ElementTree.Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""
