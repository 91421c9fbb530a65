"""Adapter to RabbitMQ: quorum queues, published with confirmation, messages gathered in batches."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aio_pika import IncomingMessage
from aio_pika.exceptions import AMQPError, ChannelPreconditionFailed
from aiormq.exceptions import ChannelInvalidStateError
from faststream import AckPolicy
from faststream.rabbit import Channel, QueueType, RabbitBroker, RabbitMessage, RabbitQueue

from api.stream.brokers.options import CONFIRMATION, GRACE, BrokerOptions
from api.stream.ports import BatchConsumer, InMessage, MessageRefusal, OutMessage, Unconfirmed

_NEVER = -1
"""Deliveries after which a queue drops a message: 20, in RabbitMQ 4, where nothing is said."""
_REOPENINGS, _REOPENING = 20, 0.25
"""Times, and seconds between two, that a channel which the server has closed is looked at."""


class RabbitStreamBroker:
    """Source and sink of a RabbitMQ server."""

    def __init__(self, options: BrokerOptions) -> None:
        self._options = options
        self._broker = RabbitBroker(
            options.url,
            logger=None,
            reconnect_interval=1.0,
            default_channel=Channel(on_return_raises=True),
            graceful_timeout=GRACE,
            apply_types=False,
        )
        self._alone = asyncio.Lock()
        self._gatherer: asyncio.Task[None] | None = None

    async def start(self, consume: BatchConsumer) -> None:
        """Connects, then delivers until `stop`.

        Raises:
            OSError: the server cannot be reached, or has a queue of this name of another kind.
        """
        options = self._options
        batches = _Gathering(options.batch, options.wait)
        subscriber = self._broker.subscriber(
            self._queue(options.source),
            channel=Channel(prefetch_count=2 * options.batch),
            ack_policy=AckPolicy.MANUAL,
            parser=_whole,
            decoder=_undecoded,
            no_reply=True,
        )

        async def deliver(body: IncomingMessage) -> None:
            await batches.add(InMessage(body.body, f"{options.source}/{body.delivery_tag}"))
            with suppress(AMQPError, ChannelInvalidStateError, ConnectionError):  # lost on its way: delivered again
                await body.ack()

        subscriber(deliver)
        try:
            await self._broker.connect()
            for name in (options.decisions, options.dead_letters):
                await self._broker.declare_queue(self._queue(name))
            await self._broker.start()
        except (AMQPError, OSError) as error:
            raise OSError(f"RabbitMQ: {type(error).__name__}") from error
        self._gatherer = asyncio.create_task(batches.run(consume))

    async def publish(self, message: OutMessage) -> None:
        """Returns once the queue's replicas have the message.

        Raises:
            MessageRefusal: it is larger than the server takes.
        """
        try:
            await self._send(message)
        except ChannelPreconditionFailed:
            await self._send_alone(message)

    async def _send(self, message: OutMessage) -> None:
        await self._broker.publish(
            message.body,
            routing_key=self._options.name(message.destination),
            headers={"Qualif-Content": message.key},
            content_type="application/json",
            persist=True,
            mandatory=True,
            timeout=CONFIRMATION,
        )

    async def _send_alone(self, message: OutMessage) -> None:
        """Publishes one of the messages that were on their way when the server closed the channel
        on one of them: alone, each knows whether it was the one.
        """
        async with self._alone:
            for _ in range(_REOPENINGS):
                try:
                    return await self._send(message)
                except ChannelPreconditionFailed as error:
                    raise MessageRefusal from error
                except ChannelInvalidStateError:  # the client opens it again by itself
                    await asyncio.sleep(_REOPENING)
        raise Unconfirmed("channel closed")

    async def stop(self) -> None:
        """Takes no other message, lets those in hand end, and disconnects."""
        await self._broker.stop()
        if self._gatherer is not None:
            self._gatherer.cancel()

    def _queue(self, name: str) -> RabbitQueue:
        return RabbitQueue(
            name,
            queue_type=QueueType.QUORUM,
            durable=True,
            declare=self._options.declare,
            arguments={"x-delivery-limit": _NEVER},
        )


class _Gathering:
    """Batches of messages that come one by one."""

    def __init__(self, most: int, wait: float) -> None:
        self._most, self._wait = most, wait
        self._queue: asyncio.Queue[tuple[InMessage, Callable[[], None]]] = asyncio.Queue()

    async def add(self, message: InMessage) -> None:
        """Returns once the batch of the message has ended."""
        ended = asyncio.Event()
        await self._queue.put((message, ended.set))
        await ended.wait()

    async def run(self, consume: BatchConsumer) -> None:
        """Consumes batches until it is cancelled."""
        while True:
            batch = [await self._queue.get()]
            with suppress(TimeoutError):
                async with asyncio.timeout(self._wait):
                    while len(batch) < self._most:
                        batch.append(await self._queue.get())
            await consume([message for message, _ in batch])
            for _, ended in batch:
                ended()


async def _whole(message: IncomingMessage) -> RabbitMessage:
    """A message as it came: what its headers say of it is not read."""
    return RabbitMessage(raw_message=message, body=message)


async def _undecoded(message: RabbitMessage) -> Any:
    return message.body
