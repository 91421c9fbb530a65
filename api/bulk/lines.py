"""Lines of an archive cut into shards, as many lines each, whatever brings them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

SHARD_BYTES = 4 << 20
"""A shard holds no more lines once it weighs so much."""


class ArchiveError(Exception):
    """Archive that cannot be read on: why, and what to do, in French."""


class LineShard(NamedTuple):
    """Consecutive lines, without their ends: the number of the first, from 1, and that of the first
    report, for blank lines are none.
    """

    first: int
    first_report: int
    lines: tuple[bytes, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the lines and of their place."""
        seen = hashlib.sha256(f"{self.first}\0{self.first_report}\n".encode())
        for line in self.lines:
            seen.update(len(line).to_bytes(8, "big") + line)
        return seen.hexdigest()


def cut(lines: Iterable[bytes], most: int) -> Iterator[LineShard]:
    """The shards of lines, of `most` lines each but the last, and those that weigh too much."""
    first = report = 1
    some: list[bytes] = []
    weight = 0
    for line in lines:
        some.append(line.removesuffix(b"\n"))
        weight += len(line)
        if len(some) == most or weight >= SHARD_BYTES:
            yield LineShard(first, report, tuple(some))
            first, report = first + len(some), report + _reports(some)
            some, weight = [], 0
    if some:
        yield LineShard(first, report, tuple(some))


def _reports(lines: Iterable[bytes]) -> int:
    return sum(1 for line in lines if line.strip())
