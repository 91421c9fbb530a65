"""Choice of a broker by the scheme of its address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from api.stream.brokers.options import BrokerOptions
from api.stream.ports import DecisionSink, MessageSource
from textfile.text import Text

_UNKNOWN = Text(
    fr="l'adresse du courtier commence par kafka://, nats://, tls://, amqp:// ou amqps://",
    en="the address of the broker starts with kafka://, nats://, tls://, amqp:// or amqps://",
)


class MessageBroker(MessageSource, DecisionSink, Protocol):
    """Broker that is both: source of reports, sink of decisions."""


class UnknownBroker(ValueError):
    """An address whose scheme names no known broker; `text` says so to a person."""

    text = _UNKNOWN


def is_jetstream(options: BrokerOptions) -> bool:
    """Whether the broker is a NATS server."""
    return _scheme(options) in ("nats", "tls")


def check_installed(options: BrokerOptions) -> None:
    """Imports the adapter of the broker at an address.

    Raises:
        UnknownBroker: the scheme names none.
        ImportError: the extra `stream` is not installed.
    """
    _adapter(options)


def open_broker(options: BrokerOptions) -> MessageBroker:
    """The adapter of the broker at an address, not connected yet.

    Raises:
        UnknownBroker: the scheme names none.
        ImportError: the extra `stream` is not installed.
    """
    return _adapter(options)(options)


def _adapter(options: BrokerOptions) -> Callable[[BrokerOptions], MessageBroker]:
    match _scheme(options):
        case "kafka":
            from api.stream.brokers.kafka import KafkaStreamBroker

            return KafkaStreamBroker
        case "nats" | "tls":
            from api.stream.brokers.jetstream import JetStreamBroker

            return JetStreamBroker
        case "amqp" | "amqps":
            from api.stream.brokers.rabbit import RabbitStreamBroker

            return RabbitStreamBroker
    raise UnknownBroker


def _scheme(options: BrokerOptions) -> str:
    return options.url.partition("://")[0]
