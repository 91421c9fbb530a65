"""Settings: from the environment, from files, refused when a secret was not chosen, all documented."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import ValidationError

from api.kit.setting_sources import MAX_SECRET_BYTES, NOT_SETTINGS, PREFIX
from api.kit.settings import Settings, secrets_of
from tests.shared import ROOT

PAGE = ROOT / "docs/service.md"
KEY = "b7c1f0e94d2a58630f9e1d7c3a5b8624"
"""Thirty-two characters, as if drawn."""


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{PREFIX}{name.upper()}`" in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_says_what_it_is_for(name: str) -> None:
    assert Settings.model_fields[name].description


def test_a_setting_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALIF_PORT", "9000")
    assert Settings().port == 9000


def test_a_secret_is_read_from_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("une clé\n", encoding="utf-8")
    monkeypatch.setenv("QUALIF_TRACE_KEY_FILE", str(tmp_path / "key"))
    assert Settings().trace_key.get_secret_value() == "une clé"


def test_a_secret_given_twice_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("une clé", encoding="utf-8")
    monkeypatch.setenv("QUALIF_TRACE_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("QUALIF_TRACE_KEY", "une autre")
    with pytest.raises(ValueError, match="garder l'un"):
        Settings()


@pytest.mark.parametrize("kind", ["device", "pipe", "folder", "large", "absent"])
def test_f11_a_secret_is_read_from_an_ordinary_file_of_bounded_size(
    kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = Path("/dev/zero") if kind == "device" else tmp_path / "key"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "large":
        with path.open("wb") as stream:
            stream.truncate(MAX_SECRET_BYTES + 1)
    monkeypatch.setenv("QUALIF_TRACE_KEY_FILE", str(path))
    words = {"large": "plus de 64 Kio", "absent": "illisible"}.get(kind, "ordinaire")
    with pytest.raises(ValueError, match=f"QUALIF_TRACE_KEY_FILE : .*{words}"):
        Settings()


def test_production_refuses_secrets_that_nobody_chose() -> None:
    with pytest.raises(ValidationError, match="QUALIF_CONTACT_KEYS, QUALIF_TRACE_KEY"):
        Settings(environment="production")


def test_production_takes_chosen_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALIF_CONTACT_KEYS", Fernet.generate_key().decode())
    monkeypatch.setenv("QUALIF_TRACE_KEY", KEY)
    settings = Settings(environment="production")
    assert settings.cookies_are_secure
    assert not settings.sets_aside_on_demonstration
    assert Settings().sets_aside_on_demonstration
    assert set(secrets_of()) == {"contact_keys", "trace_key"}


def test_no_secret_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALIF_TRACE_KEY", "tres-secret")
    monkeypatch.setenv("QUALIF_DATABASE_URL", "postgresql://qui:tres-secret@127.0.0.1/base")
    settings = Settings()
    assert "tres-secret" not in f"{settings.printable()} {settings!r}"


@pytest.mark.parametrize(
    ("name", "value"),
    [("TIMEZONE", "Europe/Nulle"), ("DATABASE_URL", "mysql://x"), ("PORT", "99999"), ("PUBLIC_URL", "qualif.exemple")],
)
def test_a_wrong_value_is_refused(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"QUALIF_{name}", value)
    with pytest.raises(ValidationError):
        Settings()


@pytest.mark.parametrize("name", ["TRACE_KEY", "AUDIT_KEY"])
@pytest.mark.parametrize(
    "key", ["a", KEY[:-1], "a" * 32, "abab" * 10], ids=["one letter", "short", "one letter, long", "two letters"]
)
def test_f11_a_key_that_can_be_searched_for_is_refused_in_production(
    name: str, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALIF_CONTACT_KEYS", Fernet.generate_key().decode())
    monkeypatch.setenv("QUALIF_TRACE_KEY", KEY)
    assert Settings(environment="production").trace_key.get_secret_value() == KEY
    monkeypatch.setenv(f"QUALIF_{name}", key)
    with pytest.raises(ValidationError, match=f"32 caractères, tirés au sort : QUALIF_{name}") as refused:
        Settings(environment="production")
    assert key == "a" or key not in str(refused.value)
    assert Settings(environment="development")


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("QUALIF_ENVIROMENT", "QUALIF_ENVIRONMENT"),
        ("qualif_trace_kye", "QUALIF_TRACE_KEY"),
        ("QUALIF_TRACE_KEYS_FILE", "QUALIF_TRACE_KEY_FILE"),
        ("QUALIF_PORT_FILE", "QUALIF_PORT"),
        ("QUALIF_XYZ", "docs/service.md"),
    ],
)
def test_f11_an_unknown_variable_is_refused_with_the_nearest_name(
    name: str, near: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "production")
    with pytest.raises(ValueError, match=f"{name.upper()} : variable inconnue ; .*{near}"):
        Settings()


@pytest.mark.parametrize("name", ["QUALIF", "QUALIF_KEY", "QUALIF_TEST_POSTGRESQL"])
def test_f11_variables_of_clients_and_tests_are_let_through(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "x")
    assert Settings()


def test_f11_every_variable_that_the_repository_names_is_known() -> None:
    """Those of the documentation, of the code and of tests: none is refused that somebody is told to set."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | NOT_SETTINGS
    pages = [
        ROOT / "README.md",
        ROOT / "Makefile",
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("examples/*.py"),
        *ROOT.glob("bench/*.py"),
    ]
    named = {name for page in pages for name in re.findall(r"QUALIF_[A-Z_]*[A-Z]", page.read_text(encoding="utf-8"))}
    assert {name for name in named if not {name, name.removesuffix("_FILE")} & known} <= {"QUALIF_KEEP"}


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "qualif.exemple", ""])
def test_f11_development_is_refused_on_an_address_of_others(host: str) -> None:
    with pytest.raises(ValidationError, match="QUALIF_ENVIRONMENT=production"):
        Settings(host=host)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_f11_development_listens_on_this_machine(host: str) -> None:
    assert Settings(host=host).host == host


def test_f11_production_listens_where_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALIF_CONTACT_KEYS", Fernet.generate_key().decode())
    monkeypatch.setenv("QUALIF_TRACE_KEY", KEY)
    assert Settings(environment="production", host="0.0.0.0").host == "0.0.0.0"


@pytest.mark.parametrize(
    ("given", "lacking"),
    [
        ({"reader_url": "http://127.0.0.1:8080"}, "QUALIF_READER_MODEL"),
        ({"reader_model": "essai-7b"}, "QUALIF_READER_URL"),
    ],
)
def test_a_model_server_is_named_whole_or_not_at_all(given: dict[str, str], lacking: str) -> None:
    with pytest.raises(ValidationError, match=f"il manque : {lacking}"):
        Settings.model_validate(given)


def test_a_model_server_has_no_password_in_its_address() -> None:
    with pytest.raises(ValidationError, match="QUALIF_READER_KEY"):
        Settings.model_validate({"reader_url": "http://moi:secret@127.0.0.1:8080", "reader_model": "essai-7b"})


def test_the_key_of_the_model_server_is_read_from_its_file_and_never_printed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "key").write_text("une clé\n", encoding="utf-8")
    monkeypatch.setenv("QUALIF_READER_KEY_FILE", str(tmp_path / "key"))
    settings = Settings()
    assert settings.reader_key is not None
    assert settings.reader_key.get_secret_value() == "une clé"
    assert settings.printable()["reader_key"] == "(secret)"


@pytest.mark.parametrize("url", [None, "sqlite:////srv/q.sqlite3"])
def test_several_workers_on_sqlite_are_refused(monkeypatch: pytest.MonkeyPatch, url: str | None) -> None:
    monkeypatch.setenv("QUALIF_WORKERS", "2")
    if url is not None:
        monkeypatch.setenv("QUALIF_DATABASE_URL", url)
    with pytest.raises(ValidationError, match="SQLite"):
        Settings()
    monkeypatch.setenv("QUALIF_DATABASE_URL", "postgresql://a@localhost/q")
    assert Settings().workers == 2
