"""`qualif report --on`: an archive gives the tables that the service's register gives, whoever answers and whatever stops."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.bulk.runners import LineTask, SerialRunner, ShardResult
from api.cli import report_task
from api.cli.main import app
from api.db.sessions import Database
from api.demo.register2019.rows import filed
from tests.api.statistics.registers import Rows
from tests.api.statistics.test_service import small, table
from tests.shared import ROOT

LAW = str(ROOT / "docs/examples/petite-loi")
YEAR = ("--from", "2019-01-01", "--to", "2019-12-31")
_REPORT = ("received_at", "channel", "reported_category", "main")
_ENTRY = (
    "origin", "hosting_country", "service", "tld", "typology", "victim_age", "victim_sex", "classification", "commerciality",
)  # fmt: skip
_NOTICE = (
    "recipient", "kind", "sent_at", "offence", "receipt_at", "answered_at", "answer", "removed_at", "check_1", "check_3", "check_7",
    "contested",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QUALIF_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("QUALIF_RULESETS", LAW)


def run(*words: str, code: int = 0) -> str:
    """What a command prints on standard output."""
    result = CliRunner().invoke(app, ["report", *words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result.stdout


def values_of(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Some values of a row, as an archive writes them; what is unknown is left out."""
    values = {name: row.get(name) for name in names}
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in values.items() if v is not None}


def line(
    report: Mapping[str, Any],
    entry: Mapping[str, Any] | None,
    decision: Mapping[str, Any] | None,
    notices: Iterable[Mapping[str, Any]],
) -> dict[str, Any]:
    """A report of the register, as a line of an archive."""
    made = {"id": report["id"], **values_of(report, _REPORT), "notices": [values_of(one, _NOTICE) for one in notices]}
    if entry is not None:
        made |= {"address": entry["address_key"], "register": values_of(entry, _ENTRY)}
    if decision is not None:
        said = values_of(decision, ("offence", "suggested", "suggested_field"))
        kind = {} if decision["offence"] is not None else {"kind": decision["kind"]}
        said |= {
            "at": decision["decided_at"].isoformat(),
            **values_of({"field": decision["offence_field"]}, ("field",)),
            **kind,
        }
        made["decision"] = said
    return made


def written(path: Path, lines: Iterable[dict[str, Any] | str]) -> Path:
    """An archive."""
    content = "".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in lines).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def figures(made: dict[str, Any]) -> dict[str, int]:
    return {row["heads"][0]: row["counts"][0] for row in table(made, "key_figures")["rows"]}


def test_a_year_of_reports_gives_every_table_of_the_service(tmp_path: Path) -> None:
    some = list(islice(filed("acc"), 0, None, 41))
    rows = Rows()
    rows.reports = [one.report for one in some]
    rows.register = [one.entry for one in some if one.entry is not None]
    rows.decisions = [one.decision for one in some if one.decision is not None]
    rows.transmissions = [sent for one in some for sent in one.transmissions]
    assert CliRunner().invoke(app, ["db", "upgrade"]).exit_code == 0
    database = Database(f"sqlite:///{tmp_path / 'data/qualif.sqlite3'}")
    rows.store(database)
    database.dispose()
    archive = written(
        tmp_path / "a.jsonl.gz", (line(one.report, one.entry, one.decision, one.transmissions) for one in some)
    )
    ours = json.loads(run("--on", str(archive), "--rulesets", LAW, "--workers", "1", *YEAR, "--json"))
    assert min(figures(ours)[name] for name in ("received", "qualified", "noise", "addresses", "sent")) > 10
    assert ours == json.loads(run(*YEAR, "--json"))


def test_delays_checks_and_a_flaggers_report_come_from_an_archive(tmp_path: Path) -> None:
    rows = small()
    decisions = {one["report"]: one for one in rows.decisions}
    entries = {one["report"]: one for one in rows.register}
    archive = written(
        tmp_path / "a.jsonl",
        (
            line(
                {**one, "reported_category": "haine"},
                {**entries[one["id"]], "address_key": entries[one["id"]]["address_key"] * 64},
                decisions.get(one["id"]),
                [{**sent, "kind": "dsa16"} for sent in rows.transmissions if sent["report"] == one["id"]],
            )
            for one in rows.reports
        ),
    )
    made = json.loads(run("--on", str(archive), "--workers", "1", *YEAR, "--json"))
    assert table(made, "recipients")["rows"][0]["median_seconds"] == 86_400
    assert table(made, "online")["rows"][0]["counts"][0] == 1
    assert table(made, "offences")["rows"][0]["counts"] == [2, 1]
    flagger = json.loads(run("--on", str(archive), "--workers", "1", *YEAR, "--dsa", "--json"))
    assert table(flagger, "dsa_types")["rows"][0]["counts"][0] == 1


SOME: list[dict[str, Any] | str] = [
    {"received_at": "2019-03-01", "text": "Des mots.", "url": "https://exemple.invalid/a", "decision": {"offence": "menace"},
     "date_of_decision": "2019-03-02", "answer": {"main": "menace"}},
    {"received_at": "2019-03-01T10:00:00+01:00", "url": "HTTPS://exemple.invalid:443/a#x", "decision": {"offence": "menace"}},
    "",
    {"received_at": "2019-04-01", "decision": {"kind": "noise"}, "set_aside": True},
    "pas du JSON",
    {"received_at": "2019-05-01", "set_aside": True},
    {"text": "sans jour"},
    {"received_at": "2019-05-01", "decision": {"offense": "menace"}},
    {"received_at": "2020-05-01"},
]  # fmt: skip


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Reports, bad lines and a blank one; shards are small enough for several."""
    monkeypatch.setattr(report_task.RecordWork, "shard_lines", 2)
    return written(tmp_path / "a.jsonl", SOME)


def test_what_a_line_says_is_counted_and_what_is_wrong_is_named(archive: Path) -> None:
    result = CliRunner().invoke(app, ["report", "--on", str(archive), *YEAR, "--workers", "1", "--json"])
    assert result.exit_code == 2
    found = figures(json.loads(result.stdout))
    assert (found["received"], found["qualified"], found["addresses"]) == (4, 2, 1)
    assert (found["noise"], found["low_priority"], found["waiting"]) == (1, 1, 0)
    assert "lignes lues : 9 ; refusées, et non comptées : 3" in result.stderr
    assert "ligne 5 : JSON incorrect" in result.stderr
    assert "ligne 7 : `received_at` : champ nécessaire" in result.stderr
    assert "ligne 8 : `decision.offense` : champ inconnu" in result.stderr


def test_what_is_kept_holds_no_word_and_is_an_archive_of_the_same_figures(archive: Path, tmp_path: Path) -> None:
    first = run("--on", str(archive), "--out", str(tmp_path / "r.gz"), "--workers", "1", *YEAR, "--json", code=2)
    kept = gzip.decompress((tmp_path / "r.gz").read_bytes())
    assert b"mots" not in kept
    assert b"exemple" not in kept
    again = run("--on", str(tmp_path / "r.gz"), "--out", str(tmp_path / "s.gz"), "--workers", "1", *YEAR, "--json")
    assert again == first
    assert gzip.decompress((tmp_path / "s.gz").read_bytes()) == kept


def test_processes_give_the_same_bytes(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.bulk.runners.ProcessRunner.__init__.__defaults__", ("spawn",))
    for workers in ("1", "2"):
        run("--on", str(archive), "--out", str(tmp_path / workers), "--workers", workers, *YEAR, code=2)
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def test_a_run_that_stops_goes_on_to_the_same_bytes_and_figures(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("--on", str(archive), "--workers", "1", *YEAR, "--json", "--out")
    whole = run(*words, str(tmp_path / "whole"), code=2)
    serial = SerialRunner.results

    def stopped(self: SerialRunner, tasks: Iterable[LineTask]) -> Iterator[ShardResult]:
        for result in serial(self, tasks):
            if result.number == 2:
                raise KeyboardInterrupt
            yield result

    monkeypatch.setattr(SerialRunner, "results", stopped)
    assert run(*words, str(tmp_path / "out"), code=130) == ""
    monkeypatch.setattr(SerialRunner, "results", serial)
    assert run(*words, str(tmp_path / "out"), code=2) == whole
    assert (tmp_path / "out").read_bytes() == (tmp_path / "whole").read_bytes()


def test_options_of_archives_want_one(tmp_path: Path) -> None:
    assert run("--out", str(tmp_path / "o"), code=2) == ""
    assert run("--workers", "2", code=2) == ""


def test_a_law_that_does_not_load_is_told(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "law").mkdir()
    assert run("--on", str(archive), "--rulesets", str(tmp_path / "law"), code=2) == ""
