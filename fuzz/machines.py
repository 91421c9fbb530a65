"""A long run of random lives: `python -m fuzz.machines --machine queue --runs 10000`.

Each run is some forty acts of a few people on accounts, addresses, the queue, decisions or
transmissions, through the API of a service on SQLite or PostgreSQL, against a model that shares no
code with the service (`tests/api/machines/`). It stops at the first act after which the two differ,
and prints the shortest run that shows it. Chunks of runs go to every core; each has a seed of its
own, so `--first` goes on from a chunk that was printed. Lives of change requests are
`fuzz.changes`.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from traceback import format_exception

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from api.db import migrate
from api.db.sessions import Database
from tests.api.machines import MACHINES
from tests.api.machines.base import on_database
from tests.api.service import postgresql

ACTS = 40
AT_ONCE = 500
"""Runs of a chunk."""


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.machines", description=__doc__)
    parser.add_argument("--machine", choices=[*MACHINES], required=True)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--runs", type=int, default=2_000)
    parser.add_argument("--first", type=int, default=0, help="go on from this run, a multiple of 500")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    which = f"--machine {asked.machine} --database {asked.database}"
    starts = range(asked.first, asked.runs, AT_ONCE)
    with ProcessPoolExecutor(asked.workers, mp_context=get_context("spawn")) as pool:
        run = partial(chunk, asked.machine, asked.database)
        chunks = {pool.submit(run, start, min(AT_ONCE, asked.runs - start)): start for start in starts}
        done = asked.first
        for future in as_completed(chunks):
            try:
                done += future.result()
            except Exception as error:
                start = chunks[future]
                print(f"a fault in the chunk of run {start:,}: python -m fuzz.machines {which} --first {start}")
                print("".join(format_exception(error)), flush=True)
                pool.shutdown(cancel_futures=True)
                raise SystemExit(1) from error
            print(f"{asked.machine}, {done:>8,} of {asked.runs:,} runs, nothing wrong", flush=True)


def chunk(machine: str, database: str, start: int, number: int) -> int:
    """Runs one chunk, and says how many runs it had.

    Raises:
        AssertionError: the model and the service differ.
    """
    limits = settings(
        max_examples=number,
        stateful_step_count=ACTS,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=[*HealthCheck],
    )
    with empty_database(database) as (url, folder):
        run_state_machine_as_test(seed(start)(on_database(MACHINES[machine], url, folder)), settings=limits)
    return number


@contextmanager
def empty_database(kind: str) -> Iterator[tuple[str, Path]]:
    """An empty database of this process with its tables, and a folder beside it."""
    name = f"qualif_fuzz_{os.getpid()}"
    with TemporaryDirectory(prefix="qualif-machine-") as place:
        folder = Path(place)
        path = folder / "qualif.sqlite3"
        path.touch(mode=0o600)
        url = f"sqlite:///{path}" if kind == "sqlite" else postgresql.create(name)
        try:
            database = Database(url)
            migrate.upgrade(database)
            database.dispose()
            yield url, folder
        finally:
            if kind == "postgresql":
                postgresql.drop(name)


if __name__ == "__main__":
    main()
