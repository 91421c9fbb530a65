"""`qualif qualify --out`: an archive answered into a file, as `--json` answers a list, the same bytes whoever answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.bulk.runners import LineTask, SerialRunner, ShardResult
from api.cli import qualify_task
from api.cli.main import app
from tests.api.backtest.small import records

START = "spawn"
AT = ("--at", "2026-12-01")
COUNTED = ', "received_at": "2026-01-02", "register": {"origin": "inhope"}}'
"""What an archive may say beside a report, for `qualif report`; a list alone may not."""
THREAT = "Je vais te retrouver et te frapper, tu vas le regretter."


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["qualify", *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result.stdout


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Reports with words, with facts, bad ones, and blank lines; shards are small enough for several."""
    monkeypatch.setattr(qualify_task.QualifyWork, "shard_lines", 4)
    rows: list[dict[str, Any] | str] = [
        {"text": THREAT, "date_of_facts": "2026-11-02"},
        {"id": "b", "facts": {"acces": "ouvert"}},
        "",
        "pas du JSON",
        {"comment": "Il menace ma fille de 12 ans.", "reports": 3},
        {"id": "f", "facts": {"menasse": True}},
        {"text": THREAT, "url": "https://exemple.invalid/1"},
        {"facts": {}},
        {"url": "https://exemple.invalid/1"},
        {"text": "Mon colis n'est jamais arrivé.", "reports": 0},
        {"id": "z", "text": "Bonjour à tous.", "received_at": "2026-01-02", "register": {"origin": "inhope"}},
    ]
    path = tmp_path / "a.jsonl"
    path.write_text(
        "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows) + "\n", encoding="utf-8"
    )
    return path


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def alike(mine: Any, theirs: Any) -> bool:
    """Whether two answers are the same but for the last digits of probabilities."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return list(mine) == list(theirs) and all(alike(mine[key], theirs[key]) for key in mine)
    if isinstance(mine, list) and isinstance(theirs, list):
        return len(mine) == len(theirs) and all(map(alike, mine, theirs))
    if isinstance(mine, float) and isinstance(theirs, float):
        return abs(mine - theirs) < 2e-6
    return bool(mine == theirs)


def test_an_archive_has_the_answers_of_a_list(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    told = run(str(archive), "--out", str(out), "--workers", "1", *AT, code=2)
    archive.write_text(archive.read_text(encoding="utf-8").replace(COUNTED, "}"), encoding="utf-8")
    listed = [json.loads(line) for line in run(str(archive), "--json", *AT, code=2).splitlines()]
    assert len(listed) == 10
    assert alike(lines(out), listed)
    assert [one["report"] for one in lines(out) if "report" in one] == [
        "signalement-1",
        "b",
        "signalement-4",
        "signalement-6",
        "signalement-8",
        "z",
    ]
    assert "lignes lues : 11 ; répondues : 6 ; refusées : 4" in told
    assert "ligne 4 : (signalement) : JSON incorrect" in told
    assert "ligne 6 : facts.menasse" in told
    assert "ligne 10 : reports" in told


def test_processes_and_one_give_the_same_bytes_in_both_languages(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = (str(archive), "--lang", "en", *AT, "--out")
    run(*words, str(tmp_path / "one"), "--workers", "1", code=2)
    monkeypatch.setattr("api.bulk.runners.ProcessRunner.__init__.__defaults__", (START,))
    run(*words, str(tmp_path / "two"), "--workers", "2", code=2)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert "this report says nothing" in (tmp_path / "two").read_text(encoding="utf-8")


def test_a_run_that_stops_goes_on_to_the_same_bytes(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = (str(archive), *AT, "--workers", "1", "--out")
    run(*words, str(tmp_path / "whole"), code=2)
    serial = SerialRunner.results

    def stopped(self: SerialRunner, tasks: Iterable[LineTask]) -> Iterator[ShardResult]:
        for result in serial(self, tasks):
            if result.number == 1:
                raise KeyboardInterrupt
            yield result

    monkeypatch.setattr(SerialRunner, "results", stopped)
    run(*words, str(tmp_path / "out"), code=130)
    monkeypatch.setattr(SerialRunner, "results", serial)
    counts = json.loads(run(*words, str(tmp_path / "out"), "--json", code=2))
    assert (counts["lines"], counts["resumed"], counts["counts"]["answered"]) == (11, 4, 6)
    assert (tmp_path / "out").read_bytes() == (tmp_path / "whole").read_bytes()


def test_an_archive_of_backtests_is_answered_whatever_stands_beside(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("w", encoding="utf-8") as stream:
        for row in records(9):
            stream.write(json.dumps({key: row[key] for key in row if key not in ("text", "comment", "url")}) + "\n")
    words = ("--no-cues", "--no-noise", "--rulesets", "docs/examples/petite-loi", "--workers", "1", *AT)
    told = run(str(path), "--out", str(tmp_path / "out"), *words)
    assert "répondues : 9 ; refusées : 0" in told
    assert [one["report"] for one in lines(tmp_path / "out")] == [f"r{number}" for number in range(9)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "dire quoi lire"),
        (("--out", "o"), "dire sur quoi : FICHIER, ou --database"),
        (("a", "--out", "o", "--database"), "dire sur quoi : FICHIER, ou --database"),
        (("a", "--database"), "vont avec --out FICHIER"),
        (("a", "--workers", "2"), "vont avec --out FICHIER"),
        (("a", "--out", "o", "--reader", "http://127.0.0.1:1"), "--reader ne lit pas une archive"),
        (("docs/examples/signalement.yaml", "--out", "{}/o"), "une archive est en JSON Lines"),
        (("absent.jsonl", "--out", "{}/o"), "absent.jsonl"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_reason(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    result = CliRunner().invoke(app, ["qualify", "--no-cues", "--no-noise", *(w.format(tmp_path) for w in words)])
    assert result.exit_code == 2
    assert said in result.output
