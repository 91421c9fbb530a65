"""Notices that leave as one: prepared whole, confirmed whole, refused whole, also from a page."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.db.action import TransmissionRow
from api.kit.permissions import Role
from api.transmissions import repository
from tests.api.service.racing import meeting, together
from tests.api.service.world import World, problem
from tests.api.transmissions.notices.test_transmissions import ADULT, act, decided, host, prepare


def two(world: World, analyst: TestClient) -> list[str]:
    """Two decided reports on two pages of one host."""
    return [
        decided(world, analyst, url=f"https://v{n}.hebergeur.exemple/p", text=f"Site numéro {n}, ouvert à tous.")
        for n in range(2)
    ]


def bundle(client: TestClient, identifier: str, reports: list[str]) -> Any:
    return client.post(f"/v1/hosts/{identifier}/bundle", json={"reports": reports})


def states(client: TestClient, names: list[str]) -> list[str]:
    return [client.get(f"/v1/transmissions/{name}").json()["state"] for name in names]


def undo(client: TestClient, report: str) -> None:
    etag = client.get(f"/v1/reports/{report}").headers["etag"]
    assert client.delete(f"/v1/reports/{report}/decision", headers={"if-match": etag}).status_code == 200


def test_a_part_whose_decision_was_undone_stops_the_whole(office: World) -> None:
    identifier, analyst = host(office), office.signed_in(Role.ANALYST)
    reports = two(office, analyst)
    one, other = (part["id"] for part in bundle(analyst, identifier, reports).json())
    undo(analyst, reports[1])
    problem(act(analyst, one, "confirmation"), "wrong-state")
    assert states(analyst, [one, other]) == ["prepared", "prepared"]
    assert act(analyst, one, "withdraw").status_code == 200
    assert states(analyst, [one, other]) == ["withdrawn", "withdrawn"]


def test_a_part_undone_after_the_confirmation_keeps_the_whole_from_leaving(office: World) -> None:
    identifier, analyst = host(office), office.signed_in(Role.ANALYST)
    reports = two(office, analyst)
    one, other = (part["id"] for part in bundle(analyst, identifier, reports).json())
    act(analyst, one, "confirmation")
    undo(analyst, reports[1])
    problem(act(analyst, one, "sending", how="dry_run"), "wrong-state")
    problem(act(analyst, one, "sending", how="manual"), "wrong-state")
    assert states(analyst, [one, other]) == ["confirmed", "confirmed"]


def test_two_reports_on_one_address_never_leave_in_one_bundle(office: World) -> None:
    identifier, analyst = host(office), office.signed_in(Role.ANALYST)
    same = [decided(office, analyst, url=ADULT["url"], text=f"Vu par la personne {n}.") for n in range(2)]
    told = problem(bundle(analyst, identifier, same), "invalid-request")
    assert [error["pointer"] for error in told["errors"]] == ["/reports/1"]
    assert analyst.get("/v1/transmissions").json()["items"] == []


def test_a_page_keeps_nothing_of_a_confirmation_that_was_refused_halfway(office: World) -> None:
    identifier, analyst = host(office), office.signed_in(Role.ANALYST)
    reports = two(office, analyst)
    names = [part["id"] for part in bundle(analyst, identifier, reports).json()]
    with office.database.write() as session:  # as if somebody had told the host of the second page meanwhile
        row = session.get(TransmissionRow, names[1])
        assert row is not None
        taken = TransmissionRow(
            **{
                c.name: getattr(row, c.name)
                for c in TransmissionRow.__table__.columns
                if c.name not in ("id", "version")
            }
        )
        taken.id, taken.bundle, taken.state = f"trm_{'0' * 26}", None, "prepared"
        session.add(taken)
    act(analyst, taken.id, "confirmation")
    before = len(journal(office))
    body = {"version": analyst.get(f"/v1/transmissions/{names[0]}").json()["version"]}
    said = analyst.post(f"/notifications/{names[0]}/confirmation", data=body)
    assert said.status_code == 409
    assert "Déjà transmis" in said.text
    assert states(analyst, names) == ["prepared", "prepared"]
    assert [e["action"] for e in journal(office)[before:] if e["action"].startswith("notice.confirmed")] == []


def test_of_two_notices_of_one_content_confirmed_at_once_one_is_already_sent(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both were prepared before either was confirmed, and neither saw the other: the database alone decides."""
    host(office)
    people = [office.signed_in(Role.ANALYST) for _ in range(2)]
    first = decided(office, people[0])
    other = decided(office, people[0], url=f"{ADULT['url']}?utm_source=x", text="Vu ailleurs, le même site.")
    with monkeypatch.context() as blind:
        blind.setattr(repository, "on_content", lambda *_: [])
        names = [prepare(people[0], report).json()["id"] for report in (first, other)]
    monkeypatch.setattr(repository, "holding", lambda *_: None)

    def confirm(number: int) -> str:
        told = act(people[number], names[number], "confirmation")
        code: str = told.json().get("code", told.json().get("state"))
        return code

    with ThreadPoolExecutor(2) as pool:
        assert Counter(pool.map(confirm, range(2))) == {"confirmed": 1, "already-sent": 1}
    assert sorted(states(people[0], names)) == ["confirmed", "prepared"]
    late = names[states(people[0], names).index("prepared")]
    body = {"version": people[0].get(f"/v1/transmissions/{late}").json()["version"]}
    said = people[0].post(f"/notifications/{late}/confirmation", data=body)
    assert (said.status_code, "Déjà transmis" in said.text) == (409, True)


def test_of_two_notices_on_one_content_prepared_at_once_one_is_refused(office: World) -> None:
    host(office)
    people = [office.signed_in(Role.ANALYST) for _ in range(2)]
    for number in range(3):
        reports = [
            decided(office, people[0], url=f"{ADULT['url']}/{number}{end}", text=f"Site numéro {number}{end}, ouvert.")
            for end in ("", "?utm_source=x")
        ]
        with meeting(repository, "on_content"):
            answers = together(*(partial(prepare, *one) for one in zip(people, reports, strict=True)))
        assert sorted(answer.status_code for answer in answers) == [201, 409], number
        again = next(answer for answer in answers if answer.status_code == 409)
        problem(again, "already-sent")


def test_of_several_persons_who_confirm_at_once_one_counts(office: World) -> None:
    host(office)
    people = [office.signed_in(Role.ANALYST) for _ in range(6)]
    name = prepare(people[0], decided(office, people[0])).json()["id"]
    etag = people[0].get(f"/v1/transmissions/{name}").headers["etag"]

    def confirm(number: int) -> int:
        headers = {"if-match": etag}
        return people[number].post(f"/v1/transmissions/{name}/confirmation", headers=headers).status_code

    with ThreadPoolExecutor(6) as pool:
        assert Counter(pool.map(confirm, range(6))) == {200: 1, 412: 5}


def journal(world: World) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = world.signed_in(Role.ADMINISTRATOR).get("/v1/audit?limit=200").json()["items"]
    return sorted(told, key=lambda entry: entry["number"])
