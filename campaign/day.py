"""A simulated day: each run is an hour of use, compressed, with requests of all kinds, on `qualif
serve` with its readers. Where libfaketime is there, the clock goes forward an hour at each run.
Memory and open descriptors stay flat: their slope over the hours after the first ones is bounded.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from random import Random
from statistics import fmean

import httpx2

from api.kit.permissions import Permission, Role
from campaign.databases import empty_database
from campaign.instances import (
    ForkedInstance,
    ForkServer,
    ServeInstance,
    descriptors,
    resident_bytes,
    variables,
    wait_ready,
)
from campaign.ledger_check import journal
from campaign.load import WORDS
from campaign.people import Caller, machine, person, services_on
from campaign.rows import CampaignRow
from campaign.run_log import RunLog
from tests.shared import shipped

REPORTS, READS = 60, 180
"""Reports of an hour, and what people read and do; more than a hotline of ten people has."""
PAGES = (
    "/file",
    "/suivi",
    "/echanges",
    "/statistiques",
    "/qualite",
    "/bruit",
    "/relecture",
    "/loi",
    "/essayer",
    "/administration/sante",
    "/v1/queue",
    "/v1/reports?limit=20",
    "/v1/board/due",
    "/v1/board/deadlines",
    "/v1/statistics",
    "/v1/audit?limit=20",
    "/v1/offences",
    "/ready",
    "/health",
)
FAKETIME = next((path for path in Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), None)
SLOPE_MEMORY, SLOPE_DESCRIPTORS = 0.01, 0.5
"""Bounds an hour, past the first third: a share of the memory; descriptors."""
SCOPES = [Permission.REPORTS_CREATE, Permission.REPORTS_READ, Permission.QUALIFICATIONS_ASK, Permission.NOISE_ASK]


class _Hours:
    """Hours of use of an instance."""

    def __init__(self, url: str, robot: Caller, somebody: Caller, *, reads: bool) -> None:
        self._robot, self._somebody, self._reads = robot, somebody, reads
        self._client = httpx2.Client(base_url=url, timeout=120)
        self.wrong: list[str] = []

    def run(self, hour: int, share: float) -> list[str]:
        """An hour, or a share of it; what went wrong."""
        self.wrong, chance = [], Random(hour)
        for number in range(max(int(REPORTS * share), 3)):
            self._report(f"{hour}-{number}", chance)
        for _ in range(max(int(READS * share), len(PAGES))):
            self._ask("GET", chance.choice(PAGES), self._somebody, {200})
        return self.wrong

    def _report(self, name: str, chance: Random) -> None:
        text = " ".join(f"{chance.choice(WORDS)} {chance.choice(WORDS)} {name}" for _ in range(20))
        body = {"reference": name, "url": f"https://j.exemple/{name}", "text": text, "facts": {"menace": True}}
        sent = self._ask("POST", "/v1/reports", self._robot, {202}, json=body)
        self._ask("POST", "/v1/qualifications", self._robot, {200}, json={"facts": {"menace": True}, "text": text})
        if self._reads:
            self._ask("POST", "/v1/noise", self._robot, {200}, json={"texts": [{"id": 1, "text": text}]})
        self._ask("POST", "/v1/trials", self._somebody, {200}, json={"text": text, "facts": {"acces": "ouvert"}})
        self._ask("GET", f"/v1/reports?reference={name}", self._robot, {200})
        if sent is None:
            return
        report = str(sent.json()["id"])
        self._ask("GET", f"/signalements/{report}", self._somebody, {200})
        read = self._ask("GET", f"/v1/reports/{report}", self._somebody, {200})
        if read is not None and read.json()["state"] == "open" and chance.random() < 0.8:
            headers = {"if-match": read.headers["etag"]}
            path = f"/v1/reports/{report}/decision"
            self._ask("POST", path, self._somebody, {200}, json={"kind": "none_applies"}, headers=headers)

    def _ask(self, method: str, path: str, caller: Caller, wanted: set[int], **more: object) -> httpx2.Response | None:
        headers = {**caller.headers, **(more.pop("headers", {}))}  # type: ignore[dict-item]
        answer = self._client.request(method, path, headers=headers, **more)  # type: ignore[arg-type]
        if answer.status_code in wanted:
            return answer
        self.wrong.append(f"{method} {path.split('/rep_')[0]}: {answer.status_code} {answer.text[:160]}")
        return None


def run(database: str, log: RunLog, *, runs: int, shared: ForkServer | None = None, share: float = 1.0) -> CampaignRow:
    """Lives so many hours, on one process: an interrupted day begins again. `shared`: by
    an instance forked from there, without readers, for tests; `share`: of each hour.
    """
    log.restart()
    with (
        tempfile.TemporaryDirectory(prefix="qualif-campaign-") as name,
        empty_database(database, "day") as (url, place),
        services_on(url, place, shipped()) as services,
    ):
        moved = Path(name) / "now"
        settings = variables(url, place, SESSION_HOURS="720", SESSION_IDLE_MINUTES="43200")
        instance = ForkedInstance(shared, settings) if shared is not None else _with_clock(settings, moved, log)
        instance.start()
        try:
            wait_ready(instance)
            robot = machine(services, SCOPES)
            somebody = person(services, Role.ANALYST, Role.REVIEWER, Role.ADMINISTRATOR)
            hours = _Hours(instance.url, robot, somebody, reads=shared is None)
            while log.runs < runs:
                _set(moved, log.runs)
                wrong = [*hours.run(log.runs, share), *journal(services.database)]
                log.measure("memory, MB", resident_bytes(instance.process()) / 1e6)
                log.measure("descriptors", descriptors(instance.process()))
                log.done([*wrong, *(_slopes(log) if log.runs + 1 == runs else [])])
        finally:
            instance.kill()
    return log.row()


def _with_clock(settings: dict[str, str], moved: Path, log: RunLog) -> ServeInstance:
    """`qualif serve`, under libfaketime where it is there."""
    if FAKETIME is None:
        log.note("libfaketime is absent (apt-get install faketime): the clock was not moved")
        return ServeInstance(settings, moved.with_name("serve.log"))
    _set(moved, 0)
    faked = {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME_TIMESTAMP_FILE": str(moved),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
    return ServeInstance({**settings, **faked}, moved.with_name("serve.log"))


def _set(moved: Path, hour: int) -> None:
    beside = moved.with_suffix(".new")
    beside.write_text(f"+{hour * 3_600}\n", encoding="ascii")
    os.replace(beside, moved)


def _slopes(log: RunLog) -> list[str]:
    """What grows too much an hour, past the first third."""
    wrong = []
    for name, bound in (("memory, MB", None), ("descriptors", SLOPE_DESCRIPTORS)):
        points = log.measures[name][len(log.measures[name]) // 3 :]
        if len(points) < 6:
            continue
        grown = slope(points)
        limit = bound if bound is not None else SLOPE_MEMORY * fmean(points)
        log.note(f"{name.split(',')[0]}: {grown:+.2f} an hour")
        if grown > limit:
            wrong.append(f"{name} grows by {grown:.2f} an hour")
    return wrong


def slope(points: list[float]) -> float:
    """Slope of the least-squares line through points at 0, 1, 2…"""
    middle, mean = (len(points) - 1) / 2, fmean(points)
    spread = sum((place - middle) ** 2 for place in range(len(points)))
    return sum((place - middle) * (point - mean) for place, point in enumerate(points)) / spread
