"""Settings: from the environment, from files, refused when a secret was not chosen, all documented."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import ValidationError

from api.settings import PREFIX, Settings, secrets_of
from tests.shared import ROOT

PAGE = ROOT / "docs/service.md"


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


def test_production_refuses_secrets_that_nobody_chose() -> None:
    with pytest.raises(ValidationError, match="QUALIF_CONTACT_KEYS, QUALIF_TRACE_KEY"):
        Settings(environment="production")


def test_production_takes_chosen_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALIF_CONTACT_KEYS", Fernet.generate_key().decode())
    monkeypatch.setenv("QUALIF_TRACE_KEY", "choisie")
    settings = Settings(environment="production")
    assert settings.cookies_are_secure
    assert not settings.sets_aside_on_demonstration
    assert Settings().sets_aside_on_demonstration
    assert set(secrets_of()) == {"contact_keys", "trace_key"}


def test_no_secret_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALIF_TRACE_KEY", "tres-secret")
    monkeypatch.setenv("QUALIF_DATABASE_URL", "postgresql://qui:tres-secret@127.0.0.1/base")
    settings = Settings()
    assert "tres-secret" not in f"{settings.told()} {settings!r}"


@pytest.mark.parametrize(
    ("name", "value"),
    [("TIMEZONE", "Europe/Nulle"), ("DATABASE_URL", "mysql://x"), ("PORT", "99999"), ("PUBLIC_URL", "qualif.exemple")],
)
def test_a_wrong_value_is_refused(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"QUALIF_{name}", value)
    with pytest.raises(ValidationError):
        Settings()
