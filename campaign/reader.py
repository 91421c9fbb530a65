"""Readers of texts stopped, killed or mute: reports are stored and answered all the same, and the
filter keeps them; once the reader is back, reports are read again.

The encoder reads in the service's own process, which is made mute here; the model server is a
process of the operator's, stopped (SIGSTOP), killed, and stopped in the middle of an answer.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx2
from sqlalchemy import select

from api.db.model_readings import WAITING, ModelReadingRow
from api.db.reports import ReportRow
from api.http.services import Services
from campaign.databases import empty_database
from campaign.injected import MUTE_FILE
from campaign.instances import ForkedInstance, ForkServer, fork_server, free_port, variables, wait_ready
from campaign.ledger_check import journal
from campaign.load import wait_for
from campaign.people import Caller, machine, services_on
from campaign.rows import CampaignRow
from campaign.run_log import RunLog
from tests.api.service.model_server import MODEL
from tests.api.service.world import small_law
from tests.shared import ROOT

WAYS = ("server stopped", "server killed", "encoder mute", "server stopped as it answers")
LONGEST = 20.0
"""Seconds within which a report is acknowledged, whatever its readers do: a verdict of the filter
is waited for ten.
"""
NOISE = "Bonjour, pouvez-vous me dire vos horaires d'ouverture, numéro {} ?"


class _ModelProcess:
    """A model server that can be stopped and killed."""

    def __init__(self) -> None:
        self.port = free_port()
        self.start()

    def start(self) -> None:
        """Starts it on its port."""
        command = [sys.executable, "-m", "campaign.model_server", str(self.port)]
        self._process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})

    def signal(self, number: signal.Signals) -> None:
        """Sends it a signal."""
        self._process.send_signal(number)

    def end(self) -> None:
        """Kills it."""
        self._process.kill()
        self._process.wait(30)


def run(database: str, log: RunLog, *, runs: int, shared: ForkServer | None = None) -> CampaignRow:
    """Takes a reader away until so many runs were logged."""
    with (
        tempfile.TemporaryDirectory(prefix="qualif-campaign-") as folder,
        fork_server(Path(folder), shared) as server,
        empty_database(database, "reader") as (url, place),
        services_on(url, place, small_law()) as services,
    ):
        model, mute = _ModelProcess(), Path(folder) / "mute"
        settings = variables(
            url, place, READER_URL=f"http://127.0.0.1:{model.port}", READER_MODEL=MODEL, READER_SECONDS="2"
        )
        instance = ForkedInstance(server, {**settings, MUTE_FILE: str(mute)})
        instance.start()
        try:
            wait_ready(instance)
            caller = machine(services)
            with httpx2.Client(base_url=instance.url, timeout=60) as client:
                while log.runs < runs:
                    way = WAYS[log.runs % len(WAYS)]
                    log.done([*_run(client, caller, services, (model, mute), way, log), *journal(services.database)])
        finally:
            instance.kill()
            model.end()
    return log.row()


def _run(
    client: httpx2.Client,
    caller: Caller,
    services: Services,
    readers: tuple[_ModelProcess, Path],
    way: str,
    log: RunLog,
) -> list[str]:
    """Takes a reader away, sends reports, gives it back; what went wrong."""
    model, mute = readers
    if way == "server stopped as it answers":
        _send(client, caller, f"{log.runs}-before", log)
    if way == "encoder mute":
        mute.touch()
    elif way == "server killed":
        model.end()
    else:
        model.signal(signal.SIGSTOP)
    wrong = []
    sent = []
    for number in range(2):
        report, slow = _send(client, caller, f"{log.runs}-{number}", log)
        wrong += slow
        sent.append(report)
    if way == "encoder mute":
        mute.unlink()
    elif way == "server killed":
        model.start()
    else:
        model.signal(signal.SIGCONT)
    with services.database.read() as session:
        states = list(session.scalars(select(ReportRow.state).where(ReportRow.id.in_(sent))))
    if "low_priority" in states and way == "encoder mute":
        wrong.append(f"{way}: set aside without a verdict")
    if len(states) != len(sent):
        wrong.append(f"{way}: {len(states)} reports stored of {len(sent)}")
    if log.runs % 20 == 19 and not wait_for(lambda: not _waiting(services), 180):
        wrong.append(f"{way}: {_waiting(services)} reports are not read once the reader is back")
    return wrong


def _send(client: httpx2.Client, caller: Caller, name: str, log: RunLog) -> tuple[str, list[str]]:
    began = time.monotonic()
    body = {"reference": name, "text": NOISE.format(name), "url": f"https://r.exemple/{name}"}
    answer = client.post("/v1/reports", json=body, headers=caller.headers)
    spent = time.monotonic() - began
    log.measure("acknowledged in, s", spent)
    if answer.status_code != 202:
        return "", [f"{answer.status_code} {answer.text[:200]}"]
    return str(answer.json()["id"]), [f"acknowledged after {spent:.0f} s"] if spent > LONGEST else []


def _waiting(services: Services) -> int:
    with services.database.read() as session:
        return len(session.scalars(select(ModelReadingRow.report).where(ModelReadingRow.state == WAITING)).all())
