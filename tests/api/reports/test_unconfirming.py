"""What was confirmed after a decision is undone: presumed again, the decision as it stands; not once a notice rests on it."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.db.audit import AuditRow
from api.kit.permissions import Role
from api.kit.problem_catalogue import CATALOGUE
from api.transmissions.notices import preparing
from tests.api.pages.case.test_case import post, version
from tests.api.reports.test_presumed import FACTS, PRESUMED, state
from tests.api.reports.test_reports import decide, read
from tests.api.reports.test_undo import KEY, bar, undo
from tests.api.service.world import World, problem
from tests.api.transmissions.notices.test_transmissions import act, prepare, send

FACT = "caractere_pornographique"


@pytest.fixture
def analyst(office: World) -> TestClient:
    return office.signed_in(Role.ANALYST)


def accepted(office: World, analyst: TestClient, **changes: Any) -> str:
    """A report accepted on a presumed fact."""
    report = send(office, facts=FACTS, **changes)
    assert decide(analyst, report, kind="accept").status_code == 200
    return report


def take_back(client: TestClient, report: str) -> Any:
    return client.delete(f"/v1/reports/{report}/confirmation", headers={"if-match": read(client, report)[1]})


def in_force(client: TestClient, report: str, fact: str = FACT) -> tuple[Any, ...] | None:
    """A fact as it stands: value, standing, source."""
    found = [f for f in read(client, report)[0]["facts"] if f["fact"] == fact and f["withdrawn_at"] is None]
    return (found[0]["value"], found[0]["standing"], found[0]["source"]) if found else None


def test_a_confirmation_is_undone_and_the_decision_stands_on_its_own_answer(office: World, analyst: TestClient) -> None:
    report = accepted(office, analyst)
    before, _ = read(analyst, report)
    office.clock.moment += timedelta(days=1)  # the decision itself can no longer be undone
    analyst = office.signed_in(Role.ANALYST)
    assert state(analyst, report, **{FACT: True}).status_code == 200
    told = take_back(analyst, report)
    assert told.status_code == 200, told.text
    after, _ = read(analyst, report)
    decision = after["decisions"][0]
    assert in_force(analyst, report) == (True, "presumed", PRESUMED["source"])
    assert (after["state"], after["qualification"]["to_confirm"], len(after["decisions"])) == ("decided", True, 1)
    assert (decision["qualification"], decision["confirmation"]) == (before["qualification"]["id"], None)
    assert decision["undone_at"] is None
    assert analyst.get(f"/v1/qualifications/{after['qualification']['id']}/replay").json()["same"] is True
    refused = problem(prepare(analyst, report), "notice-refused")
    assert [e["pointer"] for e in refused["errors"]] == [f"facts/{FACT}"]
    with office.database.read() as session:
        (entry,) = session.query(AuditRow).filter_by(action="facts.undone", subject=report)
        assert entry.detail == {
            "facts": [FACT],
            "qualification": after["qualification"]["id"],
            "decision": decision["id"],
        }
    problem(take_back(analyst, report), "nothing-to-undo")
    assert state(analyst, report, **{FACT: True}).status_code == 200  # and confirmed again
    assert prepare(analyst, report).status_code == 201


def test_confirmations_are_undone_one_after_the_other(office: World, analyst: TestClient) -> None:
    report = accepted(office, analyst)
    assert state(analyst, report, **{FACT: True}).status_code == 200
    assert state(analyst, report, victime_mineure=False).status_code == 200
    both = read(analyst, report)[0]["decisions"][0]["confirmation"]
    assert take_back(analyst, report).status_code == 200
    told, _ = read(analyst, report)
    assert in_force(analyst, report, "victime_mineure") is None
    assert in_force(analyst, report) == (True, "confirmed", None)
    assert told["decisions"][0]["confirmation"] == told["qualification"]["id"] != both
    assert told["qualification"]["to_confirm"] is False
    assert take_back(analyst, report).status_code == 200
    assert read(analyst, report)[0]["decisions"][0]["confirmation"] is None
    assert in_force(analyst, report) == (True, "presumed", PRESUMED["source"])


def test_what_was_confirmed_with_the_decision_or_by_somebody_else_is_not_undone(
    office: World, analyst: TestClient
) -> None:
    report = send(office, facts=FACTS)
    problem(take_back(analyst, report), "not-decided")
    assert decide(analyst, report, kind="accept", confirm=[FACT]).status_code == 200
    problem(take_back(analyst, report), "nothing-to-undo")
    second = accepted(office, analyst, url="https://videos.hebergeur.exemple/autre", text=None)
    assert state(office.signed_in(Role.ANALYST), second, **{FACT: True}).status_code == 200
    problem(take_back(analyst, second), "nothing-to-undo")
    assert in_force(analyst, second) == (True, "confirmed", None)


@pytest.mark.parametrize("far", ["prepared", "confirmed", "sent"])
def test_a_notice_that_rests_on_it_keeps_it(office: World, analyst: TestClient, far: str) -> None:
    report = accepted(office, analyst)
    assert state(analyst, report, **{FACT: True}).status_code == 200
    name = prepare(analyst, report).json()["id"]
    if far != "prepared":
        assert act(analyst, name, "confirmation").status_code == 200
    if far == "sent":
        assert act(analyst, name, "sending", how="manual").status_code == 200
    before = read(analyst, report)
    told = problem(take_back(analyst, report), "notice-rests-on-it")
    assert "se retire d'abord" in told["detail"]
    page = analyst.get(f"/signalements/{report}").text
    refused = analyst.post(f"/signalements/{report}/faits/annulation", data={"version": version(page)})
    assert refused.status_code == 409
    title = CATALOGUE["notice-rests-on-it"].title.fr
    assert title in unescape(refused.text).replace("\u00a0", " ").replace("\u202f", " ")
    assert read(analyst, report) == before
    if far != "sent":
        assert act(analyst, name, "withdraw").is_success
        assert take_back(analyst, report).status_code == 200


def test_the_page_names_the_confirmation_and_its_key_undoes_it_and_nothing_else(
    office: World, analyst: TestClient
) -> None:
    report = accepted(office, analyst)
    where = f"/signalements/{report}"
    decision = re.compile(rf'action="{where}/annulation".*?</form>', re.S)
    pages = [post(analyst, report, "confirmation", confirm=[FACT]).text, analyst.get(where).text]
    for page in pages:
        assert "Annuler la confirmation" in bar(page)
        assert KEY in bar(page)
        assert page.count(KEY) == 1
    page = undo(analyst, report, pages[-1])
    assert "Annulé." in bar(page)
    assert "(présumé)" in bar(page)
    for shown in (page, analyst.get(where).text):  # pressed once more, the key does not fall upon the decision
        found = decision.search(shown)
        assert found is not None
        assert KEY not in shown
    assert f'action="{where}/confirmation"' in page
    assert read(analyst, report)[0]["state"] == "decided"


def test_a_stale_page_and_a_case_that_changed_are_refused(office: World, analyst: TestClient) -> None:
    report = accepted(office, analyst)
    assert state(analyst, report, **{FACT: True}).status_code == 200
    stale = version(analyst.get(f"/signalements/{report}").text)
    etag = {"if-match": read(analyst, report)[1]}
    assert state(analyst, report, victime_mineure=False).status_code == 200
    late = analyst.post(f"/signalements/{report}/faits/annulation", data={"version": stale})
    assert late.status_code == 412
    problem(analyst.delete(f"/v1/reports/{report}/confirmation", headers=etag), "stale-version")
    problem(analyst.delete(f"/v1/reports/{report}/confirmation"), "version-needed")


def test_a_notice_composed_while_its_ground_is_undone_is_refused(
    office: World, analyst: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    if office.database.dialect == "sqlite":
        pytest.skip("writers of SQLite are alone: nothing comes in between")
    report = accepted(office, analyst)
    assert state(analyst, report, **{FACT: True}).status_code == 200
    compose = preparing._composed

    def composed(*given: Any) -> Any:
        notice = compose(*given)
        with ThreadPoolExecutor(1) as beside:
            assert beside.submit(take_back, analyst, report).result(60).status_code == 200
        return notice

    monkeypatch.setattr(preparing, "_composed", composed)
    problem(prepare(analyst, report), "conflict")
    monkeypatch.undo()
    assert analyst.get("/v1/transmissions").json()["items"] == []
    assert in_force(analyst, report) == (True, "presumed", PRESUMED["source"])
