"""Memory over many reports, in a process of its own: `python -m bench.memory --reports 100000
--every 10000`.
"""

from __future__ import annotations

import argparse
import gc
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.shared import ROOT

FLAT = 0.02
"""Growth over the second half, as a share, under which memory is said to be flat."""


def memory(reports: int, every: int, seed: int) -> dict[str, Any]:
    """Resident mebibytes after each `every` reports, none met before, each with its full proof."""
    command = [sys.executable, "-m", "bench.memory"]
    command += ["--reports", str(reports), "--every", str(every), "--seed", str(seed)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    points = json.loads(done.stdout)
    middle, last = points[len(points) // 2][1], points[-1][1]
    growth = last / middle - 1
    return {"points": points, "second_half_growth": growth, "flat": growth <= FLAT}


def resident() -> float:
    """Resident set size, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(x for x in status.read_text(encoding="utf-8").splitlines() if x.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    import resource  # elsewhere the peak stands in: it can hide a fall, never a growth

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024) if sys.platform == "darwin" else peak / 1024


def main() -> None:
    """Answers and prints [reports, MiB] points as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--reports", type=int, required=True)
    parser.add_argument("--every", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    wanted = parser.parse_args()
    from bench.cases import shipped_cases
    from bench.clock import set_apart
    from bench.throughput import Proofs
    from tests.shared import shipped

    proofs = Proofs(shipped())
    set_apart()
    points: list[tuple[int, float]] = [(0, resident())]
    for number, asked in enumerate(shipped_cases().make(wanted.reports, wanted.seed), 1):
        proofs.data(asked)
        if number % wanted.every == 0:
            gc.collect()
            points.append((number, resident()))
    json.dump(points, sys.stdout)


if __name__ == "__main__":
    main()
