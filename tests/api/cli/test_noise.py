"""`qualif noise`: a stream in, a stream out, in order; calibration writes a certificate or says what is missing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from training.corpus import own

RUN = CliRunner()


@dataclass(frozen=True)
class Done:
    """A command that ended: its exit code, what it wrote."""

    returncode: int
    stdout: bytes
    stderr: bytes


def run(*arguments: str, given: bytes = b"") -> Done:
    result = RUN.invoke(app, ["noise", *arguments], input=given)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Done(result.exit_code, result.stdout_bytes, result.stderr_bytes)


def answered(given: bytes, *arguments: str) -> list[dict[str, Any]]:
    done = run(*arguments, given=given)
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_line_gets_its_answer_in_order_and_bad_ones_an_error() -> None:
    lines = [
        json.dumps(
            {
                "id": "a",
                "text": "Ce film est nul, je me suis ennuyé du début à la fin.",
                "reported_category": "haine",
            }
        ).encode(),
        b"pas du JSON",
        b'{"id": 2}',
        b'{"text": "sans id"}',
        b"\xff\xfe",
        b"[1]",
        b'{"id": "r", "text": "Un texte quelconque et sans histoire.", "reports": 0}',
        b'{"id": 8, "text": "Un texte.", "text": "Un autre."}',
        b'{"id": 9, "text": "Un texte.", "reported_category": ["haine"]}',
        b"",
        json.dumps({"id": 7, "text": "Ces parasites de roms, il faut tous les chasser, dehors la vermine."}).encode(),
    ]
    found = answered(b"\n".join(lines))
    assert [line.get("id") for line in found] == ["a", None, 2, None, None, None, "r", None, 9, 7]
    assert [line["error"]["line"] for line in found if "error" in line] == [2, 3, 4, 5, 6, 7, 8, 9]
    assert found[0]["decision"] == "set_aside"
    assert found[-1]["decision"] == "keep"
    assert 0 <= found[0]["score"] < found[-1]["score"] <= 1
    assert "haine" in found[-1]["fields"]
    assert (found[0]["gravity"], found[-1]["kind"]) == ({}, None)
    assert found[0]["kind"] is not None
    assert list(found[0]) == ["id", "score", "decision", "reason", "fields", "gravity", "kind"]


def test_each_voice_is_read_and_what_nobody_gave_is_kept() -> None:
    quiet = "Ce film est nul, je me suis ennuyé du début à la fin."
    harsh = "Ces parasites de roms, il faut tous les chasser, dehors la vermine."
    rows: list[dict[str, Any]] = [
        {"id": 1, "text": quiet, "comment": harsh},
        {"id": 2, "comment": "Page raciste, voir le lien."},
        {"id": 3, "text": None, "comment": None},
        {"id": 4, "comment": 3},
        {"id": 5, "text": quiet.replace("film", "roman"), "comment": None},
        {"id": 6, "text": None, "comment": ""},
    ]
    found = answered("".join(json.dumps(row) + "\n" for row in rows).encode())
    assert found[0]["decision"] == "keep"
    assert (found[1]["decision"], found[1]["reason"]) == ("keep", "contenu_absent")
    assert [line["error"]["message"] for line in (found[2], found[3], found[5])] == [
        "`text` : un texte est attendu",
        "`comment` : un texte, ou null, est attendu",
        "`text` : un texte est attendu",
    ]
    assert found[4]["decision"] == "set_aside"


def test_a_second_report_of_one_content_is_kept() -> None:
    one, other = (
        "Ce film est nul, je me suis ennuyé du début à la fin.",
        "Cette série est nulle, je me suis ennuyé du premier au dernier épisode.",
    )
    rows = [
        {"id": 1, "text": one},
        {"id": 2, "text": other, "reports": 2},
        {"id": 3, "text": f"  {one} "},
        {"id": 4, "text": one, "reports": 1},
        {"id": 5, "text": one.replace("film", "roman")},
    ]
    found = answered("".join(json.dumps(row) + "\n" for row in rows).encode())
    assert [(line["decision"], line["reason"]) for line in found] == [
        ("set_aside", "score"),
        *[("keep", "deja_signale")] * 3,
        ("set_aside", "score"),
    ]
    told = run("--help").stdout.decode()
    assert "reports" in told
    assert "ne peut être reprise" in " ".join(told.split())


def test_noise_the_category_of_a_line_wins_over_that_of_the_command() -> None:
    text = "Il m'écrit tous les jours depuis un mois."
    named: list[dict[str, Any]] = [{}, {"reported_category": None}, {"reported_category": "Harcèlement"}]
    rows = [{"id": number, "text": text, **more} for number, more in enumerate(named)]
    given = "".join(json.dumps(row) + "\n" for row in rows).encode()
    command, without, line = (one["score"] for one in answered(given, "--category", "harcelement"))
    # the same report, elsewhere in a product of matrices, differs by the last bits on some processors
    assert line == pytest.approx(command, abs=1e-5)
    assert without != pytest.approx(command, abs=1e-5)


def test_a_channel_without_certificate_keeps_everything_and_says_so() -> None:
    done = run(
        "--channel",
        "inconnu",
        given=b'{"id": 1, "text": "Merci pour la recette du gratin de hier soir."}\n',
    )
    assert json.loads(done.stdout)["reason"] == "sans_certificat"
    assert "inconnu" in done.stderr.decode()


def test_the_audit_draws_among_what_is_set_aside(tmp_path: Path) -> None:
    key = tmp_path / "cle"
    key.write_bytes(b"un secret")
    lines = [
        {
            "id": f"n{i}",
            "text": f"Mon colis numéro {i} n'est jamais arrivé et le vendeur ne répond plus, je veux être remboursé.",
        }
        for i in range(400)
    ]
    given = "".join(json.dumps(line) + "\n" for line in lines).encode()
    options = ["--audit-key", str(key)]
    found = answered(given, *options)
    aside = [line for line in found if line["decision"] == "set_aside"]
    drawn = [line["id"] for line in aside if line.get("audit")]
    assert 0 < len(drawn) < 0.1 * len(aside)
    assert drawn == [line["id"] for line in answered(given, *options) if line.get("audit")]


def test_without_a_secret_the_absence_of_an_audit_is_told_once(tmp_path: Path) -> None:
    given = b'{"id": 1, "text": "Merci pour la recette du gratin de hier soir."}\n' * 3
    told = run(given=given)
    assert told.stderr.decode().count("audit") == 1 + 1  # the word and the option
    assert all(json.loads(line) for line in told.stdout.splitlines())
    key = tmp_path / "cle"
    key.write_bytes(b"un secret")
    assert "audit" not in run("--audit-key", str(key), given=given).stderr.decode()


@pytest.mark.parametrize(("secret", "says"), [(b"", "vide"), (b" \n", "vide"), (b"a" * 65, "64 au plus")])
def test_a_secret_that_cannot_draw_is_refused(tmp_path: Path, secret: bytes, says: str) -> None:
    key = tmp_path / "cle"
    key.write_bytes(secret)
    done = run("--audit-key", str(key), given=b'{"id": 1, "text": "Merci pour la recette."}\n')
    assert (done.returncode, done.stdout, says in done.stderr.decode()) == (2, b"", True)


def test_the_certificate_is_shown_and_a_stream_unlike_the_calibration_is_told() -> None:
    lines = [
        {
            "id": n,
            "text": f"Mon colis numéro {n} n'est jamais arrivé et le vendeur ne répond plus, je veux être remboursé.",
        }
        for n in range(300)
    ]
    done = run(given="".join(json.dumps(line) + "\n" for line in lines).encode())
    told = done.stderr.decode()
    assert done.returncode == 0
    assert "Certificat de démonstration" in told
    assert "(tous les champs) : au plus 1 % de perte" in told
    assert (
        "Dérive, sur les 300 textes de ce flux que le certificat couvre (tous les champs) : part mise de côté :" in told
    )
    few = run(given="".join(json.dumps(line) + "\n" for line in lines[:299]).encode())
    assert "Dérive" not in few.stderr.decode()


def _calibrate(decisions: Path, out: Path, *named: str) -> Done:
    fields = [part for name in named or ("haine",) for part in ("--field", name)]
    period = ["--from", "2026-01-01", "--to", "2026-06-30", "--expires", "2027-06-30"]
    return run("calibrate", str(decisions), "--channel", "site", *fields, "--certificates", str(out), *period)


def test_enough_decisions_make_certificates_by_field_that_the_filter_then_uses(tmp_path: Path) -> None:
    """Own texts stand in for decisions here: they show the mechanism, and promise nothing."""
    keep = [e for e in own() if e.label == "keep"][:320]
    rows = [{"text": e.text, "comment": None, "label": "keep", "field": "haine", "ground": e.ground} for e in keep]
    rows += [{"comment": e.text, "text": None, "label": "noise"} for e in own() if e.label == "noise"][:200]
    rows += [
        {"text": f"{e.text} {n}", "comment": None, "label": "keep", "field": "suicide"} for n, e in enumerate(keep)
    ]
    decisions, out = tmp_path / "decisions.jsonl", tmp_path / "certificats.json"
    decisions.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    for fields in (("haine",), ("suicide", "terrorisme")):
        done = _calibrate(decisions, out, *fields)
        assert done.returncode == 0, done.stderr.decode()
    assert "Canal « site », champs suicide, terrorisme : au plus 1 % de perte" in done.stdout.decode()
    hate, life = json.loads(out.read_text())["certificates"]
    assert (hate["origin"]["fields"], life["origin"]["fields"]) == (["haine"], ["suicide", "terrorisme"])
    assert {ground["name"] for ground in hate["grounds"]} >= {"sexe", "religion"}
    assert date.fromisoformat(hate["expires"]) == date(2027, 6, 30)
    again = _calibrate(decisions, out, "haine", "suicide")
    assert (again.returncode, "caler ensemble" in again.stderr.decode()) == (2, True)
    given = b'{"id": 1, "text": "Merci pour la recette, le gratin \\u00e9tait parfait hier soir."}\n'
    (line,) = answered(given, "--channel", "site", "--certificates", str(out))
    assert line["reason"] != "sans_certificat"


def test_too_few_decisions_write_nothing_and_say_how_many_are_missing(tmp_path: Path) -> None:
    decisions, out = tmp_path / "d.jsonl", tmp_path / "c.json"
    said = [f"sale race de {group}" for group in ("belges", "suisses", "danois", "finnois", "baltes")]
    decisions.write_text(
        "".join(json.dumps({"text": text, "label": "keep", "field": "haine"}) + "\n" for text in [*said, *said, *said])
    )
    done = _calibrate(decisions, out)
    assert done.returncode == 1
    assert "il en manque 294. 10 textes ne sont pas comptés" in " ".join(done.stderr.decode().split())
    assert not out.exists()


@pytest.mark.parametrize(
    ("out", "says"),
    [
        ("absent/c.json", "le dossier n'existe pas ; le créer"),
        ("d.jsonl/c.json", "un des dossiers du chemin n'en est pas un"),
        ("", "c'est un dossier ; donner un nom de fichier"),
    ],
)
def test_a_certificate_that_cannot_be_written_is_told_before_anything_is_read(
    tmp_path: Path, out: str, says: str
) -> None:
    decisions = tmp_path / "d.jsonl"
    decisions.write_text("nope\n")
    done = _calibrate(decisions, tmp_path / out)
    assert done.returncode == 2
    assert says in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
    assert [file.name for file in tmp_path.iterdir()] == ["d.jsonl"]


def test_what_the_system_refuses_is_told_in_french(tmp_path: Path) -> None:
    done = run("--certificates", str(tmp_path / "c.json"))
    assert done.returncode == 2
    assert done.stderr.decode() == f"{tmp_path}/c.json : introuvable ; vérifier le chemin et les droits\n"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("nope", "1"),
        ('{"text": 3, "label": "keep"}', "text"),
        ('{"text": "a", "label": "grey"}', "label"),
        ('{"text": "a", "label": "keep"}', "field"),
    ],
)
def test_bad_decisions_are_told_with_their_line(tmp_path: Path, line: str, says: str) -> None:
    decisions = tmp_path / "d.jsonl"
    decisions.write_text(line + "\n")
    done = _calibrate(decisions, tmp_path / "c.json")
    assert done.returncode == 2
    assert says in done.stderr.decode()
