"""Runners of shards: the port, and behind it this process or several of this machine."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from typing import NamedTuple, Protocol

from api.backtest.laws import open_pair
from api.backtest.shards import ShardTask, answer_shard

MOST_TRIES = 5
"""Workers that may die while they answer a shard before it is given up."""


class RunnerError(Exception):
    """Runner that cannot go on: why, and what to do, in French."""


class ShardResult(NamedTuple):
    """Answered shard: its place among the tasks, and what it adds."""

    number: int
    content: bytes


class ShardRunner(Protocol):
    """Answers shards, wherever it does: the same bytes for the same task."""

    def results(self, tasks: Sequence[ShardTask]) -> Iterator[ShardResult]:
        """Each shard's result, in the order in which they come.

        Closing the iterator finishes what is under way, and starts nothing more.

        Raises:
            RunnerError: no more can be answered.
            OSError: the records of a shard cannot be read.
        """


class SerialRunner:
    """One shard after the other, in this process."""

    def results(self, tasks: Sequence[ShardTask]) -> Iterator[ShardResult]:
        """Each shard's result, in order."""
        for number, task in enumerate(tasks):
            yield ShardResult(number, answer_shard(task))


class ProcessRunner:
    """Processes of this machine. One that dies is replaced, and its shard answered again.

    Where the system forks, the laws are opened once, before; elsewhere by each process.
    """

    def __init__(self, workers: int, start: str | None = None) -> None:
        self._workers = workers
        self._start = start or ("fork" if sys.platform == "linux" else "spawn")

    def results(self, tasks: Sequence[ShardTask]) -> Iterator[ShardResult]:
        """Each shard's result, as they come."""
        if self._start == "fork" and tasks:
            open_pair(tasks[0].laws)
        left, deaths = dict(enumerate(tasks)), Counter[int]()
        while left:
            under_way: set[int] = set()
            try:
                for result in self._until_broken(left, under_way):
                    del left[result.number]
                    yield result
            except BrokenProcessPool as error:
                deaths.update(under_way & left.keys())
                number, tries = max(deaths.items(), key=lambda one: one[1])
                if tries >= MOST_TRIES:
                    raise RunnerError(
                        f"un processus s'est arrêté {tries} fois sur les lignes {left[number].first} et suivantes "
                        "(mémoire épuisée ?) : moins de processus (--workers 1), ou retirer ces lignes"
                    ) from error

    def _until_broken(self, left: dict[int, ShardTask], under_way: set[int]) -> Iterator[ShardResult]:
        """The results of one pool. Few shards wait in it, so that closing it is short."""
        waiting = iter(list(left.items()))
        futures: dict[Future[bytes], int] = {}
        pool = ProcessPoolExecutor(self._workers, get_context(self._start), _start_worker)
        try:
            while True:
                while len(futures) <= self._workers and (task := next(waiting, None)) is not None:
                    futures[pool.submit(answer_shard, task[1])] = task[0]
                    under_way.add(task[0])
                if not futures:
                    return
                for done in wait(futures, return_when=FIRST_COMPLETED).done:
                    result = ShardResult(futures[done], done.result())
                    del futures[done]
                    under_way.discard(result.number)
                    yield result
        finally:
            pool.shutdown(cancel_futures=True)


def _start_worker() -> None:
    """Leaves Ctrl-C to the process that gave the work, so that a shard under way is finished; and
    does not outlive it: nobody would read what it answers.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
