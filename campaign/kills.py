"""Kills under load: the service is killed (SIGKILL) at random moments while reports and decisions
come in, and started again. What was acknowledged is there, once; the journal's chain is whole.

`kills` kills `qualif serve` under the shipped law: the whole of it on SQLite; on PostgreSQL, where
it has two workers, one worker or the whole, by chance. `kills-forked` kills a process forked from
one that has read the law, which is back at once: as many kills, in a tenth of the time.
"""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random

from api.kit.permissions import Role
from campaign.databases import POSTGRESQL, empty_database
from campaign.instances import (
    PATIENCE,
    ForkedInstance,
    ForkServer,
    Instance,
    ServeInstance,
    fork_server,
    variables,
    wait_ready,
)
from campaign.ledger_check import losses
from campaign.load import Ledger, LoadSender, stop_all
from campaign.people import machine, person, services_on
from campaign.rows import CampaignRow
from campaign.run_log import RunLog
from tests.api.service.world import small_law
from tests.shared import shipped

BAR_SECONDS = 6.0
"""How soon a service that was killed is back: judged by the processor time that it took, which
other jobs of the machine do not lengthen; the time on the clock is in the detail of the row.
"""
KILLS_A_DATABASE = 25
"""Kills of one database; then an empty one, so that each comparison stays short."""
SENDERS = 3
WORKERS = 2


def run(database: str, log: RunLog, *, runs: int) -> CampaignRow:
    """Kills `qualif serve` until `runs` kills were logged."""
    workers = WORKERS if database == POSTGRESQL else 1

    def launch(environment: dict[str, str], folder: Path) -> Instance:
        return ServeInstance(environment, folder / "serve.log", workers=workers)

    while log.runs < runs:
        _Stretch(database, log, launch, is_forked=False).run(min(runs, log.runs + KILLS_A_DATABASE))
    return log.row()


def run_forked(database: str, log: RunLog, *, runs: int, shared: ForkServer | None = None) -> CampaignRow:
    """Kills forked instances until `runs` kills were logged."""
    with (
        tempfile.TemporaryDirectory(prefix="qualif-campaign-") as folder,
        fork_server(Path(folder), shared) as server,
    ):
        while log.runs < runs:
            stretch = _Stretch(
                database, log, lambda environment, _: ForkedInstance(server, environment), is_forked=True
            )
            stretch.run(min(runs, log.runs + KILLS_A_DATABASE))
    return log.row()


class _Stretch:
    """Kills of one database."""

    def __init__(
        self,
        database: str,
        log: RunLog,
        launch: Callable[[dict[str, str], Path], Instance],
        *,
        is_forked: bool,
    ) -> None:
        self._database, self._log, self._launch, self._is_forked = database, log, launch, is_forked
        self._chance = Random(f"{log.part} {database} {log.runs}")

    def run(self, until: int) -> None:
        """Kills until so many runs were logged."""
        law = small_law() if self._is_forked else shipped()
        with (
            empty_database(self._database, "kills") as (url, folder),
            services_on(url, folder, law) as services,
        ):
            ledger = Ledger()
            callers = machine(services), person(services, Role.ANALYST)
            instance = self._launch(variables(url, folder), folder)
            instance.start()
            wait_ready(instance)
            senders = [
                LoadSender(instance.url, callers, ledger, f"r{self._log.runs}-{number}") for number in range(SENDERS)
            ]
            for sender in senders:
                sender.start()
            try:
                while self._log.runs < until:
                    ledger.grows()
                    time.sleep(self._chance.uniform(0, 1.0))
                    slow = self._kill(instance)
                    killed = time.monotonic()
                    lost = [] if ledger.grows(PATIENCE) else [f"no report is acknowledged within {PATIENCE:.0f} s"]
                    self._log.measure("acknowledged again, s", time.monotonic() - killed)
                    self._log.done([*slow, *lost, *losses(services.database, ledger)])
                    ledger.surprises.clear()
                self._log.measure("acknowledged reports", len(ledger.reports))
                self._log.measure("requests cut", len(ledger.cuts))
            finally:
                stop_all(senders)
                instance.kill()

    def _kill(self, instance: Instance) -> list[str]:
        """Kills, and starts again what does not by itself; what took too long."""
        if isinstance(instance, ServeInstance) and self._database == POSTGRESQL and self._chance.random() < 0.5:
            victims = instance.workers()
            if victims:
                with suppress(ProcessLookupError):
                    os.kill(self._chance.choice(victims), signal.SIGKILL)
                return []
        instance.kill()
        if self._chance.random() < 0.1:  # once more, while it starts
            instance.start()
            time.sleep(self._chance.uniform(0, 2.0))
            instance.kill()
        instance.start()
        self._log.measure("back, s on the clock", wait_ready(instance))
        used = instance.processor_seconds()
        self._log.measure("back, s of processor", used)
        return [f"back after {used:.1f} s of processor"] if used > BAR_SECONDS else []
