"""Brokers of the tests' own, on loopback: started, killed, started again on the same data."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from campaign.instances import free_port

PATIENCE = 60.0
"""Seconds that a server has to listen."""
_RABBIT = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
"""Debian's command, below the one that changes users."""


class BrokerServer(Protocol):
    """Server of messages in a process of its own."""

    url: str

    def start(self) -> None:
        """Starts, and returns once it listens."""
        ...

    def kill(self) -> None:
        """Ends it at once, as a power cut would end its process."""
        ...

    def close(self) -> None:
        """Ends it, and what it started."""
        ...


def reason_missing(kind: str) -> str | None:
    """Why there is no broker of a kind here, and what installs it; None where there is one."""
    if kind == "nats" and shutil.which("nats-server") is None:
        return "NATS est absent de cette machine : apt-get install nats-server"
    if kind == "rabbit" and not _RABBIT.exists():
        return "RabbitMQ est absent de cette machine : apt-get install rabbitmq-server"
    return None


@contextmanager
def server(kind: str, folder: Path) -> Iterator[BrokerServer]:
    """A server of a kind (`nats`, `rabbit`, `kafka`), its data in a folder."""
    made: BrokerServer = {"nats": NatsServer, "rabbit": RabbitServer, "kafka": MockKafka}[kind](folder)
    made.start()
    try:
        yield made
    finally:
        made.close()


class NatsServer:
    """A NATS server whose JetStream writes before it acknowledges, unless told otherwise."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self._port, self._monitor = free_port(), free_port()
        self.url = f"nats://127.0.0.1:{self._port}"
        self.monitor = f"http://127.0.0.1:{self._monitor}"
        self._config = folder / "nats.conf"
        always = "sync_interval: always" if durable else ""
        self._config.write_text(
            f"listen: 127.0.0.1:{self._port}\nhttp: 127.0.0.1:{self._monitor}\n"
            f"jetstream {{ store_dir: {folder / 'jetstream'}\n{always} }}\n",
            encoding="utf-8",
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            ["nats-server", "-c", str(self._config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_for_port(self._port, self._process)

    def kill(self) -> None:
        kill(self._process)

    def close(self) -> None:
        kill(self._process)


class RabbitServer:
    """A RabbitMQ of one node, with an Erlang port mapper of its own."""

    def __init__(self, folder: Path) -> None:
        self._port, self._mapper = free_port(), free_port()
        self.url = f"amqp://guest:guest@127.0.0.1:{self._port}/"
        config = folder / "rabbitmq.conf"
        config.write_text(
            f"listeners.tcp.1 = 127.0.0.1:{self._port}\ndistribution.listener.interface = 127.0.0.1\n"
            "vm_memory_high_watermark.absolute = 1GB\ndisk_free_limit.absolute = 50MB\n",
            encoding="utf-8",
        )
        self._environment = {
            **os.environ,
            "HOME": str(folder),
            "RABBITMQ_NODENAME": f"qualif{self._port}@localhost",
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_CONFIG_FILE": str(config),
            "RABBITMQ_CONF_ENV_FILE": os.devnull,
            "RABBITMQ_DIST_PORT": str(free_port()),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(self._mapper),
        }
        self._process: subprocess.Popen[bytes] | None = None
        # started here, so that it ends here: a server would leave one behind
        mapper = ["epmd", "-address", "127.0.0.1", "-port", str(self._mapper)]
        self._names = subprocess.Popen(mapper, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for_port(self._mapper, self._names)

    def start(self) -> None:
        self._process = subprocess.Popen(
            [str(_RABBIT)],
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_for_port(self._port, self._process)

    def kill(self) -> None:
        kill(self._process, group=True)

    def close(self) -> None:
        kill(self._process, group=True)
        kill(self._names)


class MockKafka:
    """The broker that librdkafka carries for its own tests, in a process: it keeps all in memory, so it is not killed."""

    def __init__(self, folder: Path) -> None:
        self._address = folder / "kafka.address"
        self.url = ""
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen([sys.executable, "-m", "tests.api.stream.mock_kafka", str(self._address)])
        patient(self._address.exists)
        self.url = f"kafka://{self._address.read_text(encoding='utf-8')}"

    def kill(self) -> None:
        raise NotImplementedError("it would forget all: its brokers are refused connections instead")

    def close(self) -> None:
        kill(self._process)


def kill(process: subprocess.Popen[bytes] | None, *, group: bool = False) -> None:
    """Ends a process at once, and waits for its end."""
    if process is None:
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL) if group else process.kill()
    process.wait()


def wait_for_port(port: int, process: subprocess.Popen[bytes]) -> None:
    """Returns once a server listens.

    Raises:
        ChildProcessError: it has ended.
        TimeoutError: it is not there after PATIENCE seconds.
    """

    def listens() -> bool:
        if process.poll() is not None:
            raise ChildProcessError(f"the server ended with {process.returncode} before it listened")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        return False

    patient(listens)


def patient(condition: object) -> None:
    """Returns once a condition holds; fails after PATIENCE seconds."""
    assert callable(condition)
    for _ in range(int(PATIENCE / 0.1)):
        if condition():
            return
        time.sleep(0.1)
    raise TimeoutError("the server did not start")
