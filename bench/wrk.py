"""Load from wrk, a generator in C: on two cores, one in Python would take from the service what it
measures.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

WRK = shutil.which("wrk")
"""Debian's package `wrk`; nothing is measured without it."""
SCRIPT = Path(__file__).with_suffix(".lua")
THREADS = 2


def run(
    bodies: Path,
    address: str,
    path: str,
    key: str,
    *,
    connections: int,
    seconds: float,
    pause_ms: float = 0,
    every_ms: float = 0,
) -> dict[str, Any]:
    """Rate (requests/s) and times to answer (ms).

    With a pause, each connection waits after an answer, as long as chance says, `pause_ms` in the
    mean. With `every_ms`, requests leave one by one at that interval, on whichever connection is
    free.

    Raises:
        RuntimeError: a request was refused, or nothing was answered.
    """
    assert WRK is not None
    command = [
        WRK, f"-t{THREADS}", f"-c{connections}", f"-d{seconds:.0f}s", "--timeout", "60s", "-s", str(SCRIPT), address, "--",
        str(bodies), path, key, f"{pause_ms:.3f}", f"{every_ms:.3f}",
    ]  # fmt: skip
    told = json.loads(
        subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip().splitlines()[-1]
    )
    if told["wrong"] or not told["requests"]:
        raise RuntimeError(f"{told['wrong']} requêtes refusées sur {told['requests']}")
    return {
        "rate": round(told["requests"] / told["seconds"], 1),
        **{q: told[q] for q in ("p50_ms", "p95_ms", "p99_ms")},
    }
