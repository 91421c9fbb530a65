"""The application behind a real uvicorn, on loopback, as `qualif serve` runs it."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import uvicorn

from api.cli.serving import server_options
from tests.api.service.world import World

T = TypeVar("T")
PATIENCE = 180.0
"""Seconds that anything here may take on a machine busy with other things."""


def run_apart(coroutine: Coroutine[Any, Any, T]) -> T:
    """What a coroutine gives, in an event loop of its own: that of this thread may belong to a browser."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(coroutine)).result()


@contextmanager
def served(world: World) -> Iterator[int]:
    """Serves until the end of the block; gives the port."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    config = uvicorn.Config(world.app, **{**server_options(world.settings), "lifespan": "off"})
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until = time.monotonic() + PATIENCE
    while not server.started:
        assert time.monotonic() < until
        time.sleep(0.01)
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = server.force_exit = True
        thread.join(PATIENCE)


def connect(port: int, sent: bytes = b"") -> socket.socket:
    """A connection that has sent these bytes."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    connection.sendall(sent)
    return connection


def read_all(connection: socket.socket) -> bytes:
    """Everything that comes until the other end closes."""
    parts = []
    while part := connection.recv(65_536):
        parts.append(part)
    return b"".join(parts)


def read_answer(connection: socket.socket) -> tuple[int, bytes]:
    """The status of the next answer, and what came of it so far."""
    came = b""
    while b"\r\n\r\n" not in came:
        part = connection.recv(65_536)
        assert part, came
        came += part
    return int(came.split(b" ", 2)[1]), came
