"""Two instances on one PostgreSQL behind a proxy serve the demonstration while they are killed in
turn: pages that people read, reports that machines send, a count that both give. Only requests
under way in the one that is killed may be cut; no page is refused, and counts are exact.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import httpx2
from sqlalchemy import select

from api.db.reports import ReportRow
from api.demo.loading import load
from api.kit.permissions import Role
from campaign.databases import empty_database
from campaign.instances import PLAIN, ForkedInstance, ForkServer, Instance, ServeInstance, variables, wait_ready
from campaign.ledger_check import losses
from campaign.load import Cut, Ledger, LoadSender, stop_all
from campaign.people import Caller, machine, person, services_on
from campaign.proxy import Proxy
from campaign.rows import CampaignRow
from campaign.run_log import RunLog
from engine.reasoning.qualify import Engine
from tests.api.service.world import small_law
from tests.shared import shipped

READERS, SENDERS = 3, 2
PAGES = ("/file", "/suivi", "/statistiques", "/loi", "/echanges", "/v1/queue", "/v1/reports?limit=5", "/v1/board/due")
ROLES = (Role.ANALYST, Role.REVIEWER)
KILLS_A_DATABASE = 20
"""Kills of one database."""


class PageReader:
    """Somebody who reads pages, one after the other, each on a connection of its own."""

    def __init__(self, url: str, caller: Caller, number: int) -> None:
        self._url, self._caller, self._chance = url, caller, Random(number)
        self.pages = 0
        self.cuts: list[Cut] = []
        self.refusals: list[str] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the page under way."""
        self._over.set()
        self._thread.join(120)

    def _run(self) -> None:
        while not self._over.wait(0.02):
            path, began = self._chance.choice(PAGES), time.monotonic()
            try:
                answer = httpx2.get(self._url + path, headers=self._caller.headers, timeout=60, verify=PLAIN)
            except httpx2.TransportError as error:
                self.cuts.append(Cut(began, type(error).__name__))
                continue
            self.pages += 1
            if answer.status_code != 200:
                self.refusals.append(f"{path}: {answer.status_code}")


def run(database: str, log: RunLog, *, runs: int, shared: ForkServer | None = None) -> CampaignRow:
    """Kills an instance, in turn, until so many kills were logged. `shared`: instances forked from
    there, which are back at once, on an empty database, for tests.
    """
    with tempfile.TemporaryDirectory(prefix="qualif-campaign-") as folder:

        def launch(settings: dict[str, str], number: int) -> Instance:
            if shared is not None:
                return ForkedInstance(shared, settings)
            return ServeInstance(settings, Path(folder) / f"serve-{number}.log")

        while log.runs < runs:
            _stretch(database, log, runs, launch, small_law() if shared is not None else shipped())
    return log.row()


def _stretch(
    database: str, log: RunLog, runs: int, launch: Callable[[dict[str, str], int], Instance], law: Engine
) -> None:
    with (
        empty_database(database, "rolling") as (url, place),
        services_on(url, place, law) as services,
    ):
        if law is shipped():
            load(services)
        ledger = Ledger()
        with services.database.read() as session:
            ledger.references.update(
                session.scalars(select(ReportRow.reference).where(ReportRow.reference.is_not(None)))
            )
        people = [person(services, *ROLES) for _ in range(READERS)]
        instances = [launch(variables(url, place / str(number)), number) for number in range(2)]
        for instance in instances:
            instance.start()
        try:
            for instance in instances:
                wait_ready(instance)
            targets = [("127.0.0.1", int(instance.url.rpartition(":")[2])) for instance in instances]
            with Proxy(targets) as proxy:
                address = f"http://127.0.0.1:{proxy.port}"
                readers = [PageReader(address, caller, number) for number, caller in enumerate(people)]
                callers = (machine(services), person(services, Role.ANALYST))
                senders = [
                    LoadSender(address, callers, ledger, f"w{log.runs}-{n}", reuses=False) for n in range(SENDERS)
                ]
                for reader in readers:
                    reader.start()
                for sender in senders:
                    sender.start()
                many = min(KILLS_A_DATABASE, runs - log.runs)
                for number in range(many):
                    wrong = _kill(instances[log.runs % 2], readers, ledger, log)
                    if number == many - 1:
                        for reader in readers:
                            reader.stop()
                        stop_all(senders)
                        wrong += _counts(instances, people[0])
                    log.done([*wrong, *losses(services.database, ledger)])
                    ledger.surprises.clear()
        finally:
            for instance in instances:
                instance.kill()


def _kill(instance: Instance, readers: list[PageReader], ledger: Ledger, log: RunLog) -> list[str]:
    """Kills an instance, starts it again, and waits until it answers; what went wrong."""
    time.sleep(Random(log.runs).uniform(0.2, 1.5))
    pages = sum(reader.pages for reader in readers)
    instance.kill()
    ended = time.monotonic()
    instance.start()
    wait_ready(instance)
    time.sleep(0.2)
    wrong = [refusal for reader in readers for refusal in reader.refusals]
    cuts = [cut for reader in readers for cut in reader.cuts] + ledger.cuts
    ledger.cuts.clear()
    for reader in readers:
        reader.cuts.clear()
        reader.refusals.clear()
    log.measure("requests cut by a kill", len(cuts))
    log.measure("pages answered while one was away", sum(reader.pages for reader in readers) - pages)
    late = [f"{cut.error} {cut.began - ended:.1f} s after" for cut in cuts if cut.began > ended]
    return [*wrong, *([f"requests were cut that were not under way: {late}"] if late else [])]


def _counts(instances: list[Instance], caller: Caller) -> list[str]:
    """Both instances count the same."""
    counts = [
        httpx2.get(f"{one.url}/v1/queue", headers=caller.headers, timeout=60, verify=PLAIN).text for one in instances
    ]
    return [] if len(set(counts)) == 1 else [f"counts differ: {counts}"]
