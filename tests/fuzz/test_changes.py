"""The run of lives of change requests goes on where it was, says what went wrong before it waits for
the chunks that are running, and sees faults put on purpose.
"""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from fuzz import change_lives, change_mutants, changes
from fuzz.change_lives import LifeAct, LifeFault
from fuzz.change_mutants import Mutation, lives_until_caught
from tests.fuzz.pools import PrintingPool
from tests.shared import ROOT


def _two_hundred(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> StringIO:
    """Sets a run of two hundred lives, in threads, whose state is in a folder of the test; what it prints."""
    printed = StringIO()
    monkeypatch.setattr(sys, "stdout", printed)
    monkeypatch.setattr(changes, "ProcessPoolExecutor", PrintingPool)
    monkeypatch.setattr(changes, "STATE", tmp_path / "build/changes.json")
    monkeypatch.setattr(sys, "argv", ["fuzz.changes", "--runs", "200", "--workers", "1"])
    return printed


def test_a_fault_is_printed_before_the_other_chunks_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _two_hundred(monkeypatch, tmp_path)

    def fail(start: int, number: int) -> dict[str, float]:
        raise LifeFault(start, [LifeAct("publish", 0)], "the model and the service differ")

    monkeypatch.setattr(changes, "chunk", fail)
    with pytest.raises(SystemExit) as stopped:
        changes.main()
    assert stopped.value.code == 1
    assert "life 0: the model and the service differ\nLifeAct(rule='publish', request=0" in PrintingPool.printed


def test_a_run_goes_on_where_it_was_as_long_as_the_code_is_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    printed = _two_hundred(monkeypatch, tmp_path)
    lived: list[int] = []

    def chunk(start: int, number: int) -> dict[str, float]:
        lived.append(start)
        if len(lived) == 2:
            raise KeyboardInterrupt
        return {"lives": number, "publications": 50, "seconds": 1.0}

    monkeypatch.setattr(changes, "chunk", chunk)
    with pytest.raises(SystemExit) as stopped:
        changes.main()
    assert (stopped.value.code, lived) == (130, [0, 100])
    changes.main()
    assert lived == [0, 100, 100]
    assert printed.getvalue().splitlines()[-1] == "     200 of 200 lives, nothing wrong: 100 publications; 10 ms each"
    changes.main()
    assert lived == [0, 100, 100]
    monkeypatch.setattr(changes, "digest_of_code", lambda: "another")
    changes.main()
    assert lived == [0, 100, 100, 0, 100]


def test_a_fault_goes_from_one_process_to_another() -> None:
    fault = LifeFault(7, [LifeAct("wait", None, {"hours": 2})], "differs")
    assert str(pickle.loads(pickle.dumps(fault))) == str(fault)


def test_lives_publish_answer_and_are_killed() -> None:
    code = (
        "import json; from fuzz.changes import chunk; import fuzz.change_lives as lives;"
        "lives.KILLS = 1.0; print(json.dumps(chunk(0, 4)))"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    counts = json.loads(ended.stdout)
    assert counts["lives"] == 4
    assert min(counts[name] for name in ("publications", "answers", "kills")) > 0
    assert ended.stderr == ""


@pytest.mark.parametrize(
    "mutation",
    [
        change_mutants.no_signature_asked,
        change_mutants.signatures_outlive_edits,
        change_mutants.moved_base_published,
        change_mutants.two_transactions,
        change_mutants.two_editions_answer,
        change_mutants.parameters_of_before,
    ],
)
def test_a_fault_put_on_purpose_is_seen_in_a_few_acts(mutation: Mutation) -> None:
    lives, fault = lives_until_caught(mutation, 30)
    assert fault is not None, f"not seen in {lives} lives"
    assert len(fault.acts) <= 10


def test_what_is_not_wrong_is_not_seen() -> None:
    assert lives_until_caught(lambda _: None, 3) == (3, None)


def test_every_act_that_is_drawn_is_a_rule_of_the_machine() -> None:
    rules = {one.function.__name__ for one in change_lives.Publishing().rules if one.function.__name__ != "start"}
    assert rules == {*change_lives.WEIGHTS}
