"""Background warm-up: readers of texts are opened beside the service, which answers meanwhile; then
what first texts would wait for is done beforehand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from time import perf_counter

from api.kit.background import background
from api.texts.readers import Texts

REST, LONGEST = 4.0, 0.2
"""After a step, nothing is done for so many times as long, and so many seconds at most: a fifth of
one core is taken, for some fifteen seconds.
"""


def warming(texts: Texts, on_open: Callable[[], None] = lambda: None) -> AbstractContextManager[None]:
    """While the service runs, opens what reads texts, calls `on_open`, then makes ready what no
    text has asked for yet.

    Reports that come in meanwhile wait for the opening; once open, for one step at most. It stops
    with the service.
    """

    def steps() -> Iterator[None]:
        texts.open()
        on_open()
        yield
        yield from texts.ready()

    made = steps()

    def step() -> float | None:
        began = perf_counter()
        if next(made, _END) is _END:
            return None
        return min(REST * (perf_counter() - began), LONGEST)

    return background("warming", step)


_END = object()
