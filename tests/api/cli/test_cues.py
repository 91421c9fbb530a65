"""`qualif cues` and `qualif rules lexicons`, as a person runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from tests.docs.examples import ROOT

SMALL = ["--rulesets", str(ROOT / "docs/examples/petite-loi")]
RUN = CliRunner()


def test_a_text_file_is_one_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(
        "Bonjour.\nJe vais te frapper \ud83d".encode("utf-8", "surrogatepass") + b"\xff\x1b[31m"
    )
    told = RUN.invoke(app, ["cues", str(tmp_path / "a.txt"), *SMALL])
    assert told.exit_code == 0
    assert "« frapper » — car. 20–27" in told.stdout
    assert "\x1b" not in told.stdout


@pytest.mark.parametrize(
    "given",
    ['{"text": "je vais te frapper"}\n{"text": "bonjour"}\n', '[{"text": "je vais te frapper"}, "bonjour"]'],
)
def test_reports_are_read_one_by_one(given: str) -> None:
    told = RUN.invoke(app, ["cues", "-", "--json", *SMALL], input=given)
    first, second = map(json.loads, told.stdout.splitlines())
    assert first["cues"] == [
        {"fact": "menace", "value": True, "span": [11, 18], "confidence": 0.9, "rule": "menace-de-coups"}
    ]
    assert first["facts"]["menace"]["standing"] == "presumed"
    assert second["cues"] == []


def test_what_the_reporter_says_is_listed_apart() -> None:
    given = '{"text": "bonjour", "comment": "il écrit : je vais te frapper"}\n{"comment": "je vais te frapper"}\n{"comment": 3}\n'
    told = RUN.invoke(app, ["cues", "-", "--json", *SMALL], input=given)
    assert told.exit_code == 2
    rows = [json.loads(line) for line in told.stdout.splitlines()]
    assert [(row["where"], row.get("span_in")) for row in rows] == [
        ("-:1", None),
        ("-:1 (commentaire)", "comment"),
        ("-:2 (commentaire)", "comment"),
    ]
    assert rows[1]["facts"]["menace"] == {
        "value": True,
        "standing": "presumed",
        "source": "commentaire du signalant (menace-de-coups)",
        "span": [22, 29],
        "span_in": "comment",
    }
    assert "« frapper » — car. 11–18" in RUN.invoke(app, ["cues", "-", *SMALL], input=given).stdout


def test_more_reports_than_a_batch_keep_their_order_and_their_faults() -> None:
    given = [
        3 if number % 7 == 6 else {"text": "je vais te frapper" if number % 2 else "bonjour"} for number in range(700)
    ]
    told = RUN.invoke(app, ["cues", "-", "--json", *SMALL], input="\n".join(map(json.dumps, given)))
    rows = [json.loads(line) for line in told.stdout.splitlines()]
    assert [(row["where"], bool(row["cues"])) for row in rows] == [
        (f"-:{number + 1}", bool(number % 2)) for number in range(700) if number % 7 != 6
    ]
    assert len(told.stderr.splitlines()) == 100
    assert told.exit_code == 2


def test_a_yaml_report_may_have_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("- id: a\n- text: je vais te frapper\n- 3\n", encoding="utf-8")
    told = RUN.invoke(app, ["cues", str(tmp_path / "a.yaml"), *SMALL])
    assert told.exit_code == 2
    assert "aucun indice" in told.stdout
    assert "frapper" in told.stdout
    assert "a.yaml[2]: un texte est attendu" in told.stderr


@pytest.mark.parametrize(("name", "said"), [("absent.txt", "introuvable"), (".", "c'est un dossier")])
def test_what_cannot_be_read_is_said(name: str, said: str, tmp_path: Path) -> None:
    told = RUN.invoke(app, ["cues", str(tmp_path / name), *SMALL])
    assert (told.exit_code, said in told.stderr) == (2, True)


def test_a_text_too_long_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a" * 1_000_001, encoding="utf-8")
    assert "plus de 1000000 caractères" in RUN.invoke(app, ["cues", str(tmp_path / "a.txt"), *SMALL]).stderr


def test_lexicons_are_checked_and_tried(tmp_path: Path) -> None:
    good = RUN.invoke(app, ["rules", "lexicons", SMALL[1]])
    assert (good.exit_code, "6 phrases essayées, 0 faute." in good.stdout) == (0, True)
    assert "indice" in RUN.invoke(app, ["rules", "check", SMALL[1]]).stdout
