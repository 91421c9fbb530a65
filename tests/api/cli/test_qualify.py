"""`qualif qualify`: what comes in, what goes out, and how faults are told."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from api.texts.lexicons import open_reader
from api.texts.noise_filter import CERTIFICATES, shipped_folder
from api.texts.report_reader import whole_reader
from api.texts.second_reader import open_both
from classifiers.noise.certificate import DEMONSTRATION
from classifiers.noise.certificate_file import Certificates, read, write
from engine.explanation.checker import check_proof
from tests.shared import ROOT, shipped

RUN = CliRunner()
HATE = {
    "acces": "ouvert",
    "exhortation": "explicite",
    "acte_demande": ["haine"],
    "cible": "groupe",
    "critere_protege": ["religion"],
}


def report(**more: object) -> dict[str, object]:
    return {"id": "S-1", "date_of_facts": "2026-05-01", "facts": HATE, **more}


def test_a_yaml_report_gets_an_answer_in_french(tmp_path: Path) -> None:
    file = tmp_path / "r.yaml"
    file.write_text("id: S-1\ndate_of_facts: 2026-05-01\nfacts: {acces: ouvert}\n", encoding="utf-8")
    result = RUN.invoke(app, ["qualify", str(file), "--at", "2026-11-24"])
    assert result.exit_code == 0
    assert "faits du 1er mai 2026" in result.stdout


def test_english_on_request(tmp_path: Path) -> None:
    result = RUN.invoke(app, ["qualify", "-", "--lang", "en", "--at", "2026-11-24"], input=json.dumps(report()))
    assert result.exit_code == 0
    assert "SUGGESTION: Public provocation" in result.stdout
    assert "Constitutive elements" in result.stdout


def test_json_gives_a_proof_that_the_checker_accepts() -> None:
    result = RUN.invoke(app, ["qualify", "-", "--json", "--at", "2026-11-24"], input=json.dumps(report()))
    proof = json.loads(result.stdout)
    assert proof["main"] == "loi-1881-24-al7"
    assert check_proof(proof, shipped().ruleset) == []


def test_json_names_what_read_the_text_and_nothing_when_there_is_none() -> None:
    given = json.dumps(report(text="Le livreur a deux heures de retard, je demande un remboursement."))
    read = json.loads(RUN.invoke(app, ["qualify", "-", "--json"], input=given).stdout)["read_from_text"]
    first = open_reader(ROOT / "rulesets")
    both = open_both(ROOT / "rulesets", first)
    reader = whole_reader(both, pytest.fail)
    assert both is not None
    assert reader is not None
    assert (read["model_digest"], read["lexicon_digest"]) == (reader.digest, both.digest)
    unjudged = json.loads(RUN.invoke(app, ["qualify", "-", "--json", "--no-noise"], input=given).stdout)
    assert unjudged["read_from_text"]["model_digest"] is None
    assert "read_from_text" not in json.loads(
        RUN.invoke(app, ["qualify", "-", "--json"], input=json.dumps(report())).stdout
    )


def test_a_second_report_of_one_content_is_never_set_aside() -> None:
    noise, page = "Le vendeur refuse de me rembourser mon aspirateur en panne.", "https://forum.exemple/fil/4"
    rows = [
        {"id": "a", "text": noise, "url": page},
        {"id": "b", "text": f"{noise.upper()} "},
        {"id": "c", "text": "Ce film est nul, je me suis ennuyé du début à la fin.", "url": f"{page}#bas"},
        {"id": "d", "text": "Je n'arrive pas à me connecter à mon compte, la page affiche une erreur.", "reports": 2},
        {
            "id": "e",
            "text": "Mon colis n'est jamais arrivé et le vendeur ne répond plus, je veux être remboursé.",
            "reports": 1,
        },
    ]
    rows = [{**row, "reported_category": "haine"} for row in rows]
    result = RUN.invoke(app, ["qualify", "-", "--json"], input="\n".join(map(json.dumps, rows)))
    assert result.exit_code == 0, result.stderr
    judged = [json.loads(line)["read_from_text"]["noise"] for line in result.stdout.splitlines()]
    assert [one["set_aside"] for one in judged] == [True, False, False, False, True]
    assert [one["reason"] for one in judged[2:4]] == ["deja_signale"] * 2


SMALL = ["--rulesets", str(ROOT / "docs/examples/petite-loi"), "--no-noise"]
POINTS = "Regardez, il écrit ceci : je vais te casser la gueule."


def test_what_the_reporter_says_is_told_apart() -> None:
    given = json.dumps({"text": "Un mot aimable.", "comment": POINTS})
    said = " ".join(RUN.invoke(app, ["qualify", "-", *SMALL], input=given).stdout.split())
    assert "Présumé selon le signalant, à confirmer : Menace (oui)" in said
    assert "Présumé d'après le texte" not in said
    assert "[présumé, selon le signalant, commentaire du signalant (menace-de-coups), car. 37–53]" in said
    proof = json.loads(RUN.invoke(app, ["qualify", "-", "--json", *SMALL], input=given).stdout)
    fact = proof["facts"]["menace"]
    assert (fact["span_in"], POINTS[slice(*fact["span"])]) == ("comment", "casser la gueule")
    assert proof["read_from_text"]["presumed"] == ["menace"]


def test_what_the_text_shows_stands_over_what_the_reporter_says() -> None:
    given = json.dumps({"text": "Je vais te frapper.", "comment": POINTS})
    proof = json.loads(RUN.invoke(app, ["qualify", "-", "--json", *SMALL], input=given).stdout)
    assert proof["facts"]["menace"]["source"] == "indice textuel (menace-de-coups)"


def test_a_content_that_nobody_gave_is_never_set_aside() -> None:
    noise = "Le vendeur refuse de me rembourser mon aspirateur en panne."
    rows = [
        {"text": noise},
        {"comment": "Page raciste, voir le lien."},
        {"text": " ", "comment": "A voir, regardez ce compte."},
    ]
    given = "\n".join(json.dumps({**row, "reported_category": "haine"}) for row in rows)
    result = RUN.invoke(app, ["qualify", "-", "--json"], input=given)
    judged = [json.loads(line)["read_from_text"]["noise"] for line in result.stdout.splitlines()]
    assert [(one["set_aside"], one["reason"]) for one in judged] == [(True, "score"), *[(False, "contenu_absent")] * 2]
    assert "il renvoie à un contenu que personne n'a donné" in RUN.invoke(app, ["qualify", "-"], input=given).stdout


def test_a_report_that_says_nothing_is_told_with_its_field_and_an_address_alone_is_taken() -> None:
    given = '{"id": "a"}\n{"id": "b", "url": "https://forum.exemple/1"}\n{"id": "c", "text": "", "comment": ""}\n'
    result = RUN.invoke(app, ["qualify", "-", "--json", *SMALL], input=given)
    assert result.exit_code == 2
    first, second, third = map(json.loads, result.stdout.splitlines())
    assert [fault["field"] for told in (first, third) for fault in told["error"]["faults"]] == ["text", "text"]
    assert second["report"] == "b"
    assert "-:1: text : ce signalement ne dit rien" in result.stderr


def test_half_a_character_of_a_comment_leaves_its_places() -> None:
    given = json.dumps({"comment": f"\ud83d {POINTS}"})
    proof = json.loads(RUN.invoke(app, ["qualify", "-", "--json", *SMALL], input=given).stdout)
    start, end = proof["facts"]["menace"]["span"]
    assert f"? {POINTS}"[start:end] == "casser la gueule"


@pytest.mark.parametrize("given", [0, True, "2", None, 1.5])
def test_a_count_of_reports_that_is_none_is_told_with_the_other_faults(given: object) -> None:
    data = {"reports": given, "facts": {"acces": "partout"}}
    result = RUN.invoke(app, ["qualify", "-"], input=json.dumps(data))
    assert result.exit_code == 2
    assert "reports : un entier à partir de 1 est attendu" in result.stderr
    assert "facts.acces" in result.stderr


def test_the_certificate_is_told_to_machines_and_to_persons() -> None:
    given = json.dumps(
        report(text="Le vendeur refuse de me rembourser mon aspirateur en panne.", reported_category="haine")
    )
    noise = json.loads(RUN.invoke(app, ["qualify", "-", "--json"], input=given).stdout)["read_from_text"]["noise"]
    (certificate,) = noise["certificates"]
    assert (noise["set_aside"], noise["valid"], certificate["demonstration"], certificate["expires"]) == (
        True,
        True,
        True,
        None,
    )
    assert (certificate["alpha"], certificate["delta"], certificate["n"]) == (0.01, 0.01, certificate["n"])
    assert 0 < noise["score"] < certificate["threshold"] < 1
    for lang, words in (("fr", "Certificat de démonstration"), ("en", "Demonstration certificate")):
        told = RUN.invoke(app, ["qualify", "-", "--lang", lang], input=given).stdout
        assert f"{words} {certificate['digest'][:12]}…" in told
        assert str(certificate["n"]) in told


@pytest.fixture
def certificates(tmp_path: Path) -> Path:
    """Those of a hotline whose channel « site » has the threshold of the demonstration."""
    shown = read(shipped_folder() / CERTIFICATES).certificates
    own = tmp_path / "certificats.json"
    made = [
        dataclasses.replace(
            one,
            origin=dataclasses.replace(one.origin, channel="site"),
            demonstration=False,
            expires=date.today() + timedelta(1),
        )
        for one in shown
        if one.origin.channel == DEMONSTRATION
    ]
    write(own, Certificates(tuple(made)))
    return own


def test_a_channel_answers_under_its_own_certificate(certificates: Path) -> None:
    given = json.dumps(report(text="Le livreur a deux heures de retard, je demande un remboursement."))
    for channel, words in (
        ("site", "Certificat du canal « site »"),
        ("inconnu", "le canal « inconnu » n'a pas de certificat"),
    ):
        options = ["--channel", channel, "--certificates", str(certificates)]
        told = RUN.invoke(app, ["qualify", "-", *options], input=given)
        assert told.exit_code == 0, told.stderr
        assert words in " ".join(told.stdout.split())
        assert "démonstration" not in told.stdout
        noise = json.loads(RUN.invoke(app, ["qualify", "-", "--json", *options], input=given).stdout)["read_from_text"]
        assert noise["noise"]["set_aside"] is (channel == "site")
        assert [one["channel"] for one in noise["noise"]["certificates"]] == (["site"] if channel == "site" else [])


def test_what_the_words_make_presumed_is_told_with_its_values() -> None:
    told = RUN.invoke(app, ["qualify", "-"], input="Dehors les Roms !").stdout
    assert "Cible (groupe de personnes)" in " ".join(told.split())
    told = RUN.invoke(app, ["qualify", "-", "--lang", "en"], input="Dehors les Roms !").stdout
    assert "Target (group of people); " in " ".join(told.split())


def test_without_cues_the_filter_still_reads_and_what_lexicons_see_still_keeps() -> None:
    texts = ("Le vendeur refuse de me rembourser mon aspirateur en panne.", "Je vais me tuer ce soir.")
    rows = [report(text=text, reported_category="haine") for text in texts]
    result = RUN.invoke(app, ["qualify", "-", "--json", "--no-cues"], input="\n".join(map(json.dumps, rows)))
    noise, kept = (json.loads(line)["read_from_text"] for line in result.stdout.splitlines())
    assert (noise["noise"]["set_aside"], noise["presumed"], noise["lexicon_digest"]) == (True, [], None)
    assert kept["noise"]["set_aside"] is False
    neither = RUN.invoke(app, ["qualify", "-", "--json", "--no-cues", "--no-noise"], input=json.dumps(rows[0]))
    assert "read_from_text" not in json.loads(neither.stdout)


def test_the_same_report_gives_the_same_bytes_twice() -> None:
    runs = [
        RUN.invoke(app, ["qualify", "-", "--json", "--at", "2026-11-24"], input=json.dumps(report())).stdout
        for _ in range(2)
    ]
    assert runs[0] == runs[1]


def test_one_bad_line_is_told_and_the_others_are_answered() -> None:
    lines = [
        json.dumps(report(id="a")),
        '{"id": "b", "facts": {"acces": "ferme"}}',
        "{oops",
        json.dumps(report(id="c")),
    ]
    result = RUN.invoke(app, ["qualify", "-", "--json", "--at", "2026-11-24"], input="\n".join(lines))
    out = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 2
    assert [o.get("report") for o in out] == ["a", None, None, "c"]
    assert out[1]["error"]["faults"][0]["field"] == "facts.acces"
    assert "facts.acces" in result.stderr


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"facts": {"inconnu_au_bataillon": True}}, "facts.inconnu_au_bataillon"),
        ({"facts": {"acces": "partout"}}, "facts.acces"),
        ({"facts": {"age_victime": "douze"}}, "facts.age_victime"),
        ({"facts": {"age_victime": 400}}, "facts.age_victime"),
        ({"date_of_facts": "2026-02-30"}, "date_of_facts"),
        ({"facts": {"acces": {"value": "ouvert", "standing": "sûr"}}}, "facts.acces.standing"),
        ({"texte": "…"}, "texte"),
        ({"facts": {"victime_mineure": True, "age_victime": 30}}, "facts.victime_mineure"),
    ],
)
def test_a_bad_report_names_its_field(data: dict[str, object], field: str) -> None:
    result = RUN.invoke(app, ["qualify", "-"], input=json.dumps(data))
    assert result.exit_code == 2
    assert field in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe", b"[" * 5000, b"a: &x [1]\nb: *x\n", b"- - -", b"\x00", b"42", b'{"id": NaN}']
)
def test_hostile_input_is_refused_with_a_message(raw: bytes) -> None:
    result = RUN.invoke(app, ["qualify", "-"], input=raw)
    assert result.exit_code == 2
    assert result.stderr.strip()
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_a_missing_file_is_told() -> None:
    result = RUN.invoke(app, ["qualify", "nulle-part.yaml"])
    assert result.exit_code == 2
    assert "nulle-part.yaml" in result.stderr


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_nothing_that_a_terminal_would_obey_is_printed(lang: str) -> None:
    hostile = "S-1\x1b[31m\r\x9b2J\u202e"
    given = {
        "id": f"{hostile}\nSUGGESTION : rien",
        "date_of_facts": "2026-05-01",
        "facts": {**HATE, "acces": {"value": "ouvert", "source": hostile}},
    }
    result = RUN.invoke(app, ["qualify", "-", "--lang", lang, "--at", "2026-11-24"], input=json.dumps(given))
    assert result.exit_code == 0, result.stderr
    assert not set("\x1b\r\x9b\u202e") & set(result.stdout)
    assert "S-1\\x1b[31m\\r\\x9b2J\\u202e\\nSUGGESTION : rien" in result.stdout


def test_report_text_is_never_repeated_in_an_error() -> None:
    secret = "ne doit pas paraître"
    result = RUN.invoke(app, ["qualify", "-"], input=json.dumps({"text": secret, "facts": {"acces": 3}}))
    assert secret not in result.stderr + result.stdout


def test_the_examples_of_make_run_are_all_answered() -> None:
    result = RUN.invoke(app, ["qualify", str(ROOT / "examples" / "signalements.yaml"), "--at", "2026-11-24"])
    assert result.exit_code == 0
    assert result.stdout.count("Empreintes") == 7


@pytest.mark.parametrize(
    ("given", "french", "english"),
    [
        (
            {"facts": {"acces": "ouverte"}},
            "facts.acces : valeur refusée : `ouverte` (vouliez-vous `ouvert` ?)",
            "facts.acces: value refused: `ouverte` (did you mean `ouvert`?)",
        ),
        (
            {"date_of_facts": "2026-12-01"},
            "date_of_facts : 2026-12-01 suit la décision du 2026-11-24 (corriger la date, ou `--at`)",
            "date_of_facts: 2026-12-01 comes after the decision of 2026-11-24 (correct the date, or `--at`)",
        ),
    ],
)
def test_faults_are_told_in_the_language_of_the_answer(given: dict[str, object], french: str, english: str) -> None:
    for lang, told in (("fr", french), ("en", english)):
        result = RUN.invoke(
            app, ["qualify", "-", "--lang", lang, "--json", "--at", "2026-11-24"], input=json.dumps(given)
        )
        assert result.exit_code == 2
        assert told in result.stderr
        (fault,) = json.loads(result.stdout)["error"]["faults"]
        assert f"{fault['message']} ({fault['hint']})" in told


@pytest.mark.parametrize(
    ("raw", "french", "english"),
    [
        ("", "rien à lire : aucun signalement", "nothing to read: no report"),
        ('{"id": 1,', "JSON incorrect : ligne 1, colonne 10", "incorrect JSON: line 1, column 10"),
        ('[{"id": 1, "id": 2}]', "une clé est écrite deux fois", "a key is written twice"),
        ('[{"id": NaN}]', "NaN n'est pas un nombre", "NaN is not a number"),
        (f'[{{"id": {"1" * 5_000}}}]', "un nombre a des milliers de chiffres", "a number has thousands of digits"),
        ("[" * 100_000, "trop profond", "too deep"),
    ],
)
def test_what_cannot_be_read_is_told_in_the_language_of_the_answer(raw: str, french: str, english: str) -> None:
    for lang, told in (("fr", french), ("en", english)):
        result = RUN.invoke(app, ["qualify", "-", "--lang", lang], input=raw)
        assert (result.exit_code, told in result.stderr) == (2, True), result.stderr
    missing = RUN.invoke(app, ["qualify", "nulle-part.yaml", "--lang", "en"])
    assert "the file cannot be read: not found" in missing.stderr


def test_the_words_of_a_report_are_enough(tmp_path: Path) -> None:
    words = "Les Roms sont tous des voleurs, dehors : qu'ils partent.\n"
    (tmp_path / "message.txt").write_text(words, encoding="utf-8")
    told = CliRunner().invoke(app, ["qualify", str(tmp_path / "message.txt"), "--json", "--no-noise"])
    piped = CliRunner().invoke(app, ["qualify", "-", "--json", "--no-noise"], input="Les Roms sont tous des voleurs.")
    assert told.exit_code == piped.exit_code == 0
    assert all("cible" in json.loads(run.output)["read_from_text"]["presumed"] for run in (told, piped))
