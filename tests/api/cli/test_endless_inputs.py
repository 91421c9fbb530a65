"""F17: every command that reads a file or standard input bounds what it reads, and says the bound; a device is refused, a pipe is not."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from api.cli.reports_in import Incoming, read_reports
from api.hosting.opening import open_source
from api.hosting.sources import UnusableSource
from api.texts import input_lines
from api.texts.input_lines import Unbounded, bounded
from api.texts.noise_stream import lines
from classifiers.noise.calibration import BadDecisions, read_decisions
from classifiers.noise.certificate_file import CertificateError
from classifiers.noise.certificate_file import read as read_certificates

ZERO = "/dev/zero"
MOST = 4 * input_lines.MAX_LOOK
"""Bytes after which a reader plainly has no bound."""


class Endless(io.RawIOBase):
    """The same bytes again and again; a test fails rather than wait for ever when they are read without a bound."""

    def __init__(self, piece: bytes) -> None:
        self._piece = piece * (1 << 16)
        self.left = MOST

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        assert self.left > 0, "read without a bound"
        size = min(len(buffer), len(self._piece))
        size -= size % max(1, len(self._piece) // (1 << 16)) if size < len(self._piece) else 0
        buffer[:size] = self._piece[:size]
        self.left -= size
        return size


def endless(piece: bytes) -> io.BufferedReader:
    """What never ends, as standard input gives it."""
    return io.BufferedReader(Endless(piece), 1 << 20)


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Standard input that never ends."""

    def give(piece: bytes) -> None:
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=endless(piece)))

    return give  # type: ignore[return-value]


@pytest.mark.parametrize("plain", [False, True], ids=["reports", "words"])
@pytest.mark.parametrize("piece", [b"\0", b"\n", b"a", b"- a\n", b"[1,\n", b"[1,", b"a: b\n", b'{"a": '], ids=repr)
def test_f17_a_stream_without_end_is_refused_with_its_bound(piece: bytes, plain: bool, piped: object) -> None:
    assert callable(piped)
    piped(piece)
    *_, last = read_reports("-", plain=plain)
    assert last.fault is not None
    assert "Mio" in last.fault.fr
    assert "MiB" in last.fault.en


@pytest.mark.parametrize("name", ["endless", "endless.jsonl", "endless.txt", "endless.yaml", "endless.json"])
def test_f17_a_device_is_refused_before_it_is_read(name: str, tmp_path: Path) -> None:
    (tmp_path / name).symlink_to(ZERO)
    (one,) = read_reports(str(tmp_path / name))
    assert one.fault is not None
    assert "un périphérique n'a pas de fin" in one.fault.fr


@pytest.mark.parametrize(
    "command",
    [
        ["qualify", ZERO],
        ["cues", "--no-second", ZERO],
        ["route", ZERO],
        ["notice", ZERO, "--kind", "dsa16"],
        ["ask", "--from", ZERO],
        ["audit", "verify", ZERO],
        ["route", "examples/signalements.yaml", "--delegations", ZERO],
        ["route", "examples/signalements.yaml", "--database", ZERO],
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_f17_no_command_reads_a_device_for_ever(command: list[str]) -> None:
    told = CliRunner().invoke(app, command)
    assert told.exit_code == 2, told.output
    assert told.exception is None or isinstance(told.exception, SystemExit), told.exception


def test_f17_a_pipe_is_read_as_a_file_is(tmp_path: Path) -> None:
    pipe = tmp_path / "tube"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b'{"id": 1}\n{"id": 2}\n',))
    writer.start()
    assert list(read_reports(str(pipe))) == [Incoming(f"{pipe}:1", {"id": 1}), Incoming(f"{pipe}:2", {"id": 2})]
    writer.join()


def test_f17_json_lines_of_any_total_length_are_answered(piped: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(input_lines, "MAX_LOOK", 1_000)
    monkeypatch.setattr(input_lines, "MAX_SKIPPED", 1_000)
    assert callable(piped)
    piped(b'{"id": 1}\n')
    found = read_reports("-")
    assert all(next(found).data == {"id": 1} for _ in range(10_000))
    groups = lines(endless(b'{"id": 1}\n'))
    assert sum(len(next(groups)) for _ in range(10)) > 10_000


def test_f17_a_line_without_end_ends_the_noise_filter_and_a_long_one_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unbounded, match="sa fin n'est pas attendue"):
        list(lines(endless(b"\0")))
    with pytest.raises(Unbounded, match="sa fin n'est pas attendue"):
        list(bounded(endless(b"\0")))
    for module in ("input_lines", "noise_stream"):
        monkeypatch.setattr(f"api.texts.{module}.MAX_LINE", 10)
    monkeypatch.setattr("api.texts.noise_stream._READ", 7)
    raw = b"a" * 50 + b"\nb\n" + b"c" * 30 + b"\n" + b"d" * 11 + b"\ne"
    told = [line for group in lines(io.BytesIO(raw)) for line in group]
    assert [line[:1] for line in told] == [b"a", b"b", b"c", b"d", b"e"]
    assert [len(line) > 10 for line in told] == [True, False, True, True, False]
    assert max(map(len, told)) <= 10 + 7


def test_f17_files_beside_the_reports_are_bounded_too() -> None:
    with pytest.raises(BadDecisions, match="ligne de plus de"):
        read_decisions(Path(ZERO))
    with pytest.raises(CertificateError, match="caractères"):
        read_certificates(Path(ZERO))
    for database, delegations in ((Path(ZERO), None), (None, Path(ZERO))):
        with pytest.raises(UnusableSource, match="pas un fichier ordinaire"):
            open_source(database, delegations)
