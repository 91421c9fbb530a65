"""Run of the enumeration over every scenario of one database."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from api.db import migrate
from api.db.sessions import Database
from campaign.crashes.disk_calls import preloaded
from campaign.crashes.enumeration import EMPTY, CrashTrial
from campaign.crashes.registry import scenarios
from campaign.crashes.stages import warm
from campaign.crashes.stores import PostgresqlStore, SqliteStore, Store
from campaign.rows import CampaignRow
from tests.api.service import postgresql

ROOT = Path(__file__).parents[2]
PART = "a crash at every statement"
DISK_PART = "each call of the disk failed once"
WRITERS = (
    "POST /v1/reports",
    "POST /v1/reports/{report}/facts",
    "POST /v1/reports/{report}/decision",
    "DELETE /v1/reports/{report}/decision",
    "PUT /v1/queue/{report}/hold",
    "POST /v1/reports/{report}/requests",
    "POST /v1/reports/{report}/transmissions",
    "POST /v1/transmissions/{transmission}/sending",
    "POST /v1/accounts",
    "PUT /v1/me/password",
)
"""The commands whose calls of the disk fail: the ways of a report, accounts. Not erasure: clearing
the files, when it failed, is taken up later, and states are compared at once.
"""
MOST_CALLS = 2_000
NEAR, SPREAD = 5, 8
"""From a stride of ten on, scenarios are passed over too, up to so many: each costs seconds."""


def run(database: str, *, stride: int, offset: int, report: Callable[[str], None]) -> CampaignRow:
    """Crashes every `stride`-th point from `offset`, in a process of its own, which can fork.

    Raises:
        RuntimeError: the process ended without a row.
    """
    return _run_beside(["--database", database, "--stride", str(stride), "--offset", str(offset)], None, report)


def run_disk_calls(report: Callable[[str], None], *, only: str = "") -> CampaignRow:
    """Fails every call of the disk of a few commands on SQLite, in a process over libfiu.

    Raises:
        RuntimeError: the process ended without a row.
    """
    variables = preloaded()
    if variables is None:
        return CampaignRow(DISK_PART, "sqlite", 0, (), 0.0, "not run: libfiu is absent (apt-get install fiu-utils)")
    return _run_beside(["--disk", "--only", only], variables, report)


def _run_beside(options: list[str], variables: dict[str, str] | None, report: Callable[[str], None]) -> CampaignRow:
    command, last = [sys.executable, "-m", "campaign.crashes", *options], ""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=variables) as process:
        assert process.stdout is not None
        for line in process.stdout:
            last = line.strip()
            if not last.startswith("{"):
                report(last)
    if not last.startswith("{"):
        raise RuntimeError(f"the enumeration ended with {process.returncode}: {last}")
    data = json.loads(last)
    return CampaignRow(**{**data, "failures": tuple(data["failures"])})


def enumerate_crashes(
    database: str, *, stride: int, offset: int, only: str, report: Callable[[str], None]
) -> CampaignRow:
    """The same in this process, which must have one thread."""
    began, failures, runs, points = time.monotonic(), list[str](), 0, 0
    apart = min(max(stride // NEAR, 1), SPREAD)
    chosen = [one for n, one in enumerate(scenarios()) if only in one.name and n % apart == offset % apart]
    warm({scenario.stage for scenario in chosen})
    with store_of(database) as (store, folder):
        for n, scenario in enumerate(chosen):
            gc.freeze()  # children share what is there
            try:
                trial = CrashTrial(scenario, store, folder)
            except Exception as error:
                failures.append(f"{database}: {scenario.name}: the scenario fails: {error}")
                report(failures[-1])
                continue
            total = len(trial.reference.points)
            for point in range((offset // apart + n) % max(stride // apart, 1), total, max(stride // apart, 1)):
                runs += 1
                for fault in trial.crash(point):
                    failures.append(
                        f"{database}: {scenario.name}, point {point} ({trial.reference.points[point]}): {fault}"
                    )
                    report(failures[-1])
            points += total
            trial.close()
            report(f"{database}: {n + 1} of {len(chosen)} commands, {runs} crashes, {scenario.name}: {total} points")
    seconds = time.monotonic() - began
    detail = f"{len(chosen)} commands, {points} points"
    return CampaignRow(PART, database, runs, tuple(failures), round(seconds, 1), detail)


def enumerate_disk_calls(only: str, report: Callable[[str], None]) -> CampaignRow:
    """The same of calls of the disk, each of which fails once, until a command passes untouched."""
    began, failures, runs = time.monotonic(), list[str](), 0
    chosen = [one for one in scenarios() if one.name in WRITERS and only in one.name]
    warm({scenario.stage for scenario in chosen})
    with store_of("sqlite") as (store, folder):
        for scenario in chosen:
            gc.freeze()
            trial = CrashTrial(scenario, store, folder)
            calls, met = 0, True
            while met and calls < MOST_CALLS:
                met, faults = trial.fail(calls)
                failures += [f"{scenario.name}, call {calls}: {fault}" for fault in faults]
                calls += met
            if met:
                failures.append(f"{scenario.name}: it never passes untouched")
            runs += calls
            trial.close()
            report(f"sqlite: {scenario.name}: {calls} calls failed, one by one")
    return CampaignRow(
        DISK_PART, "sqlite", runs, tuple(failures), round(time.monotonic() - began, 1), f"{len(chosen)} commands"
    )


@contextmanager
def store_of(database: str) -> Iterator[tuple[Store, Path]]:
    """An empty database with its tables, until the end of the block, and a folder."""
    with tempfile.TemporaryDirectory(prefix="qualif-crashes-") as name:
        folder = Path(name)
        if database == "sqlite":
            store: Store = SqliteStore(folder)
            yield _with_tables(store), folder
            return
        base = f"qualif_crashes_{os.getpid()}"
        store = PostgresqlStore(postgresql.create(base))
        try:
            yield _with_tables(store), folder
        finally:
            postgresql.drop(base)


def _with_tables(store: Store) -> Store:
    database = Database(store.url)
    migrate.upgrade(database)
    database.dispose()
    store.save(EMPTY)
    return store
