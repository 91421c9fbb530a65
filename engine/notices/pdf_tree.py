"""The HTML subset that can be printed, read into a tree of plain data for the template.

    blocks   h1 h2 h3 p ul ol li dl dt dd table caption thead tbody tfoot tr th td blockquote pre hr
        figure figcaption
             article section header footer main div, and html head body around the whole
    inline   strong em code br span small time abbr
    charts   inline svg (see engine.notices.pdf_charts)

Attributes: `lang` is honoured, `scope` and `colspan` on cells too, and their class `number`, which
sets them to the right; `class`, `id`, `role`, `aria-*`, `datetime`, `charset` are for the page and
left out; any other is refused. Elements are closed in
order. Nothing can be linked or loaded.

A node is a string or `{tag, parts, lang?}`; besides, `heading` has a `level`, `code` and `pre` a
`text`, `chart` a `svg` and an `alt`, items of `dl` a `term`, `figure` a `caption`, and `table`
`columns, head, body, caption`, its rows being lists of `{header, number, colspan, parts}`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, NoReturn

from engine.notices.pdf_charts import ChartError, chart_of

MAX_CHARACTERS = 1_000_000
MAX_NODES = 40_000
MAX_DEPTH = 16
MAX_COLUMNS = 24

_THROUGH = frozenset(
    ["article", "section", "header", "footer", "main", "div", "html", "body", "span", "small", "time", "abbr"]
)
_INLINE = frozenset(["strong", "em", "code", "span", "small", "time", "abbr"])
_NAMED = frozenset(
    ["p", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "figure", "figcaption", "strong", "em", "code"]
)
_TABLE = frozenset(["table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"])
_CHART = "chart"
"""Stands for a chart in the page while it is read: HTML would lower the case of names that SVG
tells apart.
"""
_LEVELS = {"h1": 1, "h2": 2, "h3": 3}
_VOID = frozenset(("br", "hr"))
_HEAD = frozenset(("head", "title"))
_KNOWN = _THROUGH | _NAMED | _TABLE | _LEVELS.keys() | _VOID | _HEAD | {"meta", _CHART}
_IGNORED = re.compile(r"^(class|id|role|aria-[a-z]+|datetime|charset|name|content|dir|title|tabindex|data-[a-z-]+)$")
_SVG = re.compile(r"<svg\b.*?</svg\s*>", re.DOTALL)
_CONTROLS = {n: None for n in (*range(32), *range(127, 160), 0xFEFF) if n not in (9, 10, 13)}
_UNSEEN = _CONTROLS | {
    n: f"[U+{n:04X}]" for n in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)
}
"""Characters that turn the direction of a line are shown as what they are: they make a reader see
another text.
"""


class PdfError(ValueError):
    """A document that cannot be printed; the message says what to change."""


@dataclass(slots=True)
class _Element:
    tag: str
    attributes: dict[str, str | None]
    parts: list[_Element | str] = field(default_factory=list)


def tree_of(html: str) -> list[Any]:
    """The tree of a document. Raises PdfError with what is not in the subset, or too large."""
    if len(html) > MAX_CHARACTERS:
        raise PdfError(f"the document has more than {MAX_CHARACTERS} characters")
    charts: list[str] = []

    def cut(match: re.Match[str]) -> str:
        charts.append(match[0])
        return f'<{_CHART} id="{len(charts) - 1}"></{_CHART}>' + "\n" * match[0].count("\n")

    if f"<{_CHART}" in html.lower():
        raise PdfError(f"<{_CHART}> cannot be printed")
    reader = _TreeParser()
    reader.feed(_SVG.sub(cut, html.translate(_UNSEEN)))
    reader.close()
    return _Shaper(charts).blocks(reader.whole())


class _TreeParser(HTMLParser):
    """Elements as written, each closed in its turn."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open = [_Element("", {})]
        self._nodes = 0

    def whole(self) -> _Element:
        if len(self._open) > 1:
            self._refuse(f"<{self._open[-1].tag}> is not closed")
        return self._open[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _KNOWN:
            self._refuse(f"<{tag}> cannot be printed")
        for name, _ in attrs:
            kept = name == "lang" or (tag in ("th", "td") and name in ("scope", "colspan"))
            if not kept and not _IGNORED.match(name):
                self._refuse(f"`{name}` on <{tag}> cannot be printed")
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise PdfError(f"the document has more than {MAX_NODES} elements")
        element = _Element(tag, dict(attrs))
        self._open[-1].parts.append(element)
        if tag not in _VOID and tag != "meta":
            self._open.append(element)
            if len(self._open) > MAX_DEPTH:
                self._refuse(f"elements are nested more than {MAX_DEPTH - 1} deep")

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self._open[-1].tag != tag or len(self._open) == 1:
            self._refuse(f"</{tag}> closes nothing")
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].parts.append(data)

    def handle_decl(self, decl: str) -> None:
        if decl.lower() != "doctype html":
            self._refuse(f"<!{decl}> cannot be printed")

    def handle_pi(self, data: str) -> None:
        self._refuse("<?…> cannot be printed")

    def unknown_decl(self, data: str) -> None:
        self._refuse("<![…> cannot be printed")

    def _refuse(self, what: str) -> NoReturn:
        line, column = self.getpos()
        raise PdfError(f"line {line}, column {column + 1}: {what}")


class _Shaper:
    """Elements to nodes of the template."""

    def __init__(self, charts: list[str]) -> None:
        self._charts = charts
        self._level = 0

    def blocks(self, element: _Element) -> list[Any]:
        """The blocks of an element, loose words between them as paragraphs of their own."""
        kept: list[Any] = []
        loose: list[_Element | str] = []
        for part in [*element.parts, None]:
            if isinstance(part, str) or (part is not None and (part.tag in _INLINE or part.tag == "br")):
                loose.append(part)
                continue
            said = self._inline(loose)
            if said:
                kept.append({"tag": "p", "parts": said})
            loose = []
            if part is not None and part.tag not in _HEAD and part.tag != "meta":
                kept += self._block(part)
        return kept

    def _block(self, element: _Element) -> list[Any]:
        tag = element.tag
        if tag in _THROUGH and "lang" not in element.attributes:
            return self.blocks(element)
        node: dict[str, Any] = {"tag": tag, "parts": [], **_language(element)}
        if tag in _LEVELS:
            node |= {"tag": "heading", "level": self._next(_LEVELS[tag]), "parts": self._inline(element.parts)}
        elif tag == "p":
            node["parts"] = self._inline(element.parts)
        elif tag in ("ul", "ol"):
            node["parts"] = [self._item(e) for e in _children(element, "li")]
        elif tag == "dl":
            node["parts"] = self._terms(element)
        elif tag == "pre":
            node["text"] = _text(element).strip("\n")
        elif tag == "table":
            node |= self._table(element)
        elif tag == _CHART:
            node |= self._chart(element)
        elif tag == "figure":
            captions = [p for p in element.parts if isinstance(p, _Element) and p.tag == "figcaption"]
            rest = _Element("", {}, [p for p in element.parts if p not in captions])
            node |= {"parts": self.blocks(rest), "caption": self._inline([p for c in captions for p in c.parts])}
        elif tag in _THROUGH or tag == "blockquote":
            node["parts"] = self.blocks(element)
        elif tag != "hr":
            raise PdfError(f"<{tag}> is out of place")
        return [node]

    def _next(self, level: int) -> int:
        if level > self._level + 1:
            raise PdfError(
                f"a heading of level {level} follows level {self._level or 'none'}: headings go down one level at a time"
            )
        self._level = level
        return level

    def _inline(self, parts: list[_Element | str]) -> list[Any]:
        """Words, with the white space that HTML would show."""
        nodes: list[Any] = []
        for part in parts:
            if isinstance(part, str):
                text = re.sub(r"[ \t\n\r]+", " ", part)
                if text and nodes and isinstance(nodes[-1], str):
                    nodes[-1] += text
                elif text:
                    nodes.append(text)
            elif part.tag == "br":
                nodes.append({"tag": "br", "parts": []})
            elif part.tag == "code":
                nodes.append({"tag": "code", "parts": [], "text": re.sub(r"\s+", " ", _text(part))})
            elif part.tag in _INLINE:
                tag = part.tag if part.tag in ("strong", "em") else "span"
                nodes.append({"tag": tag, "parts": self._inline(part.parts), **_language(part)})
            else:
                raise PdfError(f"<{part.tag}> is out of place: words are expected there")
        if nodes and isinstance(nodes[0], str):
            nodes[0] = nodes[0].lstrip(" ")
        if nodes and isinstance(nodes[-1], str):
            nodes[-1] = nodes[-1].rstrip(" ")
        return [node for node in nodes if node != ""]

    def _item(self, element: _Element) -> dict[str, Any]:
        """An item or a cell: its words alone, or blocks."""
        plain = all(isinstance(p, str) or p.tag in _INLINE or p.tag == "br" for p in element.parts)
        return {"parts": self._inline(element.parts) if plain else self.blocks(element)}

    def _terms(self, element: _Element) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        described = True
        for part in _children(element, "dt", "dd"):
            if part.tag == "dt":
                term = self._inline(part.parts)
                if described:
                    items.append({"term": term, "parts": []})
                else:
                    items[-1]["term"] += [", ", *term]
                described = False
            elif not items:
                raise PdfError("<dd> comes before any <dt>")
            else:
                said = self._item(part)["parts"]
                items[-1]["parts"] += [{"tag": "br", "parts": []}, *said] if described else said
                described = True
        return items

    def _table(self, element: _Element) -> dict[str, Any]:
        head: list[Any] = []
        body: list[Any] = []
        caption: list[Any] = []
        for part in _children(element, "caption", "thead", "tbody", "tfoot", "tr"):
            if part.tag == "caption":
                caption = self._inline(part.parts)
                continue
            for row in [part] if part.tag == "tr" else _children(part, "tr"):
                cells = [self._cell(c) for c in _children(row, "th", "td")]
                heads = part.tag == "thead" or (part.tag == "tr" and not body and all(c["header"] for c in cells))
                (head if heads else body).append(cells)
        widths = {sum(c["colspan"] for c in row) for row in (*head, *body)}
        if len(widths) != 1 or not 0 < max(widths) <= MAX_COLUMNS:
            raise PdfError(f"the rows of a table must have the same number of columns, between 1 and {MAX_COLUMNS}")
        return {"columns": widths.pop(), "head": head, "body": body, "caption": caption}

    def _cell(self, element: _Element) -> dict[str, Any]:
        span = element.attributes.get("colspan") or "1"
        if not span.isascii() or not span.isdigit() or not 1 <= int(span) <= MAX_COLUMNS:
            raise PdfError(f"colspan must be between 1 and {MAX_COLUMNS}")
        number = "number" in (element.attributes.get("class") or "").split()
        return {"header": element.tag == "th", "number": number, "colspan": int(span), **self._item(element)}

    def _chart(self, element: _Element) -> dict[str, Any]:
        number = element.attributes.get("id") or ""
        try:
            svg, alt = chart_of(self._charts[int(number)])
        except (ChartError, ValueError, IndexError) as error:
            raise PdfError(str(error)) from error
        return {"tag": "chart", "svg": svg, "alt": alt}


def _children(element: _Element, *tags: str) -> list[_Element]:
    """The elements it holds, which can only be those."""
    for part in element.parts:
        if part.strip() if isinstance(part, str) else part.tag not in tags:
            wanted = " or ".join(f"<{t}>" for t in tags)
            raise PdfError(f"<{element.tag}> holds something other than {wanted}")
    return [p for p in element.parts if isinstance(p, _Element)]


def _text(element: _Element) -> str:
    return "".join(p if isinstance(p, str) else "\n" if p.tag == "br" else _text(p) for p in element.parts)


def _language(element: _Element) -> dict[str, str]:
    language = element.attributes.get("lang")
    if language is None:
        return {}
    if not re.fullmatch(r"[a-z]{2,3}", language):
        raise PdfError(f"lang is a code of two or three letters, not `{language}`")
    return {"lang": language}
