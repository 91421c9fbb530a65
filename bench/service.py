"""`python -m bench.service`: the service under load. A server process, wrk beside it, both
databases.

First as many requests as it takes (`--connections` at once), for the rate that saturates; then half
of that rate, for the times to answer: `at_half` at even intervals, as k6 or oha send a constant
rate, and `at_half_by_chance` by connections that pause as long as chance says, so that some
requests come together. Reports are those of `cases.py`, none sent twice.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.accounts import keys
from api.accounts import service as accounts
from api.accounts.schemas import AccountCreate, KeyCreate
from api.app.bootstrap import open_services
from api.db.migrate import upgrade
from api.db.people import AccountRow
from api.journal.entries import SYSTEM
from api.kit.permissions import Permission, Role
from api.kit.settings import Settings
from bench import wrk
from bench.cases import shipped_cases
from bench.clock import machine
from campaign.instances import free_port
from engine.facts.digest import known_data
from engine.model.outcome import Standing
from tests.api.service import postgresql
from tests.shared import shipped

SCOPES = [Permission.REPORTS_CREATE, Permission.QUALIFICATIONS_ASK]
WARM_UP = 8.0
IDLE_SECONDS, IDLE_SHARE = 2.0, 0.03
"""A service that takes less of a core for so long has nothing left to make ready."""
MOST_A_SECOND = 600
"""Bodies written for each second of load: more than the service answers."""
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Where bodies are written: megabytes of them on the disk of the database would have its commits
wait for them to be written out.
"""
DATABASES = ("sqlite", "postgresql")
_NAME = "qualif_bench"
WORDS = [
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
    parser = argparse.ArgumentParser(prog="python -m bench.service", description=__doc__)
    parser.add_argument("--seconds", type=float, default=20, help="length of each part")
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--database", action="append", choices=DATABASES, help="this one (repeatable)")
    wanted = parser.parse_args()
    found = service(wanted.seconds, wanted.connections, wanted.database or DATABASES)
    print(json.dumps({"machine": machine(), **found}, ensure_ascii=False, indent=2))
    if "missing" in found:
        sys.exit(1)


def service(seconds: float, connections: int = 4, databases: Sequence[str] = DATABASES) -> dict[str, Any]:
    """Rates and times to answer of each load on each database, `seconds` a part; or what is missing
    to measure them.
    """
    if wrk.WRK is None:
        return {"missing": "wrk is not installed (Debian package `wrk`)"}
    loads, measures, left_out = _loads(), [], {}
    for kind in databases:
        if kind == "postgresql" and postgresql.server()[0] is None:
            left_out[kind] = postgresql.server()[1]
            continue
        with _served(kind) as served:
            for load in loads:
                found = _measure(load, served, seconds, connections)
                measures.append({"database": kind, "load": load.name, **found})
                print(f"{kind:10} {load.name:10} {found}", file=sys.stderr, flush=True)
    return {"seconds": seconds, "connections": connections, "measures": measures, "left_out": left_out}


def _loads() -> list[Load]:
    cases = (plain_report(a.report) for a in shipped_cases().make(6_000, seed=2024))
    asked = [case for case in cases if case["facts"]]  # a report that says nothing is refused

    def stateless(number: int) -> bytes:
        return json.dumps({"id": f"r{number}", **asked[number % len(asked)]}).encode()

    def stored(number: int) -> bytes:
        words = " ".join(WORDS[(number * 7 + place * place) % len(WORDS)] + str(number) for place in range(30))
        url = f"https://forum.exemple/fil/{number}"
        return json.dumps({"text": words, "url": url, **asked[number % len(asked)]}).encode()

    return [Load("stateless", "/v1/qualifications", stateless), Load("stored", "/v1/reports", stored)]


def plain_report(report: Any) -> dict[str, Any]:
    facts = {}
    for name, fact in report.facts.items():
        presumed = {"standing": "presumed"} if fact.standing is Standing.PRESUMED else {}
        facts[name] = {"value": known_data(fact.knowledge), **presumed}
    day = report.date_of_facts
    return {
        "date_of_facts": day.isoformat() if day is not None else None,
        "facts": facts,
        "raised": sorted(report.raised),
    }


@dataclass(frozen=True)
class _Served:
    """A server: where it listens, a key of it, its process."""

    database: str
    port: int
    secret: str
    process: int

    def settle(self) -> None:
        """What PostgreSQL does by itself within minutes: before that, plans are those of empty
        tables, and every few hundred reports wait for a file of its journal to be made.
        """
        if self.database == "postgresql":
            postgresql.settle(_NAME)


@contextmanager
def _served(kind: str) -> Iterator[_Served]:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'q.sqlite3'}" if kind == "sqlite" else postgresql.create(_NAME, durable=True)
        environment = {**os.environ, "QUALIF_DATABASE_URL": url, "QUALIF_RATE_PER_MINUTE": "0"}
        secret = _key(Settings(database_url=url))
        command = [sys.executable, "-c", "from api.cli.main import run; run()", "serve", "--quiet", "--port", str(port)]
        with (Path(folder) / "log").open("w") as log:
            server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
            try:
                _wait(port)
                _wait_until_idle(server.pid)
                yield _Served(kind, port, secret, server.pid)
            finally:
                server.terminate()
                server.wait(20)
        if kind == "postgresql":
            postgresql.drop(_NAME)


def _key(settings: Settings) -> str:
    services = open_services(settings, engine=shipped())
    upgrade(services.database)
    with services.database.write() as session:
        made = accounts.create(session, services, SYSTEM, AccountCreate(login="charge", roles=[Role.INTEGRATOR]))
        row = session.get(AccountRow, made.account.id)
        assert row is not None
        secret = keys.create_key(session, services, SYSTEM, row, KeyCreate(label="charge", scopes=SCOPES)).secret
    services.database.dispose()
    return secret


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("le service n'écoute pas")


def _wait_until_idle(process: int) -> None:
    """Waits until the readers of texts are open and ready: this takes up to a fifth of a core for
    half a minute, and is not the processor of requests.
    """
    for _ in range(120):
        before = _cpu(process)
        time.sleep(IDLE_SECONDS)
        if _cpu(process) - before < IDLE_SHARE * IDLE_SECONDS:
            return
    raise RuntimeError("le service ne cesse de travailler sans que rien ne lui soit demandé")


def _measure(load: Load, served: _Served, seconds: float, connections: int) -> dict[str, Any]:
    """The rate that saturates, then the times to answer at half of it: the pause of each connection
    is set by what was measured.
    """
    numbers = iter(range(10_000_000))

    def sent(length: float, many: int, **paced: float) -> dict[str, Any]:
        with tempfile.NamedTemporaryFile("wb", suffix=".jsonl", dir=MEMORY) as bodies:
            for _ in range(int(MOST_A_SECOND * length)):
                bodies.write(load.body(next(numbers)) + b"\n")
            bodies.flush()
            address = f"http://127.0.0.1:{served.port}"
            return wrk.run(
                Path(bodies.name), address, load.path, served.secret, connections=many, seconds=length, **paced
            )

    sent(WARM_UP, connections)
    served.settle()
    before = _cpu(served.process)
    most = sent(seconds, connections)
    cpu_ms = round(1_000 * (_cpu(served.process) - before) / (most["rate"] * seconds), 1)
    wanted, many = most["rate"] / 2, 4 * connections
    first = sent(WARM_UP, many, pause_ms=1_000 * many / wanted)
    served.settle()
    by_chance = sent(seconds, many, pause_ms=max(1.0, 1_000 * many / wanted - first["p50_ms"]))
    even = sent(seconds, many, every_ms=1_000 / wanted)
    return {"cpu_ms": cpu_ms, "at_saturation": most, "at_half": even, "at_half_by_chance": by_chance}


def _cpu(process: int) -> float:
    """Seconds of processor that a process has used so far, all of its threads: what a busy machine
    changes least.
    """
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
