"""A Kafka cluster in memory for other processes: `python -m tests.api.stream.mock_kafka FILE` writes its address, and serves."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from confluent_kafka import Producer


def main(file: Path) -> None:
    """Serves until it is killed."""
    cluster = Producer({"bootstrap.servers": "127.0.0.1:1", "test.mock.num.brokers": 3, "log_level": 0})
    brokers = cluster.list_topics(timeout=30).brokers.values()
    made = file.with_suffix(".new")
    made.write_text(",".join(f"{one.host}:{one.port}" for one in brokers), encoding="utf-8")
    made.rename(file)
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
