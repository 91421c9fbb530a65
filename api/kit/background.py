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
def background(
    name: str, step: Step, *, delay: float = 0.0, retry: float = RETRY, bell: Event | None = None
) -> Iterator[None]:
    """Takes the steps in a thread of this name, the first after `delay`; on exit, waits for the
    step under way and ends. `bell`, once set, ends the rest under way.

    A step that fails is tried again after `retry` seconds, whatever it met: the log has the kind of
    error, never its words.
    """
    over, bell = Event(), bell if bell is not None else Event()

    def run() -> None:
        rest: float | None = delay
        while rest is not None:
            bell.wait(rest)
            bell.clear()  # before the look at `over`, after which whoever ends this sets it
            if over.is_set():
                return
            rest = _rest_after(name, step, retry)

    thread = Thread(target=run, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        bell.set()
        thread.join()


def _rest_after(name: str, step: Step, retry: float) -> float | None:
    """Takes a step; the seconds of rest after it."""
    try:
        return step()
    except Exception as error:  # the database is away, or anything else: the thread never dies of it
        log.warning("a step beside the service failed (%s)", type(error).__name__, extra={"where": name})
        return retry
