"""Idempotency keys: every route that creates something takes one; what is sent twice is done once, and answered twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import func, select
from starlette.testclient import TestClient

from api.db.action import EventRow
from api.db.exchanges import NoteRow
from api.db.people import IdempotencyRow, LinkRow
from api.kit.permissions import Role
from api.kit.sealing import Sealer
from tests.api.reports.exchanges.test_exchanges import WORDS, Team
from tests.api.service.world import World, problem
from tests.api.transmissions.follow_up.test_follow_up import Sent

KEY = {"idempotency-key": "envoi-1"}


def rows(world: World, table: Any) -> int:
    """How many rows a table holds."""
    with world.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_every_route_that_creates_something_takes_a_key(sqlite_world: World) -> None:
    paths = sqlite_world.app.openapi()["paths"]
    created = {
        f"{method} {path}": {one["name"].lower() for one in told.get("parameters", [])}
        for path, methods in paths.items()
        for method, told in methods.items()
        if method == "post" and {"201", "202"} & set(told["responses"])
    }
    without = {name for name, headers in created.items() if "idempotency-key" not in headers}
    assert without == {"post /v1/changes/{change}/evidence"}  # asked for again, it is the same evidence
    assert len(created) > 20


def twice(client: TestClient, address: str, body: Any) -> tuple[Any, Any]:
    """A request sent twice with one key, and its answers."""
    first, again = (client.post(address, json=body, headers=KEY) for _ in range(2))
    assert first.status_code == 201, first.text
    return first, again


def test_a_note_sent_twice_is_written_once(world: World) -> None:
    team = Team(world)
    address = f"/v1/reports/{team.report}/notes"
    first, again = twice(team.ada, address, {"body": WORDS})
    assert (again.status_code, again.content) == (201, first.content)
    assert rows(world, NoteRow) == 1
    plain = team.ada.get(address).json()["notes"]
    assert plain == [first.json()]
    problem(team.ada.post(address, json={"body": "Autre chose."}, headers=KEY), "idempotency-key-reused")
    other = f"/v1/reports/{team.other}/notes"
    problem(team.ada.post(other, json={"body": WORDS}, headers=KEY), "idempotency-key-reused")
    assert team.bob.post(address, json={"body": WORDS}, headers=KEY).json()["id"] != first.json()["id"]


def test_what_follows_a_notice_is_stated_once(world: World) -> None:
    sent = Sent(world)
    before = rows(world, EventRow)
    body = {"kind": "receipt", "reference": "AB-12"}
    first, again = twice(sent.analyst, f"/v1/transmissions/{sent.name}/events", body)
    assert again.content == first.content
    assert rows(world, EventRow) == before + 1


def test_a_link_is_made_once_and_its_secret_is_not_stored_in_clear(world: World) -> None:
    admin, person = world.signed_in(Role.ADMINISTRATOR), world.account(Role.ANALYST)
    before = rows(world, LinkRow)
    first, again = twice(admin, f"/v1/accounts/{person}/link", None)
    assert again.json()["url"] == first.json()["url"]
    assert rows(world, LinkRow) == before + 1
    with world.database.read() as session:
        (stored,) = session.scalars(select(IdempotencyRow.answer))
    assert first.json()["url"].rpartition("/")[2].encode() not in stored


def test_what_is_refused_is_not_remembered(world: World) -> None:
    team = Team(world)
    address = f"/v1/reports/{team.report}/notes"
    problem(team.ada.post(address, json={"body": ""}, headers=KEY), "invalid-request")
    assert team.ada.post(address, json={"body": WORDS}, headers=KEY).status_code == 201


def test_a_key_sent_several_times_at_once_writes_once_and_answers_all(world: World) -> None:
    team = Team(world)
    address = f"/v1/reports/{team.report}/notes"

    def post(_: int) -> tuple[int, bytes]:
        response = team.ada.post(address, json={"body": WORDS}, headers=KEY)
        return response.status_code, response.content

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(post, range(4)))
    assert {status for status, _ in answers} == {201}
    assert len(answers) == 1
    assert rows(world, NoteRow) == 1


def test_a_key_of_sealing_that_was_removed_is_told(sqlite_world: World) -> None:
    team = Team(sqlite_world)
    address = f"/v1/reports/{team.report}/notes"
    assert team.ada.post(address, json={"body": WORDS}, headers=KEY).status_code == 201
    other = Sealer([Fernet.generate_key().decode()], "t")
    sqlite_world.serve(replace(sqlite_world.services, sealer=other))
    problem(
        sqlite_world.session_of(team.account(team.ada)).post(address, json={"body": WORDS}, headers=KEY),
        "contact-key-absent",
    )
