"""Backtest of a few reports at once, in this process: no archive on disk, nothing stored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from api.backtest.archive import ArchiveShard
from api.backtest.laws import LawPair
from api.backtest.records import FactPair
from api.backtest.running import Backtest
from api.backtest.shards import ShardTask, answer_shard
from api.backtest.summary import summary_of
from api.kit.canonical import canonical


def backtest_in_memory(
    laws: LawPair,
    records: Sequence[bytes],
    day: date | None = None,
    again: Mapping[int, FactPair | None] | None = None,
) -> dict[str, Any]:
    """Summary of a backtest on lines of an archive, each report on its own day, or all on one, as
    if their facts were of that day: the answers that were given, of other days, are left out.
    `again`: by line, what both editions read (`ShardTask`).
    """
    if day is not None:
        records = [_on_day(line, day) for line in records]
    lines = b"\n".join(records)
    shard = ArchiveShard(Path(), 1, 0, len(lines), len(records), hashlib.sha256(lines).hexdigest())
    content = answer_shard(ShardTask(laws, lines, 1, day, again=again or {}))
    return summary_of(Backtest(laws, (shard,), day), [json.loads(content)])


def _on_day(record: bytes, day: date) -> bytes:
    """A record as if its facts were of a day."""
    data = {key: value for key, value in json.loads(record).items() if key != "answer"}
    return canonical({**data, "date_of_facts": day.isoformat()})
