"""The data folder and its files are closed to others, whatever the umask, and those of before are closed at start."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from api.db import migrate
from api.db.opening import open_database
from api.kit.settings import Settings


@pytest.fixture(params=[0o022, 0o000, 0o002], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, str]:
    """The folder, and everything in it."""
    return {p.name: oct(stat.S_IMODE(p.stat().st_mode)) for p in (folder, *folder.rglob("*"))}


CLOSED = {
    "data": "0o700",
    "qualif.sqlite3": "0o600",
    "qualif.sqlite3-shm": "0o600",
    "qualif.sqlite3-wal": "0o600",
}


@pytest.mark.usefixtures("umask")
def test_f11_what_is_made_is_closed_to_others(tmp_path: Path) -> None:
    database = open_database(Settings(data_dir=tmp_path / "data"))
    migrate.upgrade(database)
    assert modes(tmp_path / "data") == CLOSED
    database.dispose()


def test_f11_what_was_open_is_closed_at_start_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    first = open_database(Settings(data_dir=tmp_path / "data"))
    migrate.upgrade(first)
    for path in (tmp_path / "data", *(tmp_path / "data").iterdir()):
        path.chmod(0o755 if path.is_dir() else 0o644)
    with caplog.at_level(logging.WARNING, "qualif.database"):
        again = open_database(Settings(data_dir=tmp_path / "data"))
    assert modes(tmp_path / "data") == CLOSED
    assert len([r for r in caplog.records if "closed" in r.message]) == 4
    with again.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM reports")) == 0
    caplog.clear()
    open_database(Settings(data_dir=tmp_path / "data")).dispose()
    assert caplog.records == []
    first.dispose()
    again.dispose()


def test_the_database_has_a_folder_of_its_own_where_none_is_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "data" / "annotated").mkdir(parents=True)
    (tmp_path / "data").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QUALIF_DATA_DIR", raising=False)
    with caplog.at_level(logging.WARNING, "qualif.database"):
        open_database(Settings()).dispose()
    assert (tmp_path / "qualif-data" / "qualif.sqlite3").is_file()
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o755
    assert caplog.records == []


def test_a_database_of_before_is_used_where_it_is_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QUALIF_DATA_DIR", raising=False)
    before = open_database(Settings(data_dir=Path("data")))
    migrate.upgrade(before)
    before.dispose()
    assert caplog.records == []
    with caplog.at_level(logging.WARNING, "qualif.database"):
        found = open_database(Settings())
    assert found.file == tmp_path / "data" / "qualif.sqlite3"
    assert "the database is in data, as before" in caplog.text
    found.dispose()
    (tmp_path / "data").rename(tmp_path / "qualif-data")
    caplog.clear()
    moved = open_database(Settings())
    assert moved.file == tmp_path / "qualif-data" / "qualif.sqlite3"
    assert caplog.records == []
    moved.dispose()


def test_f11_a_folder_with_other_uses_is_left_open_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "projet" / "ici").mkdir(parents=True)
    (tmp_path / "projet").chmod(0o755)
    monkeypatch.chdir(tmp_path / "projet" / "ici")
    database = open_database(Settings(data_dir=tmp_path / "projet"))
    assert stat.S_IMODE((tmp_path / "projet").stat().st_mode) == 0o755
    assert "choose one apart" in caplog.text
    assert stat.S_IMODE((tmp_path / "projet" / "qualif.sqlite3").stat().st_mode) == 0o600
    database.dispose()
