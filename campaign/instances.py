"""Instances of the service as processes of their own: started, killed, stopped, waited for.

`ServeInstance` is the command `qualif serve`. `ForkedInstance` is the same application, forked from
a process that has read the law already and reads no texts: it is back in a fifth of a second, so
that a thousand kills fit a campaign.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Protocol

import httpx2

from tests.shared import ROOT

PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Nothing is encrypted on loopback; reading the machine's certificates takes ten requests' time."""
PATIENCE = 180.0
"""Seconds that anything here may take on a machine busy with other things."""
QUALIF = [sys.executable, "-c", "from api.cli.main import run; run()"]
_POLL = 0.02
_LISTENERS = 20_000, 32_000
"""Ports among which those of servers are drawn; Linux gives its clients those from 32,768."""


def free_port() -> int:
    """A port of loopback that nothing uses, below those that a system gives to clients.

    While a server of one of those is down, a client that tries to reach it can be given its port
    and be connected to itself, after which the server cannot listen again.
    """
    while True:
        port = _LISTENERS[0] + secrets.randbelow(_LISTENERS[1] - _LISTENERS[0])
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def variables(url: str, folder: Path, **more: str) -> dict[str, str]:
    """Environment of an instance on a database."""
    names = {"DATABASE_URL": url, "DATA_DIR": str(folder), "RATE_PER_MINUTE": "0", "SIGN_IN_PER_MINUTE": "0", **more}
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("QUALIF_")},
        "PYTHONPATH": str(ROOT),
        **{f"QUALIF_{name}": value for name, value in names.items()},
    }


class Instance(Protocol):
    """An instance, on a port of loopback that it keeps from one start to the next."""

    url: str

    def start(self) -> None:
        """Starts it; returns at once."""

    def kill(self) -> None:
        """Kills every process of it (SIGKILL)."""

    def processor_seconds(self) -> float:
        """What its processes used since they started."""


def is_ready(instance: Instance) -> bool:
    """Whether it answers, and its database takes a write."""
    try:
        return httpx2.get(f"{instance.url}/ready", timeout=5, verify=PLAIN).status_code == 200
    except httpx2.TransportError:
        return False


def wait_ready(instance: Instance, patience: float = PATIENCE) -> float:
    """Seconds until it is ready.

    Raises:
        TimeoutError: it was not, within `patience` seconds.
    """
    began = time.monotonic()
    while not is_ready(instance):
        if time.monotonic() - began > patience:
            raise TimeoutError(f"{instance.url} is not ready after {patience:.0f} s")
        time.sleep(_POLL)
    return time.monotonic() - began


class ServeInstance:
    """`qualif serve`, in a process group of its own."""

    def __init__(self, environment: Mapping[str, str], log: Path, *, workers: int = 1) -> None:
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._environment, self._log, self._workers = dict(environment), log, workers
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it; returns at once."""
        words = ["serve", "--quiet", "--port", str(self._port), "--workers", str(self._workers)]
        with self._log.open("ab") as lines:
            self._process = subprocess.Popen(
                [*QUALIF, *words],
                cwd=ROOT,
                env=self._environment,
                stdout=lines,
                stderr=lines,
                start_new_session=True,
            )

    def kill(self) -> None:
        """Kills every process of it."""
        assert self._process is not None
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(PATIENCE)

    def workers(self) -> list[int]:
        """Process numbers of its workers; none where it is one process."""
        assert self._process is not None
        return [one for one in children(self._process.pid) if b"spawn_main" in _command(one)]

    def processor_seconds(self) -> float:
        """What its processes used since they started."""
        assert self._process is not None
        return sum(processor_seconds(one) for one in (self._process.pid, *children(self._process.pid)))

    def process(self) -> int:
        """Number of its first process."""
        assert self._process is not None
        return self._process.pid


class ScriptInstance:
    """An instance started by a command of its own, to which its port is added."""

    def __init__(self, command: list[str], environment: Mapping[str, str], log: Path) -> None:
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._command, self._environment, self._log = [*command, str(self._port)], dict(environment), log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it; returns at once."""
        with self._log.open("ab") as lines:
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, env=self._environment, stdout=lines, stderr=lines, start_new_session=True
            )

    def kill(self) -> None:
        """Kills every process of it."""
        assert self._process is not None
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(PATIENCE)

    def process(self) -> int:
        """Its process number: the command becomes the instance, or has it as its child."""
        assert self._process is not None
        under = children(self._process.pid)
        return under[0] if under else self._process.pid

    def processor_seconds(self) -> float:
        """What it used since it started."""
        return processor_seconds(self.process())


class ForkServer:
    """Process that forks instances, each within a fifth of a second."""

    def __init__(self, log: Path, *, shipped: bool = False) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("QUALIF_")}
        self._lines: IO[bytes] = log.open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "campaign.fork_server", *(["--shipped"] if shipped else [])],
            cwd=ROOT,
            env={**environment, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._lines,
            text=True,
        )

    def fork(self, environment: Mapping[str, str], port: int) -> int:
        """Starts an instance; its process number."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        names = {name: value for name, value in environment.items() if name.startswith(("QUALIF_", "CAMPAIGN_"))}
        self._process.stdin.write(json.dumps({"environment": names, "port": port}) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("the fork server ended")
        return int(answer)

    def close(self) -> None:
        """Ends it; instances go on."""
        self._process.communicate()
        self._lines.close()


@contextmanager
def fork_server(folder: Path, shared: ForkServer | None = None, *, shipped: bool = False) -> Iterator[ForkServer]:
    """A fork server until the end of the block, unless there is one already; `shipped`: under the
    shipped law, not the small one.
    """
    if shared is not None:
        yield shared
        return
    server = ForkServer(folder / "fork-server.log", shipped=shipped)
    try:
        yield server
    finally:
        server.close()


class ForkedInstance:
    """An instance forked from a fork server."""

    def __init__(self, server: ForkServer, environment: Mapping[str, str]) -> None:
        self._server, self._environment = server, dict(environment)
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._process = 0

    def start(self) -> None:
        """Starts it."""
        self._process = self._server.fork(self._environment, self._port)

    def kill(self) -> None:
        """Kills it."""
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGKILL)
        self._wait_end()

    def process(self) -> int:
        """Its process number."""
        return self._process

    def processor_seconds(self) -> float:
        """What it used since it started."""
        return processor_seconds(self._process)

    def _wait_end(self) -> None:
        end = time.monotonic() + PATIENCE
        while Path(f"/proc/{self._process}").exists():
            if time.monotonic() > end:
                raise TimeoutError(f"process {self._process} does not end")
            time.sleep(0.005)


def children(process: int) -> list[int]:
    """Process numbers of the children of a process."""
    try:
        words = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(word) for word in words.split()]


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def processor_seconds(process: int) -> float:
    """Seconds of processor that a process used; 0 when it is no more."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_bytes(process: int) -> int:
    """Memory of a process that is in RAM."""
    return int(Path(f"/proc/{process}/statm").read_text(encoding="utf-8").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def descriptors(process: int) -> int:
    """Files and sockets that a process has open."""
    return len(list(Path(f"/proc/{process}/fd").iterdir()))
