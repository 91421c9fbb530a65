"""What first texts would wait for is done beforehand, beside the service, while nobody reads anything."""

from __future__ import annotations

from contextlib import AbstractContextManager
from time import perf_counter

from api.kit.background import background
from api.texts.readers import Texts

REST, LONGEST = 4.0, 0.2
"""After a step, nothing is done for so many times as long, and so many seconds at most: a fifth of one core is taken, for some fifteen seconds."""


def warming(texts: Texts) -> AbstractContextManager[None]:
    """While the service runs, makes ready what no text has asked for yet; stops with it, after one step at most."""
    steps = texts.ready()

    def step() -> float | None:
        began = perf_counter()
        if next(steps, _END) is _END:
            return None
        return min(REST * (perf_counter() - began), LONGEST)

    return background("warming", step)


_END = object()
