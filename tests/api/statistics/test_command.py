"""`qualif report` and `qualif demo register`, from the machine of the service."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from api.db.sessions import Database
from tests.api.statistics.test_service import small, table
from tests.shared import ROOT

YEAR = ("--from", "2019-01-01", "--to", "2019-12-31")


@pytest.fixture(autouse=True)
def _service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QUALIF_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("QUALIF_RULESETS", str(ROOT / "docs/examples/petite-loi"))


def run(*words: str, code: int = 0) -> str:
    """What a command prints."""
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == code, result.output
    return result.output


def filled(folder: Path) -> None:
    """A register of three reports."""
    run("db", "upgrade")
    database = Database(f"sqlite:///{folder / 'data/qualif.sqlite3'}")
    small().store(database)
    database.dispose()


def test_a_database_that_is_behind_is_told() -> None:
    assert "qualif db upgrade" in run("report", *YEAR, code=1)


def test_text_json_csv_and_pdf(tmp_path: Path) -> None:
    filled(tmp_path)
    text = run("report", *YEAR)
    assert "Chiffres clés" in text
    assert "1,0\u202fj" not in text  # a day is told in hours
    assert "24,0\u202fh" in text
    assert table(json.loads(run("report", *YEAR, "--json")), "offences")["rows"][0]["counts"] == [2, 1]
    run("report", *YEAR, "--csv", str(tmp_path / "csv"), "--pdf", str(tmp_path / "r.pdf"))
    with (tmp_path / "csv/fields.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file, delimiter=";"))[:2] == ["field", "Champ"]
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF-")


def test_a_period_that_ends_before_it_begins_is_told(tmp_path: Path) -> None:
    filled(tmp_path)
    assert "finit" in run("report", "--from", "2019-02-01", "--to", "2019-01-01", code=2)


def test_where_nothing_can_be_written_is_told(tmp_path: Path) -> None:
    filled(tmp_path)
    (tmp_path / "a.txt").write_text("", encoding="utf-8")
    assert "donner celui d'un dossier" in run("report", *YEAR, "--csv", str(tmp_path / "a.txt"), code=2)
    assert "le dossier n'existe pas" in run("report", *YEAR, "--pdf", str(tmp_path / "absent/r.pdf"), code=2)


def test_secrecy_and_english(tmp_path: Path) -> None:
    filled(tmp_path)
    told = run("report", *YEAR, "--secret", "3", "--lang", "en")
    assert "s: count under 3" in told
    assert "Minors: hosting countries" in told


def test_a_flagger_tells_how_it_stays_independent(tmp_path: Path) -> None:
    filled(tmp_path)
    run("report", *YEAR, "--dsa", "--pdf", str(tmp_path / "r.pdf"), "--procedures", str(tmp_path / "rien.txt"), code=2)
    (tmp_path / "p.txt").write_text("Un comité décide.\n\nAucune plateforme ne le finance.", encoding="utf-8")
    run("report", *YEAR, "--dsa", "--pdf", str(tmp_path / "r.pdf"), "--procedures", str(tmp_path / "p.txt"))
    assert (tmp_path / "r.pdf").exists()


def test_the_demonstration_register_wants_an_empty_database(tmp_path: Path) -> None:
    filled(tmp_path)
    assert "QUALIF_DATA_DIR" in run("demo", "register", code=2)
