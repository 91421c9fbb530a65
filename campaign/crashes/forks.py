"""Work done in a forked child, which may die of it."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
SECONDS = 60
"""Time after which a child that hangs is killed by its own alarm."""


@dataclass(frozen=True, slots=True)
class ChildOutcome(Generic[T]):
    """Outcome of a child: the value it sent, or `death`, the signal or the words of the error."""

    value: T | None
    death: str | None

    @property
    def was_killed(self) -> bool:
        """Whether it died as by `kill -9`."""
        return self.death == f"signal {signal.SIGKILL.value}"


def run_in_child(work: Callable[[], T]) -> ChildOutcome[T]:
    """Forks this process, which must have one thread only, and runs the work in the child.

    The child sends what the work gives and dies at once: nothing is flushed, closed or waited for.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        signal.alarm(SECONDS)
        try:
            sent = pickle.dumps((work(), None))
        except BaseException:  # the parent says it
            sent = pickle.dumps((None, traceback.format_exc(limit=-12)))
        with open(writer, "wb", buffering=0, closefd=False) as pipe:
            pipe.write(sent)
        sys.stderr.flush()
        os._exit(0)
    os.close(writer)
    with open(reader, "rb") as pipe:
        received = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return ChildOutcome(None, f"signal {os.WTERMSIG(status)}")
    value, error = pickle.loads(received)
    return ChildOutcome(value, error)


def wait_for_threads() -> None:
    """Waits until the threads of a service that was closed are gone.

    Raises:
        RuntimeError: one stays: a child would find its locks closed for ever.
    """
    until = time.monotonic() + SECONDS
    while threading.active_count() > 1:
        if time.monotonic() > until:
            raise RuntimeError(f"threads stay: {[thread.name for thread in threading.enumerate()]}")
        time.sleep(0.001)
