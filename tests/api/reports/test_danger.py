"""Danger is said first: in every answer, whatever the qualification."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from api.answers.answerer import QualificationInput
from api.db.audit import AuditRow
from api.db.reports import QualificationRow, ReportRow
from api.kit.permissions import Permission, Role
from api.pages.answer.printable import printable_answer, printable_html
from api.rules.dangers import open_dangers
from api.rules.folder import shipped_law
from api.rules.noise import read_parameters
from api.rules.priorities import Priorities, PrioritiesFile
from api.texts.lexicons import open_reader
from api.texts.readers import Texts
from engine.facts.statements import read_report
from tests.api.pages.case.samples import shipped
from tests.api.pages.case.test_case import analyst, post
from tests.api.reports.danger_reports import NUMBERS, SAID, TEXT, kinds, submit_danger
from tests.api.service.reading import NOISE
from tests.api.service.reading import texts as noise_texts
from tests.api.service.world import World


def test_b1_danger_is_in_every_answer_whatever_the_qualification(grave: World) -> None:
    told = submit_danger(grave)
    assert told["qualification"]["issue"] == "a_regarder"  # the duty to help, to be examined besides
    assert kinds(told) == (["personne"], "presumed")
    assert [(f["fact"], f["standing"], f["span"]) for f in told["danger"]["facts"]] == [
        ("danger_immediat", "presumed", [29, 47])
    ]
    assert [c["number"] for a in told["danger"]["actions"] for c in a["calls"]] == NUMBERS["personne"]
    client = grave.signed_in(Role.ANALYST)
    assert client.get(f"/v1/reports/{told['id']}").json()["danger"] == told["danger"]
    assert kinds(client.get("/v1/reports").json()["items"][0]) == (["personne"], "presumed")
    assert kinds(client.get("/v1/queue/reports").json()["items"][0]) == (["personne"], "presumed")
    assert kinds(client.post("/v1/queue/next", json={}).json()["report"]) == (["personne"], "presumed")
    outside = submit_danger(grave, text="Autre texte.", facts={"danger_immediat": True, "objet_du_signalement": "spam"})
    assert (outside["qualification"]["issue"], kinds(outside)) == ("a_completer", (["personne"], "established"))
    assert submit_danger(grave, text="Rien de tel.", facts={"acces": "ouvert"})["danger"] is None


def test_b1_an_answer_without_storing_tells_it_beside_the_proof(grave: World) -> None:
    asking = grave.machine(Permission.QUALIFICATIONS_ASK)
    body = {"facts": {"danger_immediat": True}, "date_of_facts": "2024-06-01", "date_of_decision": "2024-06-03"}
    told = asking.post("/v1/qualifications", json=body).json()
    assert kinds(told) == (["personne"], "established")
    given = QualificationInput("signalement", "2024-06-01", {"danger_immediat": True}, [], 0, "2024-06-03")
    proof = json.loads(grave.services.answerer.answer(given).data)
    assert {name: value for name, value in told.items() if name != "danger"} == proof
    assert asking.post("/v1/qualifications", json={**body, "facts": {"acces": "ouvert"}}).json()["danger"] is None


def test_b1_the_words_alone_show_it(database_url: str, tmp_path: Path) -> None:
    law = shipped()
    read = Texts(law.ruleset.facts, lambda: open_reader(shipped_law()), None)
    world = World(database_url, tmp_path, engine=law, texts=read)
    told = submit_danger(world, facts={})
    assert kinds(told) == (["personne"], "presumed")
    assert told["danger"]["facts"][0]["span"] == [29, 47]
    world.close()


def test_b1_a_kind_that_is_only_presumed_is_said_so_of_an_established_danger() -> None:
    facts = {"danger_immediat": True, "acte_demande": {"value": ["suicide"], "standing": "presumed"}}
    danger = open_dangers(None).find(read_report({"text": TEXT, "facts": facts}, shipped().ruleset.facts).facts)
    assert danger is not None
    assert (danger.standing, danger.kinds[0].standing) == ("established", "presumed")
    assert (danger.words("fr"), danger.words("en")) == (
        "suicide annoncé ou en cours (présumé)",
        "suicide announced or under way (presumed)",
    )
    sure = open_dangers(None).find(read_report({"facts": {"acte_demande": ["suicide"]}}, shipped().ruleset.facts).facts)
    assert sure is not None
    assert sure.words("fr") == "risque de suicide"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"danger_immediat": SAID}, (["personne"], "presumed")),
        ({"danger_immediat": True}, (["personne"], "established")),
        ({"acte_demande": {"value": ["suicide"], "standing": "presumed"}}, (["suicide"], "presumed")),
        ({"suite_connue": "tentative"}, (["suicide_imminent"], "established")),
        ({"suite_connue": "suicide"}, None),
        ({"danger_immediat": True, "acte_demande": {"value": ["suicide"], "standing": "presumed"}}, (["suicide_imminent"], "established")),
        ({"danger_immediat": SAID, "victime_mineure": True}, (["enfant"], "presumed")),
        ({"danger_immediat": SAID, "objet_menace": ["mort"]}, (["attaque"], "presumed")),
        ({"danger_immediat": False, "acte_demande": {"value": ["suicide"], "standing": "presumed"}}, None),
        ({"danger_immediat": False, "acte_demande": ["suicide"]}, (["suicide"], "established")),
        ({"acces": "ouvert"}, None),
    ],
)  # fmt: skip
def test_b1_facts_say_which_danger_and_how_it_stands(facts: dict[str, Any], expected: Any) -> None:
    read = read_report({"text": TEXT, "facts": facts}, shipped().ruleset.facts).facts
    danger = open_dangers(None).find(read)
    assert (danger and ([kind.id for kind in danger.kinds], danger.standing)) == expected
    if danger is not None:
        assert [call.number for step in danger.actions for call in step.calls] == NUMBERS[danger.kinds[0].id]


def test_b1_what_a_person_says_of_routing_counts(grave: World) -> None:
    told = submit_danger(grave, facts={"acces": "ouvert"})
    assert told["danger"] is None
    client = grave.signed_in(Role.ANALYST)
    etag = {"if-match": client.get(f"/v1/reports/{told['id']}").headers["etag"]}
    changed = client.patch(
        f"/v1/reports/{told['id']}/register", json={"routing": {"annonce_suicide": True}}, headers=etag
    )
    assert changed.status_code == 200, changed.text
    assert kinds(client.get(f"/v1/reports/{told['id']}").json()) == (["suicide_imminent"], "established")
    begun = submit_danger(grave, text="Un autre.", facts={}, register={"routing": {"enfant_en_danger": True}})
    assert kinds(begun) == (["enfant"], "established")


@pytest.mark.parametrize(
    "routing",
    [{"danger_immediat": True}, {"annonce_suicide": True}, {"enfant_en_danger": True}],
)
def test_band_sheet_and_routes_name_the_numbers_in_one_order(grave: World, routing: dict[str, Any]) -> None:
    grave.clock.moment = datetime(2026, 12, 1, 9, tzinfo=UTC)  # a day when the call sheet has its wording
    report, client = submit_danger(grave, facts={}, register={"routing": routing})["id"], analyst(grave)
    danger = client.get(f"/v1/reports/{report}").json()["danger"]
    numbers = [call["number"] for step in danger["actions"] for call in step["calls"]]
    routes = client.get(f"/v1/reports/{report}/routes").json()["routes"]
    due = [r for r in routes if r["recipient"] == "secours" and r["status"] == "due"]
    routed = list(dict.fromkeys(contact.partition(" (")[0] for route in due for contact in route["contacts"]))
    assert routed == [number for number in numbers if number in routed]
    prepared = client.post(f"/v1/reports/{report}/transmissions", json={"recipient": "secours"})
    assert prepared.status_code == 201, prepared.text
    sheet = client.get(f"/v1/transmissions/{prepared.json()['id']}/content?form=html").text
    assert re.findall(r"<strong>([0-9 ]+)</strong>", sheet) == numbers


def test_b1_it_follows_the_facts_and_lifts_what_is_only_presumed(grave: World) -> None:
    report, client = submit_danger(grave)["id"], analyst(grave)
    post(client, report, "faits", fact="danger_immediat", act="confirm")
    assert kinds(client.get(f"/v1/reports/{report}").json()) == (["personne"], "established")
    post(client, report, "faits", fact="danger_immediat", value="non")
    assert client.get(f"/v1/reports/{report}").json()["danger"] is None


def test_b1_a_report_in_danger_is_never_set_aside(database_url: str, tmp_path: Path) -> None:
    world = World(database_url, tmp_path, engine=shipped(), texts=noise_texts())
    world.services = replace(
        world.services,
        rules=replace(world.services.rules, priorities=Priorities(PrioritiesFile(priorities=()), read_parameters())),
    )
    world.serve(world.services)
    quiet = submit_danger(world, text=NOISE, facts={}, reported_category="haine")
    assert quiet["state"] == "low_priority"
    grave = submit_danger(world, text=NOISE + " Bis.", facts={"danger_immediat": {"value": True, "standing": "presumed"}}, reported_category="haine")  # fmt: skip
    assert (grave["state"], grave["noise"]["decision"]) == ("open", "keep")
    world.close()


def test_b1_a_report_set_aside_comes_back_first_once_a_danger_shows(grave: World) -> None:
    report = submit_danger(grave, facts={"acces": "ouvert"})["id"]
    with grave.database.write() as session:
        row = session.get(ReportRow, report)
        assert row is not None
        row.state, row.noise_score, row.noise_decision, row.noise_reason = "low_priority", 0.01, "set_aside", "score"
    client = analyst(grave)
    post(client, report, "faits", fact="danger_immediat", value="oui")
    told = client.get(f"/v1/reports/{report}").json()
    assert (told["state"], told["noise"]["decision"]) == ("open", "keep")
    assert told["priority"] == {"rank": 10, "reason": "danger_pour_la_vie"}
    with grave.database.read() as session:
        assert session.query(AuditRow).filter_by(action="noise.restored", subject=report).count() == 1


def test_b1_a_kept_answer_and_its_print_tell_it(grave: World) -> None:
    told = submit_danger(grave)
    client = analyst(grave)
    name = told["qualification"]["id"]
    kept = client.get(f"/v1/qualifications/{name}").json()
    assert kinds(kept) == (["personne"], "presumed")
    assert "danger" not in kept["answer"]
    with grave.database.read() as session:
        row = session.get(QualificationRow, name)
        assert row is not None
        assert "Danger présumé" in printable_html(printable_answer(grave.services, row, "fr"), "fr")
    calm = submit_danger(grave, text="Rien de tel.", facts={"acces": "ouvert"})["qualification"]["id"]
    assert client.get(f"/v1/qualifications/{calm}").json()["danger"] is None
