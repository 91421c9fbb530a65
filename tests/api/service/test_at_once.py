"""Several at once: one wins, the others are told, nothing is lost or doubled."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from api.bootstrap import create_app
from api.security.permissions import Role
from tests.api.service.test_reports import THREAT, read, send
from tests.api.service.world import World, small_law

MANY = 8


def test_of_several_decisions_at_once_one_holds(world: World) -> None:
    people = [world.signed_in(Role.ANALYST) for _ in range(MANY)]
    told = send(world.machine())
    _, etag = read(people[0], told["id"])

    def decide(number: int) -> int:
        body, headers = {"kind": "noise"}, {"if-match": etag}
        return people[number].post(f"/v1/reports/{told['id']}/decision", json=body, headers=headers).status_code

    with ThreadPoolExecutor(MANY) as pool:
        answers = Counter(pool.map(decide, range(MANY)))
    assert answers[200] == 1
    assert answers[200] + answers[412] + answers[409] == MANY
    assert len(read(people[0], told["id"])[0]["decisions"]) == 1


def test_a_key_sent_several_times_at_once_stores_once(world: World) -> None:
    machine = world.machine()

    def post(_: int) -> tuple[int, str]:
        response = machine.post("/v1/reports", json=THREAT, headers={"idempotency-key": "une"})
        return response.status_code, response.json().get("id", "")

    with ThreadPoolExecutor(MANY) as pool:
        answers = list(pool.map(post, range(MANY)))
    assert {status for status, _ in answers} <= {202, 409}
    (stored,) = machine.get("/v1/reports").json()["items"]
    assert {name for status, name in answers if status == 202} == {stored["id"]}


def test_reports_sent_at_once_are_all_stored(world: World) -> None:
    machine = world.machine()

    def post(number: int) -> int:
        body = {"url": f"https://a.exemple/{number}", "facts": {"menace": True}}
        return machine.post("/v1/reports", json=body).status_code

    with ThreadPoolExecutor(MANY) as pool:
        assert set(pool.map(post, range(24))) == {202}
    assert len(machine.get("/v1/reports").json()["items"]) == 24


def test_the_application_is_made_from_settings_alone(world: World) -> None:
    app = create_app(world.settings, engine=small_law())
    assert app.state.wiring.settings is world.settings
    app.state.wiring.database.dispose()
