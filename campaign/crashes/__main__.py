"""Command `python -m campaign.crashes`: the crash points of one database, in this process alone.

Progress goes out line by line; the last line is the row as JSON. `--only` keeps the scenarios whose
name has these words.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from campaign.crashes.running import enumerate_crashes, enumerate_disk_calls


def main() -> int:
    """Runs the command; see the top of the file."""
    parser = argparse.ArgumentParser(prog="python -m campaign.crashes")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--stride", type=int, default=1, help="every k-th crash point")
    parser.add_argument("--offset", type=int, default=0, help="the first one")
    parser.add_argument("--only", default="", help="words of the name of a scenario")
    parser.add_argument("--disk", action="store_true", help="fail calls of the disk (libfiu under this process)")
    asked = parser.parse_args()

    def report(line: str) -> None:
        print(line, flush=True)

    if asked.disk:
        row = enumerate_disk_calls(asked.only, report)
    else:
        row = enumerate_crashes(
            asked.database, stride=asked.stride, offset=asked.offset, only=asked.only, report=report
        )
    print(json.dumps(asdict(row), ensure_ascii=False), flush=True)
    return 1 if row.failures else 0


if __name__ == "__main__":
    sys.exit(main())
