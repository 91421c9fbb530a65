"""Several at once: one wins, the others are told, nothing is lost or doubled."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app.bootstrap import create_app
from api.kit.permissions import Role
from api.reports import intake, repository
from tests.api.reports.test_reports import THREAT, read, send
from tests.api.service.racing import ROUNDS, meeting, together
from tests.api.service.served import PATIENCE
from tests.api.service.world import TEXT, World, small_law

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


def test_f10_a_key_sent_several_times_at_once_stores_once_and_answers_all(world: World) -> None:
    machine = world.machine()

    def post(_: int) -> tuple[int, str]:
        response = machine.post("/v1/reports", json=THREAT, headers={"idempotency-key": "une"})
        return response.status_code, response.json().get("id", "")

    with ThreadPoolExecutor(MANY) as pool:
        answers = list(pool.map(post, range(MANY)))
    (stored,) = machine.get("/v1/reports").json()["items"]
    assert answers == [(202, stored["id"])] * MANY


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
    assert app.state.live.current().settings is world.settings
    app.state.live.current().database.dispose()


def test_f3_two_forms_at_once_with_the_same_content_are_one_case_and_its_duplicate(world: World) -> None:
    people = [world.signed_in(Role.ANALYST) for _ in range(2)]
    for number in range(ROUNDS):
        form = {"channel": "phone", "url": f"https://f.exemple/{number}", "text": f"{TEXT} {number}"}
        with meeting(repository, "candidates"):
            answers = together(*(partial(_enter, p, f"{number}-{n}", form) for n, p in enumerate(people)))
        assert [answer.status_code for answer in answers] == [303, 303]
        names = [answer.headers["location"].rpartition("/")[2] for answer in answers]
        assert sorted(read(people[0], name)[0]["state"] for name in names) == ["duplicate", "open"], number


def test_f10_a_form_sent_twice_by_a_double_click_opens_the_same_case_twice(world: World) -> None:
    person = world.signed_in(Role.ANALYST)
    for number in range(ROUNDS):
        form = {"channel": "phone", "url": f"https://g.exemple/{number}"}
        with meeting(intake, "already_answered"):
            answers = together(*[partial(_enter, person, f"clic-{number}", form)] * 2)
        assert [answer.status_code for answer in answers] == [303, 303], number
        assert len({answer.headers["location"] for answer in answers}) == 1
    assert len(person.get("/v1/reports").json()["items"]) == ROUNDS


def _enter(person: TestClient, key: str, form: dict[str, str]) -> Any:
    return person.post("/signalements/nouveau", data={"key": key, **form}, follow_redirects=False)


def test_f1_a_long_batch_lets_others_between_two_of_its_reports(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine, order, read = sqlite_world.machine(), list[str](), intake._read_one

    def slowly(services: Any, report: Any, root: str) -> Any:
        order.append(root)
        if root == "/reports/0":
            until = time.monotonic() + PATIENCE
            while not services.arrivals._waiting:
                assert time.monotonic() < until
                time.sleep(0.01)
        return read(services, report, root)

    monkeypatch.setattr(intake, "_read_one", slowly)
    batch = {"reports": [{"text": f"Texte numéro {number}."} for number in range(3)]}
    with ThreadPoolExecutor(2) as pool:
        many = pool.submit(machine.post, "/v1/reports", json=batch)
        while not order:
            time.sleep(0.01)
        one = pool.submit(machine.post, "/v1/reports", json={"text": "Un seul."})
        assert (one.result().status_code, many.result().status_code) == (202, 202)
    assert order.index("") == 1
