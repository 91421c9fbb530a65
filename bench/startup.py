"""Start-up: a fresh process up to its first answer, several times over."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from typing import Any

from api.law.rules_check import check_rules
from bench.clock import spend
from tests.shared import ROOT, RULESETS


def startup(runs: int) -> dict[str, Any]:
    """Median seconds: of each step, of the whole process seen from outside, of its CPU; and of the
    thorough check of rulesets.
    """
    steps: dict[str, list[float]] = {}
    walls: list[float] = []
    cpus: list[float] = []
    for _ in range(runs):
        before, cpu_before = time.perf_counter(), _children()
        done = subprocess.run(
            [sys.executable, "-m", "bench.first_answer"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        walls.append(time.perf_counter() - before)
        cpus.append(_children() - cpu_before)
        for step, seconds in json.loads(done.stdout).items():
            steps.setdefault(step, []).append(seconds)
    return {
        "runs": runs,
        "process": statistics.median(walls),
        "slowest": max(walls),
        "cpu": statistics.median(cpus),
        "steps": {step: statistics.median(each) for step, each in steps.items()},
        "thorough_check": spend(1, lambda: check_rules(RULESETS)).wall,
    }


def _children() -> float:
    times = os.times()
    return times.children_user + times.children_system
