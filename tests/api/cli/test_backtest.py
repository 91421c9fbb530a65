"""`qualif rules backtest`: what it tells, and what it refuses, with what to do."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.backtest.shards import ShardTask
from api.bulk.runners import SerialRunner, ShardResult
from api.cli.main import app
from api.kit.lines import MAX_LINE
from tests.api.backtest.small import SMALL, WORDS, archive, edited, records

DECIDED = {"date_of_decision": "2024-01-15", "date_of_facts": "2019-02-03"}


@pytest.fixture
def new(tmp_path: Path) -> str:
    return str(edited(tmp_path / "new"))


def run(tmp_path: Path, *words: str, code: int = 0) -> str:
    work = () if "--work" in words else ("--work", str(tmp_path / "work"))
    result = CliRunner().invoke(app, ["rules", "backtest", *words, "--workers", "1", *work])
    assert result.exit_code == code, result.output
    return result.output


def test_it_tells_what_changes_by_which_clause_and_on_which_report(tmp_path: Path, new: str) -> None:
    facts = {"menace": True, "victime_mineure": False}
    path = archive(tmp_path / "a.jsonl", [{**DECIDED, "id": "dossier-1", "facts": facts, "text": WORDS}, *records(30)])
    told = run(tmp_path, str(SMALL), new, "--on", str(path))
    assert "31 signalements rejoués, chacun à son jour de décision" in told
    assert "prouvés inchangés par la différence, sans les rejouer" in told
    assert "élément `minorite` modifié, menace-mineur (Menace envers un mineur)" in told
    assert "dossier-1 : écartée → établie ; age_victime = max 120, min 18, menace = oui" in told
    assert "intervalles exacts à 95 %" in told
    assert WORDS not in told


def test_lexicons_that_differ_are_said_for_no_text_is_read(tmp_path: Path, new: str) -> None:
    path = archive(tmp_path / "a.jsonl", list(records(3)))
    assert "les lexiques diffèrent" not in run(tmp_path, str(SMALL), new, "--on", str(path))
    lexicon = Path(new) / "lexicons/menaces.yaml"
    lexicon.write_text(lexicon.read_text(encoding="utf-8").replace("[frapper,", "[frapper, gifler,"), encoding="utf-8")
    assert "les lexiques diffèrent, et aucun texte n'est relu" in run(tmp_path, str(SMALL), new, "--on", str(path))
    assert json.loads(run(tmp_path, str(SMALL), new, "--on", str(path), "--json"))["lexicons_differ"] is True


def test_stray_files_beside_the_law_are_no_lexicon(tmp_path: Path, new: str) -> None:
    path = archive(tmp_path / "a.jsonl", list(records(3)))
    for name, data in {"notes.txt": b"a", "lexicons/menaces.yaml~": b"\xff", "lexicons/.brouillon": b"b"}.items():
        (Path(new) / name).write_bytes(data)
    lexicon = Path(new) / "lexicons/menaces.yaml"
    lexicon.write_bytes(lexicon.read_bytes().replace(b"\n", b"\r\n"))
    assert "les lexiques diffèrent" not in run(tmp_path, str(SMALL), new, "--on", str(path))


def test_a_second_run_gives_the_same_bytes(tmp_path: Path, new: str) -> None:
    path = archive(tmp_path / "a.jsonl", list(records(30)))
    words = (str(SMALL), new, "--on", str(path), "--json")
    first = run(tmp_path, *words)
    assert json.loads(first)["reports"]["read"] == 30
    assert run(tmp_path, *words) == first


def test_bad_lines_are_named_and_the_exit_code_says_so(tmp_path: Path, new: str) -> None:
    path = archive(tmp_path / "a.jsonl", [{**DECIDED, "facts": {"menasse": True}}, "{", {**DECIDED, "facts": {}}])
    told = run(tmp_path, str(SMALL), new, "--on", str(path), code=2)
    assert f"{path}:1 : facts.menasse : ni l'ancien ni le nouveau droit ne le prennent" in told
    assert f"{path}:2 : JSON incorrect" in told
    assert "1 signalement rejoué" in told


def test_an_archive_may_be_gzipped_or_standard_input(tmp_path: Path, new: str) -> None:
    bad: list[dict[str, Any] | str] = ["", "{", "[1]", '{"id": NaN}', "x" * (MAX_LINE + 1)]
    path = archive(tmp_path / "a.jsonl", [*records(30), *bad, {**DECIDED, "facts": {}}])
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(path.read_bytes()))
    words = ("rules", "backtest", str(SMALL), new, "--json", "--workers", "1", "--work", str(tmp_path / "work"), "--on")
    plain, packed, piped = (
        json.loads(CliRunner().invoke(app, [*words, str(name)], input=path.read_bytes()).stdout)
        for name in (path, tmp_path / "a.jsonl.gz", "-")
    )
    assert plain["reports"] == packed["reports"] == piped["reports"]
    assert plain["edit"] == packed["edit"] == piped["edit"]
    assert plain["faults"] == packed["faults"] == piped["faults"]
    assert [fault["code"] for fault in packed["faults"]] == ["json", "object", "no_day", "long"]


def test_a_damaged_archive_is_a_fault(tmp_path: Path, new: str) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"{}\n" * 50)[:-9])
    assert "ne se décompresse pas" in run(tmp_path, str(SMALL), new, "--on", str(path), code=2)


def test_a_future_day_may_be_chosen(tmp_path: Path, new: str) -> None:
    path = archive(tmp_path / "a.jsonl", list(records(5)))
    assert "tous décidés le 2031-01-01" in run(tmp_path, str(SMALL), new, "--on", str(path), "--day", "2031-01-01")


def test_a_folder_that_does_not_load_is_told_with_its_faults(tmp_path: Path, new: str) -> None:
    (Path(new) / "offences/exemple/menace/offence.yaml").write_text("id: menace\n", encoding="utf-8")
    path = archive(tmp_path / "a.jsonl", list(records(5)))
    told = run(tmp_path, str(SMALL), new, "--on", str(path), code=2)
    assert "ne se charge pas" in told
    assert "offences/exemple/menace/offence.yaml" in told
    assert not (tmp_path / "work").exists()


def test_an_unknown_digest_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALIF_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("QUALIF_RULESETS", str(SMALL))
    assert CliRunner().invoke(app, ["db", "upgrade"]).exit_code == 0
    told = run(tmp_path, "deadbeefdeadbeef", str(SMALL), "--on", "rien", code=2)
    assert "`deadbeefdeadbeef` n'est ni un dossier, ni une demande ou une édition" in told


def test_a_service_without_reports_is_told(tmp_path: Path, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALIF_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("QUALIF_RULESETS", str(SMALL))
    assert CliRunner().invoke(app, ["db", "upgrade"]).exit_code == 0
    assert "base du service : aucun signalement" in run(tmp_path, str(SMALL), new, "--database", code=2)


def test_an_interruption_says_how_to_go_on(tmp_path: Path, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(self: SerialRunner, tasks: Sequence[ShardTask]) -> Iterator[ShardResult]:
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(SerialRunner, "results", stopped)
    path = archive(tmp_path / "a.jsonl", list(records(5)))
    told = run(tmp_path, str(SMALL), new, "--on", str(path), code=130)
    assert told == "arrêté : ce qui est fait est gardé, la même commande reprend\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "dire sur quoi : --on ARCHIVE, ou --database"),
        (("--on", "absent.jsonl"), "absent.jsonl"),
        (("--on", "/dev/zero"), "un périphérique n'a pas de fin"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, new: str, words: tuple[str, ...], said: str) -> None:
    assert said in run(tmp_path, str(SMALL), new, *words, code=2)


def test_an_empty_archive_is_told(tmp_path: Path, new: str) -> None:
    path = tmp_path / "a.jsonl"
    path.touch()
    assert "aucun signalement" in run(tmp_path, str(SMALL), new, "--on", str(path), code=2)


def test_a_work_folder_that_others_may_write_is_refused(tmp_path: Path, new: str) -> None:
    (tmp_path / "commun").mkdir()
    (tmp_path / "commun").chmod(0o777)
    path = archive(tmp_path / "a.jsonl", list(records(5)))
    words = ("--on", str(path), "--work", str(tmp_path / "commun"))
    assert "seul à pouvoir y écrire" in run(tmp_path, str(SMALL), new, *words, code=2)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://198.51.100.1:8786", "sans TLS obéit à qui l'atteint"),
        ("tls://198.51.100.1:8786", "donner aussi --tls-ca, --tls-cert et --tls-key"),
        ("http://127.0.0.1", "une adresse `tls://machine:port` est attendue"),
    ],
)
def test_a_scheduler_is_never_spoken_to_in_clear(tmp_path: Path, new: str, address: str, said: str) -> None:
    if find_spec("distributed") is None:
        said = "Dask n'est pas installé"
    path = archive(tmp_path / "a.jsonl", list(records(5)))
    assert said in run(tmp_path, str(SMALL), new, "--on", str(path), "--scheduler", address, code=1)
