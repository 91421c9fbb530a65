"""What keeps a command from starting is said in a sentence: what, and what to do; no traceback, no secret."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
import typer
from sqlalchemy.exc import OperationalError, ProgrammingError
from typer.testing import CliRunner

from api.cli.listening import refuse_taken_port
from api.cli.main import app
from api.cli.start_faults import sentence_of
from api.db.private_files import DataFolderError
from tests.shared import ROOT

SECRET = "tres-secret"
COMMANDS = [
    ("db", "upgrade"),
    ("accounts", "create", "a.b", "--role", "analyst"),
    ("accounts", "link", "a.b"),
    ("accounts", "key", "a.b", "--scope", "law:read"),
    ("audit", "export"),
    ("purge",),
    ("report",),
    ("demo", "load"),
    ("demo", "register"),
]
ALL = pytest.mark.parametrize("words", COMMANDS, ids=" ".join)


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("QUALIF_DATA_DIR", str(folder))
    monkeypatch.setenv("QUALIF_RULESETS", str(ROOT / "docs/examples/petite-loi"))
    return folder


def said(*words: str, code: int = 1) -> str:
    """What the command says before it stops: one sentence, and a second one of settings that are refused."""
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == code, done.output
    assert done.stdout == ""
    sentence, *more = done.stderr.splitlines()
    assert more == ([] if code == 1 else ["réglages refusés ; voir docs/service.md"])
    assert "Traceback" not in sentence
    assert SECRET not in sentence
    return sentence


@pytest.fixture
def upgraded(data: Path, _sqlite_template: Path) -> Path:
    data.mkdir(mode=0o700)
    return Path(shutil.copy(_sqlite_template, data / "qualif.sqlite3"))


@ALL
def test_f17_a_database_that_is_away(words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and nobody listens
        port = taken.getsockname()[1]
        monkeypatch.setenv("QUALIF_DATABASE_URL", f"postgresql://qualif:{SECRET}@127.0.0.1:{port}/qualif")
        assert "ne répond pas" in said(*words)


@ALL
def test_f17_a_file_that_is_no_database(words: tuple[str, ...], data: Path) -> None:
    data.mkdir()
    (data / "qualif.sqlite3").write_bytes(b"ceci n'est pas une base" * 400)
    assert "restaurer une sauvegarde" in said(*words)


@ALL
def test_f17_a_truncated_database(words: tuple[str, ...], upgraded: Path) -> None:
    os.truncate(upgraded, 8_192)
    assert "restaurer une sauvegarde" in said(*words)


@ALL
def test_f17_a_database_of_a_later_version(words: tuple[str, ...], upgraded: Path) -> None:
    with closing(sqlite3.connect(upgraded)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '20990101_later'")
    sentence = said(*words)
    assert "plus récente" in sentence
    assert "20990101_later" in sentence


@ALL
def test_f17_a_folder_that_cannot_be_made(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fichier").write_text("", encoding="utf-8")
    monkeypatch.setenv("QUALIF_DATA_DIR", str(tmp_path / "fichier"))
    assert "QUALIF_DATA_DIR" in said(*words)


@pytest.mark.parametrize("words", [words for words in COMMANDS if words[0] not in ("db", "demo")], ids=" ".join)
def test_f17_a_database_that_was_never_made(words: tuple[str, ...]) -> None:
    assert "qualif db upgrade" in said(*words)


@ALL
def test_f17_an_address_that_is_none(words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALIF_DATABASE_URL", f"postgresql://qualif:{SECRET}@127.0.0.1:port/qualif")
    assert "QUALIF_DATABASE_URL : adresse de base illisible" in said(*words, code=2)


@ALL
@pytest.mark.parametrize("address", ["sqlite:///", "sqlite:///:memory:"])
def test_f17_an_address_without_a_file(words: tuple[str, ...], address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALIF_DATABASE_URL", address)
    assert "QUALIF_DATABASE_URL : sqlite:/// est suivi d'un fichier" in said(*words, code=2)


OPENING = pytest.mark.parametrize("words", [words for words in COMMANDS if words != ("db", "upgrade")], ids=" ".join)


@OPENING
@pytest.mark.parametrize(
    ("name", "code"), [("QUALIF_HOSTING_DATABASE", "H002"), ("QUALIF_HOSTING_DELEGATIONS", "H001")]
)
def test_f17_a_file_of_hosting_that_cannot_be_used(
    words: tuple[str, ...], name: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "abimee.mmdb").write_bytes(b"ceci n'est pas une base")
    monkeypatch.setenv(name, str(tmp_path / "abimee.mmdb" if code == "H002" else tmp_path))
    sentence = said(*words)
    assert code in sentence
    assert name in sentence


@OPENING
def test_f17_rules_that_may_not_be_read(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the system says of a folder closed to the account, whoever runs the tests."""
    folder, is_dir = str(tmp_path / "regles"), Path.is_dir
    shutil.copytree(ROOT / "docs/examples/petite-loi", folder)
    monkeypatch.setenv("QUALIF_RULESETS", folder)

    def closed(path: Path, **more: bool) -> bool:
        if str(path) == folder:
            raise PermissionError(errno.EACCES, "Permission denied", folder)
        return is_dir(path, **more)

    monkeypatch.setattr(Path, "is_dir", closed)
    sentence = said(*words)
    assert "lecture refusée" in sentence
    assert folder in sentence


@pytest.mark.parametrize("words", COMMANDS[:2], ids=" ".join)
def test_f17_a_current_folder_that_is_no_more(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "ici"
    here.mkdir()
    monkeypatch.delenv("QUALIF_DATA_DIR")
    monkeypatch.chdir(here)
    here.rmdir()
    assert "le dossier courant n'existe plus" in said(*words)


def test_f17_a_port_that_is_taken() -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "déjà pris" in said("serve", "--port", str(taken.getsockname()[1]))


def test_f17_an_address_of_another_machine(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as stopped:
        refuse_taken_port("192.0.2.1", 0)
    assert stopped.value.exit_code == 1
    assert "--host" in capsys.readouterr().err


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "lecture.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (x)")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        yield connection


def test_f17_a_database_that_cannot_be_written(read_only: sqlite3.Connection) -> None:
    """What SQLite says of a folder or a file that the service may only read, whoever runs the tests."""
    with pytest.raises(sqlite3.OperationalError) as refused:
        read_only.execute("INSERT INTO t VALUES (1)")
    for error in (refused.value, OperationalError("INSERT", {}, refused.value)):
        assert "n'accepte que la lecture" in str(sentence_of(error))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (psycopg.errors.ReadOnlySqlTransaction(), "n'accepte que la lecture"),
        (psycopg.errors.DiskFull(), "plein"),
        (psycopg.errors.InsufficientPrivilege(), "droits"),
        (psycopg.errors.UndefinedTable(), "qualif db upgrade"),
        (psycopg.errors.InvalidCatalogName(), "ne répond pas, ou refuse"),
        (psycopg.errors.DivisionByZero(), "refuse (22012)"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_f17_what_postgresql_refuses(error: psycopg.Error, words: str) -> None:
    assert words in str(sentence_of(ProgrammingError("SELECT", {}, error)))


def test_f17_what_is_no_fault_of_the_database_stays_as_it_is() -> None:
    assert sentence_of(KeyError("x")) is None
    assert "dossier" in str(sentence_of(DataFolderError(Path("dossier"))))
