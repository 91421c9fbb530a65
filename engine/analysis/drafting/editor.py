"""Editor of YAML text: adds an item or a key where one stands, and leaves the rest as written."""

from __future__ import annotations

import yaml

from textfile.reader import Path_


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
        if isinstance(part, int) and isinstance(node, yaml.SequenceNode) and node.value:
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
