"""Real brokers, killed with their workers under load: every message has a decision, and no two contradict each other."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from api.stream.brokers.choice import UnknownBroker, check_installed, open_broker
from api.stream.brokers.durability import is_durable
from api.stream.brokers.options import BrokerOptions
from api.stream.ports import MessageRefusal, OutMessage, Unconfirmed
from tests.api.stream.clients import client, insist
from tests.api.stream.kills import TrialPlan, run_trial
from tests.api.stream.servers import NatsServer, reason_missing, server

pytest.importorskip("faststream", reason="the extra `stream` is not installed")
BROKERS = ("nats", "rabbit", "kafka")


def skip_without(kind: str) -> None:
    """Skips where there is no broker of a kind, with what installs it."""
    if reason := reason_missing(kind):
        pytest.skip(reason)


@pytest.mark.parametrize(
    ("kind", "server_kills"),
    [("nats", 2), ("rabbit", 1), ("kafka", 0)],  # the cluster that librdkafka carries forgets all when it is killed
)
def test_killed_at_random_every_message_has_a_decision(kind: str, server_kills: int, tmp_path: Path) -> None:
    skip_without(kind)
    tally = run_trial(kind, tmp_path, TrialPlan(1_000, worker_kills=10, server_kills=server_kills))
    assert tally.is_whole, tally.line()
    assert tally.contradictions == 0, tally.line()
    assert tally.published >= 1_000


@pytest.mark.parametrize("kind", BROKERS)
def test_what_is_too_large_for_the_broker_is_refused_and_not_tried_for_ever(kind: str, tmp_path: Path) -> None:
    skip_without(kind)
    too_large = OutMessage("decisions", "k", b"x" * 20_000_000)

    async def publish(url: str) -> None:
        options = BrokerOptions(url)
        if kind == "kafka":  # topics are the operator's to make; this client makes them
            await client(kind, options).open()
        broker = open_broker(options)

        async def ignore(_: object) -> None:
            return None

        await broker.start(ignore)
        small = OutMessage("decisions", "k", b"{}")
        refused, *others = await asyncio.gather(
            broker.publish(too_large), *(broker.publish(small) for _ in range(20)), return_exceptions=True
        )
        assert isinstance(refused, MessageRefusal)
        assert not [one for one in others if isinstance(one, MessageRefusal)]
        await insist(lambda: broker.publish(small))
        await broker.stop()

    with server(kind, tmp_path) as one:
        asyncio.run(asyncio.wait_for(publish(one.url), 60))


def test_a_topic_that_nobody_made_is_no_confirmation(tmp_path: Path) -> None:
    async def publish(url: str) -> None:
        broker = open_broker(BrokerOptions(url, client={"message.timeout.ms": "500"}))

        async def ignore(_: object) -> None:
            return None

        await broker.start(ignore)
        with pytest.raises(Unconfirmed):
            await broker.publish(OutMessage("decisions", "k", b"{}"))
        await broker.stop()

    with server("kafka", tmp_path) as one:
        asyncio.run(asyncio.wait_for(publish(one.url), 60))


@pytest.mark.parametrize("durable", [True, False])
def test_a_jetstream_that_acknowledges_before_it_writes_is_known(durable: bool, tmp_path: Path) -> None:
    skip_without("nats")
    one = NatsServer(tmp_path, durable=durable)
    one.start()
    try:
        assert is_durable(one.monitor) == durable
    finally:
        one.close()


@pytest.mark.parametrize("monitor", ["http://127.0.0.1:1", "ftp://127.0.0.1", "", "http://"])
def test_a_monitor_that_does_not_answer_is_a_fault(monitor: str) -> None:
    with pytest.raises(OSError, match=r".*"):
        is_durable(monitor)


def test_a_broker_is_chosen_by_the_scheme_of_its_address() -> None:
    for url in ("kafka://h:1", "nats://h:1", "tls://h:1", "amqp://h:1/", "amqps://h:1/"):
        check_installed(BrokerOptions(url))
    with pytest.raises(UnknownBroker):
        check_installed(BrokerOptions("redis://h:1"))
