"""Bulk run: an archive in, an output in the same order, whoever answers and whatever dies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from api.bulk.lines import LineShard, cut
from api.bulk.output import BulkOutput
from api.bulk.runners import LineTask, ShardRunner, closed_after
from api.bulk.tallies import read_content

LineProgress = Callable[[int], None]
"""Told the lines done, each time some are."""


class ShardWork(Protocol):
    """What is done with the lines of an archive. `shard_lines`: how many at once."""

    @property
    def shard_lines(self) -> int:
        """Lines of a shard: the same for the same work, since outputs may be cut there."""

    def task(self, shard: LineShard) -> LineTask:
        """The task of a shard. Asked for every shard, in order, whether its output is needed or
        not: what depends on earlier lines is settled here.
        """


def run_bulk(
    lines: Iterable[bytes], work: ShardWork, runner: ShardRunner, output: BulkOutput, progress: LineProgress
) -> None:
    """Writes what a work gives of each shard, in the order of the lines; shards that an earlier run
    has written are passed over.

    Raises:
        RunnerError: the runner cannot go on.
        OSError: the archive cannot be read, or the output written.
    """
    sent: dict[int, tuple[str, int]] = {}
    early: dict[int, bytes] = {}
    place = 0
    with closed_after(runner.results(_tasks(lines, work, output, sent))) as results:
        for result in results:
            early[result.number] = result.content
            while (content := early.pop(place, None)) is not None:
                digest, count = sent.pop(place)
                tally, written = read_content(content)
                output.add(digest, count, tally, written)
                place += 1
                progress(output.lines)


def _tasks(
    lines: Iterable[bytes], work: ShardWork, output: BulkOutput, sent: dict[int, tuple[str, int]]
) -> Iterator[LineTask]:
    number = 0
    for shard in cut(lines, work.shard_lines):
        task = work.task(shard)
        if output.skips(shard.digest):
            continue
        sent[number] = (shard.digest, len(shard.lines))
        number += 1
        yield task
