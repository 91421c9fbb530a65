"""A training run: its work folder, and its progress on the error stream."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

Say: TypeAlias = Callable[[str], None]
START = time.monotonic()


def say(what: str) -> None:
    """A line of progress, with the seconds gone."""
    print(f"{time.monotonic() - START:6.0f} s  {what}", file=sys.stderr, flush=True)


@dataclass(frozen=True)
class TrainingRun:
    """A training run: the work folder, where each stage stays for the next run, and where its
    progress goes.
    """

    work: Path
    say: Say = say
