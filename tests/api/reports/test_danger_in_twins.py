"""A danger is read by somebody, whatever was reported before on the same content and whatever was decided of it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from api.db.reports import ReportRow
from api.kit.permissions import Role
from tests.api.pages.case.test_case import analyst, post, version
from tests.api.reports.danger_reports import submit_danger
from tests.api.reports.test_reports import decide, read
from tests.api.service.world import World

HASH = [{"algorithm": "sha256", "value": "a" * 64}]
HERE = "https://forum.exemple/fil/1"
CALM: dict[str, Any] = {"text": None, "facts": {}}
SAME: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "hash": ({"hashes": HASH, "text": "Une photo de chat."}, {"hashes": HASH}),
    "url": ({"url": HERE, "text": None}, {"url": HERE}),
}


def queued(client: TestClient) -> list[str]:
    return [one["id"] for one in client.get("/v1/queue/reports").json()["items"]]


def due(client: TestClient, report: str) -> set[str]:
    items = client.get("/v1/board/due").json()["items"]
    return {one["recipient"] for one in items if one["report"] == report}


@pytest.mark.parametrize("by", SAME)
def test_b1_a_danger_is_no_duplicate_and_the_decision_on_the_first_leaves_it_open(grave: World, by: str) -> None:
    first, second = SAME[by]
    lead = submit_danger(grave, **{**CALM, **first})["id"]
    report, client = submit_danger(grave, **second)["id"], analyst(grave)
    told = client.get(f"/v1/reports/{report}").json()
    assert (told["state"], told["same"]["report"], told["prequalification"]) == ("open", lead, None)
    assert queued(client) == [report, lead]
    page = client.get("/file").text
    assert page.index("Danger présumé") < page.index(f"/signalements/{lead}")
    post(client, lead, "decision", kind="none_applies")
    whole = client.get(f"/v1/reports/{report}").json()
    assert client.get(f"/v1/reports/{lead}").json()["state"] == "decided"
    assert (whole["state"], whole["prequalification"], whole["same"]["report"]) == ("open", None, lead)
    assert queued(client) == [report]
    assert "secours" in due(client, report)


@pytest.mark.parametrize("by", SAME)
def test_b1_a_danger_is_not_prequalified_by_what_was_decided_before(grave: World, by: str) -> None:
    first, second = SAME[by]
    lead, client = submit_danger(grave, **{**CALM, **first})["id"], analyst(grave)
    post(client, lead, "decision", kind="none_applies")
    calm, report = submit_danger(grave, **{**second, **CALM})["id"], submit_danger(grave, **second)["id"]
    assert client.get(f"/v1/reports/{calm}").json()["state"] == "prequalified"
    told = client.get(f"/v1/reports/{report}").json()
    assert (told["state"], told["same"]["report"], told["prequalification"]) == ("open", lead, None)
    assert queued(client)[0] == report
    post(client, report, "decision", kind="accept")  # nothing is carried over to be accepted
    assert client.get(f"/v1/reports/{report}").json()["state"] == "open"


@pytest.mark.parametrize("state", ["duplicate", "prequalified"])
def test_b1_a_fact_stated_later_takes_a_follower_in_danger_to_the_queue(grave: World, state: str) -> None:
    first, second = SAME["url"]
    client = analyst(grave)
    lead = submit_danger(grave, **{**CALM, **first})["id"]
    if state == "prequalified":
        post(client, lead, "decision", kind="none_applies")
    report = submit_danger(grave, **{**second, **CALM})["id"]
    assert client.get(f"/v1/reports/{report}").json()["state"] == state
    post(client, report, "faits", fact="danger_immediat", value="oui")
    told = client.get(f"/v1/reports/{report}").json()
    assert (told["state"], told["same"]["report"], told["prequalification"]) == ("open", lead, None)
    assert queued(client)[0] == report
    journal = grave.signed_in(Role.ADMINISTRATOR).get("/v1/audit", params={"subject": report}).json()["items"]
    assert [one["detail"] for one in journal if one["action"] == "report.queued"] == [
        {"because": "danger", "was": state}
    ]
    if state == "duplicate":
        post(client, lead, "decision", kind="noise")
        assert client.get(f"/v1/reports/{report}").json()["state"] == "open"


def test_b1_a_decision_taken_back_leaves_a_danger_open(grave: World) -> None:
    first, second = SAME["url"]
    lead, report = submit_danger(grave, **{**CALM, **first})["id"], submit_danger(grave, **second)["id"]
    client = analyst(grave)
    assert decide(client, report, kind="noise").status_code == 200
    client.delete(f"/v1/reports/{report}/decision", headers={"if-match": read(client, report)[1]})
    assert client.get(f"/v1/reports/{report}").json()["state"] == "open"
    follower = submit_danger(grave, **{**second, **CALM})["id"]
    assert decide(client, lead, kind="none_applies").status_code == 200
    known = {"routing": {"annonce_suicide": True}}  # of a report that the lead decided
    changed = client.patch(
        f"/v1/reports/{follower}/register", json=known, headers={"if-match": read(client, follower)[1]}
    )
    assert changed.status_code == 200, changed.text
    client.delete(f"/v1/reports/{lead}/decision", headers={"if-match": read(client, lead)[1]})
    assert client.get(f"/v1/reports/{follower}").json()["state"] == "open"


def test_b1_what_was_given_up_for_the_first_is_still_due_of_another_danger(grave: World) -> None:
    client = analyst(grave)
    lead = submit_danger(grave, url=HERE)["id"]
    for one in client.get("/v1/board/due").json()["items"]:
        client.post(f"/v1/board/due/{one['id']}/dismissal", json={"reason": "Fausse alerte."})
    assert due(client, lead) == set()
    report = submit_danger(grave, url=HERE, facts={"danger_immediat": True})["id"]
    assert {"secours", "pharos"} <= due(client, report)


def test_b1_accepting_a_decision_carried_over_that_closes_a_danger_is_asked_again(grave: World) -> None:
    first, second = SAME["url"]
    client = analyst(grave)
    lead, report = submit_danger(grave, **{**CALM, **first})["id"], submit_danger(grave, **second)["id"]
    post(client, lead, "decision", kind="none_applies")
    decision = client.get(f"/v1/reports/{lead}").json()["decisions"][0]["id"]
    with grave.database.write() as session:  # as an earlier version stored it, or under rules that knew no such danger
        session.execute(
            update(ReportRow).where(ReportRow.id == report).values(state="prequalified", carried_decision=decision)
        )
    asked = post(client, report, "decision", kind="accept", reason="Un motif écrit avec soin")
    assert 'name="malgre" value="none_applies"' in asked.text
    assert 'name="kind" value="accept" data-focus' in asked.text
    assert "Un motif écrit avec soin" in asked.text
    assert client.get(f"/v1/reports/{report}").json()["state"] == "prequalified"
    form = {"version": version(asked.text), "kind": "accept", "malgre": "none_applies"}
    client.post(f"/signalements/{report}/decision", data=form)
    told = client.get(f"/v1/reports/{report}").json()
    assert (told["state"], told["decisions"][0]["carried_from"]) == ("decided", decision)
