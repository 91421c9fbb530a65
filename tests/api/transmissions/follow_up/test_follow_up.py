"""What follows a notice: stated, never changed, it moves what is due; contestations are reviewed by somebody else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from api.db.action import RegisterRow, TransmissionRow
from api.kit.ids import new_id
from api.kit.permissions import Permission, Role
from tests.api.reports.test_reports import decide, send
from tests.api.service.world import World, problem
from tests.api.transmissions.notices.test_transmissions import give_up


class Sent:
    """A report decided, and a notice on it that left three days ago."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.analyst = world.signed_in(Role.ANALYST)
        self.author = self.analyst.headers["x-test-account"]
        self.sender = world.machine(Permission.REPORTS_CREATE, Permission.REPORTS_READ, Permission.FOLLOWUP_STATE)
        self.report = send(self.sender)["id"]
        assert decide(self.analyst, self.report, kind="accept").status_code == 200
        now = world.clock.now()
        self.at = now - timedelta(days=3)
        self.name = new_id("trm", self.at)
        with world.database.write() as session:
            entry = session.get(RegisterRow, self.report)
            if entry is None:
                entry = RegisterRow(report=self.report, origin="public", stated_by=self.author, stated_at=self.at)
                session.add(entry)
            entry.address_key = "0" * 64
            session.add(
                TransmissionRow(
                    id=self.name,
                    report=self.report,
                    offence="menace",
                    recipient="hebergeur",
                    kind="dsa16",
                    language="fr",
                    state="sent",
                    prepared_by=self.author,
                    prepared_at=self.at,
                    confirmed_by=self.author,
                    confirmed_at=self.at,
                    sent_by=self.author,
                    sent_at=self.at,
                    sent_how="manual",
                )
            )
            session.flush()
            from api.transmissions.follow_up.deadlines import after_sending
            from api.transmissions.follow_up.service import add_due

            row = session.get(TransmissionRow, self.name)
            assert row is not None
            add_due(
                session,
                world.services,
                row,
                after_sending("hebergeur", self.at, world.services.rules.follow_up, address=True),
            )

    def event(self, **body: Any) -> Any:
        return self.analyst.post(f"/v1/transmissions/{self.name}/events", json=body)

    def late(self, within: int = 0) -> list[str]:
        items = self.analyst.get(f"/v1/board/deadlines?within={within}").json()["items"]
        return [item["kind"] for item in items]

    def row(self) -> TransmissionRow:
        with self.world.database.read() as session:
            row = session.get(TransmissionRow, self.name)
            assert row is not None
            return row


@pytest.fixture
def sent(world: World) -> Sent:
    return Sent(world)


def test_what_is_late_comes_first_and_an_answer_meets_it(sent: Sent) -> None:
    assert sent.late() == ["check_1", "check_3", "reminder"]
    assert sent.late(within=24 * 5) == ["check_1", "check_3", "reminder", "check_7", "escalation"]
    told = sent.event(kind="receipt", reference="AB-12")
    assert told.status_code == 201, told.text
    assert sent.late() == ["check_1", "check_3", "reminder"]  # a receipt is no answer
    assert sent.event(kind="host_decision", outcome="removed", automated=False).status_code == 201
    assert sent.late(within=24 * 5) == ["check_1", "check_3", "check_7"]
    row = sent.row()
    assert (row.answer, row.removed_at, row.receipt_at is not None) == ("removed", sent.world.clock.now(), True)


def test_a_refusal_opens_six_months_to_complain(sent: Sent) -> None:
    reasons = {"decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT", "automated_detection": "No"}
    told = sent.event(kind="host_decision", outcome="refused", statement=reasons).json()
    assert told["data"]["statement"] == reasons
    assert sent.row().removed_at is None
    sent.world.clock.moment += timedelta(days=190)
    sent.analyst = sent.world.signed_in(Role.ANALYST)
    last = sent.analyst.get("/v1/board/deadlines").json()["items"][-1]
    assert (last["kind"], last["binding"], last["late"]) == ("complaint", True, True)
    assert (
        datetime.fromisoformat(last["due_at"]).astimezone(sent.world.clock.zone).isoformat()[:19]
        == "2024-12-03T23:59:59"
    )
    assert sent.event(kind="complaint").status_code == 201
    assert "complaint" not in sent.late()


def test_a_check_meets_its_day_and_those_before(sent: Sent) -> None:
    robot = sent.world.machine(Permission.CHECKS_CREATE)
    body = {"checks": [{"report": sent.report, "found": "online"}]}
    assert robot.post("/v1/checks", json=body).status_code == 201
    row = sent.row()
    assert (row.check_1, row.check_3, row.check_7, row.removed_at) == (None, "online", None, None)
    assert sent.late() == ["reminder"]
    sent.world.clock.moment += timedelta(days=5)
    body["checks"][0]["found"] = "offline"
    assert robot.post("/v1/checks", json=body).status_code == 201
    row = sent.row()
    assert (row.check_3, row.check_7, row.removed_at) == ("online", "offline", sent.world.clock.now())
    sent.analyst = sent.world.signed_in(Role.ANALYST)
    assert sent.late(within=24 * 30) == []  # what is gone needs no reminder


def test_checks_are_kept_all_or_none(sent: Sent) -> None:
    robot = sent.world.machine(Permission.CHECKS_CREATE)
    other = send(sent.world.machine(), text="Une autre page, dont personne n'a rien transmis.", url=None)["id"]
    checks = [{"report": sent.report, "found": "offline"}, {"report": other, "found": "offline"}]
    problem(robot.post("/v1/checks", json={"checks": checks}), "wrong-state")
    assert sent.row().check_3 is None
    problem(robot.post("/v1/checks", json={"checks": [{"report": f"rep_{'0' * 26}", "found": "online"}]}), "not-found")


def test_every_check_whose_moment_is_wrong_is_named(sent: Sent) -> None:
    robot = sent.world.machine(Permission.CHECKS_CREATE)
    late = (sent.world.clock.now() + timedelta(days=2)).isoformat()
    wrong = {"report": sent.report, "found": "offline", "checked_at": late}
    checks = [wrong, {"report": sent.report, "found": "offline"}, wrong]
    told = problem(robot.post("/v1/checks", json={"checks": checks}), "invalid-request")
    assert [error["pointer"] for error in told["errors"]] == ["/checks/0/checked_at", "/checks/2/checked_at"]
    assert sent.row().check_3 is None


def test_an_authority_gives_the_host_its_own_time(sent: Sent) -> None:
    assert sent.event(kind="authority_request", request="tco").status_code == 201
    problem(sent.event(kind="authority_request", request="avia"), "invalid-request")
    soon = sent.analyst.get("/v1/board").json()["soon"]
    assert soon == {"authority_request": 1}


@pytest.mark.parametrize(
    ("shift", "said"), [(timedelta(hours=1), "moment à venir"), (timedelta(days=-4), "antérieur à l'envoi")]
)
def test_a_clock_that_is_wrong_is_told(sent: Sent, shift: timedelta, said: str) -> None:
    moment = (sent.world.clock.now() + shift).isoformat()
    told = problem(sent.event(kind="receipt", happened_at=moment), "invalid-request")
    assert said in told["errors"][0]["message"]
    naive = sent.world.clock.now().replace(tzinfo=None).isoformat()
    assert "fuseau" in problem(sent.event(kind="receipt", happened_at=naive), "invalid-request")["errors"][0]["message"]
    assert sent.analyst.get(f"/v1/reports/{sent.report}/events").json() == []


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "receipt", "outcome": "removed"},
        {"kind": "host_decision"},
        {"kind": "authority_request"},
        {"kind": "receipt", "statement": {"category": "x"}},
        {"kind": "autre"},
    ],
)
def test_an_event_that_makes_no_sense_is_refused(sent: Sent, body: dict[str, Any]) -> None:
    problem(sent.event(**body), "invalid-request")


def test_nothing_follows_what_has_not_left(sent: Sent) -> None:
    with sent.world.database.write() as session:
        row = session.get(TransmissionRow, sent.name)
        assert row is not None
        row.sent_at, row.state = None, "confirmed"
    problem(sent.event(kind="receipt"), "wrong-state")
    problem(sent.analyst.post(f"/v1/transmissions/trm_{'0' * 26}/events", json={"kind": "receipt"}), "not-found")


def contest(sent: Sent) -> Any:
    body = {"by": "uploader", "grounds": "Il s'agit d'une citation."}
    return sent.analyst.post(f"/v1/transmissions/{sent.name}/contestations", json=body)


def test_a_contestation_is_reviewed_by_another_person_and_counts_for_the_rules(sent: Sent) -> None:
    event = contest(sent).json()["id"]
    problem(contest(sent), "wrong-state")  # one at a time
    assert sent.analyst.get("/v1/board").json()["open_contestations"] == 1
    reviewer = sent.world.signed_in(Role.REVIEWER)
    body = {"outcome": "upheld", "reason": "La citation est dénoncée dans la même phrase."}
    told = reviewer.post(f"/v1/events/{event}/review", json=body)
    assert told.status_code == 201, told.text
    assert told.json()["answers"] == event
    problem(reviewer.post(f"/v1/events/{event}/review", json=body), "wrong-state")
    assert sent.row().contested == "upheld"
    told = sent.analyst.get("/v1/quality").json()
    assert told == [{"offence": "menace", "sent": 1, "contested": 1, "reviewed": 1, "upheld": 1}]


@pytest.mark.parametrize("part", ["prepared_by", "confirmed_by", "sent_by", "seconded_by"])
def test_whoever_took_part_does_not_review(sent: Sent, part: str) -> None:
    event = contest(sent).json()["id"]
    reviewer = sent.world.signed_in(Role.REVIEWER)
    with sent.world.database.write() as session:
        row = session.get(TransmissionRow, sent.name)
        assert row is not None
        setattr(row, part, reviewer.headers["x-test-account"])
    body = {"outcome": "rejected", "reason": "Sans objet."}
    problem(reviewer.post(f"/v1/events/{event}/review", json=body), "second-person-needed")
    assert sent.row().contested == "open"
    receipt = sent.event(kind="receipt").json()["id"]
    problem(reviewer.post(f"/v1/events/{receipt}/review", json=body), "not-found")


def test_a_file_is_closed_when_nothing_waits_and_opened_again(sent: Sent) -> None:
    address = f"/v1/reports/{sent.report}/closing"
    contest(sent)
    problem(sent.analyst.post(address, json={"because": "removed"}), "wrong-state")  # a contestation waits
    event = sent.analyst.get(f"/v1/reports/{sent.report}/events").json()[0]["id"]
    reviewer = sent.world.signed_in(Role.REVIEWER)
    reviewer.post(f"/v1/events/{event}/review", json={"outcome": "rejected", "reason": "Sans objet."})
    problem(sent.analyst.delete(address), "wrong-state")  # not closed
    give_up(sent.analyst, sent.report)
    assert sent.analyst.post(address, json={"because": "removed"}).status_code == 201
    assert sent.late(within=24 * 30) == []
    problem(sent.analyst.post(address, json={"because": "removed"}), "wrong-state")
    assert sent.analyst.delete(address).json()["kind"] == "reopened"


def test_the_journal_keeps_no_word_of_a_contestation(sent: Sent) -> None:
    contest(sent)
    entries = sent.world.signed_in(Role.ADMINISTRATOR).get("/v1/audit?limit=200").json()["items"]
    assert any(entry["action"] == "file.contestation" for entry in entries)
    assert "citation" not in str(entries)
