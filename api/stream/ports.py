"""Ports of a stream: where reports come from, where decisions go, what judges, what remembers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any, Literal, NamedTuple, Protocol

from api.stream.report_message import ReportMessage
from classifiers.noise.filter import FilterVerdict

Destination = Literal["decisions", "dead_letters"]


class InMessage(NamedTuple):
    """Message as a broker delivers it: its bytes, and where it lies there, for a person."""

    body: bytes
    place: str = ""


class OutMessage(NamedTuple):
    """Message to publish. `key`: digest of the content, by which partitions are chosen."""

    destination: Destination
    key: str
    body: bytes


class MessageRefusal(Exception):
    """A message that the broker will never take as it is; another one may pass."""


class Unconfirmed(Exception):
    """A message that the broker has not confirmed, and why: its own word, none of a report."""


BatchConsumer = Callable[[Sequence[InMessage]], Awaitable[None]]
"""Consumer of a batch: it returns once every decision on it is confirmed by the broker."""


class MessageSource(Protocol):
    """Source of reports, in batches of a bounded size, one at a time.

    A batch is acknowledged after its consumer has returned, and at no other moment: what is not
    acknowledged is delivered again, to this process or to another.
    """

    async def start(self, consume: BatchConsumer) -> None:
        """Connects, then delivers until `stop`.

        Raises:
            OSError: the broker cannot be reached.
        """
        ...

    async def stop(self) -> None:
        """Takes no other batch, lets the one in hand end, and disconnects."""
        ...


class DecisionSink(Protocol):
    """Sink of decisions and of dead letters."""

    async def publish(self, message: OutMessage) -> None:
        """Returns once the broker has confirmed that it keeps the message.

        Raises:
            MessageRefusal: it will never take it.
            Unconfirmed: it may take it later; so with any other exception.
        """
        ...


class Judge(Protocol):
    """Judge of reports."""

    @property
    def digests(self) -> Mapping[str, Any]:
        """Digests of all that decides now, which replay a decision."""
        ...

    def judge(self, reports: Sequence[ReportMessage]) -> list[FilterVerdict]:
        """A verdict a report, in order."""
        ...

    def qualify(self, report: ReportMessage) -> dict[str, Any] | None:
        """The qualification of a report, None where none is asked for.

        Raises:
            ReportError: the report states what the law does not know.
        """
        ...


class DecisionRecord(NamedTuple):
    """The decision on a content: the report that it was taken on, by the digests of its id and of
    what was read, and the decision as JSON.
    """

    report: str
    words: str
    data: bytes


class DecisionStore(Protocol):
    """Store of one decision a content, bounded: the oldest are forgotten."""

    def find(self, contents: Collection[str]) -> dict[str, DecisionRecord]:
        """The decisions on those of these contents that have one."""
        ...

    def attempts(self, words: Collection[str]) -> dict[str, int]:
        """How many times each of these was begun without a decision; none: it never was."""
        ...

    def begin(self, words: Collection[str]) -> None:
        """Counts one more attempt on each."""
        ...

    def claim(self, decisions: Mapping[str, DecisionRecord], words: Collection[str]) -> dict[str, DecisionRecord]:
        """The decisions that stand, by content: these, or another worker's where it was first. What
        was begun under these words has ended.
        """
        ...
