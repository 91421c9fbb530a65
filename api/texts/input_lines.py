"""Bounded input: a file or a pipe, never a device; lines one at a time; and whether they are JSON
Lines.
"""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from api.kit.lines import MAX_LINE
from textfile.text import Text

MAX_SKIPPED = 64 << 20
"""Bytes of a line that are passed over to find its end; of one that goes on after that, no end is
waited for.
"""
MAX_LOOK = 64 << 20
"""Bytes looked at to know whether they are JSON Lines, and of what is read whole."""
_OF_A_LINE = 48
"""Bytes that a line takes in memory beside its own."""
MARK = b"\xef\xbb\xbf"
"""What some programs write before UTF-8."""
_YAML = (b"#", b"%", b"---")
_DEVICE = Text(
    fr="un périphérique n'a pas de fin : donner un fichier ou un tube", en="a device has no end: give a file or a pipe"
)
_TOO_LARGE = Text(
    fr=f"plus de {MAX_LOOK >> 20} Mio en un seul document : le scinder, ou écrire un signalement par ligne (JSON Lines)",
    en=f"more than {MAX_LOOK >> 20} MiB in one document: split it, or write a report a line (JSON Lines)",
)
_ENDLESS = Text(
    fr=f"ligne de plus de {MAX_LINE + MAX_SKIPPED >> 20} Mio : sa fin n'est pas attendue, rien n'est lu après elle",
    en=f"a line of more than {MAX_LINE + MAX_SKIPPED >> 20} MiB: its end is not waited for, nothing is read after it",
)


class Unbounded(Exception):
    """Unbounded input: what cannot be read, and why."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.fr)


def open_input(path: Path) -> IO[bytes]:
    """A file, or a pipe, to be read with a bound.

    Raises:
        OSError: it cannot be opened.
        Unbounded: it is a device.
    """
    mode = path.stat().st_mode
    if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
        raise Unbounded(_DEVICE)
    return path.open("rb")


def read_whole(stream: IO[bytes], head: bytes = b"", most: int = MAX_LOOK) -> bytes:
    """Whole input: what has been read, and all the rest.

    Raises:
        Unbounded: more than `most` bytes in all.
    """
    raw = head + stream.read(max(0, most - len(head)) + 1)
    if len(raw) > most:
        raise Unbounded(_TOO_LARGE)
    return raw


def bounded(stream: IO[bytes]) -> Iterator[bytes]:
    """Each line; of one of more than MAX_LINE bytes, that many and one.

    Raises:
        Unbounded: such a line does not end within MAX_SKIPPED more.
    """
    while line := stream.readline(MAX_LINE + 1):
        yield line
        skipped = 0
        while len(line) > MAX_LINE and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE + 1)
            skipped += len(line)
            bound_skipped(skipped)


def bound_skipped(skipped: int) -> None:
    """Gives up a line too long of which so many bytes were passed over.

    Raises:
        Unbounded: more than MAX_SKIPPED.
    """
    if skipped > MAX_SKIPPED:
        raise Unbounded(_ENDLESS)


def too_long(line: bytes) -> bool:
    """Whether a line of `bounded` was cut."""
    return len(line.rstrip(b"\r\n")) > MAX_LINE


def look(lines: Iterator[bytes]) -> tuple[list[bytes], bool]:
    """The first lines, as many as it takes to know, and whether all are JSON Lines.

    They are when a line alone is an object, be those before it whatever they are: one bad line says
    nothing of the next ones. But an object after `key:` is its value; after a line that opens or
    goes on with a list, an item; and YAML may begin with a comment.
    """
    head: list[bytes] = []
    before, size = b"", 0
    for line in lines:
        head.append(line)
        size += len(line) + _OF_A_LINE
        bare = line.strip()
        if not bare and size <= MAX_LOOK:
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
