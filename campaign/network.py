"""A bad network to PostgreSQL: a proxy delays, cuts, half-sends, falls silent or refuses, for a
moment, at random with a seed, while reports and decisions come in. What is refused says so with
its problem; what was acknowledged is there, once; all is well again within seconds.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from random import Random

from sqlalchemy import make_url

from api.kit.permissions import Role
from campaign.databases import empty_database
from campaign.instances import ForkedInstance, ForkServer, fork_server, variables, wait_ready
from campaign.ledger_check import losses
from campaign.load import Ledger, LoadSender, stop_all
from campaign.people import machine, person, services_on
from campaign.proxy import FAULTS, Proxy
from campaign.rows import CampaignRow
from campaign.run_log import RunLog
from tests.api.service.world import small_law

SENDERS = 3
FAULTS_A_DATABASE = 25
LIMITS = {"DATABASE_WAIT_SECONDS": "3", "DATABASE_STATEMENT_SECONDS": "5", "DATABASE_CONNECT_SECONDS": "2"}
ANNOUNCED = {"not-ready", "too-busy"}
"""Problems that say that the database is away, slow, or waited for by too many."""


def run(database: str, log: RunLog, *, runs: int, shared: ForkServer | None = None) -> CampaignRow:
    """Injects faults until so many were logged."""
    with (
        tempfile.TemporaryDirectory(prefix="qualif-campaign-") as folder,
        fork_server(Path(folder), shared) as server,
    ):
        while log.runs < runs:
            with (
                empty_database(database, "network") as (url, place),
                services_on(url, place, small_law()) as services,
            ):
                named = make_url(url)
                with Proxy([(named.host or "127.0.0.1", named.port or 5432)], f"network {log.runs}") as proxy:
                    far = named.set(host="127.0.0.1", port=proxy.port).render_as_string(hide_password=False)
                    instance = ForkedInstance(server, variables(far, place, **LIMITS))
                    instance.start()
                    wait_ready(instance)
                    callers, ledger = (machine(services), person(services, Role.ANALYST)), Ledger()
                    senders = [
                        LoadSender(instance.url, callers, ledger, f"n{log.runs}-{one}") for one in range(SENDERS)
                    ]
                    for sender in senders:
                        sender.start()
                    try:
                        for _ in range(min(FAULTS_A_DATABASE, runs - log.runs)):
                            wrong = _fault(proxy, ledger, log)
                            log.done([*wrong, *losses(services.database, ledger), *_unannounced(ledger)])
                            ledger.surprises.clear()
                    finally:
                        proxy.inject(None)
                        stop_all(senders)
                        instance.kill()
                log.measure("refusals", sum(ledger.refused.values()))
                log.measure("acknowledged reports", len(ledger.reports))
    return log.row()


def _fault(proxy: Proxy, ledger: Ledger, log: RunLog) -> list[str]:
    """One fault, of random length, then its end; what went wrong."""
    chance = Random(f"network fault {log.runs}")
    fault = chance.choice(FAULTS)
    proxy.inject(fault)
    time.sleep(chance.uniform(0.05, 2.0))
    proxy.inject(None)
    began = time.monotonic()
    back = ledger.grows()
    log.measure("back after, s", time.monotonic() - began)
    return [] if back else [f"after `{fault}`, no report is acknowledged within a minute"]


def _unannounced(ledger: Ledger) -> list[str]:
    return [f"refused as {code}" for code in ledger.refused if code not in ANNOUNCED]
