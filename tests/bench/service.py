"""`python -m tests.bench.service`: the service under load. A server process, a load generator beside it, both databases.

First as many requests as it takes (`--connections` at once), for the rate that saturates; then half of that rate, arriving evenly,
for the times to answer, each counted from when the request was due. Reports are those of `cases.py`, none sent twice.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.accounts import keys, service
from api.accounts.schemas import NewAccount, NewKey
from api.audit.journal import SYSTEM
from api.bootstrap import wire
from api.db.migrate import upgrade
from api.db.people import AccountRow
from api.security.permissions import Permission, Role
from api.settings import Settings
from engine.facts.digest import known_data
from engine.model.outcome import Standing
from tests.api.service import postgresql
from tests.bench.cases import shipped_cases
from tests.bench.clock import machine
from tests.shared import shipped

SCOPES = [Permission.REPORTS_CREATE, Permission.QUALIFICATIONS_ASK]
WARM_UP = 3.0
_NAME = "qualif_bench"
_WORDS = [
    "le",
    "fil",
    "dit",
    "que",
    "nous",
    "irons",
    "demain",
    "voir",
    "cette",
    "page",
    "et",
    "que",
    "chacun",
    "doit",
    "lire",
    "puis",
    "répondre",
    "sans",
    "attendre",
    "avant",
    "la",
    "nuit",
]


@dataclass(frozen=True)
class Load:
    """What is sent where."""

    name: str
    path: str
    body: Callable[[int], bytes]


def main() -> None:
    """Measures each load on each database, and tells it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.service", description=__doc__)
    parser.add_argument("--seconds", type=float, default=20, help="length of each part")
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--database", action="append", choices=["sqlite", "postgresql"], help="this one (repeatable)")
    wanted = parser.parse_args()
    loads = _loads()
    told: dict[str, Any] = {"machine": machine(), "measures": []}
    for kind in wanted.database or ["sqlite", "postgresql"]:
        with _served(kind) as (port, secret, process):
            for load in loads:
                found = _measure(load, port, secret, process, wanted.seconds, wanted.connections)
                told["measures"].append({"database": kind, "load": load.name, **found})
                print(f"{kind:10} {load.name:10} {found}", file=sys.stderr, flush=True)
    print(json.dumps(told, ensure_ascii=False, indent=2))


def _loads() -> list[Load]:
    asked = [_plain(a.report) for a in shipped_cases().make(6_000, seed=2024)]

    def stateless(number: int) -> bytes:
        return json.dumps({"id": f"r{number}", **asked[number % len(asked)]}).encode()

    def stored(number: int) -> bytes:
        words = " ".join(_WORDS[(number * 7 + place * place) % len(_WORDS)] + str(number) for place in range(30))
        url = f"https://forum.exemple/fil/{number}"
        return json.dumps({"text": words, "url": url, **asked[number % len(asked)]}).encode()

    return [Load("stateless", "/v1/qualifications", stateless), Load("stored", "/v1/reports", stored)]


def _plain(report: Any) -> dict[str, Any]:
    facts = {}
    for name, fact in report.facts.items():
        presumed = {"standing": "presumed"} if fact.standing is Standing.PRESUMED else {}
        facts[name] = {"value": known_data(fact.known), **presumed}
    day = report.date_of_facts
    return {
        "date_of_facts": day.isoformat() if day is not None else None,
        "facts": facts,
        "raised": sorted(report.raised),
    }


@contextmanager
def _served(kind: str) -> Iterator[tuple[int, str, int]]:
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        url = f"sqlite:///{Path(folder) / 'q.sqlite3'}" if kind == "sqlite" else postgresql.create(_NAME)
        environment = {**os.environ, "QUALIF_DATABASE_URL": url, "QUALIF_RATE_PER_MINUTE": "0"}
        secret = _key(Settings(database_url=url))  # type: ignore[arg-type]
        command = [sys.executable, "-c", "from api.cli.main import run; run()", "serve", "--quiet", "--port", str(port)]
        with (Path(folder) / "log").open("w") as log:
            server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
            try:
                _wait(port)
                yield port, secret, server.pid
            finally:
                server.terminate()
                server.wait(20)
        if kind == "postgresql":
            postgresql.drop(_NAME)


def _key(settings: Settings) -> str:
    wired = wire(settings, engine=shipped())
    upgrade(wired.database)
    with wired.database.write() as session:
        made = service.create(session, wired, SYSTEM, NewAccount(login="charge", roles=[Role.INTEGRATOR]))
        row = session.get(AccountRow, made.account.id)
        assert row is not None
        secret = keys.create_key(session, wired, SYSTEM, row, NewKey(label="charge", scopes=SCOPES)).secret
    wired.database.dispose()
    return secret


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("le service n'écoute pas")


def _measure(load: Load, port: int, secret: str, process: int, seconds: float, connections: int) -> dict[str, Any]:
    numbers = iter(range(1_000_000))
    _run(load, port, secret, WARM_UP, connections, None, numbers)
    before = _cpu(process)
    most = _run(load, port, secret, seconds, connections, None, numbers)
    cpu_ms = round(1_000 * (_cpu(process) - before) / len(most), 1)
    rate = len(most) / seconds
    half = _run(load, port, secret, seconds, 4 * connections, rate / 2, numbers)
    return {
        "cpu_ms": cpu_ms,
        "saturating_rate": round(rate, 1),
        "at_saturation": _quantiles(most),
        "at_half": _quantiles(half),
    }


def _cpu(process: int) -> float:
    """Seconds of processor that a process has used so far, all of its threads: what a busy machine changes least."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _quantiles(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {f"p{q}_ms": round(1_000 * ordered[min(len(ordered) - 1, len(ordered) * q // 100)], 1) for q in (50, 95, 99)}


def _run(
    load: Load, port: int, secret: str, seconds: float, connections: int, rate: float | None, numbers: Iterator[int]
) -> list[float]:
    """The times to answer. Without a rate, each connection sends as soon as it is answered."""
    lock, times, wrong = threading.Lock(), [], []
    start = time.perf_counter()
    due = (start + n / rate for n in range(int(seconds * rate))) if rate else None

    def worker() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        while True:
            with lock:
                number = next(numbers)
                planned = next(due, None) if due is not None else time.perf_counter()
            if planned is None or planned - start >= seconds:
                return
            body = load.body(number)
            now = time.perf_counter()
            if rate and planned > now:
                time.sleep(planned - now)
            began = planned if rate else time.perf_counter()
            connection.request("POST", load.path, body, headers)
            answer = connection.getresponse()
            answer.read()
            took = time.perf_counter() - began
            with lock:
                (times if answer.status in (200, 202) else wrong).append(took)

    workers = [threading.Thread(target=worker) for _ in range(connections)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    if wrong:
        raise RuntimeError(f"{len(wrong)} requêtes refusées sur {len(wrong) + len(times)}")
    return times


if __name__ == "__main__":
    main()
