"""What the command line says of danger: first, whatever the qualification; and what is wrong in the rules on it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from api.rules.dangers import FILE, open_dangers
from api.rules.folder import shipped_law
from engine.explanation.checker import check_proof
from engine.facts.statements import read_report
from engine.model.indications import Indications
from tests.shared import ROOT, shipped

RUN = CliRunner()
SAID = json.dumps({"id": "S-1", "date_of_facts": "2026-05-01", "facts": {"danger_immediat": True}})


def test_b1_danger_is_said_before_all_else() -> None:
    told = RUN.invoke(app, ["qualify", "-", "--at", "2026-11-24"], input=SAID).stdout
    first = told.splitlines()
    assert first[0] == "⚠ DANGER ÉTABLI : personne en danger immédiat"
    assert first[1] == "  Danger immédiat : oui [établi]"
    assert told.index("17 (police secours") < told.index("3114") < told.index("À COMPLÉTER")
    english = RUN.invoke(app, ["qualify", "-", "--at", "2026-11-24", "--lang", "en"], input=SAID).stdout
    assert english.startswith("⚠ DANGER ESTABLISHED: person in immediate danger")


def test_b1_presumed_and_where_in_the_text() -> None:
    text = "Je n'ai plus envie de vivre, ce soir j'en finis, adieu à tous."
    told = RUN.invoke(app, ["qualify", "-", "--no-noise"], input=text).stdout
    assert told.startswith("⚠ DANGER PRÉSUMÉ, à confirmer : personne en danger immédiat")
    assert "[présumé, car. 29–47]" in told


def test_indications_alone_show_a_danger_to_be_checked() -> None:
    report = {
        "id": "S-2",
        "url": "https://page.exemple/1",
        "indications": {"fields": {"suicide": 0.9}, "gravity": {"life": 0.95}},
    }
    told = RUN.invoke(app, ["qualify", "-", "--at", "2026-11-24"], input=json.dumps(report)).stdout
    first = told.splitlines()
    assert first[0] == "⚠ DANGER À VÉRIFIER : risque de suicide"
    assert first[1:3] == [
        "  Indication du lecteur : vie en danger, 95 % [à vérifier]",
        "  Indication du lecteur : suicide, 90 % [à vérifier]",
    ]
    assert told.index("3114") < told.index("À REGARDER") < told.index("Provocation au suicide")
    data = json.loads(RUN.invoke(app, ["qualify", "-", "--json"], input=json.dumps(report)).stdout)
    assert (data["danger"]["standing"], data["danger"]["facts"]) == ("to_check", [])
    shown = [(i["id"], i["share"], i["standing"]) for i in data["danger"]["indications"]]
    assert shown == [("life", 0.95, "to_check"), ("suicide", 0.9, "to_check")]


def test_an_indication_below_what_the_rules_ask_shows_nothing_and_a_person_lifts_it() -> None:
    def kinds(gravity: dict[str, float], fields: dict[str, float], **facts: object) -> list[str]:
        stated = read_report({"facts": facts}, shipped().ruleset.facts).facts
        danger = open_dangers(None).find(stated, Indications(fields, gravity))
        return [] if danger is None else [f"{kind.id} {kind.standing}" for kind in danger.kinds]

    assert kinds({"life": 0.49}, {"suicide": 0.9}) == []
    assert kinds({"life": 0.5}, {"suicide": 0.1}) == ["personne to_check"]
    assert kinds({"child": 0.8}, {}) == ["enfant to_check"]
    assert kinds({"terrorism": 0.9}, {}) == []
    assert kinds({"terrorism": 0.9, "threat": 0.6}, {}) == ["attaque to_check"]
    assert kinds({"life": 0.9}, {}, danger_immediat=False) == []
    assert kinds({"life": 0.9}, {"suicide": 0.9}, danger_immediat=True) == ["suicide to_check"]
    assert kinds({"life": 0.9}, {}, danger_immediat=True) == ["personne established"]


def test_b1_a_machine_gets_it_beside_a_proof_that_the_checker_accepts() -> None:
    told = json.loads(RUN.invoke(app, ["qualify", "-", "--json", "--at", "2026-11-24"], input=SAID).stdout)
    assert [kind["id"] for kind in told["danger"]["kinds"]] == ["personne"]
    assert check_proof({name: value for name, value in told.items() if name != "danger"}, shipped().ruleset) == []
    calm = json.dumps({"id": "S-1", "facts": {"acces": "ouvert"}})
    assert json.loads(RUN.invoke(app, ["qualify", "-", "--json"], input=calm).stdout)["danger"] is None


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("suite_connue: [tentative]", "suite_conue: [tentative]", "fait inconnu : `suite_conue`"),
        ("age_victime: {under: 18}", "victime_mineure: [true]", "fait inconnu : `victime_mineure`"),
        (
            "contacts: [enfance_en_danger]",
            "contacts: [enfance]",
            "contact inconnu de routing/contacts.yaml : `enfance`",
        ),
        ("actions: [police, enfance, pharos]", "actions: [polise]", "action inconnue : `polise`"),
        (
            "yields_to: [suicide_imminent, suicide,",
            "yields_to: [suicide_imminent, suicid,",
            "danger inconnu : `suicid`",
        ),
        ("lifted_by:", "lifted:", "danger.yaml"),
        ("  life: {fr:", "  threat: {fr:", "danger.yaml"),
        ("  child: {fr:", "  blackmail: {fr:", "indication que `words` ne dit pas : `child`"),
        ("- {child: 0.8}", "- {child: 8}", "danger.yaml"),
        ("- {child: 0.8}", "- {enfant: 0.8}", "danger.yaml"),
    ],
)
def test_b1_a_fault_in_the_rules_is_told(tmp_path: Path, before: str, after: str, told: str) -> None:
    root = tmp_path / "rulesets"
    shutil.copytree(ROOT / "docs/examples/petite-loi", root)
    file = root / FILE
    file.parent.mkdir(exist_ok=True)
    text = (shipped_law() / FILE).read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")
    found = RUN.invoke(app, ["rules", "check", str(root)])
    assert found.exit_code == 1
    assert told in found.output
