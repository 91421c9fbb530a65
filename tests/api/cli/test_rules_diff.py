"""`qualif rules diff`: sentences, data, a page, cases; what names no law is refused."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from tests.engine.analysis.difference.edits import edited
from tests.shared import ROOT

SMALL = str(ROOT / "docs/examples/petite-loi")


@pytest.fixture
def folders(tmp_path: Path) -> tuple[str, str]:
    """The shipped rules before and after a defence that does not protect, and a second person less."""
    old, new = (edited("defence", tmp_path / name) for name in ("old", "new"))
    offence = old / "offences/terrorisme/cp-421-2-5-apologie/offence.yaml"
    text = offence.read_text(encoding="utf-8")
    offence.write_text(
        text.replace("appartenance_pour_effrayer, recherche]", "appartenance_pour_effrayer]"), encoding="utf-8"
    )
    pharos = new / "routing/rules/pharos.yaml"
    text = pharos.read_text(encoding="utf-8")
    pharos.write_text(text.replace("two_persons: true", "two_persons: false"), encoding="utf-8")
    return str(old), str(new)


def test_everything_is_told_written_and_kept(folders: tuple[str, str], tmp_path: Path) -> None:
    page, cases = tmp_path / "page.html", tmp_path / "cas.yaml"
    ran = CliRunner().invoke(app, ["rules", "diff", *folders, "--html", str(page), "--save-cases", str(cases)])
    assert ran.exit_code == 0, ran.output
    assert "Attention, le propos reste suggéré" in ran.stdout
    assert "deux personnes : oui → non" in ran.stdout
    html = page.read_text(encoding="utf-8")
    assert html.index('class="taken-over"') < html.index("<table>")
    assert "deux personnes : oui → non" in html
    assert "cp-421-2-5-apologie" in cases.read_text(encoding="utf-8")


def test_the_data_hold_the_law_and_what_stands_beside_it(folders: tuple[str, str]) -> None:
    ran = CliRunner().invoke(app, ["rules", "diff", *folders, "--json"])
    told = json.loads(ran.stdout)
    assert [part["id"] for part in told["parts"]] == ["cp-421-2-5-apologie"]
    assert [file["file"] for file in told["beside"]["files"]] == ["routing/rules/pharos.yaml"]
    assert "proof" not in told["parts"][0]["statuses"][0]["witness"]["new"]


@pytest.mark.parametrize("side", ["nulle-part", "--help-me", "0123456789abcdef"])
def test_what_names_no_law_is_refused(side: str) -> None:
    ran = CliRunner().invoke(
        app, ["rules", "diff", SMALL, "--", side] if side.startswith("-") else ["rules", "diff", SMALL, side]
    )
    assert ran.exit_code == 2


def test_a_page_without_a_folder_is_refused_before_anything_is_compared(tmp_path: Path) -> None:
    ran = CliRunner().invoke(app, ["rules", "diff", SMALL, SMALL, "--html", str(tmp_path / "absent" / "page.html")])
    assert ran.exit_code == 2
    assert "le dossier n'existe pas" in ran.stderr


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (subprocess.TimeoutExpired("git", 1), "git ne répond pas en 120 s"),
        (FileNotFoundError(), "`v1.0` n'est ni un dossier"),
    ],
)
def test_a_revision_without_git_says_why(error: Exception, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(subprocess, "run", refuse)
    ran = CliRunner().invoke(app, ["rules", "diff", "v1.0", SMALL])
    assert (ran.exit_code, said in ran.output) == (2, True), ran.output
