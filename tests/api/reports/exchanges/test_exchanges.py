"""Working together: notes, mentions, opinions, handing over, reopening, the timeline; no word of them in the journal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.audit.service import export_lines
from api.db.double_review import SecondReadingRow
from api.db.exchanges import CaseRequestRow, MentionRow
from api.db.people import AccountRow
from api.db.reports import DecisionRow, ReportRow
from api.journal.entries import record
from api.kit.ids import new_id
from api.kit.permissions import Role
from tests.api.reports.double_review.test_double_review import tomorrow
from tests.api.reports.queue.test_queue import take
from tests.api.reports.test_reports import decide, read, send
from tests.api.service.world import World, problem

WORDS = "La cible est-elle nommée plus haut dans le fil ?"


class Team:
    """Two analysts and a reviewer, with two reports to read, the first one first."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ada, self.bob = (world.signed_in(Role.ANALYST) for _ in range(2))
        self.rene = world.signed_in(Role.REVIEWER)
        machine = world.machine()
        self.report = send(machine)["id"]
        self.other = send(machine, url="https://ailleurs.exemple/2", text="Un autre contenu, à lire.", facts={})["id"]

    def account(self, client: TestClient) -> str:
        """The account of one of them."""
        return client.headers["x-test-account"]

    def name(self, client: TestClient) -> str:
        """The name that others see."""
        with self.world.database.read() as session:
            return session.get_one(AccountRow, self.account(client)).pseudonym

    def ask(self, client: TestClient, **changes: Any) -> Any:
        """A request on the first report, an opinion of reviewers unless told otherwise."""
        body = {"kind": "opinion", "role": "reviewer", "body": WORDS, **changes}
        return client.post(
            f"/v1/reports/{self.report}/requests", json={name: value for name, value in body.items() if value}
        )

    def hand(self, client: TestClient, to: TestClient) -> Any:
        """The first report, handed over."""
        return self.ask(client, kind="handover", role=None, account=self.account(to))

    def next(self, client: TestClient) -> str | None:
        """What the queue offers them now; given back at once."""
        found = take(client)["report"]
        if found is None:
            return None
        client.delete(f"/v1/queue/{found['id']}/hold")
        return str(found["id"])


@pytest.fixture
def team(world: World) -> Team:
    return Team(world)


def test_a_note_is_read_by_colleagues_and_mentions_whom_it_names(team: Team) -> None:
    name = team.name(team.bob)
    body: dict[str, Any] = {
        "body": f"  Vu avec @{name.upper()}, à suivre. @personne ",
        "mentions": [team.account(team.rene)],
    }
    note = team.ada.post(f"/v1/reports/{team.report}/notes", json=body).json()
    assert note["by"] == team.name(team.ada)
    assert note["body"] == body["body"].strip()
    assert note["mentions"] == sorted([name, team.name(team.rene)])
    assert team.bob.get(f"/v1/reports/{team.report}/notes").json()["notes"] == [note]
    for client in (team.bob, team.rene):
        (mention,) = client.get("/v1/exchanges").json()["mentions"]
        assert (mention["report"], mention["by"]) == (team.report, note["by"])
        assert client.post(f"/v1/exchanges/mentions/{note['id']}/seen").status_code == 204
        assert client.get("/v1/exchanges").json()["mentions"] == []
    assert team.ada.get("/v1/exchanges").json()["mentions"] == []
    problem(team.ada.post(f"/v1/exchanges/mentions/{note['id']}/seen"), "not-found")


def test_what_was_seen_stays_seen_at_its_first_time(team: Team) -> None:
    body = {"body": WORDS, "mentions": [team.account(team.rene)]}
    note = team.ada.post(f"/v1/reports/{team.report}/notes", json=body).json()["id"]
    asked = team.ask(team.ada).json()["id"]
    assert team.rene.post(f"/v1/requests/{asked}/answer", json={"body": "Oui."}).status_code == 200
    first = team.world.clock.now()
    for _ in range(2):
        assert team.rene.post(f"/v1/exchanges/mentions/{note}/seen").status_code == 204
        assert team.ada.post(f"/v1/exchanges/requests/{asked}/seen").status_code == 204
        team.world.clock.moment += timedelta(minutes=1)
    with team.world.database.read() as session:
        assert session.get_one(MentionRow, (note, team.account(team.rene))).seen_at == first
        assert session.get_one(CaseRequestRow, asked).seen_at == first


def test_a_request_sent_twice_is_made_once_while_it_is_open(team: Team) -> None:
    once = team.ask(team.ada).json()
    assert team.ask(team.ada).json() == once
    assert team.hand(team.ada, team.bob).json()["id"] != once["id"]
    assert team.ask(team.ada, body="Une autre question.").json()["id"] != once["id"]
    assert team.ask(team.bob).json()["id"] != once["id"]
    assert team.ada.delete(f"/v1/requests/{once['id']}").status_code == 200
    assert team.ask(team.ada).json()["id"] != once["id"]


@pytest.mark.parametrize("body", [{"body": ""}, {"body": "  "}, {"body": "x" * 4_001}, {"body": "a\x00b"}, {}])
def test_an_empty_or_endless_note_is_refused(body: dict[str, str], sqlite_world: World) -> None:
    team = Team(sqlite_world)
    problem(team.ada.post(f"/v1/reports/{team.report}/notes", json=body), "invalid-request")
    assert team.ada.get(f"/v1/reports/{team.report}/notes").json() == {"notes": [], "requests": []}


def test_a_machine_or_an_administrator_is_nobody_to_mention_or_ask(team: Team) -> None:
    for account in (team.world.account(Role.INTEGRATOR), team.world.account(Role.ADMINISTRATOR)):
        body = {"body": WORDS, "mentions": [account]}
        problem(team.ada.post(f"/v1/reports/{team.report}/notes", json=body), "invalid-request")
        problem(team.ask(team.ada, role=None, account=account), "invalid-request")
    problem(team.ask(team.ada, role=None, account=team.account(team.ada)), "invalid-request")
    problem(team.ask(team.ada, account=team.account(team.bob)), "invalid-request")
    problem(team.ask(team.ada, kind="handover"), "invalid-request")
    problem(team.ask(team.ada, role="administrator"), "invalid-request")
    assert team.ada.get(f"/v1/reports/{team.report}/notes").json() == {"notes": [], "requests": []}
    people = {one["account"] for one in team.ada.get("/v1/colleagues").json()}
    assert people == {team.account(client) for client in (team.ada, team.bob, team.rene)}


def test_a_case_waits_for_an_opinion_outside_the_queue_then_comes_back_to_who_asked(team: Team) -> None:
    assert team.next(team.bob) == team.report
    assert take(team.ada)["report"]["id"] == team.report
    asked = team.ask(team.ada).json()
    assert (asked["state"], asked["role"], asked["by"]) == ("open", "reviewer", team.name(team.ada))
    for client in (team.ada, team.bob, team.rene):
        assert team.next(client) == team.other
    assert [one["id"] for one in team.rene.get("/v1/exchanges").json()["asked"]] == [asked["id"]]
    assert team.bob.get("/v1/exchanges").json()["asked"] == []
    assert [one["id"] for one in team.ada.get("/v1/exchanges").json()["waiting"]] == [asked["id"]]
    problem(team.bob.post(f"/v1/requests/{asked['id']}/answer", json={"body": "Oui."}), "not-allowed")
    problem(team.ada.post(f"/v1/requests/{asked['id']}/answer", json={"body": "Oui."}), "not-allowed")
    answered = team.rene.post(f"/v1/requests/{asked['id']}/answer", json={"body": "Oui, deux messages avant."})
    assert (answered.json()["state"], answered.json()["answered_by"]) == ("answered", team.name(team.rene))
    problem(team.rene.post(f"/v1/requests/{asked['id']}/answer", json={"body": "Non."}), "wrong-state")
    assert team.next(team.bob) == team.other
    assert team.next(team.ada) == team.report
    assert [one["id"] for one in team.ada.get("/v1/exchanges").json()["answers"]] == [asked["id"]]
    notes = team.ada.get(f"/v1/reports/{team.report}/notes").json()["notes"]
    assert [(note["kind"], note["request"]) for note in notes] == [("opinion", asked["id"]), ("answer", asked["id"])]
    problem(team.bob.post(f"/v1/exchanges/requests/{asked['id']}/seen"), "not-found")
    assert team.ada.post(f"/v1/exchanges/requests/{asked['id']}/seen").status_code == 204
    assert not any(team.ada.get("/v1/exchanges").json().values())
    tomorrow(team.world, team.bob)
    assert team.next(team.bob) == team.report


def test_nobody_waits_for_ever_nor_where_somebody_is_in_danger(team: Team) -> None:
    team.ask(team.ada, hours=1)
    team.world.clock.moment += timedelta(minutes=55)
    assert team.next(team.ada) == team.next(team.bob) == team.other
    team.world.clock.moment += timedelta(minutes=5)
    assert team.next(team.bob) == team.report
    with team.world.database.write() as session:
        session.get_one(ReportRow, team.report).danger = {"kinds": [], "standing": "presumed"}
    assert team.ask(team.ada, hours=2).status_code == 201
    assert team.next(team.bob) == team.report


def test_a_case_handed_over_is_offered_to_nobody_else_and_taken_once(team: Team) -> None:
    assert take(team.ada)["report"]["id"] == team.report
    handed = team.hand(team.ada, team.bob).json()
    assert team.next(team.ada) == team.next(team.rene) == team.other
    assert team.next(team.bob) == team.report
    problem(team.rene.post(f"/v1/requests/{handed['id']}/acceptance"), "not-allowed")
    problem(team.bob.post(f"/v1/requests/{handed['id']}/answer", json={"body": "Oui."}), "not-found")
    assert team.bob.post(f"/v1/requests/{handed['id']}/acceptance").json()["state"] == "answered"
    assert team.bob.get("/v1/queue").json()["mine"] == team.report
    problem(team.bob.post(f"/v1/requests/{handed['id']}/acceptance"), "wrong-state")
    problem(team.hand(team.ada, team.rene), "held")
    assert team.ada.get("/v1/exchanges").json()["answers"] == []  # a case taken over asks nothing more of who handed it


def test_a_request_is_taken_back_or_declined_and_the_case_is_for_the_queue_again(team: Team) -> None:
    asked = team.ask(team.ada).json()["id"]
    problem(team.bob.delete(f"/v1/requests/{asked}"), "not-allowed")
    assert team.ada.delete(f"/v1/requests/{asked}").json()["state"] == "cancelled"
    assert team.next(team.bob) == team.report
    problem(team.rene.delete(f"/v1/requests/{asked}"), "wrong-state")
    handed = team.hand(team.ada, team.bob).json()["id"]
    assert team.bob.delete(f"/v1/requests/{handed}").json()["state"] == "cancelled"
    assert team.next(team.ada) == team.report
    problem(team.ada.delete(f"/v1/requests/ask_{'0' * 26}"), "not-found")


def test_a_decided_case_waits_for_nobody(team: Team) -> None:
    asked = team.ask(team.ada).json()["id"]
    assert decide(team.ada, team.report, kind="accept").status_code == 200
    assert team.rene.get("/v1/exchanges").json()["asked"] == []
    problem(team.rene.post(f"/v1/requests/{asked}/answer", json={"body": "Oui."}), "wrong-state")
    problem(team.ask(team.ada), "already-decided")
    assert team.ada.post(f"/v1/reports/{team.report}/notes", json={"body": "Pour mémoire."}).status_code == 201


def reopen(client: TestClient, report: str, **body: str) -> Any:
    etag = read(client, report)[1]
    return client.post(f"/v1/reports/{report}/reopening", json=body, headers={"if-match": etag})


def test_a_decided_case_is_reopened_on_another_day_by_who_decided_or_a_reviewer(team: Team) -> None:
    problem(reopen(team.ada, team.report, reason=WORDS), "not-decided")
    for client in (team.ada, team.rene):
        assert decide(team.ada, team.report, kind="accept").status_code == 200
        tomorrow(team.world, team.ada, team.bob, team.rene)
        etag = read(team.ada, team.report)[1]
        late = team.ada.delete(f"/v1/reports/{team.report}/decision", headers={"if-match": etag})
        assert "se rouvre" in problem(late, "undo-too-late")["detail"]
        problem(reopen(team.bob, team.report, reason=WORDS), "not-allowed")
        problem(reopen(team.ada, team.report), "invalid-request")
        by = team.rene if client is team.rene else team.ada
        opened = reopen(by, team.report, reason=WORDS)
        assert opened.json()["state"] == "open"
        assert opened.headers["etag"] == read(by, team.report)[1]
    notes = team.ada.get(f"/v1/reports/{team.report}/notes").json()["notes"]
    assert [(note["kind"], note["body"]) for note in notes] == [("reopening", WORDS)] * 2
    steps = team.ada.get(f"/v1/reports/{team.report}/timeline").json()["steps"]
    assert [step["action"] for step in steps].count("decision.reopened") == 2


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("waits", None),
        ("held", "second-reading-open"),
        ("left", None),
        ("disagrees", "second-reading-open"),
        ("settled", "settled-decision"),
        ("agrees", None),
    ],
)
def test_a_decision_in_second_reading_is_not_reopened_under_it(state: str, code: str | None, world: World) -> None:
    team = Team(world)
    assert decide(team.ada, team.report, kind="accept").status_code == 200
    now, rene = world.clock.now(), team.account(team.rene)
    with world.database.write() as session:
        first = session.query(DecisionRow).filter(DecisionRow.report == team.report).one()
        row = SecondReadingRow(
            id=new_id("sec", now), report=team.report, decision=first.id, field="autre", drawn_for="share", drawn_at=now
        )
        if state in ("held", "left"):
            row.held_by, row.held_until = rene, now + timedelta(minutes=20 if state == "held" else -1)
        elif state != "waits":
            row.decided_by, row.decided_at, row.agrees = rene, now, state == "agrees"
        if state == "settled":
            row.settled_at, row.settled_decision = now, first.id
        session.add(row)
        reading = row.id
    answer = reopen(team.ada, team.report, reason=WORDS)
    if code is not None:
        problem(answer, code)
        return
    assert answer.status_code == 200, answer.text
    with world.database.read() as session:
        kept = session.get_one(SecondReadingRow, reading)
        assert (kept.held_by, kept.held_until) == (None, None)


def test_the_timeline_tells_each_step_once_and_no_word_of_anybody(team: Team) -> None:
    for _ in range(3):
        read(team.bob, team.report)
    asked = team.ask(team.ada).json()["id"]
    team.rene.post(f"/v1/requests/{asked}/answer", json={"body": WORDS})
    assert decide(team.ada, team.report, kind="none_applies", reason=WORDS).status_code == 200
    with team.world.database.write() as session:
        record(session, team.world.clock.now(), team.account(team.bob), "second_reading.held", team.report, reading="x")
        record(session, team.world.clock.now(), team.account(team.bob), "report.seen", team.report, reading="x")
    told = team.ada.get(f"/v1/reports/{team.report}/timeline")
    steps = told.json()["steps"]
    assert [(step["action"], step["times"]) for step in steps] == [
        ("report.decided", 1),
        ("report.seen", 1),
        ("request.answered", 1),
        ("note.written", 1),
        ("request.made", 1),
        ("note.written", 1),
        ("report.seen", 3),
        ("report.received", 1),
    ]
    assert steps[0]["by"] == team.name(team.ada)
    assert steps[-2]["by"] == team.name(team.bob)
    assert WORDS not in told.text
    assert not any(WORDS in line for line in export_lines(team.world.database))
