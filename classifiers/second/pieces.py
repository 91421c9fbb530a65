"""Segmentation of a text into pieces as short as those the second reader has learnt from, with
their places.
"""

from __future__ import annotations

import re
from typing import NamedTuple

SHORT, MOST, READ = 70, 128, 20_000
"""Characters under which a sentence is read with the next ones: alone it says too little, and a
whole text drowns it; pieces, and characters of a text that are read: what comes after is not.
"""
_SENTENCE = re.compile(r"[^.!?…\n]*(?:[.!?…\n]+[\s»\"')\]]*|$)")
_CUT = 600
"""A sentence that does not end is cut: what comes first is read."""


class Piece(NamedTuple):
    """[start, end) of a text, blanks about it left out."""

    start: int
    end: int


def pieces(text: str) -> list[Piece]:
    """Sentences, short ones joined to the next, by place; the first `MOST`."""
    found: list[Piece] = []
    begun: int | None = None
    for start, end in sentences(text[:READ]):
        begun = start if begun is None else begun
        if end - begun >= SHORT:
            found.append(Piece(begun, end))
            begun = None
    if begun is not None:  # what is left is too short to be read alone, when there is something before it
        first = found.pop().start if found else begun
        found.append(Piece(first, end))
    return found[:MOST]


def sentences(text: str) -> list[Piece]:
    """The sentences, by place; one that does not end is cut."""
    found = []
    start = 0
    while start < len(text):
        match = _SENTENCE.match(text, start)
        assert match is not None
        stop = min(max(match.end(), start + 1), start + _CUT)
        if (piece := _trimmed(text, start, stop)).end > piece.start:
            found.append(piece)
        start = stop
    return found


def _trimmed(text: str, start: int, end: int) -> Piece:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Piece(start, end)
