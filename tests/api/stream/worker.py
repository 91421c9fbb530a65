"""A worker of a stream whose judge is no model: `python -m tests.api.stream.worker OPTIONS STORE`, options as JSON."""

from __future__ import annotations

import asyncio
import json
import sys

from api.kit.telemetry import start_logging
from api.stream.brokers.choice import open_broker
from api.stream.brokers.options import BrokerOptions
from api.stream.decisions import Decider
from api.stream.running import run_stream
from api.stream.sql_store import SqlDecisionStore
from api.stream.telemetry import StreamMetrics
from tests.api.stream.platform import SpamJudge


def main(options: str, store: str) -> None:
    """Runs until a signal."""
    start_logging()
    chosen = BrokerOptions(**json.loads(options))
    decider = Decider(SpamJudge(), SqlDecisionStore(store))
    asyncio.run(run_stream(lambda: open_broker(chosen), decider, StreamMetrics(), 0.2))


if __name__ == "__main__":
    main(*sys.argv[1:])
