"""A disputed fact of a stored report: unknown to its answer, shown, replayed, and never a reason to lose a danger."""

from __future__ import annotations

import json
from typing import Any

import pytest

from api.kit.permissions import Role
from tests.api.conftest import reading
from tests.api.pages.case.test_case import post
from tests.api.reports.test_presumed import FACTS, PRESUMED, state
from tests.api.reports.test_reports import decide, read
from tests.api.service.world import World, problem
from tests.api.statistics.test_corrections import rows, threatened
from tests.api.transmissions.notices.test_transmissions import prepare, send

__all__ = ["reading"]
ARGUABLE = {"value": True, "standing": "disputed", "source": "deux lectures possibles"}


def test_the_answer_does_not_know_it_and_the_report_shows_it(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = send(office, facts=FACTS)
    before, _ = read(analyst, report)
    assert before["qualification"]["issue"] == "qualifie"
    assert state(analyst, report, caractere_pornographique=ARGUABLE).status_code == 200
    after, _ = read(analyst, report)
    assert after["qualification"]["issue"] != "qualifie"
    fact = next(f for f in after["facts"] if f["fact"] == "caractere_pornographique" and f["withdrawn_at"] is None)
    assert (fact["value"], fact["standing"], fact["source"]) == (True, "disputed", ARGUABLE["source"])
    answer = analyst.get(f"/v1/qualifications/{after['qualification']['id']}").json()["answer"]
    assert answer["disputed"]["caractere_pornographique"]["value"] is True
    assert "caractere_pornographique" not in answer["facts"]
    assert "caractere_pornographique" not in [question["fact"] for question in answer["questions"]]
    assert analyst.get(f"/v1/qualifications/{after['qualification']['id']}/replay").json()["same"] is True


def test_it_cannot_be_confirmed_and_withdrawn_it_gives_way_to_what_was_presumed(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = send(office, facts=FACTS)
    state(analyst, report, caractere_pornographique=ARGUABLE)
    refused = decide(analyst, report, kind="accept", confirm=["caractere_pornographique"])
    assert problem(refused, "invalid-request")["errors"][0]["pointer"] == "/confirm/0"
    _, etag = read(analyst, report)
    withdrawn = {"withdraw": ["caractere_pornographique"]}
    assert analyst.post(f"/v1/reports/{report}/facts", json=withdrawn, headers={"if-match": etag}).status_code == 200
    told, _ = read(analyst, report)
    standing = {f["fact"]: f["standing"] for f in told["facts"] if f["withdrawn_at"] is None}
    assert standing["caractere_pornographique"] == PRESUMED["standing"]
    assert told["qualification"]["issue"] == "qualifie"


def test_no_notice_says_it(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = send(office, facts={**FACTS, "caractere_pornographique": True, "menace": ARGUABLE})
    assert decide(analyst, report, kind="accept").status_code == 200
    made = prepare(analyst, report)
    assert made.status_code == 201, made.text
    assert ARGUABLE["source"] not in json.dumps(analyst.get(f"/v1/transmissions/{made.json()['id']}").json())


@pytest.mark.parametrize(("standing", "shown"), [("confirmed", "established"), ("disputed", "presumed")])
def test_a_danger_does_not_vanish_because_people_argue(office: World, standing: str, shown: str) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = send(office, facts={"danger_immediat": {"value": True, "standing": standing}})
    assert read(analyst, report)[0]["danger"]["standing"] == shown


def test_what_a_reader_presumed_and_people_dispute_is_neither_right_nor_wrong(reading: World) -> None:
    report = threatened(reading, 1)
    client = reading.signed_in(Role.ANALYST)
    told, _ = read(client, report)
    fact: dict[str, Any] = next(f for f in told["facts"] if f["standing"] == "presumed" and f["fact"] == "menace")
    assert state(client, report, menace={"value": fact["value"], "standing": "disputed"}).status_code == 200
    decide(client, report, kind="none_applies")
    (row,) = rows(reading, "readers_facts")
    assert (row["heads"], row["counts"]) == (["lexicons", "menace"], [0, 0, 0, 1, 1])


def test_the_page_of_a_case_disputes_a_fact_shows_it_and_takes_it_back(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = send(office, facts=FACTS)
    assert 'name="act" value="dispute"' in analyst.get(f"/signalements/{report}").text
    post(analyst, report, "faits", fact="caractere_pornographique", act="dispute")
    told, _ = read(analyst, report)
    fact = next(f for f in told["facts"] if f["fact"] == "caractere_pornographique" and f["withdrawn_at"] is None)
    assert (fact["value"], fact["standing"], fact["source"]) == (True, "disputed", PRESUMED["source"])
    page = analyst.get(f"/signalements/{report}").text
    settled = page.partition("1 fait discuté")[2]
    assert "inconnu de la réponse, ne se demande plus" in settled
    assert 'id="fait-caractere_pornographique"' in settled
    assert 'id="question-caractere_pornographique"' not in page
    english = analyst.get(f"/signalements/{report}", headers={"accept-language": "en"}).text
    assert "1 disputed fact" in english
    post(analyst, report, "faits", fact="caractere_pornographique", act="withdraw")
    assert "1 fait discuté" not in analyst.get(f"/signalements/{report}").text


def test_an_established_fact_can_be_disputed_too(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = send(office, facts={**FACTS, "caractere_pornographique": True})
    post(analyst, report, "faits", fact="caractere_pornographique", act="dispute")
    assert read(analyst, report)[0]["qualification"]["issue"] != "qualifie"
