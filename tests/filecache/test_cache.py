"""What is put in the cache comes back, or nothing does; and nothing is loaded that someone else could have written."""

from __future__ import annotations

import errno
import logging
import os
import stat
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from filecache import folder as private
from filecache.address import address, code_digest
from filecache.cache import ABANDONED, FileCache, open_cache

NAME = address("essai", b"1")


@pytest.fixture
def cache(tmp_path: Path) -> FileCache:
    return FileCache(tmp_path / "cache" / "qualif")


def test_what_is_put_comes_back(cache: FileCache) -> None:
    assert cache.get(NAME) is None
    cache.put(NAME, b"contenu")
    assert cache.get(NAME) == b"contenu"
    cache.put(NAME, b"")
    assert cache.get(NAME) == b""


def test_the_folder_and_its_files_are_closed_to_others(cache: FileCache) -> None:
    cache.put(NAME, b"contenu")
    assert stat.S_IMODE(cache.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((cache.folder / NAME).stat().st_mode) == 0o600
    assert [file.name for file in cache.folder.iterdir()] == [NAME]


@pytest.mark.parametrize("at", [0, 31, 32, 38])
def test_a_changed_byte_is_noticed_and_the_entry_made_again(
    cache: FileCache, caplog: pytest.LogCaptureFixture, at: int
) -> None:
    cache.put(NAME, b"contenu")
    raw = bytearray((cache.folder / NAME).read_bytes())
    raw[at] ^= 1
    (cache.folder / NAME).write_bytes(raw)
    assert cache.get(NAME) is None
    assert "damaged" in caplog.text
    cache.put(NAME, b"contenu")
    assert cache.get(NAME) == b"contenu"


@pytest.mark.parametrize("left", [0, 10, 33])
def test_an_entry_cut_short_is_noticed(cache: FileCache, left: int) -> None:
    cache.put(NAME, b"contenu")
    os.truncate(cache.folder / NAME, left)
    assert cache.get(NAME) is None


def test_the_folder_of_another_user_is_refused(
    cache: FileCache, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.put(NAME, b"contenu")
    monkeypatch.setattr(os, "geteuid", lambda: cache.folder.stat().st_uid + 1)
    assert cache.get(NAME) is None
    cache.put(address("essai", b"2"), b"autre")
    assert [file.name for file in cache.folder.iterdir()] == [NAME]
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 2
    assert "someone else owns it" in caplog.text


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
def test_a_folder_that_others_can_write_is_refused(cache: FileCache, mode: int) -> None:
    cache.put(NAME, b"contenu")
    cache.folder.chmod(mode)
    assert cache.get(NAME) is None
    cache.folder.chmod(0o700)
    assert cache.get(NAME) == b"contenu"


def test_an_entry_that_others_can_write_is_refused(cache: FileCache) -> None:
    cache.put(NAME, b"contenu")
    (cache.folder / NAME).chmod(0o666)
    assert cache.get(NAME) is None


def test_no_link_is_followed(cache: FileCache, tmp_path: Path) -> None:
    cache.put(NAME, b"contenu")
    (tmp_path / "lien").symlink_to(cache.folder)
    assert FileCache(tmp_path / "lien").get(NAME) is None
    other = address("essai", b"2")
    (cache.folder / other).symlink_to(cache.folder / NAME)
    assert cache.get(other) is None


def test_a_pipe_is_not_waited_for(cache: FileCache) -> None:
    cache.put(NAME, b"contenu")
    (cache.folder / NAME).unlink()
    os.mkfifo(cache.folder / NAME, 0o600)
    assert cache.get(NAME) is None


def test_a_read_only_disk_gives_and_takes_nothing(cache: FileCache, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.put(NAME, b"contenu")
    opens = os.open

    def read_only(path: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if flags & (os.O_CREAT | os.O_WRONLY):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return opens(path, flags, mode, dir_fd=dir_fd)

    def no_time(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(private.os, "open", read_only)
    monkeypatch.setattr(os, "utime", no_time)
    other = address("essai", b"2")
    cache.put(other, b"autre")
    assert (cache.get(NAME), cache.get(other)) == (b"contenu", None)


def test_a_folder_that_cannot_be_made_costs_no_answer(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("")
    cache = FileCache(tmp_path / "fichier" / "qualif")
    cache.put(NAME, b"contenu")
    assert cache.get(NAME) is None


def test_what_was_used_longest_ago_is_dropped(cache: FileCache) -> None:
    small = FileCache(cache.folder, max_bytes=3 * (100 + 32))
    names = [address("essai", bytes([number])) for number in range(4)]
    for age, name in enumerate(names[:3]):
        small.put(name, b"x" * 100)
        os.utime(cache.folder / name, (1_000 + age, 1_000 + age))
    assert small.get(names[0]) is not None
    small.put(names[3], b"x" * 100)
    assert [small.get(name) is not None for name in names] == [True, False, True, True]


def test_what_a_dead_process_left_is_dropped(cache: FileCache) -> None:
    cache.put(NAME, b"contenu")
    old, new = cache.folder / f"{NAME}.1.aa.part", cache.folder / f"{NAME}.2.bb.part"
    for part in (old, new):
        part.write_bytes(b"moitie")
    age = new.stat().st_mtime - ABANDONED - 60
    os.utime(old, (age, age))
    cache.put(NAME, b"contenu")
    assert (old.exists(), new.exists()) == (False, True)


def _write_and_read(folder: Path, who: int) -> set[bytes | None]:
    cache, seen = FileCache(folder), set()
    for turn in range(40):
        cache.put(NAME, bytes([who]) * (50_000 + turn))
        seen.add(cache.get(NAME))
    return {content if content is None or len(set(content)) > 1 else content[:1] for content in seen}


def test_processes_that_write_at_once_read_whole_entries(cache: FileCache) -> None:
    with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as pool:
        seen = set[bytes | None]().union(*pool.map(_write_and_read, [cache.folder] * 3, [1, 2, 3]))
    assert seen <= {b"\x01", b"\x02", b"\x03"}
    assert [file.name for file in cache.folder.iterdir()] == [NAME]


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"QUALIF_CACHE": "/a/b", "XDG_CACHE_HOME": "/x", "HOME": "/h"}, "/a/b"),
        ({"QUALIF_CACHE": "", "HOME": "/h"}, None),
        ({"XDG_CACHE_HOME": "/x", "HOME": "/h"}, "/x/qualif"),
        ({"XDG_CACHE_HOME": "x", "HOME": "/h"}, "/h/.cache/qualif"),
        ({"HOME": "/h"}, "/h/.cache/qualif"),
        ({}, None),
    ],
)
def test_where_the_cache_is(environment: dict[str, str], folder: str | None) -> None:
    cache = open_cache(environment)
    assert (cache and str(cache.folder)) == folder


def test_parts_of_an_address_do_not_run_into_each_other() -> None:
    assert len({address("a", b"xy", b"z"), address("a", b"x", b"yz"), address("a", b"xyz"), address("b", b"xyz")}) == 4


def test_changed_code_has_another_digest(tmp_path: Path) -> None:
    file = tmp_path / "code.py"
    file.write_text("A = 1\n")
    first = code_digest([file])
    assert code_digest([file]) == first
    file.write_text("A = 2\n")
    assert code_digest([file]) != first
