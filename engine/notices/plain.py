"""The plain text of a notice, from the same tree as its PDF: the words are written once."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Any

from engine.notices.pdf_tree import tree_of

WIDTH = 100
_MARK = re.compile(r"-|>|\d+\.")


def text_of(html: str) -> str:
    """The document as plain text, a blank line between blocks, lines of at most WIDTH characters
    (addresses are never cut).
    """
    return "\n".join(_blocks(tree_of(html), "")).strip("\n") + "\n"


def unwrapped(text: str) -> str:
    """A text of `text_of` whose lines go on to the end of the paragraph, for a screen that wraps
    them at its own width.
    """
    lines: list[str] = []
    before = ""
    for line in text.split("\n"):
        words = line.split(maxsplit=1)
        fits = not words or len(before) + 1 + len(words[0]) <= WIDTH
        # it stands there because it did not fit above
        if before.strip() and not fits and not _MARK.fullmatch(words[0]):
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line)
        before = line
    return "\n".join(lines)


def _blocks(nodes: list[Any], lead: str) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):  # an item that holds words alone
            yield from _wrap(_words(nodes), lead, lead)
            return
        if node["tag"] in ("strong", "em", "code", "span", "br"):
            yield from _wrap(_words(nodes), lead, lead)
            return
        yield from _block(node, lead)


def _block(node: dict[str, Any], lead: str) -> Iterator[str]:
    tag, parts = node["tag"], node["parts"]
    if tag == "heading":
        title = _words(parts)
        yield from _wrap(title.upper() if node["level"] == 1 else title, lead, lead)
        if node["level"] < 3:
            yield lead + ("=" if node["level"] == 1 else "-") * min(len(title), WIDTH - len(lead))
        yield ""
    elif tag == "p":
        yield from _wrap(_words(parts), lead, lead)
        yield ""
    elif tag in ("ul", "ol"):
        for number, item in enumerate(parts, 1):
            mark = f"{number}. " if tag == "ol" else "- "
            yield from _marked(item["parts"], lead, mark)
        yield ""
    elif tag == "dl":
        for item in parts:
            yield from _marked([*item["term"], " ", *item["parts"]], lead, "")
        yield ""
    elif tag == "table":
        yield from _table(node, lead)
    elif tag == "pre":
        yield from (lead + line for line in node["text"].split("\n"))
        yield ""
    elif tag == "hr":
        yield from (lead + "-" * 20, "")
    elif tag == "chart":
        yield from (*_wrap(node["alt"], lead, lead), "")
    elif tag == "figure":
        yield from _blocks(node["parts"], lead)
        yield from (*_wrap(_words(node["caption"]), lead, lead), "")
    else:
        yield from _blocks(parts, lead + ("> " if tag == "blockquote" else ""))


def _marked(parts: list[Any], lead: str, mark: str) -> Iterator[str]:
    """An item: its mark, then its words under each other."""
    indent = lead + " " * len(mark)
    lines = [line for line in _blocks(parts, indent) if line.strip()]
    if lines:
        yield lead + mark + lines[0][len(indent) :]
        yield from lines[1:]


def _table(node: dict[str, Any], lead: str) -> Iterator[str]:
    if node["caption"]:
        yield from (*_wrap(_words(node["caption"]), lead, lead), "")
    for row in (*node["head"], *node["body"]):
        yield from _wrap(" | ".join(_words(cell["parts"]) for cell in row), lead, lead + "  ")
    yield ""


def _words(parts: list[Any]) -> str:
    said = ""
    for part in parts:
        if isinstance(part, str):
            said += part
        elif part["tag"] == "br":
            said += "\n"
        else:
            said += part["text"] if "text" in part else _words(part["parts"])
    return said


def _wrap(text: str, first: str, rest: str) -> list[str]:
    lines: list[str] = []
    for line in text.split("\n"):
        kept = textwrap.wrap(
            line,
            WIDTH,
            initial_indent=rest if lines else first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        lines += kept
    return lines
