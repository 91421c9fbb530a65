"""A periodic thread beside the service: one step after another, with a rest between two, until the
service stops.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TypeAlias

log = logging.getLogger("qualif.background")

Step: TypeAlias = Callable[[], float | None]
"""Does a little; the seconds of rest before the next step, None when nothing is left to do."""
RETRY = 60.0
"""Seconds before a step that failed is tried again."""


@contextmanager
def background(name: str, step: Step, *, delay: float = 0.0, retry: float = RETRY) -> Iterator[None]:
    """Takes the steps in a thread of this name, the first after `delay`; on exit, waits for the
    step under way and ends.

    A step that fails is tried again after `retry` seconds, whatever it met: the log has the kind of
    error, never its words.
    """
    over = Event()
    thread = Thread(target=_run, args=(name, step, over, delay, retry), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _run(name: str, step: Step, over: Event, delay: float, retry: float) -> None:
    rest: float | None = delay
    while rest is not None and not over.wait(rest):
        try:
            rest = step()
        except Exception as error:  # the database is away, or anything else: the thread never dies of it
            log.warning("a step beside the service failed (%s)", type(error).__name__, extra={"where": name})
            rest = retry
