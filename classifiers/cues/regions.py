"""The parts of a text that a frame covers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from classifiers.cues.model import Hit
from classifiers.cues.prepare import PreparedText


class Regions:
    """Intervals of bytes, merged."""

    def __init__(self, intervals: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(intervals):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def __bool__(self) -> bool:
        return bool(self._starts)

    def touch(self, start: int, end: int) -> bool:
        """Whether some byte of [start, end) is covered."""
        number = bisect_right(self._starts, max(start, end - 1)) - 1
        return number >= 0 and self._ends[number] > start


def covered(hits: Iterable[Hit], reach: str, prepared: PreparedText) -> Regions:
    """The regions that a frame covers, by its reach."""
    return Regions(_interval(hit, reach, prepared) for hit in hits)


def _interval(hit: Hit, reach: str, prepared: PreparedText) -> tuple[int, int]:
    match reach:
        case "text":
            return 0, len(prepared.data) + 1
        case "inside":
            return hit.start, hit.end
        case "nearby":
            return prepared.sentence(hit.first, 1)[0], prepared.sentence(max(hit.first, hit.last - 1), 1)[1]
        case "after":
            return hit.last, prepared.sentence(max(hit.first, hit.last - 1))[1]
        case "before":
            return prepared.sentence(hit.first)[0], hit.first
        case _:
            return prepared.sentence(hit.first)[0], prepared.sentence(max(hit.first, hit.last - 1))[1]
