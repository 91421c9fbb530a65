"""Prefork process manager of `qualif serve --workers N`: workers accept on one listening socket;
one that dies is started again; SIGHUP replaces them one after the other, each once its successor
is ready (a rolling restart); SIGTERM and Ctrl-C stop them all, after the requests under way.

uvicorn's own manager stops a worker before its successor has opened the rules, all of them within
an instant: for some seconds nobody would answer.
"""

from __future__ import annotations

import logging
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

log = logging.getLogger("qualif.workers")

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds before a worker that died is started again: twice as many each time in a row, up to the
second number.
"""
STEADY_SECONDS = 60.0
"""Seconds of service after which a death counts as the first again."""
READY_SECONDS = 300.0
"""How long a successor may take to be ready; beyond, the worker that it was to replace stays."""
STOP_SECONDS = 60.0
"""How long workers that are asked to stop may take; beyond, they are killed."""

StartWorker = Callable[[bool], "tuple[BaseProcess, Connection]"]
"""Starts a worker; its process, and the connection on which it sends anything once it is ready.
True for the first one, which does what is done once: migrations, demonstration, first link.
"""


@dataclass(eq=False)
class _Worker:
    """A worker process, and what is expected of it."""

    process: BaseProcess
    connection: Connection
    started_at: float
    predecessor: _Worker | None = None
    """The worker to stop once this one is ready."""
    is_ready: bool = False
    is_stopping: bool = False


@dataclass
class ProcessManager:
    """Keeps `count` workers serving until a signal stops them. `on_death` is called with the
    process number of each worker that ended.
    """

    start: StartWorker
    count: int
    on_death: Callable[[int], None] = lambda _: None
    clock: Callable[[], float] = time.monotonic
    _workers: list[_Worker] = field(default_factory=list, init=False)
    _to_replace: deque[_Worker] = field(default_factory=deque, init=False)
    _deaths: int = field(default=0, init=False)
    _next_start: float = field(default=0.0, init=False)
    _stop_by: float | None = field(default=None, init=False)
    _first_code: int | None = field(default=None, init=False)

    def run(self) -> int:
        """Serves until a signal; the exit code: that of the first worker when it could not start,
        else 0.
        """
        with _signals() as (read_end, pending):
            self._begin(first=True)
            while self._workers or self._stop_by is None:
                if self._first_code is not None and not self._workers:
                    return self._first_code
                self._wait(read_end)
                for number in pending():
                    self._heed(number)
                self._collect()
                self._move_on()
        return 0

    def _begin(self, *, first: bool = False, predecessor: _Worker | None = None) -> None:
        process, connection = self.start(first)
        self._workers.append(_Worker(process, connection, self.clock(), predecessor))

    def _wait(self, read_end: int) -> None:
        """Until something happens, or a second has passed."""
        watched: list[Connection | int] = [read_end, *(one.process.sentinel for one in self._workers)]
        watched += [one.connection for one in self._workers if not one.is_ready]
        wait(watched, 1.0)

    def _heed(self, number: int) -> None:
        """Does what a signal asks for."""
        if number == signal.SIGHUP:
            if self._stop_by is None and not self._to_replace:
                self._to_replace.extend(one for one in self._workers if not one.is_stopping)
                log.info("rolling restart of %d workers", len(self._to_replace))
            return
        if self._stop_by is not None:  # asked twice: at once
            self._stop_by = self.clock()
            return
        self._stop_by = self.clock() + STOP_SECONDS
        for worker in self._workers:
            _stop(worker)

    def _collect(self) -> None:
        """Takes note of workers that are ready, and of those that ended."""
        for worker in list(self._workers):
            if not worker.is_ready and worker.connection.poll():
                self._take_in(worker)
            if not worker.process.is_alive():
                self._bury(worker)

    def _take_in(self, worker: _Worker) -> None:
        try:
            worker.connection.recv_bytes()
        except (EOFError, OSError):  # it died: its end tells
            return
        worker.is_ready = True
        if worker.predecessor is not None:
            _stop(worker.predecessor)
            worker.predecessor = None

    def _bury(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.process.join()
        worker.connection.close()
        if worker.process.pid is not None:
            self.on_death(worker.process.pid)
        if worker in self._to_replace:
            self._to_replace.remove(worker)
        for other in self._workers:
            if other.predecessor is worker:
                other.predecessor = None
        if self._stop_by is not None or worker.is_stopping:
            return
        if not worker.is_ready and self._deaths == 0 and not self._workers:
            self._first_code = worker.process.exitcode or 1
            return
        now = self.clock()
        self._deaths = 1 if now - worker.started_at > STEADY_SECONDS else self._deaths + 1
        pause = min(FIRST_PAUSE * 2 ** (self._deaths - 1), LONGEST_PAUSE)
        self._next_start = now + pause
        log.warning("a worker ended with code %s: another one starts in %d s", worker.process.exitcode, pause)

    def _move_on(self) -> None:
        """Starts what is missing; replaces the next; kills what does not stop."""
        now = self.clock()
        if self._stop_by is not None:
            if now >= self._stop_by:
                for worker in self._workers:
                    worker.process.kill()
            return
        if self._first_code is not None or not (self._deaths or any(one.is_ready for one in self._workers)):
            return  # the first one has not done yet what is done once
        successors = [one for one in self._workers if one.predecessor is not None]
        for late in successors:
            if now - late.started_at > READY_SECONDS and not late.is_stopping:
                log.warning("a successor is not ready after %d s: the worker before it goes on", READY_SECONDS)
                late.predecessor, late.is_stopping = None, True
                late.process.kill()
                self._to_replace.clear()
        serving = [one for one in self._workers if not one.is_stopping and one.predecessor is None]
        if now >= self._next_start:
            for _ in range(self.count - len(serving)):
                self._begin()
        if self._to_replace and not successors and all(one.is_ready for one in serving):
            self._begin(predecessor=self._to_replace.popleft())


def _stop(worker: _Worker) -> None:
    worker.is_stopping = True
    worker.process.terminate()


@contextmanager
def _signals() -> Iterator[tuple[int, Callable[[], list[int]]]]:
    """Signals as bytes on a pipe: its reading end, and what takes those that came."""
    read_end, write_end = os.pipe()
    os.set_blocking(read_end, False)
    os.set_blocking(write_end, False)
    handlers = {
        number: signal.signal(number, lambda *_: None) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    }
    before = signal.set_wakeup_fd(write_end)

    def pending() -> list[int]:
        try:
            return [one for one in os.read(read_end, 256) if one in handlers]
        except BlockingIOError:
            return []

    try:
        yield read_end, pending
    finally:
        signal.set_wakeup_fd(before)
        for number, handler in handlers.items():
            signal.signal(number, handler)
        os.close(read_end)
        os.close(write_end)
