"""Adapter to Kafka and what speaks its protocol: one consumer group, offsets committed by batch."""

from __future__ import annotations

from typing import Any

from confluent_kafka import KafkaError, KafkaException, Message
from faststream import AckPolicy
from faststream.confluent import KafkaBroker, KafkaMessage
from faststream.confluent.helpers.client import AsyncConfluentConsumer

from api.stream.brokers.options import CONFIRMATION, GRACE, BrokerOptions
from api.stream.ports import BatchConsumer, InMessage, MessageRefusal, OutMessage, Unconfirmed

_TOO_LARGE = frozenset({KafkaError.MSG_SIZE_TOO_LARGE, KafkaError._INVALID_ARG})
_LONGEST_BATCH = 900_000
"""Milliseconds after which a worker that is still at its batch passes for dead."""


class KafkaStreamBroker:
    """Source and sink of a Kafka cluster."""

    def __init__(self, options: BrokerOptions) -> None:
        self._options = options
        client: Any = {"message.timeout.ms": int(CONFIRMATION * 1_000), **options.client}
        self._broker = KafkaBroker(
            options.url.removeprefix("kafka://").split(","),
            logger=None,
            acks="all",
            enable_idempotence=True,
            linger_ms=5,
            allow_auto_create_topics=False,
            graceful_timeout=GRACE,
            apply_types=False,
            config=client,
        )

    async def start(self, consume: BatchConsumer) -> None:
        """Connects, then delivers until `stop`.

        Raises:
            OSError: no broker answers.
        """
        options = self._options
        subscriber = self._broker.subscriber(
            options.source,
            group_id=options.group,
            batch=True,
            max_records=options.batch,
            polling_interval=options.wait,
            max_poll_interval_ms=_LONGEST_BATCH,
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.MANUAL,
            parser=_whole,
            decoder=_undecoded,
            no_reply=True,
        )

        async def deliver(body: tuple[Message, ...]) -> None:
            await consume([InMessage(one.value() or b"", _place(one)) for one in body])
            consumer = subscriber.consumer
            if consumer is not None:
                await _commit(consumer)

        subscriber(deliver)
        await self._broker.connect()
        if not await self._broker.ping(CONFIRMATION):
            raise OSError("Kafka: no broker answers")
        await self._broker.start()

    async def publish(self, message: OutMessage) -> None:
        """Returns once every replica in sync has the message.

        Raises:
            MessageRefusal: it is larger than the topic takes.
        """
        try:
            await self._broker.publish(message.body, self._options.name(message.destination), key=message.key.encode())
        except KafkaException as error:
            if error.args[0].code() in _TOO_LARGE:
                raise MessageRefusal from error
            raise Unconfirmed(error.args[0].name()) from error

    async def stop(self) -> None:
        """Takes no other batch, lets the one in hand end, and disconnects."""
        await self._broker.stop()


async def _commit(consumer: AsyncConfluentConsumer) -> None:
    """Commits what was delivered. Where that fails (a partition is another worker's by now), the
    messages are delivered again.
    """
    try:
        await consumer.commit(asynchronous=False)
    except KafkaException as error:
        if error.args[0].fatal():
            raise


async def _whole(message: tuple[Message, ...]) -> KafkaMessage:
    """A batch as it came: what headers say of it is not read, for a batch that could not be parsed
    would be passed over by the next commit.
    """
    return KafkaMessage(message, message, consumer=_NO_CONSUMER, is_manual=True)


async def _undecoded(message: KafkaMessage) -> Any:
    return message.body


class _NoConsumer:
    """Consumer of messages that are acknowledged by batch, elsewhere."""

    async def commit(self) -> None:
        """Does nothing."""

    async def seek(self, topic: str, partition: int, offset: int) -> None:
        """Does nothing."""


_NO_CONSUMER = _NoConsumer()


def _place(message: Message) -> str:
    return f"{message.topic()}/{message.partition()}/{message.offset()}"
