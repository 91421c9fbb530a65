"""Editor of YAML text: adds, changes or removes an item or a key where one stands, and leaves the
rest as written.
"""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import chain, dropwhile
from typing import TypeAlias

import yaml

from textfile.reader import Path_

ScalarValue: TypeAlias = bool | int | date | str | None
_WORD = re.compile(r"[a-z][a-z0-9_-]*|T|S|M|AV")
"""What is written without quotes: an identifier, a confidence."""
_NOT_TEXT = ("true", "false", "null")
_BLOCK = ("|", ">")


class Missing(LookupError):
    """Nothing stands at the path that an edit names."""


def with_item(text: str, path: Path_, item: str) -> str:
    """The text with an item more in the list at a path: on its line, or on lines of its own."""
    node = _at(text, path)
    if not isinstance(node, yaml.SequenceNode):
        raise Missing(path)
    if node.flow_style:
        return _within(text, node, item)
    indent = " " * node.start_mark.column
    first, *others = item.splitlines()
    return _after(
        text, _last_line(node), [f"{indent}- {first}", *(f"{indent}  {line}" if line else "" for line in others)]
    )


def with_key(text: str, path: Path_, key: str, value: str) -> str:
    """The text with a key more in the mapping at a path; `value` is on the line of the key, or on
    those below when it starts by a line break.
    """
    node = _at(text, path)
    if not isinstance(node, yaml.MappingNode):
        raise Missing(path)
    if node.flow_style:
        return _within(text, node, f"{key}: {value.strip()}")
    indent = " " * node.start_mark.column
    first, *others = f"{key}:{value}".splitlines() if value.startswith("\n") else f"{key}: {value}".splitlines()
    return _after(text, _last_line(node), [indent + first, *(f"{indent}  {line}" if line else "" for line in others)])


def with_line_after(text: str, path: Path_, line: str) -> str:
    """The text with a line after the value of a path, as deep as its key."""
    *above, key = path
    node = _at(text, tuple(above))
    for key_node, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if key_node.value == key:
            return _after(text, _last_line(value), [" " * key_node.start_mark.column + line])
    raise Missing(path)


def with_value(text: str, path: Path_, value: ScalarValue) -> str:
    """The text with another value at a path where one stands already; its comment stays."""
    node = _at(text, path)
    if not isinstance(node, yaml.ScalarNode):
        raise Missing(path)
    start, end = node.start_mark.index, node.end_mark.index
    if node.style in _BLOCK:
        return f"{text[:start]}{written(value)}\n{text[end:]}"
    return f"{text[:start]}{' ' * (start == end)}{written(value, plain=not node.style)}{text[end:]}"


def without(text: str, path: Path_) -> str:
    """The text less a key or an item, and what is under it; the last of a group stays."""
    *above, last = path
    node = _at(text, tuple(above))
    if not isinstance(node, yaml.CollectionNode) or len(node.value) < 2:
        raise Missing(path)
    spans = [(one[0], one[1]) if isinstance(one, tuple) else (one, one) for one in node.value]
    at = next((i for i, (key, _) in enumerate(spans) if last in (i, getattr(key, "value", None))), None)
    if at is None or (isinstance(node, yaml.MappingNode) and spans[at][0].value != last):
        raise Missing(path)
    first, value = spans[at]
    if node.flow_style:
        start, end = first.start_mark.index, value.end_mark.index
        if at + 1 < len(spans):
            end = spans[at + 1][0].start_mark.index
        else:
            start = spans[at - 1][1].end_mark.index
        return text[:start] + text[end:]
    lines = text.splitlines()
    return "\n".join([*lines[: first.start_mark.line], *lines[_last_line(value) + 1 :]]) + "\n"


def with_item_moved(text: str, path: Path_, item: int, to: int) -> str:
    """The text with an item of a list in another place, with the comment above it. `to`: the index
    that it then has.
    """
    node = _at(text, path)
    if not isinstance(node, yaml.SequenceNode) or node.flow_style or not {item, to} <= {*range(len(node.value))}:
        raise Missing(path)
    lines, start = text.splitlines(), node.start_mark.line
    while path and lines[start - 1].lstrip().startswith("#"):
        start -= 1
    ends = [_last_line(one) + 1 for one in node.value]
    blocks = [lines[a:b] for a, b in zip([start, *ends[:-1]], ends, strict=True)]
    is_spaced = any(not block[0].strip() for block in blocks[1:])
    blocks = [[*dropwhile(lambda line: not line.strip(), block)] for block in blocks]
    blocks.insert(to, blocks.pop(item))
    spaced = [[""] * (is_spaced and i > 0) + block for i, block in enumerate(blocks)]
    return "\n".join([*lines[:start], *chain.from_iterable(spaced), *lines[ends[-1] :]]) + "\n"


def written(value: ScalarValue, *, plain: bool = True) -> str:
    """A value as a file writes it: a text in quotes, unless it is one word where `plain` allows
    it.
    """
    if isinstance(value, str):
        bare = plain and _WORD.fullmatch(value) is not None and value not in _NOT_TEXT
        return value if bare else json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)


def has(text: str, path: Path_) -> bool:
    """Whether something stands at a path."""
    try:
        _at(text, path)
    except Missing:
        return False
    return True


def block(text: str, path: Path_) -> str:
    """What is written at a path, from its first line to its last, at the margin."""
    node = _at(text, path)
    indent = node.start_mark.column
    lines = text.splitlines()[node.start_mark.line : _last_line(node) + 1]
    return "\n".join(line[indent:] for line in lines)


def _at(text: str, path: Path_) -> yaml.Node:
    node: yaml.Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
    for part in path:
        if isinstance(part, int) and isinstance(node, yaml.SequenceNode) and -len(node.value) <= part < len(node.value):
            node = node.value[part]
        elif isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == part), None)
        else:
            node = None
    if node is None:
        raise Missing(path)
    return node


def _within(text: str, node: yaml.CollectionNode, item: str) -> str:
    """The text with an item before the bracket that closes a list or a mapping."""
    end = node.end_mark.index - 1
    before = text[:end].rstrip()
    return f"{before}{', ' if node.value else ''}{item}{text[end:]}"


def _after(text: str, line: int, added: list[str]) -> str:
    lines = text.splitlines()
    return "\n".join([*lines[: line + 1], *added, *lines[line + 1 :]]) + "\n"


def _last_line(node: yaml.Node) -> int:
    """The last line that holds something of a node."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style:
        return _last_line(node.value[-1][1])
    if isinstance(node, yaml.SequenceNode) and not node.flow_style:
        return _last_line(node.value[-1])
    end = node.end_mark
    return end.line - 1 if end.column == 0 and end.line > node.start_mark.line else end.line
