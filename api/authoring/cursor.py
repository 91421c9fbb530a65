"""Cursor in a YAML buffer: the path at which one writes, whether a key or a value, and the keys
beside it; from lines and indentation alone, for a buffer that is being typed is seldom correct.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from textfile.reader import Path_

MAX_LINE, MAX_ABOVE = 4_000, 20_000
"""Characters of a line, and lines above the cursor, that are looked at."""
_BLOCK = re.compile(
    r"(?P<indent> *)(?P<dashes>(?:- +)*)(?P<last>-$)?(?:(?P<key>[A-Za-z0-9_][A-Za-z0-9_.-]*|\"[^\"]*\") *:(?= |$))?"
)
_TOKEN = re.compile(r"[A-Za-z0-9_À-ÿ.-]*$")
_WORD = re.compile(r"[A-Za-z0-9_À-ÿ][A-Za-z0-9_À-ÿ.-]*")
_COLON = re.compile(r" *:(?= |$)")
_SCALAR = re.compile(r" *([A-Za-z0-9_.-]+)")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Cursor: the path of what encloses it (`path`), whether a key or a value is written there, the
    start of the word and what is typed of it, and the plain values of the keys beside it.
    """

    path: Path_
    mode: Literal["key", "value"]
    prefix: str
    start: int
    beside: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Line:
    """Line of a block: the depth and the key of what it opens, the depths of its dashes."""

    indent: int
    items: tuple[int, ...]
    key: str | None
    value: str
    value_column: int


def cursor_at(text: str, line: int, column: int) -> Cursor:
    """The cursor at a line and a column, both from 1; out of the text, at its nearest place."""
    lines = text.split("\n", MAX_ABOVE + 1)[: MAX_ABOVE + 1]
    row = min(max(line, 1), len(lines)) - 1
    typed = lines[row][: min(max(column - 1, 0), MAX_LINE)]
    word = _TOKEN.search(typed)
    prefix = word.group() if word is not None else ""
    start = len(typed) - len(prefix) + 1
    here = _parsed(typed)
    above = _above(lines, row, here)
    if here.key is None:
        flow = _flow(typed[here.value_column :], _plain_beside(lines, row, here.indent))
        if flow is not None:
            return Cursor((*above, *flow[0]), flow[1], prefix, start, flow[2])
        beside = _plain_beside(lines, row, here.indent)
        if here.items and _items_are_values(above):
            return Cursor(above, "value", prefix, start, _beside_holder(lines, row, here.items[-1]))
        return Cursor(above, "key", prefix, start, beside)
    beside = _plain_beside(lines, row, here.indent)
    flow = _flow(here.value, beside)
    if flow is not None:
        return Cursor((*above, here.key, *flow[0]), flow[1], prefix, start, flow[2])
    return Cursor((*above, here.key), "value", prefix, start, beside)


def word_at(text: str, line: int, column: int) -> str:
    """The whole word under the cursor."""
    match = _word_match(text, line, column)
    return match.group().rstrip(".-") if match is not None else ""


def is_key_at(text: str, line: int, column: int) -> bool:
    """Whether the word under the cursor is written as a key, on its line or between braces."""
    match = _word_match(text, line, column)
    return match is not None and _COLON.match(match.string, match.end()) is not None


def _word_match(text: str, line: int, column: int) -> re.Match[str] | None:
    lines = text.split("\n", line)[:line]
    if not 1 <= line <= len(lines):
        return None
    words = _WORD.finditer(lines[line - 1][: MAX_LINE * 4])
    return next((word for word in words if word.start() <= column - 1 <= word.end()), None)


def _parsed(line: str) -> _Line:
    match = _BLOCK.match(line[:MAX_LINE])
    if match is None:
        return _Line(0, (), None, "", 0)
    indent, items = len(match["indent"]), []
    at = indent
    for dash in re.finditer(r"- +", match["dashes"]):
        items.append(at)
        at += dash.end() - dash.start()
    if match["last"]:
        items.append(at)
        at += 2
    key = match["key"]
    return _Line(at, tuple(items), key.strip('"') if key else None, line[match.end() :], match.end())


def _above(lines: list[str], row: int, here: _Line) -> Path_:
    """The path of what encloses a line, from the lines above it."""
    path: list[str | int] = []
    depth = here.indent
    for item in reversed(here.items):
        path.append(_rank(lines, row, item))
        depth = item
    for i in range(row - 1, -1, -1):
        if depth == 0 and not _opens_list_at_margin(path):
            break
        raw = lines[i]
        if not raw.strip() or raw.lstrip().startswith("#"):
            continue
        one = _parsed(raw)
        if one.key is not None and (one.indent < depth or (one.indent == depth and _is_item_first(path, one, depth))):
            path.append(one.key)
            depth = one.indent
        elif one.indent >= depth and not (one.items and one.items[0] < depth):
            continue
        for item in reversed(one.items):
            if item < depth:
                path.append(_rank(lines, i, item))
                depth = item
    return tuple(reversed(path))


def _opens_list_at_margin(path: list[str | int]) -> bool:
    return bool(path) and isinstance(path[-1], int)


def _is_item_first(path: list[str | int], one: _Line, depth: int) -> bool:
    """Whether a key as deep as the dash of a list holds that list."""
    return bool(path) and isinstance(path[-1], int) and not one.items and one.indent == depth and not one.value.strip()


def _rank(lines: list[str], row: int, depth: int) -> int:
    """How many items of the same list stand above a dash."""
    rank = 0
    for i in range(row - 1, -1, -1):
        raw = lines[i]
        if not raw.strip() or raw.lstrip().startswith("#"):
            continue
        one = _parsed(raw)
        if depth in one.items:
            rank += 1
            if one.items[0] < depth:
                break
        elif (one.items[0] if one.items else one.indent) <= depth:
            break
    return rank


def _plain_beside(lines: list[str], row: int, depth: int) -> dict[str, str]:
    """The keys as deep as a line, in the same mapping, with their plain values."""
    found: dict[str, str] = {}
    for step in (-1, 1):
        i = row + (0 if step < 0 else 1)
        while 0 <= i < len(lines):
            raw = lines[i]
            if raw.strip() and not raw.lstrip().startswith("#"):
                one = _parsed(raw)
                first = one.items[0] if one.items else one.indent
                if step > 0 and first < depth:
                    break
                if one.indent == depth and one.key is not None and (i != row or step < 0):
                    value = _SCALAR.match(one.value)
                    if i != row:
                        found.setdefault(one.key, value[1] if value else "")
                if step < 0 and first < depth and (one.indent < depth or one.items):
                    break
            i += step
    return found


def _beside_holder(lines: list[str], row: int, depth: int) -> dict[str, str]:
    """The keys beside the one that holds a list of dashes of a depth, with their plain values."""
    for i in range(row - 1, -1, -1):
        one = _parsed(lines[i])
        if lines[i].strip() and one.key is not None and one.indent <= depth:
            return _plain_beside(lines, i, one.indent)
    return {}


def _items_are_values(path: Path_) -> bool:
    """Whether the items of a list are words rather than keys, as far as the list's name tells."""
    names = [part for part in path if isinstance(part, str)]
    return bool(names) and names[-1] not in ("all", "any", "of", "facts", "notions", "rules", "cases", "versions",
                                            "relations", "cues", "frames", "limitations", "hors_champ")  # fmt: skip


def _flow(typed: str, beside: dict[str, str]) -> tuple[Path_, Literal["key", "value"], Mapping[str, str]] | None:
    """The path inside braces and brackets that are open at the end of what is typed; None when
    there is none.
    """
    stack: list[tuple[str, list[str | int], dict[str, str]]] = []
    token, quote = "", ""
    for i, sign in enumerate(typed):
        if quote:
            quote = "" if sign == quote else quote
            continue
        if sign in "'\"" and not token.strip():
            quote = sign
        elif sign == "#" and typed[i - 1 : i] in (" ", ""):
            return None
        elif sign in "{[" and not token.strip():
            stack.append((sign, [0] if sign == "[" else [], {}))
            token = ""
        elif sign in "}]" and stack:
            _close(stack, token)
            stack.pop()
            token = ""
        elif sign == "," and stack:
            _close(stack, token)
            kind, at, _ = stack[-1]
            at[:] = [int(at[0]) + 1] if kind == "[" else []
            token = ""
        elif sign == ":" and stack and stack[-1][0] == "{" and not stack[-1][1]:
            stack[-1][1].append(token.strip())
            token = ""
        else:
            token += sign
    if not stack:
        return None
    path = tuple(part for _, at, _ in stack for part in at)
    kind, at, _ = stack[-1]
    nearest = next((known for kind, _, known in reversed(stack) if kind == "{"), beside)
    return path, "key" if kind == "{" and not at else "value", nearest


def _close(stack: list[tuple[str, list[str | int], dict[str, str]]], token: str) -> None:
    kind, at, known = stack[-1]
    if kind == "{" and at:
        known[str(at[0])] = token.strip()
