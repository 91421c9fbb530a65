"""Progress of a training run, on the error stream."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TypeAlias

Say: TypeAlias = Callable[[str], None]
START = time.monotonic()


def say(what: str) -> None:
    """A line of progress, with the seconds gone."""
    print(f"{time.monotonic() - START:6.0f} s  {what}", file=sys.stderr, flush=True)
