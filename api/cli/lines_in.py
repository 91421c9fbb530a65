"""Lines of what comes in, one at a time and bounded, and whether they are JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO

MAX_LINE = 16_000_000
"""Bytes of a line: a text of a million characters, escaped."""
MAX_LOOK = 64 << 20
"""Bytes looked at to know whether they are JSON Lines."""
MARK = b"\xef\xbb\xbf"
"""What some programs write before UTF-8."""
_YAML = (b"#", b"%", b"---")


def bounded(stream: IO[bytes]) -> Iterator[bytes]:
    """Each line; of one of more than MAX_LINE bytes, that many and one."""
    while line := stream.readline(MAX_LINE + 1):
        yield line
        while len(line) > MAX_LINE and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE + 1)


def too_long(line: bytes) -> bool:
    """Whether a line of `bounded` was cut."""
    return len(line.rstrip(b"\r\n")) > MAX_LINE


def look(lines: Iterator[bytes]) -> tuple[list[bytes], bool]:
    """The first lines, as many as it takes to know, and whether all are JSON Lines.

    They are when a line alone is an object, be those before it whatever they are: one bad line says nothing of the next ones. But an
    object after `key:` is its value; after a line that opens or goes on with a list, an item; and YAML may begin with a comment.
    """
    head: list[bytes] = []
    before, size = b"", 0
    for line in lines:
        head.append(line)
        size += len(line)
        bare = line.strip()
        if not bare:
            continue
        if line.startswith(b"{") and not before.endswith(b":") and _is_object(line):
            return head, not before.startswith(b"[") or not before.endswith((b"[", b","))
        if size > MAX_LOOK or before.startswith(b"[") or (not before and bare.startswith(_YAML)):
            break
        before = bare
    return head, False


def _is_object(line: bytes) -> bool:
    try:
        return not too_long(line) and isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
