"""Life of a stream: it waits for its broker, stops on a signal with nothing in hand, and says how it is."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from api.stream.decisions import Decider
from api.stream.ports import BatchConsumer, InMessage, OutMessage
from api.stream.running import StreamFailure, run_stream
from api.stream.telemetry import StreamMetrics, serving
from tests.api.stream.platform import SPAM, MemoryStore, SpamJudge, message


class OneBatchBroker:
    """A broker that delivers one batch, then asks the process to stop while it is in hand."""

    def __init__(self, batch: Sequence[InMessage], on_publish: Callable[[], None] = lambda: None) -> None:
        self.events: list[str] = []
        self._batch, self._on_publish = batch, on_publish
        self._task: asyncio.Task[None] | None = None

    async def start(self, consume: BatchConsumer) -> None:
        self.events.append("start")
        self._task = asyncio.create_task(self._deliver(consume))

    async def _deliver(self, consume: BatchConsumer) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        await consume(self._batch)
        self.events.append("acknowledged")

    async def publish(self, message: OutMessage) -> None:
        self._on_publish()
        self.events.append(f"published {json.loads(message.body).get('decision', 'dead letter')}")

    async def stop(self) -> None:
        if self._task is not None:
            await self._task
        self.events.append("stop")


def run(broker: OneBatchBroker, metrics: StreamMetrics, judge: Any = None) -> None:
    """Runs a stream to its end."""
    decider = Decider(judge or SpamJudge(), MemoryStore())
    asyncio.run(run_stream(lambda: broker, decider, metrics, pause=0.01))


def test_a_signal_lets_the_batch_in_hand_end() -> None:
    broker, metrics = OneBatchBroker([message("a", SPAM)]), StreamMetrics()
    run(broker, metrics)
    assert broker.events == ["start", "published set_aside", "acknowledged", "stop"]
    assert metrics.state == "stopping"


def test_a_broker_that_cannot_be_reached_is_tried_again() -> None:
    class Late(OneBatchBroker):
        async def start(self, consume: BatchConsumer) -> None:
            if self.events.count("stop") < 2:
                raise OSError("nobody listens")
            await super().start(consume)

    broker = Late([message("a", SPAM)])
    run(broker, StreamMetrics())
    assert broker.events == ["stop", "stop", "start", "published set_aside", "acknowledged", "stop"]


def test_a_signal_stops_what_waits_for_its_broker() -> None:
    class Never(OneBatchBroker):
        async def start(self, consume: BatchConsumer) -> None:
            os.kill(os.getpid(), signal.SIGTERM)
            raise OSError("nobody listens")

    broker = Never([])
    run(broker, StreamMetrics())
    assert broker.events == ["stop"]


def test_a_fault_that_nothing_foresaw_acknowledges_nothing() -> None:
    class Unfit(StreamMetrics):
        def began(self, messages: int) -> None:
            raise ZeroDivisionError

    broker = OneBatchBroker([message("a", SPAM)])
    with pytest.raises(StreamFailure, match="ZeroDivisionError"):
        run(broker, Unfit())
    assert broker.events == ["start"]


def test_metrics_count_decisions_by_reason_and_health_follows_the_broker() -> None:
    ticks = iter(range(100))
    metrics = StreamMetrics(clock=lambda: float(next(ticks)))
    faults = iter([True, False])

    def fail_once() -> None:
        if next(faults, False):
            raise ConnectionError

    with serving(metrics, "127.0.0.1", 0) as port:

        def get(path: str) -> tuple[int, str]:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
                    return answer.status, answer.read().decode()
            except urllib.error.HTTPError as error:
                return error.code, error.read().decode()

        assert get("/health") == (503, '{"state": "starting"}')
        metrics.could_not_publish()
        assert get("/health") == (503, '{"state": "waiting"}')
        metrics.ended([])
        assert get("/health") == (200, '{"state": "running"}')
        run(OneBatchBroker([message("a", SPAM), InMessage(b"{")], fail_once), metrics)
        status, body = get("/metrics")
        assert get("/elsewhere")[0] == 404
    assert status == 200
    assert 'qualif_stream_decisions_total{decision="set_aside",reason="score"} 1.0' in body
    assert 'qualif_stream_decisions_total{decision="keep",reason="illisible"} 1.0' in body
    assert "qualif_stream_dead_letters_total 1.0" in body
    assert "qualif_stream_retries_total 2.0" in body
    assert "gagner" not in body
