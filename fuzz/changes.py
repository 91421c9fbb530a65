"""A long run of random lives of change requests: `python -m fuzz.changes --runs 100000`.

A life is thirty acts drawn from its number, some thirty transactions of six people on two instances
of the service, with crashes, kills and answers among them, against a model
(`tests/api/changes/machine.py`). The run stops at the first life in which the model and the service
differ, and prints the fewest acts that show it. What is done is kept in `build/changes.json`: the
next run of the same code goes on from there.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import signal
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from filecache.address import code_digest
from fuzz.change_lives import live
from tests.api.changes.machine import Publishing
from tests.api.changes.machine_instances import openings
from tests.shared import ROOT

AT_ONCE = 100
"""Lives of a chunk."""
STATE = Path("build/changes.json")
CODE = (
    "api/app",
    "api/audit",
    "api/changes",
    "api/db",
    "api/http",
    "api/journal",
    "api/rules",
    "fuzz",
    "tests/api/changes",
)
"""Folders of the code that is tried, and of what tries it."""


@dataclass
class RunState:
    """What a run has done: counts of each chunk, by its first life."""

    file: Path
    code: str
    chunks: dict[int, dict[str, float]]

    @staticmethod
    def open(file: Path, code: str) -> RunState:
        """The state of a run of this code; an empty one where another code was tried."""
        chunks = {}
        if file.exists():
            kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            if kept["code"] == code:
                chunks = {int(start): counts for start, counts in kept["chunks"].items()}
        return RunState(file, code, chunks)

    def done(self, start: int, counts: dict[str, float]) -> None:
        """Keeps what a chunk did."""
        self.chunks[start] = counts
        self.file.parent.mkdir(exist_ok=True)
        aside = self.file.with_suffix(".part")
        aside.write_text(json.dumps({"code": self.code, "chunks": self.chunks}), encoding="utf-8")
        aside.replace(self.file)

    def line(self, runs: int) -> str:
        """What was done so far, in one line."""
        total: dict[str, float] = {}
        for counts in self.chunks.values():
            total = {name: total.get(name, 0) + counts.get(name, 0) for name in {**total, **counts}}
        lives = int(total.pop("lives"))
        seconds = total.pop("seconds")
        counts_line = ", ".join(f"{int(number):,} {name}" for name, number in sorted(total.items()))
        return f"{lives:>8,} of {runs:,} lives, nothing wrong: {counts_line}; {1000 * seconds / lives:.0f} ms each"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.changes", description=__doc__)
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--life", type=int, help="live this one alone")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    if asked.life is not None:
        print(dict(live(asked.life)))
        return
    state = RunState.open(STATE, digest_of_code())
    left = [start for start in range(0, asked.runs, AT_ONCE) if start not in state.chunks]
    with ProcessPoolExecutor(asked.workers, mp_context=get_context("spawn")) as pool:
        chunks = {pool.submit(chunk, start, min(AT_ONCE, asked.runs - start)): start for start in left}
        try:
            for future in as_completed(chunks):
                state.done(chunks[future], future.result())
                print(state.line(asked.runs), flush=True)
        except Exception as error:
            print(f"a fault: {error}", flush=True)
            pool.shutdown(cancel_futures=True)
            raise SystemExit(1) from error
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            raise SystemExit(130) from None


def chunk(start: int, number: int) -> dict[str, float]:
    """Lives some lives; counts of what was done in them, with the seconds of processor.

    Raises:
        LifeFault: the model and the service differ.
    """
    openings()
    gc.freeze()  # laws live as long as the process: a collection would look at all of them, and a child copy them for it
    gc.set_threshold(100_000, 50, 100)
    Publishing.may_fork = True
    began, counts = _seconds(), Counter({"lives": number})
    for seed in range(start, start + number):
        counts += live(seed)
    return {**counts, "seconds": _seconds() - began}


def digest_of_code() -> str:
    """Digest of the code that is tried, and of what tries it."""
    return code_digest(path for folder in CODE for path in (ROOT / folder).rglob("*.py")).hex()


def _seconds() -> float:
    return time.process_time() + sum(os.times()[2:4])


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # else its processes would outlive it
    main()
