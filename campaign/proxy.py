"""Small TCP proxy on loopback: in front of PostgreSQL it delays, cuts, half-sends and falls silent;
in front of instances of the service it passes each connection to one that listens.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from contextlib import suppress
from random import Random
from typing import Literal, TypeAlias, get_args

Fault: TypeAlias = Literal["delay", "cut", "half", "silence", "refuse"]
FAULTS: tuple[Fault, ...] = get_args(Fault)
"""What goes wrong: each piece of data is late; every connection is cut; a piece is sent in half,
then its connection is cut; nothing passes; no new connection is taken and the others are cut.
"""
_PIECE = 16_384
_HALF_CHANCE, _LONGEST_DELAY = 0.3, 0.3


class Proxy:
    """A proxy in a thread of its own, from `__enter__` to `__exit__`. `port`: where it listens."""

    def __init__(self, targets: Sequence[tuple[str, int]], seed: str = "") -> None:
        self._targets, self._chance = list(targets), Random(seed)
        self.port = 0
        self.faults = 0
        """Connections cut and pieces sent in half so far."""
        self._fault: Fault | None = None
        self._turn = 0
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="proxy", daemon=True)
        self._ready = threading.Event()

    def __enter__(self) -> Proxy:
        self._thread.start()
        if not self._ready.wait(30):
            raise TimeoutError("the proxy does not listen")
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)

    def inject(self, fault: Fault | None) -> None:
        """Sets what goes wrong from now on; None: nothing."""
        self._loop.call_soon_threadsafe(self._set, fault)

    def _set(self, fault: Fault | None) -> None:
        self._fault = fault
        if fault in ("cut", "refuse"):
            for writer in list(self._writers):
                self._cut(writer)

    def _cut(self, writer: asyncio.StreamWriter) -> None:
        self.faults += 1
        writer.transport.abort()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._connected, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.01))
        self._loop.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = None if self._fault == "refuse" else await self._reach()
        if there is None:
            writer.transport.abort()
            return
        far_reader, far_writer = there
        self._writers |= {writer, far_writer}
        try:
            await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))
        finally:
            for one in (writer, far_writer):
                self._writers.discard(one)
                with suppress(OSError, RuntimeError):
                    one.close()

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """The first target that listens, from the next one on."""
        first, many = self._turn, len(self._targets)
        self._turn += 1  # once, before anybody else has their turn
        for place in range(first, first + many):
            with suppress(OSError):
                return await asyncio.open_connection(*self._targets[place % many])
        return None

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Passes one direction on until its end."""
        with suppress(OSError):
            while piece := await reader.read(_PIECE):
                while self._fault == "silence":
                    await asyncio.sleep(0.02)
                if self._fault == "delay":
                    await asyncio.sleep(self._chance.uniform(0, _LONGEST_DELAY))
                if self._fault == "half" and self._chance.random() < _HALF_CHANCE:
                    writer.write(piece[: len(piece) // 2])
                    with suppress(OSError):
                        await writer.drain()
                    self._cut(writer)
                    return
                writer.write(piece)
                await writer.drain()
        with suppress(OSError, RuntimeError):
            writer.close()
