"""R106 in the case files, which loading does not read: a draft of the law is not law."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from textfile.diagnostics import Diagnostic
from textfile.quoting import printable
from textfile.reader import MAX_BYTES, Unreadable, outside, read_file
from textfile.schema import TO_FILL, unfilled

PATTERNS = ("offences/*/*/cases.yaml", "cases/*.yaml", "routing/cases/*.yaml")
_MARK = TO_FILL.encode()


def drafted_cases(root: Path, limit: int) -> Iterator[Diagnostic]:
    """What the case files of a folder leave to be filled; of the first `limit` files of each
    pattern.
    """
    for pattern in PATTERNS:
        for path in sorted(root.glob(pattern))[:limit]:
            if not _is_drafted(path, root):
                continue
            name = printable(f"{root.name}/{path.relative_to(root).as_posix()}")
            try:
                yield from unfilled(read_file(path, name, root))
            except Unreadable as error:
                yield error.diagnostic


def _is_drafted(path: Path, root: Path) -> bool:
    try:
        if not path.is_file() or outside(path, root):
            return False
        with path.open("rb") as stream:
            return _MARK in stream.read(MAX_BYTES)
    except OSError:
        return False  # whoever replays the cases says why
