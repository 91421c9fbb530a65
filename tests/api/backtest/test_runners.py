"""Runners: one contract, whoever answers; a worker killed, a run stopped and gone on with, change no byte."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from time import sleep

import pytest

from api.backtest.running import Backtest
from api.backtest.shards import ShardTask, answer_shard
from api.backtest.summary import summary_of
from api.bulk import runners
from api.bulk.runners import ProcessRunner, RunnerError, SerialRunner, ShardResult, ShardRunner
from api.kit.canonical import canonical
from filecache.cache import FileCache
from tests.api.backtest.small import archive, law_pair, records, shards, tasks
from tests.shared import ROOT

START = "spawn"
"""Test workers are processes with threads of their own, of which a fork would take none."""


@pytest.fixture
def backtest(tmp_path: Path) -> Backtest:
    return Backtest(law_pair(tmp_path), shards(archive(tmp_path / "a.jsonl", list(records(240)))))


def collected(runner: ShardRunner, wanted: Sequence[ShardTask]) -> list[bytes]:
    return [result.content for result in sorted(runner.results(wanted))]


def summary(backtest: Backtest, runner: ShardRunner, store: FileCache | None = None) -> bytes:
    return canonical(summary_of(backtest, backtest.run(runner, store, lambda done, total: None)))


def test_processes_give_the_bytes_of_one(backtest: Backtest) -> None:
    wanted = tasks(backtest.laws, backtest.shards)
    assert collected(ProcessRunner(2, START), wanted) == collected(SerialRunner(), wanted)


def test_a_killed_worker_changes_no_byte(backtest: Backtest) -> None:
    wanted = tasks(backtest.laws, backtest.shards)
    running = ProcessRunner(2, START).results(wanted)
    results = [next(running)]
    for child in multiprocessing.active_children():
        if child.pid is not None:
            os.kill(child.pid, signal.SIGKILL)
    results += running
    assert sorted(result.number for result in results) == list(range(6))
    assert [result.content for result in sorted(results)] == collected(SerialRunner(), wanted)


def _dies(task: ShardTask) -> bytes:
    if task.first == 41:
        os._exit(9)
    return answer_shard(task)


def test_a_shard_that_kills_every_worker_is_named(backtest: Backtest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runners, "answer_task", _dies)
    with pytest.raises(RunnerError, match="lignes 41 et suivantes"):
        collected(ProcessRunner(1, START), tasks(backtest.laws, backtest.shards))


class Stopping:
    """A runner that somebody stops after a while, and what it was asked."""

    def __init__(self, after: int) -> None:
        self.after, self.asked = after, 0

    def results(self, wanted: Sequence[ShardTask]) -> Iterator[ShardResult]:
        self.asked = len(wanted)
        for number, result in enumerate(SerialRunner().results(wanted)):
            if number == self.after:
                raise KeyboardInterrupt
            yield result


def test_a_stopped_run_goes_on_where_it_was(backtest: Backtest, tmp_path: Path) -> None:
    store = FileCache(tmp_path / "work")
    whole = summary(backtest, SerialRunner())
    with pytest.raises(KeyboardInterrupt):
        summary(backtest, Stopping(after=4), store)
    second = Stopping(after=99)
    assert summary(backtest, second, store) == whole
    assert second.asked == 2
    third = Stopping(after=0)
    assert summary(backtest, third, store) == whole
    assert third.asked == 0


@pytest.mark.parametrize(
    "other",
    [
        lambda b: Backtest(b.laws, b.shards, day=date(2024, 2, 1)),
        lambda b: Backtest(type(b.laws)(b.laws.new, b.laws.old), b.shards),
    ],
    ids=["another day", "laws the other way round"],
)
def test_results_of_another_question_are_not_read_back(
    backtest: Backtest, tmp_path: Path, other: Callable[[Backtest], Backtest]
) -> None:
    store = FileCache(tmp_path / "work")
    summary(backtest, SerialRunner(), store)
    runner = Stopping(after=99)
    summary(other(backtest), runner, store)
    assert runner.asked == 6


def test_a_damaged_result_is_worked_out_again(backtest: Backtest, tmp_path: Path) -> None:
    store = FileCache(tmp_path / "work")
    whole = summary(backtest, SerialRunner(), store)
    victim = sorted((tmp_path / "work").iterdir())[0]
    victim.write_bytes(victim.read_bytes()[:-3] + b"zzz")
    runner = Stopping(after=99)
    assert summary(backtest, runner, store) == whole
    assert runner.asked == 1


def test_progress_is_told_from_what_was_done_before(backtest: Backtest, tmp_path: Path) -> None:
    store, said = FileCache(tmp_path / "work"), []

    def progress(done: int, total: int) -> None:
        said.append((done, total))

    with pytest.raises(KeyboardInterrupt):
        backtest.run(Stopping(after=4), store, progress)
    backtest.run(SerialRunner(), store, progress)
    assert said == [*((n, 6) for n in range(5)), *((n, 6) for n in range(4, 7))]


HOLDS = """
import multiprocessing, sys
from pathlib import Path
from api.bulk.runners import ProcessRunner
from tests.api.backtest.small import law_pair, shards, tasks

folder = Path(sys.argv[1])
running = ProcessRunner(2).results(tasks(law_pair(folder), shards(folder / "a.jsonl")))
next(running)  # answered by one process alone, before the others are
next(running)
print(*[child.pid for child in multiprocessing.active_children()], flush=True)
sys.stdin.read()
"""


def test_workers_do_not_outlive_who_gave_them_work(tmp_path: Path) -> None:
    archive(tmp_path / "a.jsonl", list(records(240)))
    command = [sys.executable, "-c", HOLDS, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        workers = [int(pid) for pid in parent.stdout.readline().split()]
        parent.kill()
    assert workers
    for _ in range(600):
        if not any(map(is_running, workers)):
            break
        sleep(0.05)
    assert not any(map(is_running, workers))


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"
