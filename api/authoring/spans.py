"""Spans of diagnostics: where what is wrong ends, on the line on which it starts."""

from __future__ import annotations

import re

_ENDS = re.compile(r"\s#|[,\]}]|:(?=\s|$)")
"""What ends a plain value or a key: a comment, a sign of a list on its line, a colon."""


def end_column(line: str, column: int) -> int:
    """The column after what starts at a column of a line: a text in quotes whole, else a value up
    to what ends it; one more at least, for something must be underlined.
    """
    start = column - 1
    rest = line[start:]
    if rest[:1] in ("'", '"'):
        end = rest.find(rest[0], 1)
        length = end + 1 if end > 0 else len(rest)
    elif rest[:1] in ("[", "{", "|", ">"):
        length = 1
    else:
        found = _ENDS.search(rest)
        length = found.start() if found is not None else len(rest)
    return column + max(1, len(rest[:length].rstrip()))
