"""A clock that is moved back and forth under a running instance: minutes, hours, days, months. No
request fails; sessions end when the clock has passed their end, and no earlier; a report is held
by one person at a time; the journal stays in order.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random
from typing import Any

import httpx2

from api.kit.permissions import Role
from campaign.databases import empty_database
from campaign.injected import CLOCK_FILE, move_clock
from campaign.instances import ForkedInstance, ForkServer, fork_server, variables, wait_ready
from campaign.ledger_check import journal
from campaign.people import Caller, machine, person, services_on
from campaign.rows import CampaignRow
from campaign.run_log import RunLog
from tests.api.service.world import small_law

HOUR, DAY = 3_600.0, 86_400.0
STEPS = (-2 * DAY, -3 * HOUR, -60, 0, 60, 3 * HOUR, 11 * HOUR, 3 * DAY, 40 * DAY, 400 * DAY)
"""Seconds from the true time."""
MOVES = 6
"""Moves of the clock in one walk."""
SESSION = 10 * HOUR
WALKS_A_DATABASE = 50


class _Walk:
    """One walk of the clock, on an instance."""

    def __init__(self, client: httpx2.Client, path: Path, callers: tuple[Caller, Caller, Caller], name: str) -> None:
        self._client, self._path, self._name = client, path, name
        self._machine, self._one, self._other = callers
        self._chance = Random(f"clock {name}")
        self.wrong: list[str] = []
        self._begun, self._latest = 0.0, 0.0

    def run(self) -> list[str]:
        """Moves the clock, and asks at each place; what went wrong."""
        for number in range(MOVES):
            offset = self._chance.choice(STEPS)
            move_clock(self._path, offset)
            self._latest = max(self._latest, offset)
            self._at(number, offset)
        move_clock(self._path, 0)
        return self.wrong

    def _at(self, number: int, offset: float) -> None:
        words = " ".join(f"mot{self._name}x{number}y{place}" for place in range(12))
        body = {"url": f"https://c.exemple/{self._name}/{number}", "text": words, "facts": {"menace": True}}
        sent = self._ask("POST", "/v1/reports", self._machine, 202, json=body)
        if sent is None:
            return
        report = sent["id"]
        if offset > SESSION:
            self._ask("GET", "/v1/me", self._one, 401)
            return
        if self._latest > SESSION:  # it was ended by whoever asked after its end
            return
        self._ask("GET", "/file", self._one, 200, page=True)
        self._ask("GET", "/v1/board/deadlines", self._one, 200)
        self._ask("PUT", f"/v1/queue/{report}/hold", self._one, 200, json={"minutes": 20})
        self._ask("PUT", f"/v1/queue/{report}/hold", self._other, 409, json={"minutes": 20})
        path = f"/v1/reports/{report}"
        etag = self._client.get(path, headers=self._one.headers).headers.get("etag", "")
        headers = {"if-match": etag}
        self._ask("POST", f"{path}/decision", self._one, 200, json={"kind": "noise"}, headers=headers)

    def _ask(self, method: str, path: str, caller: Caller, status: int, *, page: bool = False, **more: Any) -> Any:
        headers = {**caller.headers, **more.pop("headers", {})}
        answer = self._client.request(method, path, headers=headers, **more)
        if answer.status_code != status:
            self.wrong.append(f"{method} {path.split('/rep_')[0]}: {answer.status_code} {answer.text[:160]}")
            return None
        return None if page or not answer.content else answer.json()


def run(database: str, log: RunLog, *, runs: int, shared: ForkServer | None = None) -> CampaignRow:
    """Walks until so many were logged."""
    with (
        tempfile.TemporaryDirectory(prefix="qualif-campaign-") as folder,
        fork_server(Path(folder), shared) as server,
    ):
        path = Path(folder) / "clock"
        while log.runs < runs:
            move_clock(path, 0)
            with (
                empty_database(database, "clock") as (url, place),
                services_on(url, place, small_law(), path) as services,
            ):
                caller = machine(services)
                instance = ForkedInstance(
                    server, {**variables(url, place, SESSION_IDLE_MINUTES="43200"), CLOCK_FILE: str(path)}
                )
                instance.start()
                try:
                    wait_ready(instance)
                    with httpx2.Client(base_url=instance.url, timeout=60) as client:
                        for _ in range(min(WALKS_A_DATABASE, runs - log.runs)):
                            people = (caller, person(services, Role.ANALYST), person(services, Role.ANALYST))
                            wrong = _Walk(client, path, people, str(log.runs)).run()
                            log.done([*wrong, *journal(services.database)])
                finally:
                    instance.kill()
    return log.row()
