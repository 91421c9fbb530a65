"""What first texts would wait for is done beforehand, beside the service, while nobody reads anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import perf_counter

from api.texts import Texts

REST, LONGEST = 4.0, 0.2
"""After a step, nothing is done for so many times as long, and so many seconds at most: a fifth of one core is taken, for some fifteen seconds."""


@contextmanager
def warming(texts: Texts) -> Iterator[None]:
    """While the service runs, makes ready what no text has asked for yet; stops with it, after one step at most."""
    over = Event()
    thread = Thread(target=_warm, args=(texts, over), name="warming", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _warm(texts: Texts, over: Event) -> None:
    began = perf_counter()
    for _ in texts.ready():
        if over.wait(min(REST * (perf_counter() - began), LONGEST)):
            return
        began = perf_counter()
