"""Letter of a notice as a page shows it: its own HTML, cut down to words, headings, lists and
tables. Templates are data that people change: nothing else of theirs reaches a page.
"""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

from markupsafe import Markup

_HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5"}
"""Under the second heading of the page."""
_BLOCKS = frozenset(
    ("p", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "blockquote", "pre")
)  # fmt: skip
_INLINE = frozenset(("strong", "em", "code", "span"))
_VOID = frozenset(("br", "hr"))
_ATTRIBUTES = {"lang": frozenset(("fr", "en")), "scope": frozenset(("row", "col"))}
_UNSAID = frozenset(("script", "style", "template", "svg", "iframe", "object", "textarea", "title"))
"""Elements whose words are no part of the letter."""


def letter_of(html: str) -> Markup:
    """The letter as safe HTML, its elements closed, its words as they are."""
    reader = _LetterParser()
    reader.feed(html)
    reader.close()
    return reader.whole()


class _LetterParser(HTMLParser):
    """Elements of the subset as they are written; of others, their words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._open: list[str] = []
        self._unsaid = 0

    def whole(self) -> Markup:
        """What was read, each element closed."""
        while self._open:
            self._parts.append(f"</{self._open.pop()}>")
        return Markup("".join(self._parts))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens an element."""
        if tag in _UNSAID:
            self._unsaid += 1
        name = _HEADINGS.get(tag, tag)
        if self._unsaid or not (tag in _HEADINGS or tag in _BLOCKS or tag in _INLINE or tag in _VOID):
            return
        allowed = [(key, value) for key, value in attrs if value in _ATTRIBUTES.get(key, ())]
        first = dict(reversed(allowed))  # of an attribute written twice, the first one, as browsers do
        said = "".join(f' {key}="{value}"' for key, value in sorted(first.items()))
        self._parts.append(f"<{name}{said}>")
        if tag not in _VOID:
            self._open.append(name)

    def handle_endtag(self, tag: str) -> None:
        """Closes an element, and those left open in it; what closes nothing is passed over."""
        if tag in _UNSAID:
            self._unsaid = max(self._unsaid - 1, 0)
        name = _HEADINGS.get(tag, tag)
        if self._unsaid or name not in self._open:
            return
        while True:
            last = self._open.pop()
            self._parts.append(f"</{last}>")
            if last == name:
                return

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._unsaid:
            self._parts.append(escape(data))
