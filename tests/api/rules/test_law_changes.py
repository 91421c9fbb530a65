"""The law on disk changes: what was answered under the earlier one is read, replayed, compared, decided, or asked again."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.db.audit import AuditRow
from api.kit.permissions import Role
from tests.api.pages.case.test_case import PAGE, post, version
from tests.api.pages.shared import Outline
from tests.api.service.two_laws import FIRST, REPORT, second_law, served
from tests.api.service.world import problem

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NOTE = "ne sont plus celles d’aujourd’hui"


class Changed:
    """A report answered under the first law; the service started again on the second."""

    def __init__(self, database_url: str, folder: Path) -> None:
        first = served(database_url, folder, FIRST)
        machine = first.machine()
        self.report = machine.post("/v1/reports", json=REPORT).json()["id"]
        decided = machine.post(
            "/v1/reports", json={**REPORT, "text": "Une autre menace, sans rapport avec la première."}
        )
        self.decided = decided.json()["id"]
        analyst = first.signed_in(Role.ANALYST)
        self.answer = self.report_read(analyst)["qualification"]["id"]
        self.kept = analyst.get(f"/qualifications/{self.answer}/export").content
        held = analyst.get(f"/v1/reports/{self.decided}").headers["etag"]
        answer = analyst.post(
            f"/v1/reports/{self.decided}/decision", json={"kind": "accept"}, headers={"if-match": held}
        )
        assert answer.status_code == 200, answer.text
        self.old = first.services.editions.current().ruleset.digest
        first.close()
        self.world = served(database_url, folder, second_law(folder))
        self.analyst = self.world.signed_in(Role.ANALYST)
        self.who = self.analyst.headers["x-test-account"]
        self.browser = self.world.anonymous(**{**PAGE, "sec-fetch-site": "same-origin"})  # the same person's
        self.browser.cookies.update(self.analyst.cookies)

    def report_read(self, client: TestClient, report: str = "") -> dict[str, Any]:
        """A report as the API tells it."""
        body: dict[str, Any] = client.get(f"/v1/reports/{report or self.report}").json()
        return body

    def change(self, what: str, body: Any = None) -> Any:
        """A change to the report, as it stands."""
        held = self.analyst.get(f"/v1/reports/{self.report}").headers["etag"]
        return self.analyst.post(f"/v1/reports/{self.report}/{what}", json=body, headers={"if-match": held})

    @property
    def page(self) -> Any:
        """The case, in a browser."""
        return self.browser.get(f"/signalements/{self.report}")


@pytest.fixture
def changed(database_url: str, tmp_path: Path) -> Iterator[Changed]:
    """A report answered under the first law; the service on the second."""
    made = Changed(database_url, tmp_path)
    yield made
    made.world.close()


def test_an_answer_replays_to_the_same_bytes_under_the_law_that_gave_it(changed: Changed) -> None:
    told = changed.analyst.get(f"/v1/qualifications/{changed.answer}/replay").json()
    assert (told["same"], told["why"], told["differences"]) == (True, [], [])
    assert told["ruleset_kept"] == told["ruleset_now"] == changed.old
    assert changed.analyst.get(f"/qualifications/{changed.answer}/export").content == changed.kept


def test_every_page_on_an_old_answer_is_shown_with_a_note(changed: Changed) -> None:
    for name in (changed.report, changed.decided):
        page = changed.browser.get(f"/signalements/{name}")
        assert page.status_code == 200
        assert "Menace publique" in page.text
        assert NOTE in unescape(page.text)
        assert f'href="/loi/menace?edition={changed.old[:12]}"' in page.text
    kept = changed.browser.get(f"/qualifications/{changed.answer}?rejouer=1")
    assert kept.status_code == 200
    assert "la même réponse" in kept.text
    assert NOTE in unescape(kept.text)
    assert 'class="tree' in kept.text


def test_the_notes_are_whole_and_link_to_pages_that_exist(changed: Changed) -> None:
    for address in (f"/signalements/{changed.report}", f"/qualifications/{changed.answer}"):
        outline = Outline(changed.browser.get(address, headers={"accept-language": "en"}).text)
        assert (outline.faults, outline.unclosed) == ([], [])
        law = {
            a["href"].partition("#")[0] for a in outline.all("a") if a.get("href", "").startswith(("/loi/", "/regles/"))
        }
        assert law
        assert all(f"edition={changed.old[:12]}" in href for href in law)
        assert [changed.browser.get(href).status_code for href in sorted(law)] == [200] * len(law)


def test_the_law_is_read_as_it_was_served(changed: Changed) -> None:
    assert changed.browser.get("/loi/menace").status_code == 404
    page = changed.browser.get(f"/loi/menace?edition={changed.old[:12]}")
    assert page.status_code == 200
    assert "Menace rendue publique" in page.text
    assert changed.old[:12] in page.text
    assert 'class="notice' in page.text
    assert changed.browser.get(f"/faits?edition={changed.old}").text.count('id="fait-moquerie"') == 1
    assert changed.browser.get("/loi/menace?edition=00000000").status_code == 404
    law = changed.analyst.get(f"/v1/offences/menace?ruleset={changed.old}").json()
    assert (law["ruleset"], law["offence"]["id"]) == (changed.old, "menace")
    problem(changed.analyst.get("/v1/offences/menace"), "not-found")
    problem(changed.analyst.get(f"/v1/offences/menace?ruleset={'0' * 64}"), "not-found")
    told = changed.analyst.get("/v1/rulesets").json()
    assert {kept["digest"] for kept in told["rulesets"]} == {changed.old, told["current"]}


def test_accepting_what_todays_law_no_longer_knows_is_refused_and_says_to_ask_again(changed: Changed) -> None:
    refused = changed.change("decision", {"kind": "accept"})
    problem(refused, "law-changed")
    assert "/answer" in refused.json()["detail"]
    page = post(changed.browser, changed.report, "decision", kind="accept")
    assert page.status_code == 409
    assert 'role="alert"' in page.text
    assert f'action="/signalements/{changed.report}/reponse"' in page.text
    assert changed.report_read(changed.analyst)["state"] == "open"


def test_other_decisions_hold_under_the_new_law(changed: Changed) -> None:
    page = changed.page.text
    assert 'value="intimidation"' in page
    wrong = changed.change("decision", {"kind": "correct", "offence": "menace", "reason": "essai"})
    problem(wrong, "invalid-request")
    right = changed.change("decision", {"kind": "correct", "offence": "intimidation", "reason": "texte renommé"})
    assert right.status_code == 200


def test_asking_again_gives_a_new_answer_and_keeps_the_old_one(changed: Changed) -> None:
    again = changed.browser.post(
        f"/signalements/{changed.report}/reponse", data={"version": version(changed.page.text)}
    )
    assert again.status_code == 200
    assert NOTE not in unescape(again.text)
    told = changed.report_read(changed.analyst)
    assert told["qualification"]["id"] != changed.answer
    assert told["qualification"]["main"] == "intimidation"
    withdrawn = {f["fact"]: f["withdrawn_by"] for f in told["facts"] if f["withdrawn_at"]}
    assert withdrawn == {"acces": changed.who}
    assert changed.analyst.get(f"/v1/qualifications/{changed.answer}/replay").json()["same"]
    with changed.world.database.read() as session:
        entry = session.query(AuditRow).filter_by(action="report.answered", subject=changed.report).one()
        assert entry.detail["withdrawn"] == ["acces"]
    assert changed.change("decision", {"kind": "accept"}).status_code == 200


def test_asking_again_needs_the_version_and_a_report_that_waits(changed: Changed) -> None:
    problem(changed.analyst.post(f"/v1/reports/{changed.report}/answer"), "version-needed")
    stale = changed.analyst.post(f"/v1/reports/{changed.report}/answer", headers={"if-match": '"99"'})
    problem(stale, "stale-version")
    page = changed.browser.post(f"/signalements/{changed.report}/reponse", data={"version": "99"})
    assert page.status_code == 412
    held = changed.analyst.get(f"/v1/reports/{changed.decided}").headers["etag"]
    problem(
        changed.analyst.post(f"/v1/reports/{changed.decided}/answer", headers={"if-match": held}), "already-decided"
    )
    assert "/reponse" not in changed.browser.get(f"/signalements/{changed.decided}").text


def test_facts_that_todays_law_does_not_take_are_not_mixed_with_new_ones(changed: Changed) -> None:
    problem(changed.change("facts", {"state": {"age_victime": 12}}), "law-changed")
    assert changed.change("answer").status_code == 200
    assert changed.change("facts", {"state": {"portee": "ouvert"}}).status_code == 200


def test_a_decision_carried_over_on_a_lost_offence_is_let_go_when_asked_again(changed: Changed) -> None:
    same = {
        **REPORT,
        "text": "Une autre menace, sans rapport avec la première.",
        "facts": {"menace": True, "age_victime": 30},
    }
    twin = changed.world.report(**same)
    name = twin["id"]
    assert changed.analyst.get(f"/v1/reports/{name}").json()["state"] == "prequalified"
    held = {"if-match": changed.analyst.get(f"/v1/reports/{name}").headers["etag"]}
    problem(changed.analyst.post(f"/v1/reports/{name}/decision", json={"kind": "accept"}, headers=held), "law-changed")
    after = changed.analyst.post(f"/v1/reports/{name}/answer", headers=held)
    assert (after.status_code, after.json()["state"]) == (200, "open")
    held = {"if-match": after.headers["etag"]}
    done = changed.analyst.post(f"/v1/reports/{name}/decision", json={"kind": "accept"}, headers=held).json()
    assert done["decisions"][0]["offence"] == "intimidation"


def test_the_comparison_tells_what_differs(changed: Changed) -> None:
    told = changed.analyst.get(f"/v1/qualifications/{changed.answer}/compare").json()
    assert (told["same_rules"], told["same_answer"]) == (False, False)
    assert (told["main_then"], told["main_now"]) == ("menace", "intimidation")
    assert (told["issue_then"], told["issue_now"]) == ("qualifie", "a_completer")
    assert told["facts_left_aside"] == ["acces"]
    assert "portee" in told["missing_now"]
    statuses = {o["offence"]: (o["then"], o["now"]) for o in told["offences"]}
    assert statuses["menace"] == ("to_confirm", None)
    assert statuses["intimidation"] == (None, "open")
    page = changed.browser.get(f"/qualifications/{changed.answer}").text
    assert "Intimidation publique" in page
    assert "Accès au contenu" in page


def test_an_answer_of_today_compares_as_the_same(changed: Changed) -> None:
    changed.change("answer")
    name = changed.report_read(changed.analyst)["qualification"]["id"]
    told = changed.analyst.get(f"/v1/qualifications/{name}/compare").json()
    assert (told["same_rules"], told["same_answer"], told["offences"]) == (True, True, [])


def test_a_decided_report_whose_law_was_never_kept_says_so_and_keeps_its_answer(changed: Changed) -> None:
    from sqlalchemy import delete

    from api.db.editions import EditionRow

    with changed.world.database.write() as session:
        session.execute(delete(EditionRow).where(EditionRow.digest == changed.old))
    problem(
        changed.browser.get(f"/signalements/{changed.decided}", headers={"accept": "application/json"}), "law-absent"
    )
    kept = changed.browser.get(f"/qualifications/{changed.answer}")
    assert kept.status_code == 200
    assert "Intimidation publique" in kept.text
    assert not changed.analyst.get(f"/v1/qualifications/{changed.answer}/replay").json()["same"]
    assert changed.page.status_code == 200
    assert changed.report_read(changed.analyst)["qualification"]["main"] == "intimidation"
