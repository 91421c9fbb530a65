"""Who may read notices and act on them: not integrators, nor whoever reads the report again without knowing the decision."""

from __future__ import annotations

import pytest

from api.db.double_review import SecondReadingRow
from api.db.reports import DecisionRow
from api.kit.ids import new_id
from api.kit.permissions import Permission, Role
from tests.api.service.world import World, problem
from tests.api.transmissions.follow_up.test_follow_up import Sent, contest


@pytest.fixture
def sent(world: World) -> Sent:
    return Sent(world)


def test_whoever_reads_a_report_again_sees_nothing_of_its_notices(sent: Sent) -> None:
    event = contest(sent).json()["id"]
    reader = sent.world.signed_in(Role.REVIEWER)
    with sent.world.database.write() as session:
        decision = session.query(DecisionRow).filter(DecisionRow.report == sent.report).one()
        row = SecondReadingRow(
            id=new_id("rdg", sent.at),
            report=sent.report,
            decision=decision.id,
            field="autre",
            drawn_for="share",
            drawn_at=sent.at,
            held_by=reader.headers["x-test-account"],
        )
        session.add(row)
    assert reader.get("/v1/transmissions").json()["items"] == []
    for address in (
        f"/v1/transmissions/{sent.name}",
        f"/v1/transmissions/{sent.name}/content",
        f"/v1/reports/{sent.report}/events",
        f"/v1/reports/{sent.report}/register",
    ):
        problem(reader.get(address), "read-again")
    receipt = {"kind": "receipt"}
    problem(reader.post(f"/v1/transmissions/{sent.name}/events", json=receipt), "read-again")
    body = {"outcome": "upheld", "reason": "Vu."}
    problem(reader.post(f"/v1/events/{event}/review", json=body), "read-again")
    assert reader.get(f"/notifications/{sent.name}").status_code == 409
    assert reader.post(f"/notifications/{sent.name}/suite", data={"version": 1, "kind": "receipt"}).status_code == 409
    assert len(sent.analyst.get("/v1/transmissions").json()["items"]) == 1


@pytest.mark.parametrize(
    "address", ["/v1/transmissions", "/v1/transmissions/{name}", "/v1/transmissions/{name}/content", "/v1/board",
                "/v1/board/deadlines", "/v1/quality", "/v1/hosts", "/v1/reports/{report}/events", "/suivi", "/hebergeurs",
                "/notifications/{name}", "/v1/reports/{report}/register", "/v1/reports/{report}/routes"]
)  # fmt: skip
def test_a_machine_reads_no_notice(sent: Sent, address: str) -> None:
    robot = sent.world.machine(Permission.FOLLOWUP_STATE, Permission.REPORTS_READ)
    told = robot.get(address.format(name=sent.name, report=sent.report))
    assert told.status_code == 403, told.text


def test_a_machine_may_say_what_followed_and_do_nothing_else(sent: Sent) -> None:
    robot = sent.sender
    told = robot.post(f"/v1/transmissions/{sent.name}/events", json={"kind": "receipt"})
    assert told.status_code == 201
    grounds = {"by": "host", "grounds": "Sans objet."}
    problem(robot.post(f"/v1/transmissions/{sent.name}/contestations", json=grounds), "not-allowed")
    problem(robot.post(f"/v1/transmissions/{sent.name}/confirmation", headers={"if-match": '"1"'}), "not-allowed")
    problem(robot.post(f"/v1/reports/{sent.report}/closing", json={"because": "removed"}), "not-allowed")
