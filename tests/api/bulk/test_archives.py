"""Archives: JSON Lines plain or gzipped, line by line and bounded; damage is told with its place."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from api.bulk.archives import archive_lines
from api.bulk.lines import ArchiveError
from api.kit.lines import MAX_LINE
from api.texts.input_lines import Unbounded


def test_lines_come_as_they_are_without_a_mark(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"\xef\xbb\xbf{}\r\n\n[1]")
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b"\xef\xbb\xbf{}\r\n") + gzip.compress(b"\n[1]"))
    for name in ("a.jsonl", "a.jsonl.gz"):
        assert list(archive_lines(tmp_path / name)) == [b"{}\r\n", b"\n", b"[1]"]


@pytest.mark.parametrize(
    "damage", [lambda raw: raw[:-9], lambda raw: raw[:60] + b"\0" * 40 + raw[100:]], ids=["cut", "spoilt"]
)
def test_a_damaged_gzip_is_a_fault(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(damage(gzip.compress(os.urandom(300).hex().encode() + b"\n")))
    with pytest.raises(ArchiveError, match=r"ce qui suit la ligne \d ne se décompresse pas"):
        list(archive_lines(path))


def test_what_is_not_gzipped_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.gz").write_bytes(b"{}\n")
    with pytest.raises(ArchiveError, match="ne se décompresse pas"):
        list(archive_lines(tmp_path / "a.gz"))


def test_a_line_that_swells_when_unpacked_is_bounded(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "a.gz", "wb") as stream:
        for _ in range(100):
            stream.write(b" " * (1 << 20))
    lines = archive_lines(tmp_path / "a.gz")
    assert len(next(lines)) == MAX_LINE + 1
    with pytest.raises(Unbounded, match="sa fin n'est pas attendue"):
        next(lines)


@pytest.mark.parametrize("name", ["a.yaml", "a.txt", "a.CSV"])
def test_other_formats_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"id: 1\n")
    with pytest.raises(ArchiveError, match="une archive est en JSON Lines"):
        list(archive_lines(tmp_path / name))
