"""`python -m bench`: every measure in one run. `--quick` takes less of each, `--json` prints the
measures as data.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from bench.as_one_types import as_one_types
from bench.backtest import backtest
from bench.beside import beside
from bench.cases import shipped_cases
from bench.clock import machine, set_apart
from bench.difference import difference_of_laws
from bench.memory import memory
from bench.model_server import model_server
from bench.rule_firing import rule_firing
from bench.service import service
from bench.startup import startup
from bench.statistics import statistics
from bench.texts import texts
from bench.throughput import throughput
from bench.told import tell
from tests.shared import shipped

SEED = 2024


def main() -> None:
    """Measures what is asked for, one thing after the other, and tells it."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the reports: for a glance, not for a claim")
    parser.add_argument("--json", action="store_true", help="the measures as JSON")
    parser.add_argument(
        "--only", action="append", choices=list(_measures(quick=True)), help="this measure only (repeatable)"
    )
    wanted = parser.parse_args()
    measures: dict[str, Any] = {"quick": wanted.quick, "machine": machine()}
    for name, measure in _measures(wanted.quick).items():
        if not wanted.only or name in wanted.only:
            print(f"… {name}", file=sys.stderr)
            measures[name] = measure()
            gc.collect()
    if measures["machine"]["load"] is not None:
        measures["machine"]["load_after"] = [round(x, 2) for x in os.getloadavg()]
    print(json.dumps(measures, ensure_ascii=False, indent=2) if wanted.json else tell(measures))


def _measures(quick: bool) -> dict[str, Callable[[], dict[str, Any]]]:
    reports = 1_000 if quick else 10_000
    rounds, size, tries = (4, 150, 150) if quick else (10, 500, 500)
    return {
        "startup": lambda: startup(3 if quick else 9),
        "throughput": lambda: _throughput(reports),
        "beside": lambda: beside(*((3, 25) if quick else (9, 100)), SEED),
        "zen": lambda: _zen(rounds, size, tries),
        "texts": lambda: texts(3 if quick else 9, 300 if quick else 1_000, SEED),
        "model_server": lambda: model_server(shipped(), 5 if quick else 20),
        "service": lambda: service(5 if quick else 20),
        "memory": lambda: memory(10 * reports, reports, SEED),
        "backtest": lambda: backtest(10 * reports, SEED),
        "statistics": lambda: statistics(100 * reports),
        "difference": lambda: difference_of_laws(shipped()),
        "as_one_types": lambda: as_one_types(3 if quick else 9, SEED),
        "rule_firing": lambda: rule_firing(shipped().plan, shipped_cases(), rounds, size, SEED),
    }


def _throughput(reports: int) -> dict[str, Any]:
    engine, cases = shipped(), shipped_cases()
    set_apart()
    return throughput(engine, cases, reports, SEED)


def _zen(rounds: int, size: int, tries: int) -> dict[str, Any]:
    if find_spec("zen") is None:
        return {"missing": "zen-engine is not installed (dependency group `bench`)"}
    from bench.zen_race import zen_race

    engine, cases = shipped(), shipped_cases()
    set_apart()
    return zen_race(engine, cases, rounds, size, tries, SEED)


if __name__ == "__main__":
    main()
