"""Indications in the service: kept with the answer, weighed again with new facts, shown on pages; what somebody wrote is not kept twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.answers.answerer import QualificationInput
from api.db.reports import QualificationRow, ReportRow
from api.kit.permissions import Permission, Role
from api.pages.answer.printable import printable_answer, printable_html
from api.texts.intake import EnrichedReport
from tests.api.pages.case.samples import shipped
from tests.api.pages.case.test_case import analyst
from tests.api.service.world import World


@pytest.fixture
def weighing(database_url: str, tmp_path: Path) -> Iterator[World]:
    """A service under the shipped law."""
    made = World(database_url, tmp_path, engine=shipped())
    yield made
    made.close()


def sent(world: World, **body: Any) -> dict[str, Any]:
    """A report, as it was answered."""
    return world.report(**{"date_of_facts": "2024-06-01", **body})


def input_of(world: World, report: str) -> QualificationInput:
    """What the latest answer on a report was computed from."""
    with world.database.read() as session:
        row = session.get(ReportRow, report)
        assert row is not None
        answer = session.get(QualificationRow, row.qualification)
        assert answer is not None
        return QualificationInput.from_bytes(answer.question)


def test_a_category_names_the_field_to_look_at_and_the_answer_replays(weighing: World) -> None:
    told = sent(weighing, text="voir le lien", reported_category="Pédopornographie")
    assert told["qualification"]["issue"] == "a_regarder"
    assert input_of(weighing, told["id"]).indications == {"category": "pedopornographie"}
    client = weighing.signed_in(Role.ANALYST)
    name = told["qualification"]["id"]
    kept = client.get(f"/v1/qualifications/{name}").json()["answer"]
    assert (kept["main"], kept["look"]["field"], kept["look"]["by"]) == (None, "pedopornographie", "category")
    assert kept["why_first"] is None
    assert client.get(f"/v1/qualifications/{name}/replay").json()["same"]
    assert client.get("/v1/reports?issue=a_regarder").json()["items"][0]["id"] == told["id"]


def test_a_category_in_free_words_is_not_kept_with_the_answer(weighing: World) -> None:
    told = sent(weighing, text="voir le lien", reported_category="mon voisin Untel")
    assert input_of(weighing, told["id"]).indications is None
    assert b"indications" not in input_of(weighing, told["id"]).to_bytes()


def test_a_question_kept_before_there_were_indications_is_read_and_replays() -> None:
    old = b'{"date_of_facts":null,"decision_day":"2026-11-20","facts":{},"id":"r","raised":[],"text_length":0}'
    assert QualificationInput.from_bytes(old).indications is None
    assert QualificationInput.from_bytes(old).to_bytes() == old


def test_stated_facts_are_answered_with_the_same_indications(weighing: World, monkeypatch: pytest.MonkeyPatch) -> None:
    read = {"fields": {"suicide": 0.9}, "gravity": {"life": 0.95}}

    def take(data: Any) -> EnrichedReport:
        return EnrichedReport({**data, "indications": read}, (), None)

    monkeypatch.setattr(weighing.services.texts, "enrich", take)
    told = sent(weighing, text="elle va avaler tous ses cachets vite svp", reported_category="suicide")
    wanted = {**read, "category": "suicide"}
    assert input_of(weighing, told["id"]).indications == wanted
    assert (told["danger"]["standing"], told["danger"]["facts"]) == ("to_check", [])
    assert told["priority"]["reason"] == "danger_pour_la_vie"
    client = analyst(weighing)
    page = client.get(f"/signalements/{told['id']}").text
    assert "Danger à vérifier" in page
    band = page[page.index('class="danger__signs"') : page.index("</section>")]
    assert (band.count("badge--to-check"), band.count("à vérifier"), band.count("confirmer")) == (2, 2, 0)
    assert "Champ à regarder" in page
    assert "Provocation au suicide" in page
    assert "Danger à vérifier" in client.get("/file").text
    whole = client.get(f"/v1/reports/{told['id']}").json()["danger"]
    assert [(i["id"], i["standing"]) for i in whole["indications"]] == [("life", "to_check"), ("suicide", "to_check")]
    kept = client.get(f"/qualifications/{told['qualification']['id']}").text
    assert kept[kept.index('class="danger__signs"') :].count("badge--to-check") == 2
    with weighing.services.database.read() as session:
        answer = session.get(QualificationRow, told["qualification"]["id"])
        assert answer is not None
        printed = printable_html(printable_answer(weighing.services, answer, "fr"), "fr")
    assert "Danger à vérifier" in printed
    assert "confirmer" not in printed
    assert "Suicide, suicide" not in page  # what the text is about is told once
    where = f"/v1/reports/{told['id']}"
    etag = client.get(where).headers["etag"]
    stated = client.post(f"{where}/facts", json={"state": {"acces": "ouvert"}}, headers={"if-match": etag})
    assert stated.is_success, stated.text
    again = client.get(f"/v1/reports/{told['id']}").json()
    assert input_of(weighing, told["id"]).indications == wanted
    assert again["danger"]["standing"] == "to_check"
    assert client.get(f"/v1/qualifications/{again['qualification']['id']}/replay").json()["same"]


def test_pages_say_why_the_first_is_first_and_what_is_to_be_examined_besides(weighing: World) -> None:
    facts = {
        name: {"value": value, "standing": "presumed", "source": "essai"}
        for name, value in {
            "exhortation": "explicite", "forme": ["appel"], "moyen_suicide_presente": ["methode"],
        }.items()
    }  # fmt: skip
    told = sent(weighing, facts=facts, text="Un texte.")
    client = analyst(weighing)
    page = client.get(f"/signalements/{told['id']}").text
    assert "Seule suggestion" in page
    assert page.index("Propagande pour un moyen de suicide") < page.index("À examiner aussi")
    assert "Provocation à la haine (origine, religion)" in page[page.index("À examiner aussi") :]
    kept = client.get(f"/qualifications/{told['qualification']['id']}").text
    assert "À examiner aussi" in kept


def test_asking_without_storing_weighs_the_category(weighing: World) -> None:
    asking = weighing.machine(Permission.QUALIFICATIONS_ASK)
    body = {"url": "https://page.exemple/1", "reported_category": "suicide", "date_of_decision": "2026-11-20"}
    told = json.loads(asking.post("/v1/qualifications", json=body).text)
    assert (told["issue"], told["look"]["offences"]) == ("a_regarder", ["cp-223-6", "cp-223-13", "cp-223-14"])
    assert told["questions"]
    del body["reported_category"]
    assert asking.post("/v1/qualifications", json=body).json()["issue"] == "sans_suggestion"


def test_a_category_alone_ranks_nothing_and_a_reader_does(weighing: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sent(weighing, text="voir le lien", reported_category="haine")["priority"]["reason"] is None
    read = {"fields": {"terrorisme": 0.9}}
    monkeypatch.setattr(
        weighing.services.texts, "enrich", lambda data: EnrichedReport({**data, "indications": read}, (), None)
    )
    assert sent(weighing, text="page bizarre ???")["priority"]["reason"] == "terrorisme"
