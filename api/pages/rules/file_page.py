"""A file of the rules as it is written, a page of lines at a time."""

from __future__ import annotations

from dataclasses import dataclass

LINES = 300
"""Lines of a page."""


@dataclass(frozen=True, slots=True)
class FilePart:
    """Lines of a file on a page, from `first` to `last`, cut around the one that was asked for."""

    page: int
    first: int
    last: int
    total: int
    before: str
    line: str
    after: str


def file_part(text: str, page: int, line: int | None = None) -> FilePart:
    """The page of lines that holds a line, else a page by its number; the last one beyond the
    end.
    """
    lines = text.splitlines() or [""]
    wanted = min(line, len(lines)) if line is not None else None
    page = (wanted - 1) // LINES + 1 if wanted is not None else min(page, (len(lines) - 1) // LINES + 1)
    first, last = (page - 1) * LINES + 1, min(page * LINES, len(lines))
    shown = lines[first - 1 : last]
    at = wanted - first if wanted is not None else len(shown)
    before, rest = shown[:at], shown[at + 1 :]
    said = shown[at] if at < len(shown) else ""
    return FilePart(page, first, last, len(lines), _joined(before), said, _joined(rest))


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
