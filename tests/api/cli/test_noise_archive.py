"""`qualif noise --out`: an archive judged into a file, the same bytes whoever judges it; bad lines named, the rest answered."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.bulk.output import CHECKPOINT, PART
from api.bulk.runners import LineTask, SerialRunner, ShardResult
from api.cli import noise_task
from api.cli.main import app
from api.kit.canonical import canonical
from training.corpus import own

START = "spawn"
QUIET = "Mon colis n'est jamais arrivé et le vendeur ne répond plus, je veux être remboursé."
HARSH = "Ces parasites de roms, il faut tous les chasser, dehors la vermine."


def run(*arguments: str, code: int = 0, given: bytes = b"") -> str:
    result = CliRunner().invoke(app, ["noise", *arguments], input=given)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture(scope="module")
def content() -> bytes:
    """Some texts, one line in nine said again, two bad lines and blank ones."""
    texts = [one.text for one in own()[:72]]
    rows: list[bytes] = [
        canonical({"id": n, "text": texts[n % 8] if n % 9 == 8 else text}) for n, text in enumerate(texts)
    ]
    rows[11:11] = [b"pas du JSON", b"", canonical({"id": "sans texte"})]
    return b"\n".join(rows) + b"\n"


@pytest.fixture
def archive(tmp_path: Path, content: bytes, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Its file; shards are small enough for several."""
    monkeypatch.setattr(noise_task.NoiseWork, "shard_lines", 16)
    path = tmp_path / "a.jsonl"
    path.write_bytes(content)
    return path


def verdicts(raw: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in raw.splitlines()]


def test_an_archive_has_the_verdicts_of_the_stream(archive: Path, content: bytes, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    told = run("--on", str(archive), "--out", str(out), "--workers", "1", code=2)
    stream = CliRunner().invoke(app, ["noise"], input=content).stdout_bytes
    assert len(verdicts(out.read_bytes())) == 74
    for mine, theirs in zip(verdicts(out.read_bytes()), verdicts(stream), strict=True):
        assert mine == {
            **theirs,
            **{key: pytest.approx(theirs[key], abs=2e-6) for key in ("score", "fields", "gravity") if key in theirs},
        }
    assert "lignes lues : 75" in told
    assert "refusées : 2" in told
    assert "ligne 12 : JSON incorrect" in told
    assert "ligne 14 : `text` : un texte est attendu" in told
    assert any(one.get("reason") == "deja_signale" for one in verdicts(out.read_bytes()))


def test_processes_and_one_give_the_same_bytes(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("--on", str(archive), "--out", str(tmp_path / "one"), "--workers", "1", code=2)
    monkeypatch.setattr("api.bulk.runners.ProcessRunner.__init__.__defaults__", (START,))
    run("--on", str(archive), "--out", str(tmp_path / "two"), "--workers", "2", code=2)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_run_that_stops_goes_on_to_the_same_bytes_another_day(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("--on", str(archive), "--workers", "1", "--out")
    run(*words, str(tmp_path / "whole.gz"), code=2)
    serial = SerialRunner.results

    def stopped(self: SerialRunner, tasks: Iterable[LineTask]) -> Iterator[ShardResult]:
        for result in serial(self, tasks):
            if result.number == 2:
                raise KeyboardInterrupt
            yield result

    out = tmp_path / "out.gz"
    monkeypatch.setattr(SerialRunner, "results", stopped)
    assert run(*words, str(out), code=130).endswith("arrêté : ce qui est fait est gardé, la même commande reprend\n")
    assert not out.exists()
    monkeypatch.setattr(SerialRunner, "results", serial)
    tomorrow = type("Tomorrow", (date,), {"today": classmethod(lambda cls: cls(2031, 1, 1))})
    monkeypatch.setattr("api.cli.noise.date", tomorrow)
    told = run(*words, str(out), "--json", code=2)
    assert json.JSONDecoder().raw_decode(told[told.index("{\n") :])[0]["resumed"] == 32
    assert out.read_bytes() == (tmp_path / "whole.gz").read_bytes()
    assert len(verdicts(gzip.decompress(out.read_bytes()))) == 74


def test_standard_input_may_be_the_archive(content: bytes, archive: Path, tmp_path: Path) -> None:
    run("--on", "-", "--out", str(tmp_path / "one"), "--workers", "1", code=2, given=content)
    run("--on", str(archive), "--out", str(tmp_path / "two"), "--workers", "1", code=2)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_truncated_archive_is_a_fault_and_what_came_before_stays(
    archive: Path, content: bytes, tmp_path: Path
) -> None:
    damaged = tmp_path / "b.jsonl.gz"
    damaged.write_bytes(gzip.compress(content)[:-40])
    out = tmp_path / "out"
    told = run("--on", str(damaged), "--out", str(out), "--workers", "1", code=2)
    assert "ne se décompresse pas (fichier tronqué ou abîmé)" in told
    assert not out.exists()
    assert out.with_name(f"out{PART}").stat().st_size > 0
    assert out.with_name(f"out{CHECKPOINT}").exists()


def test_other_rules_travel_with_the_work(archive: Path, tmp_path: Path) -> None:
    from api.rules.folder import shipped_law
    from api.rules.tree import tree_of_folder

    folder = tmp_path / "rulesets"
    folder.mkdir()
    tree_of_folder(shipped_law()).write(folder)
    parameters = folder / "parameters/bruit.yaml"
    said = parameters.read_text(encoding="utf-8")
    assert "min_words: " in said
    parameters.write_text(said.replace("min_words: ", "min_words: 9"), encoding="utf-8")
    words = ("--on", str(archive), "--rulesets", str(folder), "--workers", "1")
    run(*words, "--out", str(tmp_path / "out"), code=2)
    assert {one.get("reason") for one in verdicts((tmp_path / "out").read_bytes())} == {None, "sans_certificat"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--out", "o"), "dire sur quoi : --on ARCHIVE, ou --database"),
        (("--out", "o", "--on", "a", "--database"), "dire sur quoi : --on ARCHIVE, ou --database"),
        (("--on", "a"), "vont avec --out FICHIER"),
        (("--workers", "2"), "vont avec --out FICHIER"),
        (("--out", "o", "--on", "a", "--reader", "http://127.0.0.1:1"), "--reader ne lit pas une archive"),
        (("--out", "o", "--on", "absent.jsonl"), "absent.jsonl"),
        (("--out", "o", "--on", "/dev/zero"), "un périphérique n'a pas de fin"),
        (("--out", "absent/o", "--on", "/dev/null"), "absent/o"),
        (("--out", ".", "--on", "/dev/null"), "c'est un dossier"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert said in run(*words, code=2)


def test_a_worker_of_another_version_answers_nothing(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.cli.bulk_setup import OtherVersion, bulk_setup
    from api.texts.channels import NoiseChoice

    setup = bulk_setup(None, NoiseChoice(), date(2026, 12, 1), tmp_path / "out")
    monkeypatch.setattr("api.cli.bulk_setup.running_code", lambda: "another")
    with pytest.raises(OtherVersion), setup.opened():
        pass


def test_the_secret_of_an_audit_is_not_shown(tmp_path: Path) -> None:
    from api.cli.bulk_setup import bulk_setup
    from api.texts.channels import NoiseChoice

    setup = bulk_setup(None, NoiseChoice(), date(2026, 12, 1), tmp_path / "out")
    assert "secret" not in repr(noise_task.NoiseSetup(setup, b"un secret"))
