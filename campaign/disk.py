"""Full disks and faults of the disk. A write that finds no room is refused with its problem;
nothing is half written; all is well once there is room again.

On SQLite, the size that a file may have (RLIMIT_FSIZE) is set to so many bytes beyond the log of
writes, another number at each run, so that each write is met in turn; at each twentieth run, where
libfiu is installed, an instance of its own meets fsync that fail at random. On
PostgreSQL, a server of its own has its data on a small tmpfs, which a file fills.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from api.kit.permissions import Role
from campaign.databases import POSTGRESQL, SQLITE, empty_database
from campaign.instances import ForkedInstance, ForkServer, ScriptInstance, fork_server, variables, wait_ready
from campaign.ledger_check import losses
from campaign.load import Ledger, LoadSender, stop_all, wait_for
from campaign.people import machine, person, services_on
from campaign.rows import CampaignRow
from campaign.run_log import RunLog
from campaign.tmpfs_server import TmpfsServer, unavailable
from tests.api.service.world import small_law

SENDERS = 2
RUNS_A_DATABASE = 20
STEP = 1_031
"""Bytes of room more at each run: a prime, so that every place of a page of 4,096 is met."""
PAGES = 16
FIU = shutil.which("fiu-run") is not None and shutil.which("fiu-ctrl") is not None
FIU_MISSING = "libfiu is absent (apt-get install fiu-utils): failing fsync was not tried"
FIU_POINTS = ("posix/io/sync/fsync", "posix/io/sync/fdatasync")
FIU_CHANCE = 0.3
ANNOUNCED = {"not-ready", "too-busy"}


def run(database: str, log: RunLog, *, runs: int, shared: ForkServer | None = None) -> CampaignRow:
    """Fills the disk until so many runs were logged."""
    if database == POSTGRESQL:
        return _on_postgresql(log, runs, shared)
    if not FIU:
        log.note(FIU_MISSING)
    with (
        tempfile.TemporaryDirectory(prefix="qualif-campaign-") as folder,
        fork_server(Path(folder), shared) as server,
    ):
        while log.runs < runs:
            if FIU and log.runs % RUNS_A_DATABASE == RUNS_A_DATABASE - 1:
                _failing_calls(log)
                continue
            with (
                empty_database(SQLITE, "disk") as (url, place),
                _loaded(url, place, log, lambda settings: ForkedInstance(server, settings)) as load,
            ):
                for _ in range(min(RUNS_A_DATABASE - 1, runs - log.runs)):
                    load.count(_without_room(load, place))
    return log.row()


class _DiskLoad:
    """A service under load, and what was acknowledged."""

    def __init__(self, process: int, log: RunLog, ledger: Ledger, check: Callable[[], list[str]]) -> None:
        self.process, self.log, self._ledger, self._check = process, log, ledger, check

    def count(self, wrong: list[str]) -> None:
        """Counts a run, once what is stored was compared with what was acknowledged."""
        unannounced = [f"refused as {code}" for code in self._ledger.refused if code not in ANNOUNCED]
        self.log.done([*wrong, *self._check(), *unannounced])
        self._ledger.surprises.clear()

    def refusals(self) -> int:
        """Requests refused so far."""
        return sum(self._ledger.refused.values())

    def back(self, what: str) -> list[str]:
        """Waits for an acknowledgement; what is wrong when none comes."""
        began, came = time.monotonic(), self._ledger.grows()
        self.log.measure("back after, s", time.monotonic() - began)
        return [] if came else [f"{what}: no report is acknowledged within a minute"]


@contextmanager
def _loaded(
    url: str, place: Path, log: RunLog, launch: Callable[[dict[str, str]], ForkedInstance | ScriptInstance]
) -> Iterator[_DiskLoad]:
    """A service on a database, which senders load."""
    with services_on(url, place, small_law()) as services, ExitStack() as opened:
        ledger, callers = Ledger(), (machine(services), person(services, Role.ANALYST))
        instance = launch(variables(url, place, DATABASE_WAIT_SECONDS="3"))
        instance.start()
        opened.callback(instance.kill)
        wait_ready(instance)
        senders = [LoadSender(instance.url, callers, ledger, f"d{log.runs}-{n}") for n in range(SENDERS)]
        for sender in senders:
            sender.start()
        opened.callback(stop_all, senders)
        wait_for(lambda: len(ledger.reports) > 2)
        yield _DiskLoad(instance.process(), log, ledger, lambda: losses(services.database, ledger))


def _without_room(load: _DiskLoad, place: Path) -> list[str]:
    """No file may grow beyond the log of writes and so many bytes; what went wrong."""
    room = load.log.runs * STEP % (PAGES * 4_096)
    sizes = [path.stat().st_size for path in place.glob("qualif.sqlite3*")]
    _, hard = resource.prlimit(load.process, resource.RLIMIT_FSIZE)
    before = load.refusals()
    resource.prlimit(load.process, resource.RLIMIT_FSIZE, (max(sizes) + room, hard))
    met = wait_for(lambda: load.refusals() > before, 20)
    resource.prlimit(load.process, resource.RLIMIT_FSIZE, (hard, hard))
    if not met:
        load.log.note("some limits of size were never met")
    return load.back("full disk")


def _failing_calls(log: RunLog) -> None:
    """Calls of fsync fail at random until one is met, in an instance of its own."""
    with empty_database(SQLITE, "disk") as (url, place):
        command = ["fiu-run", "-x", sys.executable, "-m", "campaign.fork_server", "--serve"]
        with _loaded(url, place, log, lambda settings: ScriptInstance(command, settings, place / "log")) as load:
            point = FIU_POINTS[log.runs // RUNS_A_DATABASE % len(FIU_POINTS)]
            before = load.refusals()
            _control(load.process, f"enable_random name={point},probability={FIU_CHANCE}")
            if not wait_for(lambda: load.refusals() > before, 20):
                log.note(f"{point} was never met")
            _control(load.process, f"disable name={point}")
            log.measure("refusals under failing calls", load.refusals() - before)
            log.note("fsync and fdatasync failed at random, in turn (libfiu)")
            load.count(load.back(point))


def _control(process: int, command: str) -> None:
    subprocess.run(["fiu-ctrl", "-c", command, str(process)], check=True, capture_output=True, timeout=30)


def _without_blocks(load: _DiskLoad, tmpfs: TmpfsServer) -> list[str]:
    """The disk of the server is full but for so many bytes; what went wrong."""
    before = load.refusals()
    tmpfs.fill(load.log.runs * STEP % (PAGES * 4_096))
    if not wait_for(lambda: load.refusals() > before, 20):
        load.log.note("some full disks were never met")
    tmpfs.free()
    return load.back("full disk")


def _on_postgresql(log: RunLog, runs: int, shared: ForkServer | None) -> CampaignRow:
    reason = unavailable()
    if reason is not None:
        log.note(f"not run: {reason}")
        return log.row()
    with (
        tempfile.TemporaryDirectory(prefix="qualif-campaign-") as folder,
        fork_server(Path(folder), shared) as server,
    ):
        while log.runs < runs:
            with (
                TmpfsServer() as tmpfs,
                _loaded(tmpfs.url, Path(folder), log, lambda settings: ForkedInstance(server, settings)) as load,
            ):
                for _ in range(min(RUNS_A_DATABASE, runs - log.runs)):
                    load.count(_without_blocks(load, tmpfs))
    return log.row()
