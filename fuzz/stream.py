"""A long trial of the stream on a real broker: `python -m fuzz.stream --broker nats --kills 10`.

Two workers read while messages come; workers, and the broker, are killed at random
(`tests/api/stream/kills.py`). It fails where a message has no decision, or two decisions contradict
each other. `--broker kafka` is the cluster that librdkafka carries, in memory: it is never killed,
and forgets what is beyond 5 MB a partition.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.api.stream.kills import TrialPlan, run_trial
from tests.api.stream.servers import reason_missing


def main() -> int:
    """The command: 1 when a message has no decision, or two that contradict each other; 2 without
    the broker.
    """
    parser = argparse.ArgumentParser(prog="python -m fuzz.stream", description=__doc__)
    parser.add_argument("--broker", choices=("nats", "rabbit", "kafka"), default="nats")
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=10, help="of a worker, and as many of the broker")
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--store", default="", help="address of the store of decisions; a SQLite file by default")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if missing := reason_missing(given.broker):
        print(missing, file=sys.stderr)
        return 2
    server_kills = 0 if given.broker == "kafka" else given.kills
    plan = TrialPlan(given.messages, given.kills, server_kills, batch=given.batch, store=given.store)
    with tempfile.TemporaryDirectory() as folder:
        tally = run_trial(given.broker, Path(folder), plan, given.seed)
    print(f"{given.broker}: {tally.line()}")
    return 0 if tally.is_whole and not tally.contradictions else 1


if __name__ == "__main__":
    sys.exit(main())
