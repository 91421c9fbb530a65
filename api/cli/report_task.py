"""Records of the register from the shards of an archive."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from api.bulk.lines import LineShard
from api.bulk.tallies import MOST_FAULTS, Tally, shard_content
from api.bulk.tasks import TextTask
from api.cli.bulk_setup import BulkSetup, OtherVersion, running_code
from api.statistics.archived import bare_line
from textfile.text import Text


@dataclass(frozen=True)
class RecordTask(TextTask):
    """Shard whose reports are to be counted: what is counted of each, without its words."""

    setup: BulkSetup

    def answer(self) -> bytes:
        """A line for each report, after their counts; none for a line that is refused.

        Raises:
            OtherVersion: this process has another code.
        """
        if self.setup.code != running_code():
            raise OtherVersion
        lines, counts, faults = list[bytes](), Counter[str](), list[tuple[str, str]]()
        for number, raw in enumerate(self.shard.lines, self.shard.first):
            if not raw.strip():
                continue
            record = bare_line(raw)
            if isinstance(record, Text):
                counts["refused"] += 1
                if len(faults) < MOST_FAULTS:
                    faults.append((str(number), record.fr))
                continue
            counts["answered"] += 1
            lines.append(record + b"\n")
        return shard_content(Tally(dict(counts), tuple(faults)), self.setup.packed(b"".join(lines).decode()))


class RecordWork:
    """Records of the register as the work of a bulk run."""

    shard_lines = 4096

    def __init__(self, setup: BulkSetup) -> None:
        self._setup = setup

    def task(self, shard: LineShard) -> RecordTask:
        """The task of a shard."""
        return RecordTask(shard, b"", self._setup)
