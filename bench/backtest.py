"""Backtest of 100,000 reports where one element of the law was edited: `python -m bench.backtest`.

Reports are made from the shipped cases (bench.cases), facts given. Each run is the command itself,
in a process of its own, on a fresh folder of results.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from api.kit.canonical import canonical
from bench.cases import Asked, shipped_cases
from engine.facts.digest import stated_data
from tests.shared import ROOT, RULESETS

EDITED = Path("offences/terrorisme/cp-421-2-5-apologie/offence.yaml")
BEFORE = "condition: {fact: publicite_voulue}"
AFTER = "condition: {any: [{fact: publicite_voulue}, {fact: moyen_en_ligne}]}"


def backtest(reports: int, seed: int, workers: tuple[int, ...] = (1, 2, 4)) -> dict[str, Any]:
    """Seconds of the whole command for each number of workers, then of a second run that reads the
    results back; whether all gave the same bytes.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_archive(folder / "reports.jsonl", reports, seed)
        edit_law(folder / "new")
        runs = {str(count): _run(folder, count, folder / f"work{count}") for count in workers}
        again = _run(folder, workers[-1], folder / f"work{workers[-1]}")
        digests = {run.pop("digest") for run in (*runs.values(), again)}
        return {"reports": reports, "same_bytes": len(digests) == 1, "workers": runs, "again": again}


def write_archive(path: Path, reports: int, seed: int) -> None:
    """Reports made from the shipped cases, one a line."""
    with path.open("wb") as stream:
        for asked in shipped_cases().make(reports, seed):
            stream.write(canonical(record(asked)) + b"\n")


def record(asked: Asked) -> dict[str, Any]:
    """A report as an archive holds it."""
    report = asked.report
    return {
        "id": report.id,
        "date_of_facts": None if report.date_of_facts is None else report.date_of_facts.isoformat(),
        "facts": stated_data(report),
        "raised": sorted(report.raised),
        "date_of_decision": asked.decision.isoformat(),
    }


def edit_law(folder: Path) -> None:
    """The shipped law, of which one element is met in one case more."""
    shutil.copytree(RULESETS, folder)
    file = folder / EDITED
    text = file.read_text(encoding="utf-8")
    assert text.count(BEFORE) == 1
    file.write_text(text.replace(BEFORE, AFTER), encoding="utf-8")


def _run(folder: Path, workers: int, work: Path) -> dict[str, Any]:
    code = "from api.cli.main import run; run()"
    arguments = [str(RULESETS), str(folder / "new"), "--on", str(folder / "reports.jsonl"), "--json"]
    command = [
        sys.executable,
        "-c",
        code,
        "rules",
        "backtest",
        *arguments,
        "--workers",
        str(workers),
        "--work",
        str(work),
    ]
    before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    seconds, after = time.perf_counter() - wall, resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds": seconds,
        "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "digest": hashlib.sha256(done.stdout).hexdigest(),
        **json.loads(done.stdout)["reports"],
    }


def main() -> None:
    """Prints the measures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=2024)
    wanted = parser.parse_args()
    print(json.dumps(backtest(wanted.reports, wanted.seed), indent=2))


if __name__ == "__main__":
    main()
