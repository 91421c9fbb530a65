"""Log of the runs of one part on one database: written after each run, so that a campaign that was
interrupted goes on where it was.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from campaign.rows import CampaignRow

MOST_FAILURES = 50
"""Failures written in full; further ones are counted by their runs alone."""


class RunLog:
    """Runs of a part so far; `path` None: nothing is written, as in tests."""

    def __init__(
        self, part: str, database: str, path: Path | None = None, report: Callable[[str], None] = lambda _: None
    ) -> None:
        self.part, self.database, self._path, self._report = part, database, path, report
        self.goal = 1
        """Runs that are asked for."""
        self.runs, self.seconds = 0, 0.0
        self.failures: list[str] = []
        self.measures: dict[str, list[float]] = {}
        self.notes: list[str] = []
        if path is not None and path.exists():
            self._load(json.loads(path.read_text(encoding="utf-8")))
        self._began = time.monotonic()

    def _load(self, state: dict[str, Any]) -> None:
        self.runs, self.seconds = state["runs"], state["seconds"]
        self.failures, self.measures, self.notes = state["failures"], state["measures"], state["notes"]

    def restart(self) -> None:
        """Forgets the runs so far, where runs only mean something one after the other."""
        if self.runs < self.goal:
            self.runs, self.seconds = 0, 0.0
            self.failures, self.measures, self.notes = [], {}, []

    def note(self, words: str) -> None:
        """Adds words to the detail of the row, once."""
        if words not in self.notes:
            self.notes.append(words)

    def measure(self, name: str, value: float) -> None:
        """Adds a measure, shown by its median and its maximum."""
        self.measures.setdefault(name, []).append(round(value, 3))

    def done(self, failures: Sequence[str] = ()) -> None:
        """Counts a run, with what went wrong in it."""
        for failure in failures:
            self._report(f"FAILURE {failure}")
        self.failures += [f"run {self.runs}: {one}" for one in failures][: max(MOST_FAILURES - len(self.failures), 0)]
        self.runs += 1
        now = time.monotonic()
        self.seconds, self._began = self.seconds + now - self._began, now
        if self._path is not None:
            self._write(self._path)
        self._report(f"{self.part} {self.database}: {self.runs} runs, {len(self.failures)} failures")

    def _write(self, path: Path) -> None:
        names = ("runs", "seconds", "failures", "measures", "notes")
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".new")
        beside.write_text(json.dumps({name: getattr(self, name) for name in names}), encoding="utf-8")
        beside.replace(path)

    def row(self) -> CampaignRow:
        """The row of the table."""
        spans = [f"{name} {median(all_):.3g} (max {max(all_):.3g})" for name, all_ in self.measures.items() if all_]
        detail = "; ".join([*spans, *self.notes])
        return CampaignRow(self.part, self.database, self.runs, tuple(self.failures), round(self.seconds, 1), detail)
