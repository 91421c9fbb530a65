"""Work apart: done once a key, tried again once it failed, stopped beyond its limits."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from tempfile import mkdtemp
from threading import Event, Thread
from time import sleep

import pytest

from api.kit import bounded_worker
from api.kit.bounded_worker import BoundedWorker, WorkStopped, outcome_of


def once_more(path: Path) -> int:
    """Fails the first time."""
    if not path.exists():
        path.touch()
        raise OSError("first")
    return 1


def heavy() -> int:
    """Takes more memory than there is."""
    return len(bytearray(3_000_000_000))


def endless() -> None:
    """Never ends."""
    while True:
        pass


def waits(seconds: float) -> int:
    """Does nothing for some time, as work does on a machine that others use."""
    sleep(seconds)
    return 1


def limit_after(numbers: int) -> int:
    """Adds numbers up; the seconds of processor at which its process would have been ended."""
    assert sum(range(numbers)) >= 0
    return resource.getrlimit(resource.RLIMIT_CPU)[0]


def dies(_: int) -> None:
    """A process that ends before its first task."""
    os._exit(3)


def leaves(name: str, seconds: float) -> str:
    """A temporary file that nobody removes, once some time is past."""
    path = Path(mkdtemp()) / name
    path.touch()
    sleep(seconds)
    return str(path)


@pytest.fixture
def worker() -> Iterator[BoundedWorker]:
    """A worker of two seconds of processor and a gigabyte."""
    made = BoundedWorker(2, 1_000_000_000)
    yield made
    made.stop()


def test_a_task_that_failed_is_tried_again_and_one_that_is_done_is_not(worker: BoundedWorker, tmp_path: Path) -> None:
    path = tmp_path / "seen"
    with pytest.raises(OSError, match="first"):
        outcome_of(worker.start("key", once_more, path), 60)
    done = worker.start("key", once_more, path)
    assert outcome_of(done, 60) == 1
    assert worker.start("key", once_more, path) is done


def test_what_takes_too_long_or_too_much_is_stopped_and_the_next_one_answers(
    worker: BoundedWorker, tmp_path: Path
) -> None:
    with pytest.raises(WorkStopped):
        outcome_of(worker.start("endless", endless), 60)
    with pytest.raises(WorkStopped):
        outcome_of(worker.start("heavy", heavy), 60)
    (tmp_path / "seen").touch()
    assert outcome_of(worker.start("key", once_more, tmp_path / "seen"), 60) == 1


def test_what_waits_on_a_busy_machine_is_not_stopped(worker: BoundedWorker) -> None:
    assert outcome_of(worker.start("waits", waits, 2.5), 60) == 1


def test_each_task_has_its_own_time() -> None:
    worker = BoundedWorker(120, 1_000_000_000)
    try:
        first, *_, last = (outcome_of(worker.start(name, limit_after, 100_000_000), 120) for name in "abcd")
        assert 120 <= first < last
    finally:
        worker.stop()


def test_what_only_waits_is_stopped_in_the_end(worker: BoundedWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_worker, "WAITING", 0.25)
    with pytest.raises(WorkStopped):
        outcome_of(worker.start("waits", waits, 60), 30)


def test_what_is_forgotten_is_stopped_and_the_next_one_answers(worker: BoundedWorker, tmp_path: Path) -> None:
    (tmp_path / "seen").touch()
    first, last = worker.start("first", waits, 60), worker.start("last", once_more, tmp_path / "seen")
    worker.forget("first")
    assert first.cancelled()
    assert outcome_of(last, 60) == 1
    assert worker.start("last", once_more, tmp_path / "seen") is last, "what is done is remembered"


def test_a_worker_that_stops_cancels_what_it_does(worker: BoundedWorker) -> None:
    running, waiting = worker.start("running", waits, 60), worker.start("waiting", waits, 60)
    assert not running.done()
    worker.stop()
    for future in (running, waiting):
        with pytest.raises(WorkStopped):
            outcome_of(future, 60)
        assert future.cancelled()


def test_a_process_that_dies_as_it_starts_is_replaced(
    worker: BoundedWorker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bounded_worker, "_limit", dies)
    (tmp_path / "seen").touch()
    with pytest.raises(WorkStopped):
        outcome_of(worker.start("key", once_more, tmp_path / "seen"), 60)
    monkeypatch.undo()
    assert outcome_of(worker.start("key", once_more, tmp_path / "seen"), 60) == 1


def test_what_a_broken_process_calls_back_may_ask_while_another_task_starts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bounded_worker, "_limit", dies)
    (tmp_path / "seen").touch()
    worker = BoundedWorker(60, 1_000_000_000)  # where it is stuck, it cannot be stopped
    called, starting = Event(), Event()

    def forget(_: Future[int]) -> None:
        called.set()
        starting.wait(10)
        sleep(0.2)  # the other task is being started by now
        worker.forget("one")

    worker.start("one", once_more, tmp_path / "seen").add_done_callback(forget)
    assert called.wait(60)
    monkeypatch.undo()
    started: list[Future[int]] = []

    def start() -> None:
        starting.set()
        started.append(worker.start("two", once_more, tmp_path / "seen"))

    thread = Thread(target=start, daemon=True)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()
    assert outcome_of(started[0], 60) == 1
    worker.stop()


def test_what_a_process_leaves_in_its_temporary_folder_goes_with_it(worker: BoundedWorker) -> None:
    left = Path(outcome_of(worker.start("done", leaves, "one", 0.0), 60))
    folder = left.parents[1]
    assert left.exists()
    killed = worker.start("killed", leaves, "two", 60.0)
    while not (begun := [*folder.rglob("two")]):
        sleep(0.01)
    worker.forget("killed")
    assert killed.cancelled()
    outcome_of(worker.start("next", leaves, "three", 0.0), 60)
    assert not left.exists()
    assert not begun[0].exists()
    assert len([*folder.rglob("three")]) == 1
    worker.stop()
    assert not folder.exists()
    again = Path(outcome_of(worker.start("again", leaves, "four", 0.0), 60))
    assert again.exists()
    assert again.parents[1] != folder
