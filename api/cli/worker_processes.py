"""Workers of `qualif serve --workers N`: each a whole service, on the listening socket of all."""

from __future__ import annotations

import os
import signal
import socket
from dataclasses import replace
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING

from api.cli.address_file import answering_at
from api.cli.process_manager import ProcessManager
from api.cli.serving import ServeOptions, run_service
from api.kit.telemetry import SHARED_METRICS, forget_process, start_logging

if TYPE_CHECKING:
    from api.kit.settings import Settings


def run_workers(options: ServeOptions, settings: Settings) -> int:
    """Serves by several processes until a signal stops them; the exit code."""
    start_logging(settings.log_form, quiet=options.quiet)
    context = get_context("spawn")

    with (
        socket.create_server(
            (settings.host, settings.port), family=_family(settings.host), backlog=settings.max_connections
        ) as listener,
        TemporaryDirectory(prefix="qualif-metrics-") as metrics,
        answering_at(settings),
    ):
        os.environ[SHARED_METRICS] = metrics

        def start(first: bool) -> tuple[BaseProcess, Connection]:
            here, there = context.Pipe(duplex=False)
            process = context.Process(target=_serve, args=(options, listener, there, first), name="qualif-worker")
            process.start()
            there.close()
            return process, here

        return ProcessManager(start, settings.workers, on_death=lambda pid: forget_process(Path(metrics), pid)).run()


def _family(host: str) -> socket.AddressFamily:
    places = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return socket.AddressFamily(places[0][0])


def _serve(options: ServeOptions, listener: socket.socket, channel: Connection, first: bool) -> None:
    """Body of a worker process."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a terminal that closes, or a restart: the manager's affair
    Thread(target=_end_with_parent, name="parent", daemon=True).start()
    run_service(replace(options, is_first=first), listener, on_ready=lambda: channel.send_bytes(b"ready"))


def _end_with_parent() -> None:
    """Stops this process when the one that started it is no more."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
