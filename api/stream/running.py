"""Life of a stream: connected, again if need be, until a signal stops it."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

from api.stream.brokers.choice import MessageBroker
from api.stream.decisions import Decider
from api.stream.ports import InMessage
from api.stream.processing import BatchProcessor
from api.stream.telemetry import StreamMetrics

log = logging.getLogger("qualif.stream")
_LONGEST = 10.0
"""Seconds between two tries to reach the broker, at most."""


class StreamFailure(RuntimeError):
    """A fault that nothing foresaw; what was in hand is not acknowledged, and comes back."""


async def run_stream(
    connect: Callable[[], MessageBroker], decider: Decider, metrics: StreamMetrics, pause: float = 0.5
) -> None:
    """Runs a stream until SIGTERM or SIGINT; a second signal does not wait for what is in hand.

    `connect` makes an adapter, not connected yet; `pause`: seconds before a second try to reach the
    broker.

    Raises:
        StreamFailure: it cannot go on.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _ask, stop, loop, number)
    running = _Running(decider, metrics, stop)
    broker = await running.start(connect, pause)
    if broker is None:
        return
    metrics.state = "running"
    log.info("the stream runs")
    await stop.wait()
    metrics.state = "stopping"
    if running.fault is not None:
        raise StreamFailure(type(running.fault).__name__) from running.fault
    log.info("the stream ends what it has in hand, and stops")
    await broker.stop()


class _Running:
    """Consumer of batches whose fault stops the stream, and acknowledges nothing."""

    def __init__(self, decider: Decider, metrics: StreamMetrics, stop: asyncio.Event) -> None:
        self._decider, self._metrics, self._stop = decider, metrics, stop
        self.fault: Exception | None = None

    async def start(self, connect: Callable[[], MessageBroker], pause: float) -> MessageBroker | None:
        """A broker that delivers; None where a signal came before it could be reached."""
        while not self._stop.is_set():
            broker = connect()
            processor = BatchProcessor(self._decider, broker, self._metrics)
            try:
                await broker.start(partial(self._consume, processor))
                return broker
            except OSError as error:
                self._metrics.state = "waiting"
                log.warning("the broker cannot be reached (%s): tried again in %.1f s", error, pause)
            with suppress(Exception):  # it was hardly open
                await broker.stop()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), pause)
            pause = min(2 * pause, _LONGEST)
        return None

    async def _consume(self, processor: BatchProcessor, batch: Sequence[InMessage]) -> None:
        try:
            await processor.process(batch)
        except Exception as error:
            self.fault = error
            self._stop.set()
            await asyncio.Event().wait()  # to return would acknowledge


def _ask(stop: asyncio.Event, loop: asyncio.AbstractEventLoop, number: signal.Signals) -> None:
    loop.remove_signal_handler(number)
    stop.set()
