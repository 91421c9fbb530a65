"""A small work on archives: each line in capitals, a line `mauvaise` refused, those seen before said."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from api.bulk.lines import LineShard
from api.bulk.output import BulkOutput, WorkIdentity, open_output
from api.bulk.runners import ShardRunner
from api.bulk.running import run_bulk
from api.bulk.tallies import Tally, shard_content

IDENTITY = WorkIdentity("shouting", date(2026, 12, 1))
LETHAL = b"fatale"


@dataclass(frozen=True)
class ShoutingTask:
    """A shard to be shouted, with what is known of earlier ones."""

    shard: LineShard
    again: tuple[bool, ...]
    folder: Path | None = None
    """Where a lethal line leaves a mark, so that it kills one process alone."""

    @property
    def first(self) -> int:
        return self.shard.first

    def opening(self) -> ShoutingTask:
        return replace(self, shard=self.shard._replace(lines=self.shard.lines[:1]), again=self.again[:1])

    def portable(self) -> ShoutingTask:
        return self

    def answer(self) -> bytes:
        if LETHAL in self.shard.lines and self.folder is not None and not (self.folder / "dead").exists():
            (self.folder / "dead").touch()
            os._exit(9)
        faults = [
            (str(number), "non") for number, line in enumerate(self.shard.lines, self.first) if line == b"mauvaise"
        ]
        said = [
            f"{line.decode().upper()}{' (encore)' if again else ''}\n"
            for line, again in zip(self.shard.lines, self.again, strict=True)
        ]
        tally = Tally({"answered": len(said) - len(faults), "refused": len(faults)}, tuple(faults))
        return shard_content(tally, "".join(said).encode())


class Shouting:
    """The work, and how many tasks it was asked for."""

    shard_lines = 5

    def __init__(self, folder: Path | None = None) -> None:
        self._seen: set[bytes] = set()
        self._folder = folder

    def task(self, shard: LineShard) -> ShoutingTask:
        again = []
        for line in shard.lines:
            again.append(line in self._seen)
            self._seen.add(line)
        return ShoutingTask(shard, tuple(again), self._folder)


def lines(count: int) -> list[bytes]:
    """Lines of which some come again, and two are bad."""
    return [b"mauvaise\n" if number in (7, 41) else b"mot %d\n" % (number % 60) for number in range(count)]


def shout(
    archive: Iterable[bytes],
    out: Path,
    runner: ShardRunner,
    identity: WorkIdentity = IDENTITY,
    folder: Path | None = None,
) -> BulkOutput:
    """Shouts an archive into a file."""
    with open_output(out, identity) as output:
        run_bulk(archive, Shouting(folder), runner, output, lambda _: None)
    return output


def expected(archive: Iterable[bytes]) -> bytes:
    """What the whole gives, worked out at once."""
    every = tuple(line.removesuffix(b"\n") for line in archive)
    return Shouting().task(LineShard(1, 1, every)).answer().partition(b"\n")[2]
