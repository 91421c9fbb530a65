"""F15: a machine acts on what it sent and knows of nothing else: not of what others sent on the same content, nor of what was decided of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from api.db.action import DeadlineRow, EventRow, TransmissionRow
from api.db.reports import DecisionRow, QualificationRow
from api.kit.ids import new_id
from api.kit.permissions import GRANTS, Permission, Role
from tests.api.app.test_routes import address_of, declared, routes_of
from tests.api.reports.test_reports import decide, send
from tests.api.reports.test_twins import LONG
from tests.api.service.world import World, problem
from tests.api.transmissions.follow_up.test_follow_up import Sent

ALL = tuple(GRANTS[Role.INTEGRATOR])
BODIES: dict[str, Any] = {
    "/v1/reports/{report}/facts": {"state": {"age_victime": 40}},
    "/v1/reports/{report}/answer": None,
    "/v1/reports/{report}/confirmation": None,
    "/v1/reports/{report}/address": {"url": "https://exact.exemple/1"},
    "/v1/transmissions/{transmission}/events": {"kind": "receipt"},
}
"""What each route takes that a machine may call with the name of something."""
OURS = ("report", "qualification", "transmission", "event")


class Two(Sent):
    """What one machine sent, which was decided and told of; the same content from another one; each with all the scopes there are."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.other = world.machine(*ALL)
        self.theirs = self._sent_by(self.other, url="https://ailleurs.exemple/1", text="Un tout autre contenu, à lire.")
        self.twin = send(self.other, reference="leur numéro")["id"]

    def _sent_by(self, client: TestClient, **changes: Any) -> dict[str, str]:
        """A report of a machine, decided, with a notice that left."""
        report = send(client, **changes)["id"]
        assert decide(self.analyst, report, kind="accept").status_code == 200
        with self.world.database.write() as session:
            row = session.get(TransmissionRow, self.name)
            assert row is not None
            values = {c.key: getattr(row, c.key) for c in TransmissionRow.__table__.columns if c.key != "version"}
            notice = new_id("trm", self.at)
            session.add(TransmissionRow(**{**values, "id": notice, "report": report}))
        return self._named(report, notice)

    def _named(self, report: str, notice: str) -> dict[str, str]:
        with self.world.database.read() as session:
            answer = session.query(QualificationRow).filter(QualificationRow.report == report).first()
            assert answer is not None
            return {"report": report, "transmission": notice, "qualification": answer.id, "event": f"evt_{'0' * 26}"}

    def names(self) -> dict[str, str]:
        """Of the first machine's report, by the parameter of routes."""
        return self._named(self.report, self.name)

    def secrets(self) -> set[str]:
        """What tells of the first machine's report."""
        with self.world.database.read() as session:
            mine = [
                row.id
                for kind in (DecisionRow, QualificationRow, EventRow, DeadlineRow, TransmissionRow)
                for row in session.query(kind)
                if row.report == self.report
            ]
        return {self.report, "notre numéro", *mine}

    def routes(self) -> Iterator[tuple[APIRoute, str]]:
        """What a machine may call, under any of its scopes."""
        for route in routes_of(self.world):
            if declared(route) in GRANTS[Role.INTEGRATOR]:
                yield from ((route, method) for method in sorted(route.methods - {"HEAD"}))


@pytest.fixture
def two(world: World) -> Two:
    return Two(world)


def _call(client: TestClient, route: APIRoute, method: str, names: dict[str, str]) -> Any:
    path = address_of(route, {**names, "offence": "menace"})
    etag = client.get(f"/v1/reports/{names['report']}").headers.get("etag", '"1"')
    headers = {"accept": "application/json", "if-match": etag}
    return client.request(method, path, json=BODIES.get(route.path), headers=headers, follow_redirects=False)


def test_f15_every_route_on_what_another_machine_sent_answers_as_if_there_were_nothing(two: Two) -> None:
    met = []
    for route, method in two.routes():
        if not any(f"{{{name}}}" in route.path for name in OURS):
            continue
        assert method == "GET" or route.path in BODIES, f"{route.path}: its body is to be said here"
        problem(_call(two.other, route, method, two.names()), "not-found")
        own = _call(two.other, route, method, two.theirs)
        assert own.status_code in (200, 201, 409), (route.path, own.text)
        met.append((method, route.path))
    assert len(met) >= 9
    assert {path for _, path in met} >= set(BODIES)
    with two.world.database.read() as session:
        assert session.query(EventRow).filter(EventRow.report == two.report).count() == 0


def test_f15_no_route_tells_a_machine_of_what_another_one_sent(two: Two) -> None:
    secrets = two.secrets()
    assert send(two.sender, reference="notre numéro")["state"] == "prequalified"
    named = [two.theirs, {**two.theirs, "report": two.twin}]
    for route, method in two.routes():
        if method == "GET":
            for names in named:
                told = _call(two.other, route, method, names)
                assert {one for one in secrets if one in told.text} == set(), route.path
    for query in ("state=prequalified", "state=duplicate", "state=decided", "limit=200"):
        told = two.other.get(f"/v1/reports?{query}")
        assert {one for one in secrets if one in told.text} == set(), query
    assert two.report in two.sender.get("/v1/reports?limit=200").text


def test_f15_a_content_that_another_sent_is_a_duplicate_and_no_more(two: Two) -> None:
    told = two.other.get(f"/v1/reports/{two.twin}").json()
    hidden = {"state": "duplicate", "same": None, "prequalification": None, "duplicates": 0, "decisions": []}
    assert {name: told[name] for name in hidden} == hidden
    received = send(two.other)
    assert {name: received[name] for name in ("state", "same", "prequalification")} == {
        "state": "duplicate",
        "same": None,
        "prequalification": None,
    }
    listed = two.other.get("/v1/reports?state=duplicate").json()["items"]
    assert {item["id"] for item in listed} == {two.twin, received["id"]}
    assert {(item["state"], item["same_as"]) for item in listed} == {("duplicate", None)}
    assert two.other.get("/v1/reports?state=prequalified").json()["items"] == []
    assert decide(two.analyst, two.twin, kind="accept").status_code == 200
    decided = two.other.get(f"/v1/reports/{two.twin}").json()
    assert decided["state"] == "decided"  # of its own report, a machine knows what was decided
    assert [d["carried_from"] for d in decided["decisions"]] == [None]


def test_f15_of_its_own_reports_a_machine_is_told_which_is_the_same(two: Two) -> None:
    told = send(two.sender)
    assert told["state"] == "prequalified"
    assert told["same"]["report"] == told["prequalification"]["report"] == two.report
    assert two.sender.get(f"/v1/reports/{told['id']}").json()["same"]["report"] == two.report
    assert [item["id"] for item in two.sender.get("/v1/reports?state=prequalified").json()["items"]] == [told["id"]]


def test_f15_the_same_words_elsewhere_lend_a_machine_nothing_of_anothers_decision(world: World) -> None:
    one, other, analyst = world.machine(), world.machine(), world.signed_in(Role.ANALYST)
    first = send(one, text=LONG, url="https://un.exemple/1")["id"]
    assert decide(analyst, first, kind="accept").status_code == 200
    told = send(other, text=LONG, url="https://deux.exemple/1")
    assert (told["state"], told["same"], told["prequalification"]) == ("open", None, None)
    assert [item["id"] for item in other.get("/v1/reports?state=open").json()["items"]] == [told["id"]]
    assert analyst.get(f"/v1/reports/{told['id']}").json()["state"] == "prequalified"
    assert send(one, text=LONG, url="https://deux.exemple/2")["prequalification"]["report"] == first


def test_f15_checks_have_a_scope_of_their_own(two: Two) -> None:
    body = {"checks": [{"report": two.report, "found": "offline"}]}
    follower = two.world.machine(*(p for p in ALL if p is not Permission.CHECKS_CREATE))
    problem(follower.post("/v1/checks", json=body), "not-allowed")
    assert two.world.machine(Permission.CHECKS_CREATE).post("/v1/checks", json=body).status_code == 201


def test_f15_what_followed_is_said_by_who_sent_the_report(two: Two) -> None:
    where = f"/v1/transmissions/{two.name}/events"
    problem(two.other.post(where, json={"kind": "host_decision", "outcome": "removed"}), "not-found")
    assert two.sender.post(where, json={"kind": "host_decision", "outcome": "removed"}).status_code == 201
