"""Time spent, per core: CPU seconds of the whole process (its threads included) beside seconds on
the wall.

Rates are given per CPU second, which is what « reports per second per core » means and what a busy
machine disturbs least.
"""

from __future__ import annotations

import gc
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, TypeVar

from api.cli.shared import keep_open

Batch = TypeVar("Batch")


@dataclass(frozen=True, slots=True)
class Spent:
    """What handling `count` things took, in seconds."""

    count: int
    cpu: float
    wall: float

    @property
    def rate(self) -> float:
        """Things per CPU second."""
        return self.count / self.cpu

    @property
    def wall_rate(self) -> float:
        """Things per second on the wall."""
        return self.count / self.wall


def set_apart() -> None:
    """Takes what was loaded for good out of the garbage collector's rounds, as commands do."""
    gc.collect()
    keep_open()


def spend(count: int, work: Callable[[], object]) -> Spent:
    """Times one piece of work on `count` things."""
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Spent(count, time.process_time() - cpu, time.perf_counter() - wall)


def alternate(
    sides: Mapping[str, Callable[[Batch], object]], batches: Iterable[tuple[int, Batch]]
) -> dict[str, list[Spent]]:
    """Every side on every batch (given with its size), in turn; the side that goes first changes
    from batch to batch.
    """
    names = list(sides)
    spent: dict[str, list[Spent]] = {name: [] for name in names}
    for number, (size, batch) in enumerate(batches):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            spent[name].append(spend(size, partial(sides[name], batch)))
    return spent


def median_rate(spent: Sequence[Spent]) -> float:
    """The median over batches of things per CPU second."""
    return statistics.median(s.rate for s in spent)


def ratios(one: Sequence[Spent], other: Sequence[Spent]) -> dict[str, float]:
    """How many times faster `one` is than `other`, batch by batch: median, lowest, highest."""
    each = [a.rate / b.rate for a, b in zip(one, other, strict=True)]
    return {"median": statistics.median(each), "lowest": min(each), "highest": max(each)}


def machine() -> dict[str, Any]:
    """What the figures were taken on, and how busy it was."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "durable_rules": _version("durable-rules"),
        "zen_engine": _version("zen-engine"),
        "load": [round(x, 2) for x in os.getloadavg()] if hasattr(os, "getloadavg") else None,
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
