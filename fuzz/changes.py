"""A long run of random lives of change requests: `python -m fuzz.changes --runs 100000`.

Each run is some forty acts of six people on two instances, crashes among them, against a model
(`tests/api/changes/machine.py`). It stops at the first act after which the model and the service
differ, and prints the shortest run that shows it. Chunks of runs go to every core; each has a seed
of its own, so `--first` goes on from a chunk that was printed.
"""

from __future__ import annotations

import argparse
import os
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from traceback import format_exception

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.api.changes.machine import Publishing

ACTS = 40
AT_ONCE = 500
"""Runs of a chunk."""


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.changes", description=__doc__)
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0, help="go on from this run, a multiple of 500")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    starts = range(asked.first, asked.runs, AT_ONCE)
    with ProcessPoolExecutor(asked.workers, mp_context=get_context("spawn")) as pool:
        chunks = {pool.submit(chunk, start, min(AT_ONCE, asked.runs - start)): start for start in starts}
        done = asked.first
        for future in as_completed(chunks):
            try:
                done += future.result()
            except Exception as error:
                start = chunks[future]
                print(f"a fault in the chunk of run {start:,}: python -m fuzz.changes --first {start}")
                print("".join(format_exception(error)), flush=True)
                pool.shutdown(cancel_futures=True)
                raise SystemExit(1) from error
            print(f"{done:>8,} of {asked.runs:,} runs, nothing wrong", flush=True)


def chunk(start: int, number: int) -> int:
    """Runs one chunk, and says how many runs it had.

    Raises:
        AssertionError: the model and the service differ.
    """
    limits = settings(
        max_examples=number,
        stateful_step_count=ACTS,
        deadline=None,
        database=None,
        suppress_health_check=[*HealthCheck],
    )
    run_state_machine_as_test(seed(start)(Publishing), settings=limits)
    return number


if __name__ == "__main__":
    main()
