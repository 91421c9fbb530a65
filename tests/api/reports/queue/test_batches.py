"""Several reports in one act: looked at first, each decided by itself, undone together; what must be read alone is left out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from api.db.audit import AuditRow
from api.db.reports import ReportRow
from api.kit.permissions import Role
from tests.api.reports.test_reports import decide, read, send
from tests.api.service.world import World, problem


def sent(world: World, count: int = 3, **body: Any) -> list[dict[str, Any]]:
    """Reports that are not alike, as an act on several names them."""
    machine = world.machine()
    new = {"facts": {"acces": "ouvert"}, **body}
    ids = [send(machine, text=f"Page {n}.", url=f"https://p{n}.exemple.org/", **new)["id"] for n in range(count)]
    return [{"report": name, "version": 1} for name in ids]


def batch(client: Any, kind: str, reports: list[dict[str, Any]], *, preview: bool = False) -> dict[str, Any]:
    response = client.post(f"/v1/queue/batches{'/preview' if preview else ''}", json={"kind": kind, "reports": reports})
    assert response.status_code == 200, response.text
    told: dict[str, Any] = response.json()
    return told


def states(client: Any, reports: list[dict[str, Any]]) -> list[str]:
    return [read(client, one["report"])[0]["state"] for one in reports]


def decided(world: World) -> list[str]:
    with world.database.read() as session:
        query = select(AuditRow.subject).where(AuditRow.action == "report.decided").order_by(AuditRow.number)
        return [subject for subject in session.scalars(query) if subject is not None]


def test_noise_is_looked_at_decided_journalled_and_undone_together(world: World) -> None:
    reports, client = sent(world), world.signed_in(Role.ANALYST)
    names = [one["report"] for one in reports]
    looked = batch(client, "noise", [*reports, reports[0]], preview=True)
    assert looked == {"id": None, "kind": "noise", "reports": names, "excluded": []}
    assert states(client, reports) == ["open"] * 3
    done = batch(client, "noise", reports)
    assert (done["reports"], done["excluded"]) == (names, [])
    assert states(client, reports) == ["noise"] * 3
    assert decided(world) == names
    undone = client.delete(f"/v1/queue/batches/{done['id']}")
    assert undone.json() == {**done, "reports": names}
    assert states(client, reports) == ["open"] * 3
    problem(client.delete(f"/v1/queue/batches/{done['id']}"), "not-decided")
    problem(world.signed_in(Role.REVIEWER).delete(f"/v1/queue/batches/{done['id']}"), "not-found")


def test_the_decision_of_a_content_is_confirmed_on_all_that_wait_for_it(world: World) -> None:
    machine, client = world.machine(), world.signed_in(Role.ANALYST)
    url = "https://p.exemple.org/"
    first = send(machine, url=url, text=None, facts={"menace": True, "acces": "ouvert"})["id"]
    assert decide(client, first, kind="correct", offence="menace", reason="vue").status_code == 200
    later = [send(machine, url=url, text=None, reference=f"suite-{n}")["id"] for n in range(2)]
    reports = [{"report": name, "version": read(client, name)[0]["version"]} for name in later]
    other = sent(world, 1)
    assert states(client, reports) == ["prequalified"] * 2
    done = batch(client, "accept", [*reports, *other])
    assert done["reports"] == later
    assert done["excluded"] == [{"report": other[0]["report"], "because": "nothing-to-accept"}]
    assert [read(client, name)[0]["decisions"][0]["offence"] for name in later] == ["menace"] * 2
    assert client.delete(f"/v1/queue/batches/{done['id']}").json()["reports"] == later
    assert states(client, reports) == ["prequalified"] * 2


def test_what_must_be_read_alone_or_is_not_this_person_s_is_left_out_and_said(world: World) -> None:
    reports, client = sent(world, 7), world.signed_in(Role.ANALYST)
    names = [one["report"] for one in reports]
    with world.database.write() as session:
        session.get_one(ReportRow, names[0]).danger = {"kinds": [], "standing": "presumed"}
        row = session.get_one(ReportRow, names[1])
        row.state, row.noise_decision, row.noise_audit = "low_priority", "set_aside", True
        row.noise_score, row.noise_reason = 0.01, "score"
    assert world.signed_in(Role.ANALYST).put(f"/v1/queue/{names[2]}/hold", json={}).status_code == 200
    assert decide(client, names[3], kind="noise").status_code == 200
    reports[0]["version"] = reports[1]["version"] = 2
    reports[4]["version"] = 9
    asked = [*reports, {"report": f"rep_{'0' * 26}", "version": 1}]
    expected = {
        names[0]: "danger",
        names[1]: "drawn",
        names[2]: "held",
        names[3]: "already-decided",
        names[4]: "stale-version",
        f"rep_{'0' * 26}": "not-found",
    }
    for told in (batch(client, "noise", asked, preview=True), batch(client, "noise", asked)):
        assert {one["report"]: one["because"] for one in told["excluded"]} == expected
        assert told["reports"] == names[5:]
    assert states(client, reports) == ["open", "low_priority", "open", "noise", "open", "noise", "noise"]


def test_what_is_established_is_not_called_noise_with_others(world: World) -> None:
    reports, client = sent(world, 1), world.signed_in(Role.ANALYST)
    name = send(world.machine(), text="Une lettre.", url=None, facts={"menace": True, "acces": "message_direct"})["id"]
    with world.database.write() as session:
        session.get_one(ReportRow, name).issue = "qualifie"
    asked = [*reports, {"report": name, "version": read(client, name)[0]["version"]}]
    told = batch(client, "noise", asked)
    assert told["excluded"] == [{"report": name, "because": "established"}]
    assert told["reports"] == [reports[0]["report"]]
    assert decide(client, name, kind="noise").status_code == 200  # by itself, somebody may


def test_nothing_is_undone_on_another_day_and_nothing_done_has_no_name(world: World) -> None:
    world.clock.moment = world.clock.moment.replace(hour=21)  # late in the evening, in Paris
    reports, client = sent(world, 2), world.signed_in(Role.ANALYST)
    done = batch(client, "noise", reports)
    assert batch(client, "noise", reports)["id"] is None
    world.clock.moment += timedelta(minutes=90)
    told = client.delete(f"/v1/queue/batches/{done['id']}")
    assert told.json()["reports"] == []
    assert {one["because"] for one in told.json()["excluded"]} == {"undo-too-late"}
    assert states(client, reports) == ["noise", "noise"]


def test_an_act_is_bounded_and_names_reports(sqlite_world: World) -> None:
    client = sqlite_world.signed_in(Role.ANALYST)
    for reports in ([], [{"report": f"rep_{'0' * 26}", "version": 1}] * 101, [{"report": "x", "version": 1}]):
        problem(client.post("/v1/queue/batches", json={"kind": "noise", "reports": reports}), "invalid-request")
    problem(client.delete(f"/v1/queue/batches/lot_{'0' * 26}"), "not-found")
