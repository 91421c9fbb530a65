"""Bulk runs: the same bytes in the order of the archive, whoever answers, whatever stops or dies."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest

from api.bulk.lines import cut
from api.bulk.output import CHECKPOINT, PART, OutputError, WorkIdentity, day_of_checkpoint, open_output
from api.bulk.runners import AHEAD, LineTask, ProcessRunner, SerialRunner, ShardResult, TaskWindow
from tests.api.bulk.shouting import IDENTITY, LETHAL, ShoutingTask, expected, lines, shout
from tests.shared import ROOT

START = "spawn"
"""Test workers are processes with threads of their own, of which a fork would take none."""
COUNT = 123
FORKS = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")


class StopsAfter:
    """A runner that somebody stops after some results, and how many tasks it has answered."""

    def __init__(self, most: int) -> None:
        self.most, self.answered = most, 0

    def results(self, tasks: Iterable[LineTask]) -> Iterator[ShardResult]:
        for result in SerialRunner().results(tasks):
            if self.answered == self.most:
                raise KeyboardInterrupt
            self.answered += 1
            yield result


class LastFirst:
    """A runner whose results come in the opposite order, window by window."""

    def results(self, tasks: Iterable[LineTask]) -> Iterator[ShardResult]:
        window = TaskWindow(tasks, 4)
        while True:
            while window.take() is not None:
                pass
            if not window.open:
                return
            number, task = window.open.popitem()
            yield ShardResult(number, task.answer())


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.jsonl"


@pytest.mark.parametrize(
    "runner", [SerialRunner(), ProcessRunner(2, START), LastFirst()], ids=lambda one: type(one).__name__
)
def test_the_output_is_in_the_order_of_the_archive(out: Path, runner: SerialRunner) -> None:
    output = shout(lines(COUNT), out, runner)
    assert out.read_bytes() == expected(lines(COUNT))
    assert output.tally.counts == {"answered": COUNT - 2, "refused": 2}
    assert output.tally.faults == (("8", "non"), ("42", "non"))
    assert output.lines == COUNT
    assert sorted(file.name for file in out.parent.iterdir()) == [out.name]
    assert out.stat().st_mode & 0o077 == 0


def test_a_worker_that_dies_changes_no_byte(out: Path) -> None:
    archive = [*lines(60), LETHAL + b"\n", *lines(60)]
    shout(archive, out, ProcessRunner(2, START), folder=out.parent)
    assert (out.parent / "dead").exists()
    assert out.read_bytes() == expected(archive)


FORKED = """
import os
from tests.api.bulk.shouting import *
from api.bulk.lines import cut
from api.bulk.runners import ProcessRunner

answered = []

class Who(ShoutingTask):
    def answer(self):
        answered.append(self.first)
        return f"{os.getpid()} {answered[0]}".encode()

tasks = [Who(shard, ()) for shard in cut(lines(40), 5)]
who = {result.number: result.content.split() for result in ProcessRunner(2, "fork").results(tasks)}
assert sorted(who) == list(range(8)), who
assert str(os.getpid()).encode() not in [pid for pid, _ in who.values()], who
assert answered == [1], answered
assert {before for _, before in who.values()} == {b"1"}, who
"""


@FORKS
def test_where_processes_fork_they_share_what_the_first_task_opened() -> None:
    assert run(FORKED) == (0, "")


LETHAL_SHARD = """
import os, sys
from pathlib import Path
from tests.api.bulk.shouting import *
from api.bulk.runners import ProcessRunner, RunnerError

class Dying(ShoutingTask):
    def answer(self):
        if LETHAL in self.shard.lines:
            os._exit(9)
        return super().answer()

class Lethal(Shouting):
    def task(self, shard):
        return Dying(shard, super().task(shard).again)

try:
    with open_output(Path(sys.argv[1]), IDENTITY) as output:
        archive = [*lines(int(sys.argv[2])), LETHAL + b"\\n", *lines(9)]
        run_bulk(archive, Lethal(), ProcessRunner(2, "fork"), output, print)
except RunnerError as error:
    assert f"5 fois sur les lignes {sys.argv[3]} et suivantes" in str(error), error
"""


@FORKS
@pytest.mark.parametrize(("before", "first"), [(0, 1), (12, 11)], ids=["first shard", "later shard"])
def test_a_shard_that_kills_every_process_is_named_wherever_it_stands(out: Path, before: int, first: int) -> None:
    assert run(LETHAL_SHARD, str(out), str(before), str(first)) == (0, "")


DIES_ONCE = """
import os, sys
from pathlib import Path
from tests.api.bulk.shouting import *
from api.bulk.runners import ProcessRunner

out = Path(sys.argv[1])
archive = [LETHAL + b"\\n", *lines(30)]
shout(archive, out, ProcessRunner(2, "fork"), folder=out.parent)
assert (out.parent / "dead").exists()
assert out.read_bytes() == expected(archive)
"""


@FORKS
def test_a_first_shard_that_kills_one_process_changes_no_byte(out: Path) -> None:
    assert run(DIES_ONCE, str(out)) == (0, "")


def run(program: str, *arguments: str) -> tuple[int, str]:
    """The exit code of a program in an interpreter of its own, and what it says is wrong."""
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def test_workers_killed_meanwhile_change_no_byte(out: Path) -> None:
    def killing() -> Iterator[bytes]:
        for number, line in enumerate(lines(COUNT)):
            if number == 70:
                for child in multiprocessing.active_children():
                    if child.pid is not None:
                        os.kill(child.pid, signal.SIGKILL)
            yield line

    shout(killing(), out, ProcessRunner(2, START))
    assert out.read_bytes() == expected(lines(COUNT))


@pytest.mark.parametrize("most", [0, 1, 11, 24])
def test_a_run_that_stops_is_gone_on_with(out: Path, most: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        shout(lines(COUNT), out, StopsAfter(most))
    assert not out.exists()
    second = StopsAfter(99)
    output = shout(lines(COUNT), out, second)
    assert out.read_bytes() == expected(lines(COUNT))
    assert second.answered == 25 - most
    assert output.resumed == 5 * most
    assert output.tally.counts["answered"] == COUNT - 2


@pytest.mark.parametrize("cut_at", range(1, 90, 11))
@pytest.mark.parametrize("suffix", [PART, CHECKPOINT])
def test_files_cut_anywhere_by_a_crash_are_gone_on_with(out: Path, suffix: str, cut_at: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        shout(lines(COUNT), out, StopsAfter(12))
    file = out.with_name(out.name + suffix)
    file.write_bytes(file.read_bytes()[:-cut_at])
    shout(lines(COUNT), out, SerialRunner())
    assert out.read_bytes() == expected(lines(COUNT))


def test_what_was_written_beyond_the_checkpoint_is_written_once(out: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        shout(lines(COUNT), out, StopsAfter(12))
    with out.with_name(out.name + PART).open("ab") as part:
        part.write(b"la moitie d'un lot")
    shout(lines(COUNT), out, SerialRunner())
    assert out.read_bytes() == expected(lines(COUNT))


@pytest.mark.parametrize("place", [0, 31, 59])
def test_an_archive_that_changed_is_answered_anew_from_there(out: Path, place: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        shout(lines(COUNT), out, StopsAfter(12))
    other = [*lines(COUNT)[:place], b"autre\n", *lines(COUNT)[place:]]
    output = shout(other, out, SerialRunner())
    assert out.read_bytes() == expected(other)
    assert output.resumed == place // 5 * 5


def test_an_archive_that_became_shorter_leaves_nothing_of_the_rest(out: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        shout(lines(COUNT), out, StopsAfter(12))
    output = shout(lines(20), out, SerialRunner())
    assert out.read_bytes() == expected(lines(20))
    assert output.lines == 20


@pytest.mark.parametrize(
    "other", [WorkIdentity("whispering", IDENTITY.day), WorkIdentity("shouting", date(2027, 1, 1))]
)
def test_what_was_begun_otherwise_is_not_mixed(out: Path, other: WorkIdentity) -> None:
    with pytest.raises(KeyboardInterrupt):
        shout(lines(COUNT), out, StopsAfter(3))
    before = out.with_name(out.name + PART).read_bytes()
    assert day_of_checkpoint(out) == IDENTITY.day
    with pytest.raises(OutputError, match=r"a été commencé autrement.*pour recommencer"):
        shout(lines(COUNT), out, SerialRunner(), other)
    assert out.with_name(out.name + PART).read_bytes() == before


def test_a_file_that_is_there_is_never_replaced(out: Path) -> None:
    out.write_text("à quelqu'un")
    with pytest.raises(OutputError, match="existe déjà"):
        shout(lines(COUNT), out, SerialRunner())
    assert out.read_text() == "à quelqu'un"


def test_two_runs_do_not_write_one_file(out: Path) -> None:
    with (
        open_output(out, IDENTITY),
        pytest.raises(OutputError, match="un autre processus écrit déjà"),
        open_output(out, IDENTITY),
    ):
        pass


def test_a_link_is_not_followed(out: Path) -> None:
    victim = out.parent / "victim"
    victim.write_text("à quelqu'un")
    out.with_name(out.name + PART).symlink_to(victim)
    with pytest.raises(OSError, match="symbolic"):
        shout(lines(COUNT), out, SerialRunner())
    assert victim.read_text() == "à quelqu'un"


def test_an_empty_archive_gives_an_empty_file(out: Path) -> None:
    assert shout([], out, SerialRunner()).lines == 0
    assert out.read_bytes() == b""


def test_tasks_are_taken_as_they_are_needed_and_none_runs_far_ahead() -> None:
    taken = []

    def endless() -> Iterator[LineTask]:
        for shard in cut(iter(lambda: b"mot\n", b""), 1):
            taken.append(shard.first)
            yield ShoutingTask(shard, (False,))

    window = TaskWindow(endless(), 3)
    while window.take() is not None:
        pass
    assert len(taken) == 3
    for number in (1, 2, 3, 4, 5):  # the oldest, 0, does not come
        del window.open[number]
        while window.take() is not None:
            pass
        if number + 1 not in window.open:
            break
    assert list(window.open) == [0]
    assert len(taken) == AHEAD * 3


def test_a_shard_is_bounded_in_bytes_too() -> None:
    shards = list(cut([b"x" * (3 << 20) + b"\n"] * 3, 100))
    assert [len(shard.lines) for shard in shards] == [2, 1]
    assert [shard.first for shard in shards] == [1, 3]


def test_the_number_of_a_report_leaves_blank_lines_out() -> None:
    shards = list(cut([b"a\n", b" \n", b"\n", b"b\n", b"c"], 2))
    assert [(shard.first, shard.first_report) for shard in shards] == [(1, 1), (3, 2), (5, 3)]
