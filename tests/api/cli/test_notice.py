"""`qualif notice`, as a person runs it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result
from typer.testing import CliRunner

from api.cli.main import app
from tests.docs.examples import ROOT
from tests.shared import shipped

RUN = CliRunner()
EXAMPLE = ROOT / "docs/examples/dossier.yaml"
DATED = ["--day", "2026-11-24"]


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped rules as compiled for the other tests: compiling them takes seconds."""
    monkeypatch.setattr("api.cli.notice.open_engine", lambda folder: shipped())


def run(*arguments: str, **given: Any) -> Result:
    return RUN.invoke(app, ["notice", *arguments, *DATED], **given)


def changed(**around: Any) -> str:
    data = {**yaml.safe_load(EXAMPLE.read_text(encoding="utf-8")), **around}
    return json.dumps({name: value for name, value in data.items() if value is not None}, default=str)


@pytest.mark.usefixtures("compiled")
def test_a_notice_is_written_as_text_html_and_data() -> None:
    text = run(str(EXAMPLE))
    assert text.exit_code == 0
    assert text.stdout.startswith("NOTIFICATION D'UN CONTENU ILLICITE")
    assert "hxxps://forum[.]exemple/fil/4821" in text.stdout
    assert run(str(EXAMPLE), "--format", "html").stdout.startswith('<article lang="fr">')
    data = json.loads(run(str(EXAMPLE), "--format", "json", "--lang", "en").stdout)
    assert data["locations"][0]["url"] == "https://forum.exemple/fil/4821"
    assert (data["language"], data["grounds"][0]["offence"]) == ("en", "loi-1881-24-al7")


def test_a_pdf_goes_to_a_file_and_is_the_same_twice(tmp_path: Path) -> None:
    one, two = tmp_path / "a.pdf", tmp_path / "b.pdf"
    for path in (one, two):
        assert run(str(EXAMPLE), "--format", "pdf", "--out", str(path)).exit_code == 0
    assert one.read_bytes() == two.read_bytes()
    assert one.read_bytes().startswith(b"%PDF-1.7")


@pytest.mark.usefixtures("compiled")
def test_half_a_character_in_a_reference_is_told() -> None:
    result = run("-", input=changed(reference="dossier-\ud83d"))
    assert (result.exit_code, "-:1: reference : valeur refusée" in result.stderr) == (2, True), result.stderr


@pytest.mark.usefixtures("compiled")
def test_what_is_missing_is_said_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    out = tmp_path / "a.txt"
    told = run(
        "-",
        "--out",
        str(out),
        input=changed(host=None, locations=None, decision={"kind": "accept", "day": "2026-11-24"}),
    )
    assert told.exit_code == 2
    assert told.stdout == ""
    assert "host : destinataire inconnu — dire l'hébergeur" in told.stderr
    assert "decision.confirmed_by : aucune personne" in told.stderr
    assert "locations : aucun emplacement" in told.stderr
    assert not out.exists()


@pytest.mark.usefixtures("compiled")
def test_a_presumed_fact_that_decides_is_named() -> None:
    report = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))["report"]
    report["facts"]["acces"] = {"value": "ouvert", "standing": "presumed"}
    told = run("-", input=changed(report=report))
    assert (told.exit_code, "facts/acces" in told.stderr) == (2, True)


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize(
    ("around", "said"),
    [
        ({"report": {"facts": {"acces": "ouver"}}}, "report.facts.acces"),
        ({"report": None}, "report."),
        ({"offence": "cp-0"}, "offence : infraction inconnue"),
        ({"reference": "=1"}, "reference : forme refusée"),
        ({"received_on": "hier"}, "received_on : valeur refusée"),
        ({"locations": [{"url": "forum", "kind": "post"}]}, "locations.0.url : valeur refusée"),
        ({"locations": [{"url": "https://a.exemple", "kind": "billet"}]}, "locations.0.kind : valeur refusée"),
        ({"decision": {"kind": "accept", "day": "demain"}}, "decision.day : valeur refusée"),
        ({"decision": "oui"}, "decision : des clés"),
        ({"signalant": "x"}, "signalant : champ inconnu"),
        ({"proof": {}}, "proof : champ que le service écrit"),
    ],
)
def test_a_wrong_field_is_told_by_its_name(around: dict[str, Any], said: str) -> None:
    told = run("-", input=changed(**around))
    assert told.exit_code == 2
    assert said in told.stderr


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "rien à lire"),
        ("[]", "aucun dossier"),
        ("- 3", "report."),
        ("{", "JSON incorrect"),
        ("a: [", "YAML incorrect"),
    ],
)
def test_what_cannot_be_read_is_said(given: str, said: str) -> None:
    told = run("-", input=given)
    assert (told.exit_code, said in told.stderr) == (2, True), told.stderr


@pytest.mark.usefixtures("compiled")
def test_several_files_of_one_host_make_one_notice() -> None:
    both = f"[{changed()},{changed(reference='2026-0413')}]"
    data = json.loads(run("-", "--format", "json", input=both).stdout)
    assert data["references"] == ["2026-0412", "2026-0413"]
    assert run("-", "--kind", "pharos", input=both).exit_code == 2


@pytest.mark.usefixtures("compiled")
def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    told = run(str(EXAMPLE), "--out", str(tmp_path / "absent" / "a.txt"))
    assert (told.exit_code, "a.txt" in told.stderr) == (2, True)


def test_rules_without_notices_are_said() -> None:
    told = run(str(EXAMPLE), "--rulesets", str(ROOT / "docs/examples/petite-loi"))
    assert (told.exit_code, "manifest.yaml" in told.stderr) == (2, True)


@pytest.mark.usefixtures("compiled")
def test_a_refusal_is_told_in_the_language_of_the_notice() -> None:
    told = run("-", "--lang", "en", input=changed(host=None))
    assert told.exit_code == 2
    assert "host: unknown recipient — state the host or the platform, and its contact" in told.stderr
    wrong = run("-", "--lang", "en", input=changed(report={"facts": {"zzz": True}}))
    assert "report.facts.zzz: unknown fact (see `qualif facts`)" in wrong.stderr


@pytest.mark.usefixtures("compiled")
def test_a_remark_of_the_service_is_added_from_a_file(tmp_path: Path) -> None:
    words = tmp_path / "remarque.txt"
    words.write_text("Compte déjà fermé en mai.\n\nPuis rouvert.\n", encoding="utf-8")
    told = run(str(EXAMPLE), "--remark", str(words))
    assert told.exit_code == 0
    end = told.stdout.partition("Remarque du service\n")[2]
    assert "Compte déjà fermé en mai.\n\nPuis rouvert.\n" in end
    assert run(str(EXAMPLE), "--remark", str(words), "--lang", "en").stdout.count("Remark by the service") == 1
    words.write_text(" \n", encoding="utf-8")
    assert run(str(EXAMPLE), "--remark", str(words)).stdout == run(str(EXAMPLE)).stdout


@pytest.mark.parametrize(
    ("held", "kind", "said"),
    [
        (b"\xff\xfe", "dsa16", "illisible"),
        (None, "dsa16", "illisible"),
        ("Compte \u202ecaché".encode(), "dsa16", "ligne 1, 8e caractère"),
        (b"a" * 3_000_000, "dsa16", "2000 au plus"),
        (b"Compte connu.", "xarf", "pas de place pour une remarque"),
    ],
)
@pytest.mark.usefixtures("compiled")
def test_a_remark_that_cannot_be_added_is_said(tmp_path: Path, held: bytes | None, kind: str, said: str) -> None:
    words = tmp_path / "remarque.txt"
    if held is not None:
        words.write_bytes(held)
    told = run(str(EXAMPLE), "--kind", kind, "--remark", str(words))
    assert (told.exit_code, told.stdout) == (2, "")
    assert said in told.stderr
