"""Commands of the service: thin, lazy, and documented."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.address_file import answering_at, running_address
from api.cli.main import app
from api.cli.opening import settings_of
from tests.shared import ROOT


@pytest.fixture(autouse=True)
def _folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QUALIF_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("QUALIF_RULESETS", str(ROOT / "docs/examples/petite-loi"))


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == code, result.output
    return result.output


@pytest.mark.parametrize("module", ["api.cli.main", "api.cli.qualify", "api.answers.answerer"])
def test_qualifying_loads_neither_web_nor_database(module: str) -> None:
    script = f"import sys, {module}; print([m for m in ('fastapi', 'sqlalchemy', 'uvicorn', 'starlette') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_database_is_made_then_left_alone() -> None:
    assert "vide → " in run("db", "upgrade")
    assert "à jour" in run("db", "upgrade")


def test_accounts_and_keys_are_made_from_the_machine() -> None:
    run("db", "upgrade")
    assert "/sign-in/" in run("accounts", "create", "a.b", "--role", "analyst")
    assert "/sign-in/" in run("accounts", "link", "a.b")
    run("accounts", "create", "a.b", "--role", "analyst", code=2)
    run("accounts", "create", "c.d", "--role", "chef", code=2)
    run("accounts", "link", "personne", code=2)
    assert "acc_" in run("accounts", "create", "robot", "--role", "integrator")
    assert run("accounts", "key", "robot", "--scope", "reports:create").startswith("key_")
    run("accounts", "key", "robot", "--scope", "accounts:manage", code=2)
    run("accounts", "key", "personne", "--scope", "law:read", code=2)


def test_a_link_leads_to_the_service_that_runs_whatever_its_port(monkeypatch: pytest.MonkeyPatch) -> None:
    run("db", "upgrade")
    run("accounts", "create", "a.b", "--role", "analyst")
    with answering_at(settings_of(port=9001)):
        assert run("accounts", "link", "a.b").startswith("http://127.0.0.1:9001/sign-in/")
        assert run("accounts", "create", "c.d", "--role", "analyst").startswith("http://127.0.0.1:9001/sign-in/")
        with answering_at(settings_of(port=9002)):  # started while the first one stops
            assert running_address(settings_of()) == "http://127.0.0.1:9002"
            monkeypatch.setenv("QUALIF_PUBLIC_URL", "https://qualif.exemple")
            assert run("accounts", "link", "a.b").startswith("https://qualif.exemple/sign-in/")
            monkeypatch.delenv("QUALIF_PUBLIC_URL")
    assert run("accounts", "link", "a.b").startswith("http://127.0.0.1:8000/sign-in/")


def test_the_address_of_an_earlier_service_is_left_to_the_later_one() -> None:
    first, second = settings_of(port=9001), settings_of(port=9002)
    with ExitStack() as stopping:
        stopping.enter_context(answering_at(first))
        later = answering_at(second)
        later.__enter__()
        stopping.close()
        assert running_address(first) == second.address
        later.__exit__(None, None, None)
    assert running_address(first) is None


def test_an_account_is_tied_to_the_identity_provider_when_one_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    run("db", "upgrade")
    run("accounts", "create", "a.b", "--role", "analyst", "--subject", "f4-12", code=2)
    monkeypatch.setenv("QUALIF_OIDC_ISSUER", "https://id.exemple")
    monkeypatch.setenv("QUALIF_OIDC_CLIENT_ID", "qualif")
    monkeypatch.setenv("QUALIF_OIDC_CLIENT_SECRET", "secret")
    assert "/sign-in/" in run("accounts", "create", "a.b", "--role", "analyst", "--subject", "f4-12")
    run("accounts", "create", "c.d", "--role", "analyst", "--subject", "f4-12", code=2)


def test_the_journal_is_exported_and_verified(tmp_path: Path) -> None:
    run("db", "upgrade")
    run("accounts", "create", "a.b", "--role", "analyst")
    file = tmp_path / "journal.jsonl"
    run("audit", "export", "--out", str(file))
    told = run("audit", "verify", str(file))
    assert "3 entrées, chaîne intacte" in told
    head = told.strip().rpartition(" ")[2]
    assert "intacte" in run("audit", "verify", str(file), "--head", head)
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join([*lines[:2], *lines[3:]]), encoding="utf-8")
    assert "retirées" in run("audit", "verify", str(file), code=1)
    run("audit", "verify", str(tmp_path / "absent"), code=2)


def test_erasure_is_rehearsed_then_done() -> None:
    run("db", "upgrade")
    assert '"dry": true' in run("purge", "--dry-run")
    assert '"format": "qualif-erasure-1"' in run("purge")


def test_wrong_settings_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALIF_ENVIRONMENT", "production")
    assert "QUALIF_CONTACT_KEYS, QUALIF_TRACE_KEY" in run("db", "upgrade", code=2)
    monkeypatch.setenv("QUALIF_ENVIRONMENT", "development")
    monkeypatch.setenv("QUALIF_PORT", "beaucoup")
    assert "QUALIF_PORT" in run("serve", code=2)
    monkeypatch.setenv("QUALIF_PORT", "8000")
    monkeypatch.setenv("QUALIF_CONTACT_KEYS", "pas une clé")
    assert "Fernet" in run("purge", code=2)


@pytest.mark.parametrize(
    "command",
    [
        "serve",
        "purge",
        "db upgrade",
        "audit export",
        "audit verify",
        "accounts create",
        "accounts link",
        "accounts key",
        "demo load",
    ],
)
def test_every_command_of_the_service_is_documented(command: str) -> None:
    assert f"qualif {command}" in (ROOT / "docs/service.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORT", "99999", "QUALIF_PORT : au plus 65535"),
        ("PORT", "huit", "QUALIF_PORT : un nombre entier est attendu"),
        ("ENVIRONMENT", "test", "`development` ou `production`"),
        ("SECURE_COOKIES", "peut-être", "`true` ou `false` est attendu"),
        ("OIDC_ROLES", "{", "QUALIF_OIDC_ROLES : du JSON est attendu"),
        ("PUBLIC_URL", "qualif.exemple", "QUALIF_PUBLIC_URL : commence par http:// ou https://"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_in_french(
    name: str, value: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"QUALIF_{name}", value)
    told = " ".join(run("db", "upgrade", code=2).split())
    assert words in told
    assert " or " not in told
    assert "should" not in told
