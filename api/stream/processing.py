"""Processing of a batch: decided, published, confirmed; its source acknowledges it after that."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

from api.stream.decisions import Decider
from api.stream.outputs import DecisionOutput
from api.stream.ports import DecisionSink, InMessage, MessageRefusal, OutMessage, Unconfirmed

log = logging.getLogger("qualif.stream")
_SHORTEST, _LONGEST = 0.05, 5.0
"""Seconds between two tries to publish: twice as long each time."""


class StreamObserver(Protocol):
    """Observer of what a stream does, for metrics and health."""

    def began(self, messages: int) -> None:
        """A batch was received."""
        ...

    def ended(self, outputs: Sequence[DecisionOutput]) -> None:
        """The decisions on a batch are all confirmed."""
        ...

    def could_not_publish(self) -> None:
        """The broker has not confirmed a message, which will be tried again."""
        ...


class SilentObserver:
    """Observer that counts nothing."""

    def began(self, messages: int) -> None:
        """Counts nothing."""

    def ended(self, outputs: Sequence[DecisionOutput]) -> None:
        """Counts nothing."""

    def could_not_publish(self) -> None:
        """Counts nothing."""


class BatchProcessor:
    """Decides on batches in a thread beside the loop, which keeps answering the broker, and
    publishes what was decided until it is confirmed.
    """

    def __init__(
        self, decider: Decider, sink: DecisionSink, observer: StreamObserver | None = None, pause: float = _SHORTEST
    ) -> None:
        self._decider = decider
        self._sink = sink
        self._observer = observer or SilentObserver()
        self._pause = pause
        self._is_troubled = False

    async def process(self, batch: Sequence[InMessage]) -> None:
        """Returns once each message of the batch has its decision confirmed.

        It tries for ever: a batch is given up by cancelling it, and is then delivered again.
        """
        self._observer.began(len(batch))
        outputs = await asyncio.to_thread(self._decider.decide, batch)
        await asyncio.gather(*(self._publish_output(one) for one in outputs))
        self._observer.ended(outputs)

    async def _publish_output(self, output: DecisionOutput) -> None:
        if output.dead_letter is not None:
            try:
                await self._publish(output.dead_letter)
            except MessageRefusal:
                log.error("the broker refuses a dead letter: its decision alone says why it was kept")
        try:
            await self._publish(output.decision)
        except MessageRefusal:
            log.error("the broker refuses a decision as it is: it is published kept, without its details")
            await self._publish_smaller(output.smaller().decision)

    async def _publish_smaller(self, message: OutMessage) -> None:
        """Publishes what nothing makes smaller: a refusal is tried again, like any other fault."""
        while True:
            try:
                return await self._publish(message)
            except MessageRefusal:
                await asyncio.sleep(self._pause)

    async def _publish(self, message: OutMessage) -> None:
        """Returns once a message is confirmed.

        Raises:
            MessageRefusal: the broker will never take it.
        """
        pause = self._pause
        while True:
            try:
                await self._sink.publish(message)
            except MessageRefusal:
                raise
            except Exception as error:  # whatever the client met: the message is still to be published
                self._trouble(error)
            else:
                return self._relieve()
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST)

    def _trouble(self, error: Exception) -> None:
        """Logs the first of the faults that follow each other."""
        self._observer.could_not_publish()
        if not self._is_troubled:
            why = str(error) if isinstance(error, Unconfirmed) else type(error).__name__
            log.warning("the broker does not confirm messages (%s): they are published again until it does", why)
        self._is_troubled = True

    def _relieve(self) -> None:
        if self._is_troubled:
            log.info("the broker confirms messages again")
        self._is_troubled = False
