"""Second readings through the API: as blind as their page, read, decided, given back and settled."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from api.kit.permissions import Role
from tests.api.pages.case.test_case import post, sent, version
from tests.api.reports.double_review.test_double_review import (
    decided,
    disagreement,
    ended,
    only,
    person,
    taken,
    tomorrow,
)
from tests.api.service.world import TEXT, World, problem

READINGS = "/v1/second-readings"


def api(world: World, *roles: Role) -> TestClient:
    """Somebody who works through the API."""
    return world.signed_in(*(roles or (Role.ANALYST,)))


def test_a_second_reading_through_the_api_is_as_blind_as_its_page(twice: World) -> None:
    first = person(twice)
    report = sent(twice, reference="dossier-7")
    post(first, report, "faits", fact="menace", act="deny")
    post(first, report, "decision", kind="none_applies", reason="Rien ici ne menace.")
    second = api(twice)
    assert second.get(READINGS).json() == {"waiting": 0, "yours": 0, "tomorrow": 1, "held": None, "to_settle": []}
    assert second.post(f"{READINGS}/next").json() == {"reading": None}
    tomorrow(twice, first, second)
    assert first.post(f"{READINGS}/next", headers={"accept": "application/json"}).json() == {"reading": None}
    taken_now = second.post(f"{READINGS}/next")
    told = taken_now.json()["reading"]
    assert taken_now.headers["etag"] == f'"{told["version"]}"'
    assert second.get(READINGS).json()["held"] == told["id"]
    assert told["text"].startswith(TEXT[:20])
    assert told["facts"]["menace"]["standing"] == "presumed"  # what the first reader denied
    for hidden in (report, "dossier-7", "Rien ici ne menace", "none_applies", "state"):
        assert hidden not in taken_now.text, hidden
    read = second.get(f"{READINGS}/{told['id']}")
    assert (read.json(), read.headers["etag"]) == (told, taken_now.headers["etag"])
    problem(second.get(f"/v1/reports/{report}"), "read-again")
    assert second.get(f"/v1/qualifications/{told['qualification']['id']}").json()["made_for"] != ""
    problem(second.get(f"{READINGS}/{told['id']}/conclusions"), "not-found")
    problem(api(twice).get(f"{READINGS}/{told['id']}"), "held")


def test_facts_and_decision_of_a_second_reading_ask_for_the_version_read(twice: World) -> None:
    report = decided(twice)
    tomorrow(twice)
    second = api(twice)
    told = second.post(f"{READINGS}/next").json()["reading"]
    where, held = f"{READINGS}/{told['id']}", {"if-match": f'"{told["version"]}"'}
    problem(second.post(f"{where}/facts", json={"withdraw": ["menace"]}), "version-needed")
    problem(second.post(f"{where}/facts", json={"withdraw": ["acces"]}, headers=held), "invalid-request")
    problem(second.post(f"{where}/facts", json={"state": {"menace": "peut-être"}}, headers=held), "invalid-request")
    stated = second.post(f"{where}/facts", json={"state": {"menace": True}}, headers=held)
    assert stated.json()["facts"]["menace"] is True
    assert stated.json()["qualification"]["main"] == "menace"
    problem(second.post(f"{where}/decision", json={"kind": "noise"}, headers=held), "stale-version")
    held = {"if-match": stated.headers["etag"]}
    ended = second.post(f"{where}/decision", json={"kind": "accept"}, headers=held).json()
    assert (ended["report"], ended["agrees"], ended["settled"]) == (report, True, None)
    assert [ended[which]["offence"] for which in ("first", "second")] == ["menace", "menace"]
    assert second.get(f"{where}/conclusions").json() == ended
    problem(second.get(where), "already-decided")
    problem(second.post(f"{where}/decision", json={"kind": "noise"}, headers=held), "already-decided")
    problem(api(twice).get(f"{where}/conclusions"), "not-found")


def test_a_second_reading_is_given_back_through_the_api(twice: World) -> None:
    decided(twice)
    tomorrow(twice)
    second = api(twice)
    where = f"{READINGS}/{second.post(f'{READINGS}/next').json()['reading']['id']}"
    assert second.delete(f"{where}/hold").status_code == 204
    assert second.post(f"{READINGS}/next").json() == {"reading": None}
    problem(second.get(where), "not-found")
    assert api(twice).post(f"{READINGS}/next").json()["reading"]["id"] == where.rpartition("/")[2]


@pytest.mark.parametrize(
    ("body", "state"),
    [
        ({"conclusion": "first"}, "decided"),
        ({"conclusion": "second"}, "noise"),
        ({"conclusion": "other", "wanted": "out_of_scope"}, "out_of_scope"),
        ({"conclusion": "other", "wanted": "moquerie"}, "decided"),
    ],
)
def test_a_disagreement_is_settled_through_the_api(body: dict[str, str], state: str, twice: World) -> None:
    report, reading, _, _ = disagreement(twice)
    where = f"{READINGS}/{reading}"
    third = api(twice, Role.REVIEWER)
    assert [(d["id"], d["own"]) for d in third.get(READINGS).json()["to_settle"]] == [(reading, False)]
    told = third.get(f"{where}/conclusions").json()
    assert (told["first"]["kind"], told["second"]["kind"], told["second"]["reason"]) == (
        "accept",
        "noise",
        "Une plaisanterie.",
    )
    problem(third.post(f"{where}/settlement", json=body), "invalid-request")
    problem(third.post(f"{where}/settlement", json={**body, "reason": "  "}), "invalid-request")
    settled = third.post(f"{where}/settlement", json={**body, "reason": "Le contexte le dit."}).json()["settled"]
    assert (settled["conclusion"], settled["reason"]) == (body["conclusion"], "Le contexte le dit.")
    assert third.get(f"/v1/reports/{report}").json()["state"] == state
    assert third.get(READINGS).json()["to_settle"] == []
    problem(third.post(f"{where}/settlement", json={**body, "reason": "Encore."}), "already-decided")


def test_nobody_settles_their_own_reading_nor_an_unknown_conclusion_through_the_api(twice: World) -> None:
    _, reading, first, second = disagreement(twice)
    where = f"{READINGS}/{reading}"
    body = {"conclusion": "second", "reason": "Le contexte le dit."}
    for reader in (first, second):
        reader.headers["accept"] = "application/json"
        assert [d["own"] for d in reader.get(READINGS).json()["to_settle"]] == [True]
        problem(reader.post(f"{where}/settlement", json=body), "own-reading")
    problem(first.get(f"{where}/conclusions"), "own-reading")
    analyst, third = api(twice), api(twice, Role.REVIEWER)
    assert analyst.get(READINGS).json()["to_settle"] == []
    problem(analyst.post(f"{where}/settlement", json=body), "not-allowed")
    for wrong in ({"conclusion": "other"}, {"conclusion": "first", "wanted": "noise"}):
        problem(third.post(f"{where}/settlement", json={**wrong, "reason": "x"}), "invalid-request")
    unknown = {"conclusion": "other", "wanted": "inconnue", "reason": "x"}
    told = problem(third.post(f"{where}/settlement", json=unknown), "invalid-request")
    assert told["errors"][0]["pointer"] == "/wanted"


def test_both_readers_and_who_settles_see_what_the_reporter_says_apart(twice: World) -> None:
    said = "Il me menace chaque soir."
    reported = {"value": True, "standing": "presumed", "span": [6, 12], "span_in": "comment"}
    first, second = person(twice), person(twice)
    decided(twice, client=first, comment=said, facts={"menace": reported, "age_victime": 30})
    tomorrow(twice, first, second)
    where = taken(second)
    page = second.get(where).text
    assert 'id="commentaire"' in page
    assert "selon le signalant" in page
    told = second.get(f"{READINGS}/{where.rpartition('/')[2]}").json()
    assert (told["comment"], told["facts"]["menace"]["span_in"]) == (said, "comment")
    form = {"version": version(page), "fact": "menace", "act": "confirm"}
    assert second.post(f"{where}/faits", data=form).status_code == 200
    told = second.get(f"{READINGS}/{where.rpartition('/')[2]}").json()
    assert told["facts"]["menace"] == {"value": True, "span": [6, 12], "span_in": "comment"}
    ended(second, "noise", where)
    settling = person(twice, Role.REVIEWER).get(f"/relecture/{only(twice).id}/arbitrage").text
    assert said in settling.partition('id="commentaire-signale"')[2]
