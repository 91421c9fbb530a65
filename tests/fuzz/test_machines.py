"""A run of a state machine says what went wrong before it waits for the chunks that are running."""

from __future__ import annotations

import sys
from io import StringIO

import pytest

from fuzz import machines
from tests.fuzz.pools import PrintingPool


def test_a_fault_is_printed_before_the_other_chunks_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", StringIO())

    def fail(machine: str, database: str, start: int, number: int) -> int:
        raise AssertionError("the model and the service differ")

    monkeypatch.setattr(machines, "ProcessPoolExecutor", PrintingPool)
    monkeypatch.setattr(machines, "chunk", fail)
    monkeypatch.setattr(sys, "argv", ["fuzz.machines", "--machine", "queue", "--runs", "500", "--workers", "1"])
    with pytest.raises(SystemExit) as stopped:
        machines.main()
    assert stopped.value.code == 1
    assert "python -m fuzz.machines --machine queue --database sqlite --first 0" in PrintingPool.printed
    assert "the model and the service differ" in PrintingPool.printed
