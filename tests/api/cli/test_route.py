"""`qualif route`: who is told, in order, and what is missing; bad reports are told and the others answered."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from tests.api.hosting.shared import database
from tests.shared import ROOT

EXAMPLES = ROOT / "docs/examples/a-router.yaml"


def run(*arguments: str, stdin: str | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["route", *arguments, "--at", "2026-11-24"], input=stdin)
    return result.exit_code, result.stdout, result.stderr


def test_recipients_come_in_order_with_reason_deadline_and_who_confirms() -> None:
    code, told, _ = run(str(EXAMPLES))
    assert code == 0
    image, danger, hate = told.split("\n\n")
    assert image.index("[pharos_images") < image.index("[iccam_envoi")
    assert "sous 1 j (délai de la hotline, AV) ; deux personnes confirment" in image
    assert "17 (police secours, gendarmerie)" in danger
    assert "sans attendre" in danger
    assert "repose sur des faits présumés" in danger
    assert "Sait-on quel hébergeur ou quelle plateforme prévenir ? (hebergeur_identifie)" in hate
    assert "PHAROS :" not in hate


def test_in_english() -> None:
    _, told, _ = run(str(EXAMPLES), "--lang", "en")
    assert "two persons confirm" in told
    assert "Still open" in told


def test_the_whole_answer_as_json_a_line_each() -> None:
    _, told, _ = run(str(EXAMPLES), "--json")
    answers = [json.loads(line) for line in told.splitlines()]
    assert [answer["report"] for answer in answers] == ["exemple-image", "exemple-danger", "exemple-haine"]
    assert len({answer["rules_digest"] for answer in answers}) == 1
    first = next(r for r in answers[0]["routes"] if r["status"] == "due")
    assert (first["recipient"], first["two_persons"], first["deadline"]["days"]) == ("pharos", True, 1)
    open_ = next(r for r in answers[2]["routes"] if r["status"] == "open")
    assert open_["missing"][0]["question"]["fr"].endswith("?")


def test_nobody_to_tell_is_said() -> None:
    code, told, _ = run("-", stdin='{"reports": 2, "decision": "en_suspens", "routing": {"danger_immediat": false}}\n')
    assert code == 0
    assert "Personne à prévenir pour l'instant." in told


@pytest.mark.parametrize(
    ("report", "said"),
    [
        ('{"decision": "peut-être"}', "decision: valeur refusée"),
        ('{"decision": ["qualifie"]}', "decision: valeur refusée"),
        ('{"offence": "cp-227-25"}', "offence: infraction inconnue (vouliez-vous"),
        ('{"offence": ["cp-227-24"]}', "offence: infraction inconnue"),
        ('{"origin": "voisin"}', "origin: valeur refusée"),
        ('{"told": ["police"]}', "told: une liste de destinataires est attendue"),
        ('{"told": [["pharos"]]}', "told: une liste de destinataires est attendue"),
        ('{"told": "pharos"}', "told: une liste de destinataires est attendue"),
        ('{"reporter_reachable": "oui"}', "reporter_reachable: true ou false"),
        ('{"facts": ["a"]}', "facts: une suite"),
        ('{"routing": {"gravte": true}}', "facts.gravte: fait inconnu (vouliez-vous `gravite`"),
        ('{"routing": {"hebergement": "ailleurs"}}', "facts.hebergement: valeur refusée"),
        ('{"facts": {"pays_hebergement": 3}}', "facts.pays_hebergement"),
        ('{"facts": {"danger_imediat": true}}', "facts.danger_imediat: fait inconnu (vouliez-vous `danger_immediat`"),
        ('{"ofence": "cp-227-24"}', "ofence: champ inconnu"),
        ('["a"]', "un signalement est une suite de clés"),
    ],
)
def test_a_bad_report_is_told_and_the_next_is_answered(report: str, said: str) -> None:
    code, told, complaints = run("-", "--json", stdin=f'{{"id": "un"}}\n{report}\n{{"id": "deux"}}\n')
    assert code == 2
    assert [json.loads(line)["report"] for line in told.splitlines()] == ["un", "deux"]
    assert said in complaints.replace(" :", ":"), complaints


def test_a_folder_without_routing_is_refused(tmp_path: Path) -> None:
    code, _, complaints = run(str(EXAMPLES), "--rulesets", str(tmp_path))
    assert code == 2
    assert "dossier de routage introuvable" in complaints


def test_the_address_and_the_ip_say_the_hosting(tmp_path: Path) -> None:
    base = database(tmp_path)
    stdin = '{"id": "a", "url": "https://forum.exemple/", "ip": "25.10.8.8"}\n{"id": "b", "url": "http://abc.onion/"}\n'
    _, told, _ = run("-", "--json", "--database", str(base), stdin=stdin)
    a, b = (json.loads(line) for line in told.splitlines())
    assert (a["hosting"]["country"], a["hosting"]["asn"], a["hosting"]["method"]) == ("FR", 64500, "mmdb")
    assert (b["hosting"]["network"], b["hosting"]["untraceable"]) == ("onion", True)
    assert "notes" in b["hosting"]


def test_a_database_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    code, _, complaints = run("-", "--database", str(tmp_path / "absente.mmdb"), stdin='{"id": "a"}\n')
    assert code == 2
    assert "H001" in complaints


def test_an_ip_that_is_none_is_told() -> None:
    code, _, complaints = run("-", stdin='{"id": "a", "url": "https://forum.exemple/", "ip": "25.10"}\n')
    assert code == 2
    assert "ip" in complaints


@pytest.fixture
def small_law(tmp_path: Path) -> Path:
    """A small law with the shipped routing, whose families name offences that it does not have."""
    root = tmp_path / "minimal"
    shutil.copytree(ROOT / "tests/fixtures/rulesets/minimal", root)
    shutil.copytree(ROOT / "rulesets/routing", root / "routing")
    return root


def test_checking_rules_checks_routing_against_the_law(small_law: Path) -> None:
    result = CliRunner().invoke(app, ["rules", "check", str(small_law)])
    assert result.exit_code == 1
    assert "R206: infraction inconnue : `cp-227-24`" in result.stdout
    assert "D101: `menace-publique` n'est dans aucune famille" in result.stdout


def test_testing_rules_replays_the_cases_of_routing(small_law: Path) -> None:
    whole = CliRunner().invoke(app, ["rules", "test", "--rulesets", str(small_law)])
    assert "cas de routage rejoués, 0 en échec." in whole.stdout
    cases = small_law / "routing/cases/secours.yaml"
    text = cases.read_text(encoding="utf-8").replace("due: [pharos_atteintes, hebergeur]", "due: [hebergeur]", 1)
    cases.write_text(text, encoding="utf-8")
    broken = CliRunner().invoke(app, ["rules", "test", "--rulesets", str(small_law)])
    assert broken.exit_code == 1
    assert "« routage · menace sans danger »" in broken.stdout
    assert "dues : attendu hebergeur, obtenu pharos_atteintes, hebergeur" in broken.stdout


def test_coverage_tells_routing_too(small_law: Path) -> None:
    result = CliRunner().invoke(app, ["rules", "coverage", "--rulesets", str(small_law), "--json"])
    rows = {row["offence"]: row for row in json.loads(result.stdout)}
    assert (rows["iccam_envoi"]["coverage"], rows["iccam_envoi"]["survivors"]) == (1.0, [])


def test_faults_are_told_in_the_language_of_the_answer() -> None:
    given = json.dumps(
        {
            "decision": "accepted",
            "offence": "loi-1881",
            "told": "pharos",
            "reporter_reachable": 1,
            "ip": "x",
            "routing": [],
        }
    )
    code, _, told = run("-", "--lang", "en", stdin=given)
    assert code == 2
    assert "decision: value refused (qualifie, ecarte, hors_champ or en_suspens)" in told
    assert "told: a list of recipients is expected" in told
    assert "reporter_reachable: true or false is expected" in told
    assert "ip: an IP address is expected (192.0.2.7, or 2001:db8::1)" in told
    assert "routing: a set of `fact: value` is expected" in told
    assert "told : une liste de destinataires est attendue" in run("-", stdin=given)[2]
    assert "(racine): a report is a set of keys" in run("-", "--lang", "en", stdin="[1]")[2]
