"""A run of a state machine says what went wrong before it waits for the chunks that are running."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from typing import Any

import pytest

from fuzz import machines


class _Pool(ThreadPoolExecutor):
    """Executor in threads, that notes what was printed when it was told to stop."""

    printed = ""

    def __init__(self, workers: int, *, mp_context: Any) -> None:
        super().__init__(workers)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if cancel_futures:
            type(self).printed = sys.stdout.getvalue()
        super().shutdown(wait, cancel_futures=cancel_futures)


def test_a_fault_is_printed_before_the_other_chunks_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", StringIO())

    def fail(machine: str, database: str, start: int, number: int) -> int:
        raise AssertionError("the model and the service differ")

    monkeypatch.setattr(machines, "ProcessPoolExecutor", _Pool)
    monkeypatch.setattr(machines, "chunk", fail)
    monkeypatch.setattr(sys, "argv", ["fuzz.machines", "--machine", "queue", "--runs", "500", "--workers", "1"])
    with pytest.raises(SystemExit) as stopped:
        machines.main()
    assert stopped.value.code == 1
    assert "python -m fuzz.machines --machine queue --database sqlite --first 0" in _Pool.printed
    assert "the model and the service differ" in _Pool.printed
