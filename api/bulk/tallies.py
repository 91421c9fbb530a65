"""Counts of lines, by name, and the first lines at fault: what shards of a bulk run add up to."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from api.kit.canonical import canonical

MOST_FAULTS = 20
"""Lines at fault that are named; the others are counted, and the output says each in its place."""


class Tally(NamedTuple):
    """Counts by name, and lines at fault, each where it is and why."""

    counts: Mapping[str, int] = {}
    faults: tuple[tuple[str, str], ...] = ()

    def plus(self, other: Tally) -> Tally:
        """Both together, the lines of this one first."""
        return Tally(
            dict(Counter(dict(self.counts)) + Counter(dict(other.counts))),
            (*self.faults, *other.faults)[:MOST_FAULTS],
        )

    def data(self) -> dict[str, Any]:
        """The tally as plain data."""
        return {"counts": {name: self.counts[name] for name in sorted(self.counts)}, "faults": self.faults}


def tally_of(data: Mapping[str, Any]) -> Tally:
    """A tally from its data.

    Raises:
        KeyError, TypeError, ValueError: this is none.
    """
    faults = tuple((str(where), str(why)) for where, why in data["faults"])
    return Tally({str(name): int(count) for name, count in data["counts"].items()}, faults)


def shard_content(tally: Tally, output: bytes) -> bytes:
    """What a task of a bulk run gives: its tally on a line, then its output."""
    return canonical(tally.data()) + b"\n" + output


def read_content(content: bytes) -> tuple[Tally, bytes]:
    """The tally and the output of a task."""
    head, _, output = content.partition(b"\n")
    return tally_of(json.loads(head)), output
