"""The process manager: workers that die come back, a restart leaves none unanswered, a stop stops all."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.shared import ROOT

PATIENCE = 120.0
SCRIPT = """
import socket, sys
from multiprocessing import get_context
from api.cli import process_manager
from tests.api.cli.workers_for_tests import answer

if __name__ == "__main__":
    process_manager.FIRST_PAUSE, process_manager.READY_SECONDS = 0.1, float(sys.argv[3])
    context, listener = get_context("spawn"), socket.create_server(("127.0.0.1", 0), backlog=64)
    def start(first):
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=answer, args=(listener, there, first, sys.argv[1]))
        process.start()
        there.close()
        return process, here
    print(listener.getsockname()[1], flush=True)
    sys.exit(process_manager.ProcessManager(start, int(sys.argv[2])).run())
"""


class Managed:
    """A manager in a process of its own, and what its workers answer."""

    def __init__(self, folder: Path, count: int, ready_seconds: float) -> None:
        script = folder / "manage.py"
        script.write_text(SCRIPT, encoding="utf-8")
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, str(script), str(folder), str(count), str(ready_seconds)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    def ask(self) -> int:
        """The process number of the worker that answers."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as connection:
            came = b""
            while part := connection.recv(64):
                came += part
        return int(came)

    def answering(self, seconds: float = 0.3) -> set[int]:
        """The workers that answer within some time."""
        until = time.monotonic() + seconds
        numbers = set()
        while time.monotonic() < until:
            with suppress(ValueError, OSError):  # one was killed between its accept and its answer
                numbers.add(self.ask())
        return numbers

    def workers(self, count: int) -> set[int]:
        """So many workers, once they have all answered: one may take every connection for a while."""
        end, numbers = time.monotonic() + PATIENCE, self.answering()
        while len(numbers) != count:
            assert time.monotonic() < end
            numbers = self.answering()
        return numbers

    def starts(self) -> list[str]:
        """What each worker started as."""
        return sorted(path.read_text(encoding="utf-8") for path in self.folder.glob("started-*"))


@contextmanager
def managed(folder: Path, count: int, ready_seconds: float = PATIENCE) -> Iterator[Managed]:
    """Manages until the end of the block."""
    made = Managed(folder, count, ready_seconds)
    try:
        yield made
    finally:
        made.process.kill()
        for path in folder.glob("started-*"):
            with suppress(ProcessLookupError):
                os.kill(int(path.name.partition("-")[2]), signal.SIGKILL)
        made.process.communicate()


def until(holds: Callable[[], bool]) -> None:
    """Waits for what processes do."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_one_starts_first_then_the_others_and_all_answer(tmp_path: Path) -> None:
    with managed(tmp_path, 3) as manager:
        until(lambda: len(manager.answering()) == 3)
        assert manager.starts() == ["first", "other", "other"]


def test_a_first_worker_that_cannot_start_gives_its_code(tmp_path: Path) -> None:
    (tmp_path / "broken").touch()
    with managed(tmp_path, 2) as manager:
        assert manager.process.wait(PATIENCE) == 7
        assert manager.starts() == ["first"]


def test_a_worker_that_is_killed_is_started_again(tmp_path: Path) -> None:
    with managed(tmp_path, 2) as manager:
        before = manager.workers(2)
        victim = min(before)
        os.kill(victim, signal.SIGKILL)
        until(lambda: len(manager.answering() - {victim}) == 2)
        assert manager.starts() == ["first", "other", "other"]
        until(lambda: max(before) in manager.answering())


def test_hangup_replaces_each_worker_and_leaves_no_request_unanswered(tmp_path: Path) -> None:
    with managed(tmp_path, 2) as manager:
        before, seen = manager.workers(2), set()
        os.kill(manager.process.pid, signal.SIGHUP)
        end = time.monotonic() + PATIENCE
        while len(seen - before) < 2 or manager.answering() & before:
            assert time.monotonic() < end
            seen.add(manager.ask())  # a refusal, or a connection closed without an answer, fails here
        manager.workers(2)


def test_a_successor_that_is_not_ready_in_time_leaves_the_one_before(tmp_path: Path) -> None:
    with managed(tmp_path, 1, ready_seconds=0.5) as manager:
        until(lambda: len(manager.starts()) == 1)
        (one,) = manager.workers(1)
        (tmp_path / "late").touch()
        os.kill(manager.process.pid, signal.SIGHUP)
        until(lambda: len(manager.starts()) == 2)
        until(lambda: manager.answering() == {one})
        (tmp_path / "late").unlink()

        def is_replaced() -> bool:
            os.kill(
                manager.process.pid, signal.SIGHUP
            )  # one that comes as the late worker ends is part of its replacement
            return one not in manager.answering(1.0)

        until(is_replaced)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_stops_all_and_ends_well(number: signal.Signals, tmp_path: Path) -> None:
    with managed(tmp_path, 2) as manager:
        workers = manager.workers(2)
        os.kill(manager.process.pid, number)
        assert manager.process.wait(PATIENCE) == 0
        for worker in workers:
            with pytest.raises(ProcessLookupError):
                os.kill(worker, 0)
