"""Established on presumed facts is not established: it is said everywhere, and a person confirms what decides, before or after deciding."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.kit.permissions import Role
from tests.api.pages.case.test_case import post
from tests.api.reports.test_reports import decide, read
from tests.api.service.world import World, problem
from tests.api.transmissions.notices.test_transmissions import ADULT, prepare, send

PRESUMED = {"value": True, "standing": "presumed", "source": "indice textuel (essai)"}
FACTS: dict[str, Any] = {**ADULT["facts"], "caractere_pornographique": PRESUMED}
TWO: dict[str, Any] = {
    **FACTS,
    "menace": PRESUMED,
    "objet_menace": {"value": ["mort"], "standing": "presumed"},
    "acces": "ouvert",
}
"""Two offences, each established on facts that are only presumed."""
TO_CONFIRM = "établi, à confirmer"


def state(client: TestClient, report: str, **facts: Any) -> Any:
    _, etag = read(client, report)
    return client.post(f"/v1/reports/{report}/facts", json={"state": facts}, headers={"if-match": etag})


def test_b2_presumed_is_not_established_in_any_list(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report, sure = send(office, facts=FACTS), send(office, url="https://videos.hebergeur.exemple/autre", text=None)
    told = {r["id"]: r["to_confirm"] for r in analyst.get("/v1/reports").json()["items"]}
    assert told == {report: True, sure: False}
    answer, firm = (read(analyst, name)[0]["qualification"] for name in (report, sure))
    assert (answer["issue"], answer["to_confirm"], firm["to_confirm"]) == ("qualifie", True, False)
    kept = f"/qualifications/{answer['id']}"
    assert analyst.get(f"/v1{kept}").json()["to_confirm"] is True
    for page in ("/file", f"/signalements/{report}", kept):
        assert TO_CONFIRM in analyst.get(page).text, page
    for page in (f"/signalements/{sure}", f"/qualifications/{firm['id']}"):
        assert TO_CONFIRM not in analyst.get(page).text, page
    case = analyst.get(f"/signalements/{report}").text
    assert "Suggestion à confirmer" in case
    decide(analyst, report, kind="accept")
    assert TO_CONFIRM in analyst.get(f"/signalements/{report}").text.partition('id="decision"')[2]


def test_b2_accepting_names_and_confirms_what_decides_in_one_act(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = send(office, facts=FACTS)
    case = analyst.get(f"/signalements/{report}").text
    named = re.findall(r'name="confirm" value="(\w+)"', case)
    assert named == ["caractere_pornographique"]
    assert "1 fait décide et n’est que présumé" in case
    post(analyst, report, "decision", kind="accept", confirm=named)
    told, _ = read(analyst, report)
    fact = next(f for f in told["facts"] if f["fact"] == "caractere_pornographique" and f["withdrawn_at"] is None)
    who = analyst.headers["x-test-account"]
    assert (fact["standing"], fact["stated_by"], fact["source"]) == ("confirmed", who, PRESUMED["source"])
    assert told["state"] == "decided"
    assert told["qualification"]["to_confirm"] is False
    assert told["decisions"][0]["qualification"] == told["qualification"]["id"]
    assert prepare(analyst, report).status_code == 201


def test_b2_what_is_confirmed_must_be_presumed_and_nothing_is_stored_otherwise(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = send(office, facts=FACTS)
    refused = decide(analyst, report, kind="accept", confirm=["caractere_pornographique", "menace"])
    assert problem(refused, "invalid-request")["errors"][0]["pointer"] == "/confirm/1"
    problem(decide(analyst, report, kind="noise", confirm=["acces"]), "invalid-request")
    told, _ = read(analyst, report)
    assert told["state"] == "open"
    assert told["qualification"]["to_confirm"] is True
    assert decide(analyst, report, kind="accept", confirm=["acces", "caractere_pornographique"]).status_code == 200


def test_b2_a_fact_is_confirmed_the_day_after_without_undoing_the_decision(office: World) -> None:
    report = send(office, facts=FACTS)
    assert decide(office.signed_in(Role.ANALYST), report, kind="accept").status_code == 200
    office.clock.moment += timedelta(days=1)
    analyst = office.signed_in(Role.ANALYST)
    refused = problem(prepare(analyst, report), "notice-refused")
    assert [e["pointer"] for e in refused["errors"]] == ["facts/caractere_pornographique"]
    before, _ = read(analyst, report)
    assert state(analyst, report, caractere_pornographique=True).status_code == 200
    after, _ = read(analyst, report)
    decision = after["decisions"][0]
    assert len(after["decisions"]) == 1
    assert after["state"] == "decided"
    assert decision["qualification"] == before["decisions"][0]["qualification"]
    assert decision["confirmation"] == after["qualification"]["id"] != decision["qualification"]
    assert after["qualification"]["to_confirm"] is False
    for answer in (decision["qualification"], decision["confirmation"]):
        assert analyst.get(f"/v1/qualifications/{answer}/replay").json()["same"] is True
    made = prepare(analyst, report)
    assert made.status_code == 201, made.text
    assert analyst.get(f"/v1/transmissions/{made.json()['id']}").json()["qualification"] == decision["confirmation"]
    journal = office.signed_in(Role.ADMINISTRATOR).get("/v1/audit", params={"subject": report}).text
    assert "facts.stated" in journal


def test_b2_a_page_confirms_after_the_decision_too(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = send(office, facts=FACTS)
    decide(analyst, report, kind="accept")
    case = analyst.get(f"/signalements/{report}").text
    assert f'action="/signalements/{report}/confirmation"' in case
    assert 'id="fait-caractere_pornographique"' in case
    post(analyst, report, "confirmation", confirm=["caractere_pornographique"])
    assert read(analyst, report)[0]["qualification"]["to_confirm"] is False
    assert "/confirmation" not in analyst.get(f"/signalements/{report}").text


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"caractere_pornographique": False}, "answer-would-change"),
        ({"acces": "message_direct"}, "answer-would-change"),
        ({"caractere_pornographique": None}, "answer-would-change"),
        ({"caractere_pornographique": "peut-être"}, "invalid-request"),
    ],
)
def test_b2_what_would_change_the_answer_is_refused_after_the_decision(
    office: World, facts: dict[str, Any], code: str
) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = send(office, facts=FACTS)
    decide(analyst, report, kind="accept")
    before = read(analyst, report)
    problem(state(analyst, report, **facts), code)
    assert read(analyst, report) == before


def test_b2_a_withdrawal_still_asks_for_the_decision_to_be_undone(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = send(office, facts=FACTS)
    decide(analyst, report, kind="accept")
    _, etag = read(analyst, report)
    body = {"withdraw": ["controle_age"]}
    problem(analyst.post(f"/v1/reports/{report}/facts", json=body, headers={"if-match": etag}), "already-decided")


def test_b2_confirming_a_carried_decision_names_and_confirms_what_decides(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    lead = send(office)
    decide(analyst, lead, kind="accept")
    report = send(office, facts=FACTS)
    case = analyst.get(f"/signalements/{report}").text
    assert "Confirmer la préqualification" in case
    named = re.findall(r'name="confirm" value="(\w+)"', case)
    assert named == ["caractere_pornographique"]
    post(analyst, report, "decision", kind="accept", confirm=named)
    told, _ = read(analyst, report)
    assert (told["state"], told["qualification"]["to_confirm"]) == ("decided", False)
    assert told["decisions"][0]["carried_from"] is not None
    assert told["decisions"][0]["qualification"] == told["qualification"]["id"]


def test_b2_correcting_to_another_suggestion_names_and_confirms_what_decides_of_it(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = send(office, facts=TWO)
    case = analyst.get(f"/signalements/{report}").text
    main = re.findall(r'name="confirm" value="(\w+)"', case)
    assert re.findall(r'name="confirm_corrected" value="(\w+)"', case) == main == ["caractere_pornographique"]
    second = re.search(r'href="([^"]+)" data-hotkey="choose_2"', case)
    assert second is not None
    page = analyst.get(unescape(second[1])).text
    offence = re.search(r'name="confirm_for" value="([^"]+)"', page)
    named = re.findall(r'name="confirm_corrected" value="(\w+)"', page)
    assert offence is not None
    assert set(named) - set(main)
    form = {"kind": "correct", "offence": offence[1], "confirm_for": offence[1], "confirm_corrected": named}
    post(analyst, report, "decision", reason="La seconde est la plus grave.", confirm=main, **form)
    told, _ = read(analyst, report)
    assert (told["state"], told["decisions"][0]["offence"]) == ("decided", offence[1])
    confirmed = {
        f["fact"]
        for f in told["facts"]
        if f["withdrawn_at"] is None and f["stated_by"] == analyst.headers["x-test-account"]
    }
    assert confirmed == set(named)  # those that the page named for it, and no other
    assert told["decisions"][0]["qualification"] == told["qualification"]["id"]


def test_b2_correcting_to_an_offence_that_the_page_did_not_show_confirms_nothing(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = send(office, facts=FACTS)
    case = analyst.get(f"/signalements/{report}").text
    named = re.findall(r'name="confirm_corrected" value="(\w+)"', case)
    shown = re.search(r'name="confirm_for" value="([^"]+)"', case)
    assert shown is not None
    other = next(o for o in re.findall(r'<option value="(cp-[^"]+)"', case) if o != shown[1])
    form = {"kind": "correct", "offence": other, "confirm_for": shown[1], "confirm_corrected": named}
    post(analyst, report, "decision", reason="Autre lecture.", **form)
    told, _ = read(analyst, report)
    assert (told["state"], told["qualification"]["to_confirm"]) == ("decided", True)


def test_s2_the_key_undoes_no_decision_once_a_fact_was_confirmed_after_it(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = send(office, facts=FACTS)
    decide(analyst, report, kind="accept")
    where, key = f"/signalements/{report}", 'data-hotkey="undo"'
    assert key in analyst.get(where).text
    for page in (post(analyst, report, "faits", fact="caractere_pornographique", act="confirm"), analyst.get(where)):
        decision = page.text.partition(f'action="{where}/annulation"')[2].partition("</form>")[0]
        assert "Annuler" in decision  # the decision keeps its button
        assert key not in decision
        assert page.text.count(key) == 1  # the key is that of the confirmation
    assert read(analyst, report)[0]["state"] == "decided"


def test_b2_a_recipient_due_on_presumed_facts_is_to_be_confirmed_on_the_page_of_what_follows(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report, sure = send(office, facts=FACTS), send(office, url="https://videos.hebergeur.exemple/autre", text=None)
    for name in (report, sure):
        assert decide(analyst, name, kind="accept").status_code == 200
    pages = [analyst.get(f"/signalements/{name}/suites").text for name in (report, sure)]
    assert ["à prévenir, à confirmer" in page for page in pages] == [True, False]
    assert "à prévenir</span>" in pages[1]
