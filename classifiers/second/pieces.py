"""A text into pieces as short as those the second reader has learnt from, with their places."""

from __future__ import annotations

import re
from typing import NamedTuple

LONGEST, MOST = 280, 64
"""Characters of a piece of several sentences; pieces read of one text: what comes after is not read."""
_SENTENCE = re.compile(r"[^.!?…\n]*(?:[.!?…\n]+[\s»\"')\]]*|$)")
_CUT = 600
"""A sentence that does not end is cut: what comes first is read."""


class Piece(NamedTuple):
    """[start, end) of a text, blanks about it left out."""

    start: int
    end: int


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Piece]:
    """The sentences of a stretch, by place; one that does not end is cut."""
    found = []
    last = len(text) if end is None else min(end, len(text))
    while start < last:
        match = _SENTENCE.match(text, start, last)
        assert match is not None
        stop = min(max(match.end(), start + 1), start + _CUT)
        if (piece := _trimmed(text, start, stop)).end > piece.start:
            found.append(piece)
        start = stop
    return found


def pieces(text: str) -> list[Piece]:
    """Sentences one after the other, joined up to `LONGEST` characters; the first `MOST`."""
    joined: list[Piece] = []
    for one in sentences(text, 0, LONGEST * MOST):
        if joined and one.end - joined[-1].start <= LONGEST:
            joined[-1] = Piece(joined[-1].start, one.end)
        else:
            joined.append(one)
    return joined[:MOST]


def _trimmed(text: str, start: int, end: int) -> Piece:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Piece(start, end)
