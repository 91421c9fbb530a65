"""What is due and not prepared is on the board, counted from the decision; nothing leaves it without an act or a reason."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from starlette.testclient import TestClient

from api.db.action import RegisterRow, RouteDueRow
from api.db.double_review import SecondReadingRow
from api.hosts import repository as hosts
from api.jobs.worker import working
from api.journal.entries import SYSTEM
from api.kit.permissions import Role
from api.retention import service as retention
from api.transmissions.due import upkeep
from tests.api.jobs.shared import plan_of, steps_of
from tests.api.reports.test_reports import decide, read
from tests.api.service.world import World, problem
from tests.api.transmissions.notices.test_transmissions import (
    ADULT,
    act,
    decided,
    give_up,
    prepare,
    send,
)


def due(client: TestClient, **asked: Any) -> list[dict[str, Any]]:
    response = client.get("/v1/board/due", params=asked)
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["items"]
    return found


def recipients(client: TestClient, report: str) -> set[str]:
    return {one["recipient"] for one in due(client) if one["report"] == report}


def test_b3_what_is_due_counts_from_the_decision_and_waits_for_a_notice(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = decided(office, analyst)
    assert recipients(analyst, report) == {"arcom", "hebergeur", "signalant"}
    decision = datetime.fromisoformat(read(analyst, report)[0]["decisions"][0]["decided_at"])
    told = {one["recipient"]: one for one in due(analyst)}
    assert datetime.fromisoformat(told["hebergeur"]["due_at"]) - decision == timedelta(days=2)
    assert told["signalant"]["due_at"] is None
    assert [one["recipient"] for one in due(analyst)] == ["hebergeur", "arcom", "signalant"]  # the most urgent first
    assert analyst.get("/v1/board").json()["to_prepare"] == 3
    office.clock.moment += timedelta(days=3)
    late = office.signed_in(Role.ANALYST)
    assert [one["late"] for one in due(late)] == [True, False, False]
    made = prepare(late, report).json()["id"]
    assert recipients(late, report) == {"arcom", "signalant"}
    assert act(late, made, "withdraw").status_code in (200, 204)
    back = next(one for one in due(late) if one["recipient"] == "hebergeur")
    assert datetime.fromisoformat(back["since"]) == decision


def test_b3_the_list_is_paged_and_ends(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    for number in range(3):
        decided(office, analyst, url=f"https://videos.hebergeur.exemple/{number}", text=None)
    seen: list[str] = []
    page = analyst.get("/v1/board/due", params={"limit": 2}).json()
    while True:
        seen += [one["id"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        page = analyst.get("/v1/board/due", params={"limit": 2, "cursor": page["next_cursor"]}).json()
    assert seen == [one["id"] for one in due(analyst)]
    assert len(set(seen)) == 9


def test_b3_nothing_leaves_without_a_reason_which_can_be_taken_back(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = decided(office, analyst)
    name = next(one["id"] for one in due(analyst) if one["recipient"] == "arcom")
    where = f"/v1/board/due/{name}/dismissal"
    problem(analyst.post(where, json={"reason": "  "}), "invalid-request")
    assert analyst.post(where, json={"reason": "Déjà saisie par l'éditeur."}).json()["dismissed_by"]
    problem(analyst.post(where, json={"reason": "Encore."}), "wrong-state")
    assert recipients(analyst, report) == {"hebergeur", "signalant"}
    kept = analyst.get(f"/v1/reports/{report}/due").json()
    assert {one["recipient"]: one["dismissal"] for one in kept}["arcom"] == "Déjà saisie par l'éditeur."
    journal = office.signed_in(Role.ADMINISTRATOR).get("/v1/audit", params={"subject": report}).text
    assert "due.dismissed" in journal
    assert "saisie" not in journal
    assert analyst.patch(f"/v1/reports/{report}/register", json={"hosting_country": "FR"}).status_code == 200
    assert recipients(analyst, report) == {"hebergeur", "signalant"}  # the same rule asks for it: the reason stands
    assert analyst.delete(where).json()["dismissal"] is None
    assert recipients(analyst, report) == {"arcom", "hebergeur", "signalant"}
    problem(analyst.delete(where), "wrong-state")


def test_b3_undoing_closing_and_reopening_change_what_is_due(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = decided(office, analyst)
    _, etag = read(analyst, report)
    analyst.delete(f"/v1/reports/{report}/decision", headers={"if-match": etag})
    assert due(analyst) == []
    decide(analyst, report, kind="accept")
    assert len(due(analyst)) == 3
    give_up(analyst, report)
    assert analyst.post(f"/v1/reports/{report}/closing", json={"because": "removed"}).status_code == 201
    assert due(analyst) == []
    assert analyst.delete(f"/v1/reports/{report}/closing").status_code == 200
    assert due(analyst) == []
    told = analyst.get(f"/v1/reports/{report}/due").json()
    assert [one["dismissal"] for one in told] == ["Prévenu autrement."] * 3  # the reasons outlive the closing


def test_b3_a_file_is_not_closed_while_somebody_is_to_be_told(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = decided(office, analyst)
    where = f"/v1/reports/{report}/closing"
    refused = problem(analyst.post(where, json={"because": "removed"}), "still-due")
    assert {one["pointer"] for one in refused["errors"]} == {"due/arcom", "due/hebergeur", "due/signalant"}
    page = analyst.post(f"/signalements/{report}/suites/cloture", data={"because": "removed"})
    assert page.status_code == 409
    assert page.text.count("dire pourquoi ne pas prévenir") == 3
    assert len(due(analyst)) == 3
    assert prepare(analyst, report).status_code == 201
    made = analyst.get(f"/v1/reports/{report}/events").json()
    assert [one["kind"] for one in made] == []
    give_up(analyst, report)
    problem(analyst.post(where, json={"because": "removed"}), "wrong-state")  # the notice waits to be sent


def test_b3_a_danger_given_up_while_presumed_is_due_again_once_established(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    danger = {"danger_immediat": {"value": True, "standing": "presumed"}}
    report = send(office, url="https://forum.exemple/1", facts=danger, text=None, contact=None)
    give_up(analyst, report)
    assert due(analyst) == []
    _, etag = read(analyst, report)
    body = {"state": {"danger_immediat": True}}
    assert analyst.post(f"/v1/reports/{report}/facts", json=body, headers={"if-match": etag}).status_code == 200
    assert {one["recipient"]: one["presumed"] for one in due(analyst)} == {"secours": False, "pharos": False}
    journal = office.signed_in(Role.ADMINISTRATOR).get("/v1/audit", params={"subject": report}).json()["items"]
    assert [one["who"] for one in journal if one["action"] == "due.restored"] == [SYSTEM] * 2
    give_up(analyst, report)  # somebody gives it up again, knowing
    assert analyst.patch(f"/v1/reports/{report}/register", json={"hosting_country": "FR"}).status_code == 200
    assert due(analyst) == []


def test_b3_a_danger_is_due_before_any_decision(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    danger = {"danger_immediat": {"value": True, "standing": "presumed"}}
    report = send(office, url="https://forum.exemple/1", facts=danger, text=None, contact=None)
    told = {one["recipient"]: one for one in due(analyst)}
    assert told.keys() == {"secours", "pharos"}
    assert [one["presumed"] for one in told.values()] == [True, True]
    assert told["secours"]["due_at"] == told["secours"]["since"]
    assert due(analyst)[0]["recipient"] == "secours"
    quiet = send(office, url="https://forum.exemple/2", facts={"acces": "ouvert"}, text=None)
    assert recipients(analyst, quiet) == set()
    _, etag = read(analyst, report)
    body = {"state": {"danger_immediat": False}}
    analyst.post(f"/v1/reports/{report}/facts", json=body, headers={"if-match": etag})
    assert due(analyst) == []


def test_b3_one_content_is_due_once_and_each_reporter_is_answered(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    first = send(office)
    second = send(office, contact={"email": "autre@courriel.exemple"})
    decide(analyst, first, kind="accept")
    assert recipients(analyst, first) == {"arcom", "hebergeur", "signalant"}
    assert recipients(analyst, second) == {"signalant"}
    prepare(analyst, first)
    assert recipients(analyst, first) == {"arcom", "signalant"}


def test_b3_other_rules_another_host_and_old_decisions_are_worked_out_again(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = decided(office, analyst)
    with office.database.write() as session:  # as decided before there was a board
        session.execute(delete(RouteDueRow))
        session.execute(update(RegisterRow).values(routing_edition=None))
    assert due(analyst) == []
    upkeep.mark_stale(office.services)
    assert upkeep.drain(office.services) == 1
    assert upkeep.drain(office.services) == 0
    assert recipients(analyst, report) == {"arcom", "hebergeur", "signalant"}
    with office.database.write() as session:
        session.execute(update(RegisterRow).values(routing_edition="autres règles"))
    upkeep.mark_stale(office.services)
    assert upkeep.drain(office.services) == 1
    entry = analyst.get(f"/v1/reports/{report}/register").json()
    with office.database.write() as session:
        hosts.mark_files(session, entry["host"])
    with office.database.read() as reading:
        assert upkeep.has_work(reading)
    assert upkeep.drain(office.services) == 1
    with office.database.write() as session:
        session.execute(update(RegisterRow).values(routing_edition=None))
    with working(office.live, [upkeep.DUE_UPKEEP], plan_of(upkeep.DUE_UPKEEP)):
        deadline = time.monotonic() + 60
        while not up_to_date(office):
            assert time.monotonic() < deadline
            time.sleep(0.05)


def up_to_date(office: World) -> bool:
    """Whether all that is due was worked out under today's rules."""
    with office.database.read() as session:
        edition = office.services.rules.router.edition(office.clock.today())
        return set(session.scalars(select(RegisterRow.routing_edition))) == {edition}


def test_b3_a_reporter_whose_contact_is_erased_is_no_longer_due(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = decided(office, analyst)
    office.clock.moment += timedelta(days=100)
    retention.purge(office.services)
    assert upkeep.drain(office.services) == 1
    assert recipients(office.signed_in(Role.ANALYST), report) == {"arcom", "hebergeur"}


def test_b3_who_is_said_to_be_reachable_without_a_contact_is_worked_out_once(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = decided(office, analyst, contact=None)
    stated = analyst.patch(f"/v1/reports/{report}/register", json={"routing": {"signalant_joignable": True}})
    assert stated.status_code == 200
    assert "signalant" in recipients(analyst, report)
    steps = steps_of(office.live, upkeep.refresh_due)
    assert [next(steps) for _ in range(3)] == [upkeep.EVERY] * 3  # nothing to do, whoever is said to be reachable


def test_b3_who_reads_again_blind_sees_nothing_of_it_and_others_need_the_right(office: World) -> None:
    analyst, second = office.signed_in(Role.ANALYST), office.signed_in(Role.ANALYST)
    report = decided(office, analyst)
    decision = read(analyst, report)[0]["decisions"][0]["id"]
    problem(office.anonymous().get("/v1/board/due"), "sign-in-needed")
    problem(office.machine().get("/v1/board/due"), "not-allowed")
    name = due(second)[0]["id"]
    with office.database.write() as session:
        who = second.headers["x-test-account"]
        row = SecondReadingRow(id="sec_x", report=report, decision=decision, field="pornographie", drawn_for="field")
        row.drawn_at, row.held_by = office.clock.now(), who
        session.add(row)
    assert due(second) == []
    assert second.get("/v1/board").json()["to_prepare"] == 0
    problem(second.post(f"/v1/board/due/{name}/dismissal", json={"reason": "Vu."}), "read-again")
    assert len(due(analyst)) == 3


def test_b3_the_menu_counts_what_is_to_prepare(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    assert "mainnav__count" not in analyst.get("/file").text
    decided(office, analyst)
    assert '<span class="mainnav__count">3</span>' in analyst.get("/file").text
    board = analyst.get("/suivi").text
    assert board.index('id="preparer"') < board.index('id="retard"')
    assert ADULT["text"] not in board


def foretold(page: str, recipient: str) -> bool | None:
    """Whether the page of follow-up says that a notice to somebody would be refused; None when it offers none."""
    form = f'name="recipient" value="{recipient}"'
    if form not in page:
        return None
    return "Serait refusé" in page.partition(form)[0].rpartition('<li class="whynot__item">')[2]


def test_b2_every_refusal_is_foretold_with_the_way_to_answer_it(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    presumed = {"value": True, "standing": "presumed"}
    reports = [
        send(office),
        send(office, url=None, text=None, facts={**ADULT["facts"], "caractere_pornographique": presumed}),
        send(
            office,
            url="https://autre.exemple/2",
            text=None,
            facts={**ADULT["facts"], "caractere_pornographique": presumed},
        ),
        send(office, url="https://autre.exemple/3", text=None, contact=None, facts={"acces": "ouvert"}),
    ]
    seen = set()
    for number, report in enumerate(reports):
        decide(analyst, report, kind="accept" if number < 3 else "none_applies")
        for recipient in ("secours", "pharos", "hebergeur", "arcom", "signalant", "victime"):
            page = analyst.get(f"/signalements/{report}/suites").text
            said = foretold(page, recipient)
            if said is None:
                continue
            form = {"recipient": recipient}
            sent = analyst.post(f"/signalements/{report}/suites/notification", data=form, follow_redirects=False)
            assert (sent.status_code == 422) is said, (number, recipient)
            seen.add(said)
    assert seen == {True, False}
    page = analyst.get(f"/signalements/{reports[1]}/suites").text
    assert f'href="/signalements/{reports[1]}#fait-caractere_pornographique"' in page
    assert 'id="urgence"' in page
    refused = analyst.post(f"/signalements/{reports[1]}/suites/notification", data={"recipient": "secours"})
    assert 'href="#urgence"' in refused.text
    assert 'id="fait-caractere_pornographique"' in analyst.get(f"/signalements/{reports[1]}").text


def test_b3_a_page_gives_up_telling_with_a_reason_and_takes_it_up_again(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = decided(office, analyst)
    name = next(one["id"] for one in due(analyst) if one["recipient"] == "arcom")
    where = f"/signalements/{report}/suites"
    assert analyst.post(f"{where}/renonciation", data={"due": name, "reason": " "}).status_code == 422
    analyst.post(f"{where}/renonciation", data={"due": name, "reason": "Déjà saisie."})
    page = analyst.get(where).text
    assert "Déjà saisie." in page
    assert "a renoncé à prévenir" in page
    assert recipients(analyst, report) == {"hebergeur", "signalant"}
    analyst.post(f"{where}/reprise", data={"due": name})
    assert recipients(analyst, report) == {"arcom", "hebergeur", "signalant"}
