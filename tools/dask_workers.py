"""Processor time of the noise filter on Dask, by number of workers.

`python -m tools.dask_workers ARCHIVE`, where the extra `scale` is installed. Two cores tell nothing
of eight by the clock: what is counted is the processor time of each task in its worker. Each worker
opens its readers first, which is counted apart. `efficiency` is the time of a task alone over its
time among the others. Beside it, what the process that gives the work and schedules it takes: most
of it goes with the clock, for its event loops never sleep.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from distributed import Client, LocalCluster

from api.bulk.archives import archive_lines
from api.bulk.dask_runner import DaskRunner
from api.bulk.lines import cut
from api.cli.bulk_setup import bulk_setup
from api.cli.noise_task import NoiseSetup, NoiseTask, NoiseWork, open_noise
from api.texts.channels import NoiseChoice

WORKERS = (1, 2, 4, 8)
TASKS, LINES = 32, 128


@dataclass(frozen=True)
class TimedTask(NoiseTask):
    """Task that gives the processor seconds it takes."""

    def answer(self) -> bytes:
        """The seconds, as text."""
        start = time.process_time()
        super().answer()
        return str(time.process_time() - start).encode()


def first_task(archive: Path) -> TimedTask:
    """The first lines of an archive."""
    setup = NoiseSetup(bulk_setup(None, NoiseChoice(), date.today(), Path("out.jsonl")))
    shard = next(cut(archive_lines(archive), LINES))
    task = NoiseWork(setup, open_noise(setup)).task(shard)
    return TimedTask(task.shard, task.repeats, task.setup, task.reader)


def measure(task: TimedTask, workers: int) -> tuple[float, float, float]:
    """Processor milliseconds a line, in workers and in this process; seconds of a worker's
    opening.
    """
    with (
        LocalCluster(workers, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        opened: dict[Any, bytes] = client.run(task.answer)
        own = time.process_time()
        seconds = [float(one.content) for one in DaskRunner(client, "").results(_again(task))]
        own = time.process_time() - own
    lines = TASKS * LINES
    return 1000 * sum(seconds) / lines, 1000 * own / lines, sum(map(float, opened.values())) / workers


def _again(task: TimedTask) -> Iterator[TimedTask]:
    for _ in range(TASKS):
        yield task


def main() -> None:
    """Prints a line for each number of workers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    task = first_task(parser.parse_args().archive)
    alone = 0.0
    for workers in WORKERS:
        answered, own, opening = measure(task, workers)
        alone = alone or answered
        print(
            f"{workers} workers: {answered:.2f} ms a line, {own:.3f} by who gives the work; "
            f"opening {opening:.1f} s a worker; efficiency {alone / answered:.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
