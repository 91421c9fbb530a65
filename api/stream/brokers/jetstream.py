"""Adapter to NATS JetStream: a durable pull consumer, shared by all workers of a group."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import Any

from faststream import AckPolicy
from faststream.nats import JStream, NatsBroker, NatsMessage, PullSub
from faststream.nats.message import NatsBatchMessage
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.errors import MaxPayloadError
from nats.js import JetStreamContext
from nats.js.api import ConsumerConfig, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import APIError, NotFoundError

from api.stream.brokers.options import CONFIRMATION, GRACE, BrokerOptions
from api.stream.ports import BatchConsumer, InMessage, MessageRefusal, OutMessage

_TOO_LARGE = 10_054
"""JetStream's code of a message over the bound of its stream."""
_PENDING = 8
"""Batches that all workers of a group may have in hand together."""


class JetStreamBroker:
    """Source and sink of a NATS server."""

    def __init__(self, options: BrokerOptions) -> None:
        self._options = options
        self._broker = NatsBroker(
            options.url.split(","),
            logger=None,
            max_reconnect_attempts=-1,
            reconnect_time_wait=1,
            graceful_timeout=GRACE,
            apply_types=False,
        )
        self._streams: dict[str, str] = {}

    async def start(self, consume: BatchConsumer) -> None:
        """Connects, then delivers until `stop`.

        Raises:
            OSError: the server cannot be reached, or has no such stream.
        """
        options = self._options
        try:
            context = (await self._broker.connect()).jetstream()
            for subject in (options.source, options.decisions, options.dead_letters):
                self._streams[subject] = await self._stream_of(context, subject)
        except (NatsError, APIError, OSError) as error:
            raise OSError(f"NATS: {type(error).__name__}") from error
        subscriber = self._broker.subscriber(
            options.source,
            stream=JStream(self._streams[options.source], declare=False),
            durable=re.sub(r"[^A-Za-z0-9_-]", "_", options.group),
            pull_sub=PullSub(batch_size=options.batch, timeout=options.wait, batch=True),
            config=ConsumerConfig(ack_wait=options.redelivery, max_ack_pending=max(1_000, _PENDING * options.batch)),
            ack_policy=AckPolicy.MANUAL,
            parser=_whole,
            decoder=_undecoded,
            no_reply=True,
        )

        async def deliver(body: list[Msg]) -> None:
            pulse = asyncio.create_task(_hold(body, options.redelivery / 3))
            try:
                await consume([InMessage(one.data, _place(one)) for one in body])
            finally:
                pulse.cancel()
            for one in body:
                await one.ack()

        subscriber(deliver)
        await self._broker.start()

    async def publish(self, message: OutMessage) -> None:
        """Returns once JetStream has confirmed that it keeps the message.

        Raises:
            MessageRefusal: it is larger than the server or the stream takes.
        """
        subject = self._options.name(message.destination)
        try:
            await self._broker.publish(
                message.body,
                subject,
                headers={"Qualif-Content": message.key},
                stream=self._streams[subject],
                timeout=CONFIRMATION,
            )
        except MaxPayloadError as error:
            raise MessageRefusal from error
        except APIError as error:
            if error.err_code == _TOO_LARGE:
                raise MessageRefusal from error
            raise

    async def stop(self) -> None:
        """Takes no other batch, lets the one in hand end, and disconnects."""
        await self._broker.stop()

    async def _stream_of(self, context: JetStreamContext, subject: str) -> str:
        """The stream of a subject, made where there is none and that is allowed."""
        try:
            return await context.find_stream_name_by_subject(subject)
        except NotFoundError:
            if not self._options.declare:
                raise
        name = re.sub(r"[^A-Za-z0-9_-]", "_", subject)
        # what has its decision leaves the stream of reports, which would otherwise grow for ever
        retention = RetentionPolicy.WORK_QUEUE if subject == self._options.source else RetentionPolicy.LIMITS
        await context.add_stream(
            StreamConfig(name=name, subjects=[subject], storage=StorageType.FILE, retention=retention)
        )
        return name


async def _hold(batch: list[Msg], every: float) -> None:
    """Says that a batch is still in hand, so that it is not delivered again meanwhile."""
    while True:
        await asyncio.sleep(every)
        with suppress(NatsError):  # the server is away: it delivers again
            for one in batch:
                await one.in_progress()


async def _whole(message: Any) -> NatsBatchMessage:
    """A batch as it came: what headers say of it is not read, for it could not be refused here."""
    return NatsBatchMessage(raw_message=message, body=message)


async def _undecoded(message: NatsMessage) -> Any:
    return message.body


def _place(message: Msg) -> str:
    metadata = message.metadata
    return f"{metadata.stream}/{metadata.sequence.stream}"
