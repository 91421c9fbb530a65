"""A worker of a stream whose judge is no model."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from api.kit.telemetry import start_logging
from api.stream.brokers.choice import open_broker
from api.stream.brokers.options import BrokerOptions
from api.stream.decisions import Decider
from api.stream.running import run_stream
from api.stream.sql_store import SqlDecisionStore
from api.stream.telemetry import StreamMetrics
from tests.api.stream.platform import SpamJudge

MODULES = (__name__, "faststream.nats", "faststream.rabbit", "faststream.confluent")
"""What workers run, for the process that they fork from to import once."""


def run(options: BrokerOptions, store: str, log: Path) -> None:
    """Runs until a signal; what it says goes to a file."""
    with log.open("ab") as lines:
        os.dup2(lines.fileno(), 2)
    start_logging()
    decider = Decider(SpamJudge(), SqlDecisionStore(store))
    asyncio.run(run_stream(lambda: open_broker(options), decider, StreamMetrics(), 0.2))
