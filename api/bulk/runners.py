"""Runners of tasks: the port, and behind it this process or several of this machine."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from typing import NamedTuple, Protocol

MOST_TRIES = 5
"""Workers that may die while they answer a task before it is given up."""
OPENING_LINES = 512
"""Lines of which the answer opens what tasks need: most of what is compiled as it is met is met in
them.
"""
AHEAD = 2
"""How far results may run ahead of the oldest missing one, in windows: what bounds the memory of
who puts them in order.
"""


class RunnerError(Exception):
    """Runner that cannot go on: why, and what to do, in French."""


class LineTask(Protocol):
    """Work on some lines of an archive: the same bytes in any process."""

    @property
    def first(self) -> int:
        """The number of its first line, from 1."""

    def answer(self) -> bytes:
        """What the lines give.

        Raises:
            OSError: they cannot be read.
        """

    def opening(self) -> LineTask:
        """The same task on its first lines alone (`OPENING_LINES`): its answer opens what all tasks
        of the work need.

        Raises:
            OSError: they cannot be read.
        """

    def portable(self) -> LineTask:
        """The same task as it may leave this machine, with its lines in it.

        Raises:
            OSError: they cannot be read.
        """


class ShardResult(NamedTuple):
    """Answered task: its place among the tasks, and what it adds."""

    number: int
    content: bytes


class ShardRunner(Protocol):
    """Answers tasks, wherever it does: the same bytes for the same task."""

    def results(self, tasks: Iterable[LineTask]) -> Iterator[ShardResult]:
        """Each task's result, in the order in which they come. Tasks are taken as they are needed,
        a bounded number ahead.

        Closing the iterator finishes what is under way, and starts nothing more.

        Raises:
            RunnerError: no more can be answered.
            OSError: the lines of a task cannot be read.
        """


class TaskWindow:
    """Tasks without a result yet, by number: at most so many, and none far ahead of the oldest."""

    def __init__(self, tasks: Iterable[LineTask], most: int) -> None:
        self._left = enumerate(tasks)
        self._most = most
        self._next = 0
        self.open: dict[int, LineTask] = {}

    def take(self) -> tuple[int, LineTask] | None:
        """One more task; None when there is no room, or no more of them."""
        if len(self.open) >= self._most or self._next - min(self.open, default=self._next) >= AHEAD * self._most:
            return None
        one = next(self._left, None)
        if one is not None:
            self._next = one[0] + 1
            self.open[one[0]] = one[1]
        return one


class SerialRunner:
    """One task after the other, in this process."""

    def results(self, tasks: Iterable[LineTask]) -> Iterator[ShardResult]:
        """Each task's result, in order."""
        for number, task in enumerate(tasks):
            yield ShardResult(number, answer_task(task))


class ProcessRunner:
    """Processes of this machine. One that dies is replaced, and its task answered again.

    Where the system forks, one process answers the first task alone; where others follow, this one
    then answers its opening, so that what tasks open, and what they compile as they meet it, is
    shared by the workers. Only lines that have killed nobody are answered here. Elsewhere each
    process pays it.
    """

    def __init__(self, workers: int, start: str | None = None) -> None:
        self._workers = workers
        self._start = start or ("fork" if sys.platform == "linux" else "spawn")

    def results(self, tasks: Iterable[LineTask]) -> Iterator[ShardResult]:
        """Each task's result, as they come."""
        window, deaths = TaskWindow(tasks, 2 * self._workers), Counter[int]()
        first = window.take()
        if first is not None and self._start == "fork":
            yield from self._retried(window, deaths, alone=True)
            if window.take() is not None:
                answer_task(first[1].opening())
        yield from self._retried(window, deaths)

    def _retried(self, window: TaskWindow, deaths: Counter[int], *, alone: bool = False) -> Iterator[ShardResult]:
        """The results of one pool after the other, until none breaks. `alone`: of the tasks already
        taken, by one process.

        Raises:
            RunnerError: a task has killed too many processes.
        """
        while window.open:
            try:
                yield from self._until_broken(window, alone)
            except BrokenProcessPool as error:
                deaths.update(window.open.keys())
                number, tries = max(
                    ((number, deaths[number]) for number in window.open), key=lambda one: one[1], default=(0, 0)
                )
                if tries >= MOST_TRIES:
                    raise RunnerError(
                        f"un processus s'est arrêté {tries} fois sur les lignes {window.open[number].first} et suivantes "
                        "(mémoire épuisée ?) : moins de processus (--workers 1), ou retirer ces lignes"
                    ) from error

    def _until_broken(self, window: TaskWindow, alone: bool) -> Iterator[ShardResult]:
        """The results of one pool. Few tasks wait in it, so that closing it is short."""
        futures: dict[Future[bytes], int] = {}
        pool = ProcessPoolExecutor(1 if alone else self._workers, get_context(self._start), _start_worker)
        try:
            for number, task in window.open.items():
                futures[pool.submit(answer_task, task)] = number
            while True:
                while not alone and (one := window.take()) is not None:
                    futures[pool.submit(answer_task, one[1])] = one[0]
                if not futures:
                    return
                for done in wait(futures, return_when=FIRST_COMPLETED).done:
                    result = ShardResult(futures[done], done.result())
                    del futures[done], window.open[result.number]
                    yield result
        finally:
            pool.shutdown(cancel_futures=True)


@contextmanager
def closed_after(results: Iterator[ShardResult]) -> Iterator[Iterator[ShardResult]]:
    """The results of a runner, which is closed whatever happens to who reads them."""
    try:
        yield results
    finally:
        close = getattr(results, "close", None)
        if close is not None:
            close()


def answer_task(task: LineTask) -> bytes:
    """What a task gives: the function that a worker runs."""
    return task.answer()


def _start_worker() -> None:
    """Leaves Ctrl-C to the process that gave the work, so that a task under way is finished; and
    does not outlive it: nobody would read what it answers.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
