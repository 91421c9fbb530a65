"""Clients of a platform: what publishes reports, and what reads decisions, with each broker's own client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any, Protocol

from api.stream.brokers.options import BrokerOptions

PATIENCE = 180.0
"""Seconds that a broker may be dead, on a machine busy with other things."""
Message = tuple[str, bytes]
"""Key and body."""


class PlatformClient(Protocol):
    """Client of a broker."""

    gives_back: bool
    """Whether what it holds is given to another when it closes."""

    async def open(self) -> None: ...
    async def send(self, message: Message) -> None:
        """Returns once it is confirmed."""
        ...

    async def receive(self, name: str) -> list[bytes]:
        """What waits in a topic, acknowledged; nothing where nothing comes for a second."""
        ...

    async def close(self) -> None: ...


async def insist(act: Callable[[], Awaitable[Any]]) -> Any:
    """Does something again until it does not fail: the broker may be dead for a while.

    Raises:
        TimeoutError: it still fails after PATIENCE seconds.
    """
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                return await asyncio.wait_for(act(), 20)
            except Exception:
                await asyncio.sleep(0.2)


async def send_all(client: PlatformClient, messages: Iterable[Message], at_once: int = 100) -> AsyncIterator[int]:
    """Sends messages, each until it is confirmed; gives how many were so far."""
    count, group = 0, list[Message]()
    for message in messages:
        group.append(message)
        if len(group) == at_once:
            await asyncio.gather(*(insist(lambda one=one: client.send(one)) for one in group))
            count += len(group)
            group.clear()
            yield count
    await asyncio.gather(*(insist(lambda one=one: client.send(one)) for one in group))
    yield count + len(group)


def client(kind: str, options: BrokerOptions) -> PlatformClient:
    """A client of a kind of broker."""
    return {"nats": NatsPlatform, "rabbit": RabbitPlatform, "kafka": KafkaPlatform}[kind](options)


class NatsPlatform:
    """Client of NATS."""

    gives_back = True

    def __init__(self, options: BrokerOptions) -> None:
        self._options = options

    async def open(self) -> None:
        import nats

        self._connection = await nats.connect(self._options.url, max_reconnect_attempts=-1, reconnect_time_wait=0.2)
        self._context = self._connection.jetstream()
        self._readers: dict[str, Any] = {}

    async def send(self, message: Message) -> None:
        await self._context.publish(self._options.source, message[1], timeout=5)

    async def receive(self, name: str) -> list[bytes]:
        if name not in self._readers:
            self._readers[name] = await self._context.pull_subscribe(name, durable="check")
        with suppress(TimeoutError):  # nothing came: the client says it by its own error or by Python's
            received = await self._readers[name].fetch(1_000, timeout=1)
            with suppress(Exception):  # not acknowledged: it comes again, and is counted once
                for one in received:
                    await one.ack()
            return [one.data for one in received]
        return []

    async def close(self) -> None:
        await self._connection.close()


class RabbitPlatform:
    """Client of RabbitMQ."""

    gives_back = True

    def __init__(self, options: BrokerOptions) -> None:
        self._options = options

    async def open(self) -> None:
        import aio_pika

        self._connection = await aio_pika.connect_robust(self._options.url, reconnect_interval=0.2)
        self._channel = await self._connection.channel(on_return_raises=True)
        self._received: dict[str, list[bytes]] = {}

    async def send(self, message: Message) -> None:
        import aio_pika

        body = aio_pika.Message(message[1], delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        await self._channel.default_exchange.publish(body, self._options.source, timeout=5)

    async def receive(self, name: str) -> list[bytes]:
        if name not in self._received:
            channel = await self._connection.channel()
            await channel.set_qos(prefetch_count=1_000)
            queue = await channel.get_queue(name)
            received = self._received[name] = []

            async def add(message: Any) -> None:
                received.append(message.body)
                with suppress(Exception):  # not acknowledged: it comes again, and is counted once
                    await message.ack()

            await queue.consume(add)
        await asyncio.sleep(0.5)
        found, self._received[name][:] = [*self._received[name]], []
        return found

    async def close(self) -> None:
        await self._connection.close()


class KafkaPlatform:
    """Client of Kafka, which reads every partition by itself, from the first message."""

    gives_back = False

    def __init__(self, options: BrokerOptions) -> None:
        self._options = options

    async def open(self) -> None:
        from confluent_kafka import Producer

        servers = self._options.url.removeprefix("kafka://")
        self._servers = {"bootstrap.servers": servers}
        self._producer = Producer({**self._servers, "acks": "all", "linger.ms": 1})
        self._readers: dict[str, Any] = {}
        for name in (self._options.source, self._options.decisions, self._options.dead_letters):
            await asyncio.to_thread(self._producer.list_topics, name, 10)  # which makes it

    async def send(self, message: Message) -> None:
        loop = asyncio.get_running_loop()
        confirmed: asyncio.Future[None] = loop.create_future()

        def on_delivery(error: Any, _: Any) -> None:
            if not confirmed.done():
                confirmed.set_exception(OSError(str(error))) if error else confirmed.set_result(None)

        self._producer.produce(self._options.source, message[1], key=message[0], on_delivery=on_delivery)
        while not confirmed.done():
            self._producer.poll(0)
            await asyncio.sleep(0)
        await confirmed

    async def receive(self, name: str) -> list[bytes]:
        from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition

        if name not in self._readers:
            self._readers[name] = Consumer({**self._servers, "group.id": "check", "enable.auto.commit": False})
            partitions = self._producer.list_topics(name, 10).topics[name].partitions
            self._readers[name].assign([TopicPartition(name, one, OFFSET_BEGINNING) for one in partitions])
        received = await asyncio.to_thread(self._readers[name].consume, 1_000, 0.5)
        return [one.value() for one in received if one.error() is None]

    async def close(self) -> None:
        for one in self._readers.values():
            one.close()
