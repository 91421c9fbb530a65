"""Processor time of the noise filter on an archive, by number of workers: what a line costs beyond
opening, and what of it the process that cuts and writes takes alone.

`python -m tools.bulk_workers ARCHIVE [--scheduler local]`: an archive of a few thousand lines. Each
number of workers is measured on the whole and on a tenth; the difference is what lines cost,
without the opening of readers. Two cores tell nothing of eight by the clock: what is counted is
processor time, and `speed` is what it allows on as many cores as workers, the part that one process
takes alone included.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

WORKERS = (1, 2, 4, 8)
_RUN = """
import json, resource, sys
from typer.testing import CliRunner
from api.cli.main import app
result = CliRunner().invoke(app, sys.argv[1:])
assert result.exit_code in (0, 2), result.output
seconds = lambda who: sum(resource.getrusage(who)[:2])
print(json.dumps([seconds(resource.RUSAGE_SELF), seconds(resource.RUSAGE_CHILDREN)]))
"""


class ProcessorTime(NamedTuple):
    """Processor seconds of the process that gives the work, and of its workers."""

    own: float
    workers: float


def measure(archive: Path, workers: int, scheduler: str | None) -> ProcessorTime:
    """The processor time of one run, in processes of its own."""
    with TemporaryDirectory() as folder:
        words = ["noise", "--on", str(archive), "--out", f"{folder}/out", "--workers", str(workers)]
        words += [] if scheduler is None else ["--scheduler", scheduler]
        done = subprocess.run([sys.executable, "-c", _RUN, *words], check=True, capture_output=True, text=True)
    return ProcessorTime(*json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Prints a line for each number of workers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--scheduler")
    asked = parser.parse_args()
    with asked.archive.open("rb") as stream:
        lines = list(stream)
    alone = 0.0
    with TemporaryDirectory() as folder:
        part = Path(folder) / "part.jsonl"
        with part.open("wb") as stream:
            stream.writelines(islice(lines, len(lines) // 10))
        for workers in WORKERS:
            whole, tenth = (measure(path, workers, asked.scheduler) for path in (asked.archive, part))
            count = len(lines) - len(lines) // 10
            own, answered = (1000 * (a - b) / count for a, b in zip(whole, tenth, strict=True))
            total = own + answered
            alone = alone or total
            speed = alone / max(own if answered else 0, total / workers)
            print(
                f"{workers} workers: {total:.2f} ms a line, of which {own:.3f} by who gives the work; "
                f"opening {tenth.own + tenth.workers - total * len(lines) / 10_000:.1f} s; "
                f"speed {speed:.2f}, efficiency {speed / workers:.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
