"""A bounded worker without a process: each task runs where it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, TypeVar

from api.kit.bounded_worker import BoundedWorker

T = TypeVar("T")


class InlineWorker(BoundedWorker):
    """A worker that ends a task before it gives it; `stuck`: one whose tasks never end; `broken`: fail."""

    def __init__(self, *_: Any) -> None:
        super().__init__(60, 2**30)
        self.stuck = self.broken = False

    @property
    def keys(self) -> list[str]:
        """Keys of the tasks that it remembers."""
        return [*self._tasks]

    def _schedule(self, work: Callable[..., T], arguments: Sequence[Any]) -> Future[T]:
        future = Future[T]()
        if self.stuck:
            return future
        try:
            if self.broken:
                raise MemoryError
            future.set_result(work(*arguments))
        except Exception as error:
            future.set_exception(error)
        return future
