"""Pool of threads in the place of the processes of a long run."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any


class PrintingPool(ThreadPoolExecutor):
    """Executor in threads, that notes what was printed when it was told to stop."""

    printed = ""

    def __init__(self, workers: int, *, mp_context: Any) -> None:
        super().__init__(workers)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if cancel_futures:
            type(self).printed = sys.stdout.getvalue()
        super().shutdown(wait, cancel_futures=cancel_futures)
