"""Bounded worker: a process apart for work on what anybody wrote, limited in processor time and in
memory.

What takes too long is killed, and so is what takes too much: the service goes on. The time counted
is that of the processor, so that a machine which others use refuses nothing that a free one does.
Pebble keeps the process, since the standard pool cannot stop one that runs. It forks from a fork
server, which has imported what the work needs: one that was killed is replaced in milliseconds. Its
temporary files are in a folder that the service owns: one that is killed removes none of its own.
"""

from __future__ import annotations

import resource
import shutil
import signal
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as FutureTimeout
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from time import process_time
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from api.kit.temporary_folders import temporary_folder

T = TypeVar("T")
MAX_TASKS = 64
"""Tasks whose outcome is remembered, those started last."""

WAITING = 10.0
"""Times its limit that a task may last by the clock: one that waits for ever ends too."""


class WorkStopped(Exception):
    """Work that went beyond its time or its memory, or whose process died."""


class BoundedWorker:
    """Process that runs one task at a time, each under a key and for so many seconds of processor.
    Any thread may ask; it starts with the first task.

    What a task has called back may ask in its turn: nothing is cancelled, and no process waited
    for, under the lock.
    """

    def __init__(self, seconds: float, memory_bytes: int) -> None:
        self._seconds, self._memory = seconds, memory_bytes
        self._pool: ProcessPool | None = None
        self._folder: Path | None = None
        self._tasks: OrderedDict[str, Future[Any]] = OrderedDict()
        self._turn = threading.Lock()

    def start(self, key: str, work: Callable[..., T], *arguments: Any) -> Future[T]:
        """Starts work, unless a task of this key is under way or done: then its future. One that
        failed is tried again.

        `work` and its arguments travel to the process: a function of a module, plain values.
        """
        with self._turn:
            found = self._tasks.get(key)
            if found is not None and not has_failed(found):
                if found.done():  # one that waits stays in its place
                    self._tasks.move_to_end(key)
                return found
            broken = self._take_broken_pool()
            future = self._schedule(work, arguments)
            self._tasks.pop(key, None)
            self._tasks[key] = future
            oldest = self._pop_oldest() if len(self._tasks) > MAX_TASKS else None
        _cancel(oldest)
        if broken is not None:
            _end(broken)  # its folder is the next one's
        return future

    def forget(self, key: str) -> None:
        """Stops a task if it is under way, and forgets its outcome."""
        with self._turn:
            future = self._tasks.pop(key, None)
        _cancel(future)

    def stop(self) -> None:
        """Stops the process and whatever it does; what it had not done is cancelled."""
        with self._turn:
            pool, self._pool = self._pool, None
            folder, self._folder = self._folder, None
            left = [*self._tasks.values()]
            self._tasks.clear()
        for future in left:
            future.cancel()
        if pool is not None:
            _end(pool)
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def _schedule(self, work: Callable[..., T], arguments: Sequence[Any]) -> Future[T]:
        """The future of work, in a process that is started where there is none."""
        if self._folder is None:
            self._folder = temporary_folder(self, "qualif-worker-")
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=1,
                context=get_context("forkserver"),
                initializer=_limit,
                initargs=(self._memory, self._folder),
            )
        timed = [self._seconds, work, *arguments]
        future: Future[T] = self._pool.schedule(_within, args=timed, timeout=self._seconds * WAITING)
        return future

    def _take_broken_pool(self) -> ProcessPool | None:
        """The pool where it broke, as when a process dies as it starts; it is no longer used."""
        if self._pool is None or self._pool.active:
            return None
        broken, self._pool = self._pool, None
        return broken

    def _pop_oldest(self) -> Future[Any]:
        """The task that is remembered no more: the first that is done, or the first."""
        oldest = next((name for name, one in self._tasks.items() if one.done()), next(iter(self._tasks)))
        return self._tasks.pop(oldest)


def _cancel(future: Future[Any] | None) -> None:
    if future is not None:
        future.cancel()


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


def has_failed(future: Future[Any]) -> bool:
    """Whether a task ended without an outcome."""
    return future.done() and (future.cancelled() or future.exception() is not None)


def outcome_of(future: Future[T], seconds: float | None = None) -> T:
    """The outcome of a task, waited for.

    Raises:
        WorkStopped: it went beyond its limits, was stopped, or its process died.
        TimeoutError: it is not done in these seconds; it goes on.
        Exception: as the work raises.
    """
    try:
        return future.result(seconds)
    except (ProcessExpired, BrokenProcessPool, MemoryError, CancelledError) as error:
        raise WorkStopped(type(error).__name__) from error
    except FutureTimeout as error:
        if future.done():
            raise WorkStopped("TimeoutError") from error
        raise


def _within(seconds: float, work: Callable[..., T], *arguments: Any) -> T:
    """Does the work, in these seconds of processor; the system ends the process that takes more."""
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    limit = int(process_time() + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit if most == resource.RLIM_INFINITY else min(limit, most), most))
    try:
        return work(*arguments)
    finally:
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))


def _limit(memory_bytes: int, folder: Path) -> None:
    """Bounds the process before its first task, and empties the folder of its temporary files of
    what one that was killed left there; Ctrl-C is left to the service, which stops it.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    tempfile.tempdir = str(folder)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
