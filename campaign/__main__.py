"""Faults on purpose: `python -m campaign`. Each part injects its faults so many times on each
database, and compares the service with what it acknowledged. What is done is in `build/campaign/`:
an interrupted campaign goes on where it was, `--again` begins anew. Exit code 1: something failed.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from dataclasses import asdict
from pathlib import Path

from campaign.databases import SQLITE, missing
from campaign.parts import BOTH, CRASHES, DISK_CALLS, PARTS, run_crashes, run_disk_calls, run_part
from campaign.rows import CampaignRow
from campaign.run_log import RunLog
from campaign.table import table

STATE = Path("build/campaign")
NAMES = (*(part.name for part in PARTS), CRASHES, DISK_CALLS)


def main(words: list[str] | None = None) -> int:
    """Runs the parts that are asked for, and prints the table."""
    asked = _parser().parse_args(words)
    rows: list[CampaignRow] = []
    try:
        for name in asked.only or NAMES:
            for database in asked.database or BOTH:
                row = _row(name, database, asked)
                rows += [row] if row is not None else []
    except KeyboardInterrupt:
        print("stopped: what is done is kept, the same command goes on", file=sys.stderr)
    print(table(rows))
    return 1 if any(row.failures for row in rows) else 0


def _parser() -> argparse.ArgumentParser:
    units = "\n".join(f"  {part.name:13} {part.runs:>5}  {part.unit}" for part in PARTS)
    parser = argparse.ArgumentParser(
        prog="python -m campaign",
        description=__doc__,
        epilog=f"Runs of each part:\n{units}\n  {CRASHES:13}    -   a crash at every statement (--stride)"
        f"\n  {DISK_CALLS:13}    -   each write and sync of SQLite failed once",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", action="append", choices=NAMES, help="this part (repeatable)")
    parser.add_argument("--database", action="append", choices=BOTH, help="this one (repeatable)")
    parser.add_argument("--runs", type=int, help="runs of each part, instead of those below")
    parser.add_argument("--stride", type=int, default=1, help="crashes: every k-th statement")
    parser.add_argument("--state", type=Path, default=STATE, help="folder of what is done")
    parser.add_argument("--again", action="store_true", help="forgets what is done of these parts")
    return parser


def _row(name: str, database: str, asked: argparse.Namespace) -> CampaignRow | None:
    """The row of a part on a database; None where the part does not concern it."""
    part = next((part for part in PARTS if part.name == name), None)
    if database not in (part.databases if part is not None else (SQLITE,) if name == DISK_CALLS else BOTH):
        return None
    reason = missing(database)
    if reason is not None:
        return CampaignRow(name, database, 0, (), 0.0, f"not run: {reason}")
    path = asked.state / f"{name}-{database}.json"
    if asked.again:
        path.unlink(missing_ok=True)
    if part is None:
        return _enumerated(name, database, asked.stride, path)
    log = RunLog(name, database, path, _say)
    log.goal = asked.runs if asked.runs is not None else part.runs
    if log.runs >= log.goal:
        return log.row()
    try:
        return run_part(part, database, log, log.goal)
    except KeyboardInterrupt:
        print(table([log.row()]))
        raise


def _enumerated(name: str, database: str, stride: int, path: Path) -> CampaignRow:
    """The faults of a part that enumerates them, or those of an earlier campaign."""
    if path.exists():
        state = json.loads(path.read_text(encoding="utf-8"))
        return CampaignRow(**{**state, "failures": tuple(state["failures"])})
    row = run_disk_calls(_say) if name == DISK_CALLS else run_crashes(database, stride, _say)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(row)), encoding="utf-8")
    return row


def _say(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # instances end with the campaign, however it is stopped
    sys.exit(main())
