"""`qualif serve --workers 2` on PostgreSQL: one is killed, then all are replaced; nothing acknowledged is lost, nothing is stored twice."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from api.cli.main import app
from api.db.reports import ReportRow
from api.db.sessions import Database
from campaign.instances import PLAIN, free_port
from tests.api.service import postgresql
from tests.shared import ROOT

PATIENCE = 180.0
SENDERS, PAUSE = 3, 0.05
"""How many send at once, and the seconds between two reports of one."""
QUALIF = "from api.cli.main import run; run()"


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Variables of a service on a database of its own, under a small law."""
    if postgresql.server()[0] is None:
        pytest.skip(postgresql.server()[1])
    name = f"qualif_test_workers_{os.getpid()}"
    yield {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "QUALIF_DATABASE_URL": postgresql.create(name),
        "QUALIF_DATA_DIR": str(tmp_path / "data"),
        "QUALIF_RULESETS": str(ROOT / "docs/examples/petite-loi"),
        "QUALIF_RATE_PER_MINUTE": "0",
    }
    postgresql.drop(name)


def qualif(environment: dict[str, str], *words: str) -> str:
    """What a command prints."""
    ran = CliRunner().invoke(app, words, env=environment)
    assert ran.exit_code == 0, ran.output
    return ran.stdout


def until(holds: Callable[[], bool]) -> None:
    """Waits for what processes do."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


class Sender:
    """Sends reports one by one, each until it is acknowledged, with a key that makes a repeat harmless."""

    def __init__(self, url: str, key: str, number: int) -> None:
        self.acknowledged: dict[str, str] = {}
        self.cut = 0
        self.over = threading.Event()
        self._url, self._key, self._number = url, key, number
        self._thread = threading.Thread(target=self._send)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the report under way."""
        self.over.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def _send(self) -> None:
        while not self.over.wait(PAUSE):
            name = f"s{self._number}-{len(self.acknowledged)}"
            self.acknowledged[name] = self._post(name)

    def _post(self, name: str) -> str:
        headers = {"authorization": f"Bearer {self._key}", "idempotency-key": name}
        body = {"reference": name, "url": f"https://exemple.invalid/{name}", "facts": {"menace": True}}
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                response = httpx2.post(
                    f"{self._url}/v1/reports", json=body, headers=headers, timeout=PATIENCE, verify=PLAIN
                )
            except httpx2.TransportError:
                self.cut += 1
                continue
            assert response.status_code == 202, response.text
            return str(response.json()["id"])
        raise AssertionError(name)


def workers_of(manager: int) -> set[int]:
    """Processes of the workers: children of the manager."""
    children = Path(f"/proc/{manager}/task/{manager}/children").read_text(encoding="utf-8").split()
    return {int(one) for one in children if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()}


def test_two_workers_lose_and_double_nothing_while_one_is_killed_and_all_are_replaced(
    environment: dict[str, str], tmp_path: Path
) -> None:
    qualif(environment, "db", "upgrade")
    qualif(environment, "accounts", "create", "robot", "--role", "integrator")
    scopes = ("--scope", "reports:create", "--scope", "metrics:read")
    found = re.search(r"key_\S+", qualif(environment, "accounts", "key", "robot", *scopes))
    assert found is not None
    port = free_port()
    command = [sys.executable, "-c", QUALIF, "serve", "--quiet", "--workers", "2", "--port", str(port)]
    url = f"http://127.0.0.1:{port}"

    def ready() -> bool:
        try:
            return httpx2.get(f"{url}/ready", timeout=PATIENCE, verify=PLAIN).status_code == 200
        except httpx2.TransportError:
            return False

    log, journal = tmp_path / "log", tmp_path / "journal"
    with (
        log.open("wb") as lines,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=lines, stderr=lines) as serving,
    ):
        try:
            until(ready)
            until(lambda: len(workers_of(serving.pid)) == 2)
            assert qualif(environment, "accounts", "create", "a.b", "--role", "analyst").startswith(f"{url}/sign-in/")
            senders = [Sender(url, found.group(), number) for number in range(SENDERS)]
            for sender in senders:
                sender.start()
            until(lambda: all(len(sender.acknowledged) >= 5 for sender in senders))
            first = workers_of(serving.pid)
            victim = min(first)
            os.kill(victim, signal.SIGKILL)
            until(lambda: len(workers_of(serving.pid) - {victim}) == 2)
            cut = sum(sender.cut for sender in senders)
            assert cut <= SENDERS  # those whose request was under way in the one that was killed
            os.kill(serving.pid, signal.SIGHUP)
            before = workers_of(serving.pid)
            until(lambda: not workers_of(serving.pid) & before and ready())
            for sender in senders:
                sender.stop()
            assert sum(sender.cut for sender in senders) == cut, "a request was cut by the replacement of its worker"
            scraped = httpx2.get(f"{url}/metrics", headers={"authorization": f"Bearer {found.group()}"})
            counted = re.findall(r"^qualif_reports_total\{[^}]*\} (\S+)$", scraped.text, re.MULTILINE)
        finally:
            serving.send_signal(signal.SIGTERM)
            assert serving.wait(PATIENCE) == 0, log.read_text(encoding="utf-8")[-2000:]
    names = {name: report for sender in senders for name, report in sender.acknowledged.items()}
    database = Database(environment["QUALIF_DATABASE_URL"])
    with database.read() as session:
        stored = {row.reference or "": row.id for row in session.scalars(select(ReportRow))}
        assert session.scalar(select(func.count()).select_from(ReportRow)) == len(names)
    database.dispose()
    assert stored == names
    # a report is counted once it is committed: of those whose worker was killed, some may not be
    assert len(names) - cut <= sum(float(count) for count in counted) <= len(names)
    qualif(environment, "audit", "export", "--out", str(journal))
    assert "intacte" in qualif(environment, "audit", "verify", str(journal))
