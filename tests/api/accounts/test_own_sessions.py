"""Where one is signed in is listed and closed, one by one or all at once; signing in again closes what came before."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.accounts import service
from api.db.people import AccountRow
from api.http.identity import cookie_name
from api.journal.entries import SYSTEM
from api.kit.permissions import Permission, Role
from api.kit.problems import Problem
from tests.api.service.world import World, problem

PASSWORD = "trois mots sans lien"


def somebody(world: World) -> TestClient:
    """Somebody signed in, with a password."""
    person = world.signed_in(Role.ANALYST)
    assert person.put("/v1/me/password", json={"new": PASSWORD}).status_code == 204
    return person


def login_of(world: World, person: TestClient) -> str:
    with world.database.read() as session:
        return session.get_one(AccountRow, person.headers["x-test-account"]).login


def again(world: World, person: TestClient, browser: TestClient | None = None) -> TestClient:
    """The same person signed in by password, in another browser unless one is named."""
    browser = browser if browser is not None else world.anonymous(**{"sec-fetch-site": "same-origin"})
    asked = {"login": login_of(world, person), "password": PASSWORD}
    assert browser.post("/v1/session", json=asked).status_code == 200
    return browser


def sessions(client: TestClient) -> list[dict[str, Any]]:
    told = client.get("/v1/me/sessions")
    assert told.status_code == 200
    items: list[dict[str, Any]] = told.json()["items"]
    return items


def test_ones_sessions_are_listed_and_closed_one_by_one(world: World) -> None:
    first = somebody(world)
    world.clock.moment += timedelta(minutes=5)
    second = again(world, first)
    stranger = somebody(world)
    told = sessions(first)
    assert [one["current"] for one in told] == [False, True] or [one["current"] for one in told] == [True, False]
    assert first.cookies[cookie_name(secure=False)] not in str(told)
    other = next(one["id"] for one in told if not one["current"])
    problem(stranger.delete(f"/v1/me/sessions/{other}"), "not-found")
    assert second.get("/v1/me").status_code == 200
    assert first.delete(f"/v1/me/sessions/{other}").status_code == 204
    problem(second.get("/v1/me"), "sign-in-needed")
    problem(first.delete(f"/v1/me/sessions/{other}"), "not-found")
    assert [one["current"] for one in sessions(first)] == [True]


def test_all_the_others_are_closed_at_once_and_the_idle_are_not_listed(world: World) -> None:
    first = somebody(world)
    others = [again(world, first) for _ in range(2)]
    assert len(sessions(first)) == 3
    assert first.delete("/v1/me/sessions").status_code == 204
    assert all(other.get("/v1/me").status_code == 401 for other in others)
    assert first.get("/v1/me").status_code == 200
    again(world, first)
    world.clock.moment += timedelta(minutes=world.settings.session_idle_minutes - 1)
    assert first.get("/v1/me").status_code == 200
    world.clock.moment += timedelta(minutes=2)
    assert [one["current"] for one in sessions(first)] == [True]


@pytest.mark.parametrize("page", [False, True])
@pytest.mark.parametrize("current", [PASSWORD, None])
def test_a_new_password_gives_the_session_a_new_token_and_ends_all_the_others(
    page: bool, current: str | None, world: World
) -> None:
    first = somebody(world)
    if current is None:
        first = world.session_of(first.headers["x-test-account"])  # a password that is lost is set after a link
    second, former, cookie = again(world, first), world.anonymous(), cookie_name(secure=False)
    former.cookies.set(cookie, str(first.cookies[cookie]))
    before = sessions(first)
    world.clock.moment += timedelta(minutes=5)
    asked = {"new": PASSWORD + " ici"} | ({"current": current} if current is not None else {})
    changed = first.post("/moi/mot-de-passe", data=asked) if page else first.put("/v1/me/password", json=asked)
    assert changed.status_code in (200, 204)
    problem(second.get("/v1/me"), "sign-in-needed")
    problem(former.get("/v1/me"), "sign-in-needed")
    (only,) = sessions(first)
    mine = next(one for one in before if one["current"])
    assert (only["opened_at"], only["expires_at"]) == (mine["opened_at"], mine["expires_at"]), "it lasts no longer"
    assert only["id"] not in {one["id"] for one in before}


def test_a_session_closed_meanwhile_sets_no_password(world: World) -> None:
    person = somebody(world)
    other = again(world, person)
    before, token = other.get("/v1/me").json(), str(other.cookies[cookie_name(secure=False)])
    assert person.delete("/v1/me/sessions").status_code == 204
    with pytest.raises(Problem) as refused:
        service.set_password(world.services, before["account"], PASSWORD, PASSWORD + " ici", token)
    assert refused.value.kind.code == "sign-in-needed"
    again(world, person)


def test_a_machine_has_none(sqlite_world: World) -> None:
    machine = sqlite_world.machine(Permission.SELF)
    assert machine.get("/v1/me/sessions").json()["items"] == []
    for answer in (
        machine.delete("/v1/me/sessions"),
        machine.delete(f"/v1/me/sessions/{'0' * 26}"),
    ):
        assert answer.status_code in (401, 403)


def test_signing_in_again_in_a_browser_closes_what_came_before(world: World) -> None:
    first = somebody(world)
    before = first.cookies[cookie_name(secure=False)]
    first.cookies.clear()
    first.cookies.set(cookie_name(secure=False), before)
    asked = {"login": login_of(world, first), "password": PASSWORD}
    answer = first.post("/v1/session", json=asked)
    assert answer.status_code == 200
    old = world.anonymous(**{"sec-fetch-site": "same-origin"})
    old.cookies.set(cookie_name(secure=False), before)
    problem(old.get("/v1/me"), "sign-in-needed")
    new = again(world, first)
    held = new.cookies[cookie_name(secure=False)]
    with world.database.write() as session:
        row = session.get_one(AccountRow, first.headers["x-test-account"])
        link = service.make_link(session, world.services, SYSTEM, row)
    page = new.post("/sign-in", data={"link": link.url.rpartition("/")[2]}, follow_redirects=False)
    assert page.status_code == 303
    old.cookies.clear()
    old.cookies.set(cookie_name(secure=False), held)
    problem(old.get("/v1/me"), "sign-in-needed")


def test_the_page_lists_them_and_closes(sqlite_world: World) -> None:
    first = somebody(sqlite_world)
    second, third = again(sqlite_world, first), again(sqlite_world, first)
    page = first.get("/moi").text
    close = re.findall(r'action="(/moi/sessions/[0-9a-f]{26}/fermeture)"', page)
    assert len(close) == 2
    assert "celle-ci" in page
    done = first.post(close[0])
    assert "Fermé" in done.text
    assert sorted((second.get("/v1/me").status_code, third.get("/v1/me").status_code)) == [200, 401]
    assert first.post(close[0], headers={"accept": "text/html"}).status_code == 404
    assert "Fermer toutes les autres" in done.text
    assert "Fermer toutes les autres" not in first.post("/moi/sessions/fermeture").text
    assert (second.get("/v1/me").status_code, third.get("/v1/me").status_code) == (401, 401)


def test_signing_out_is_in_the_menu_of_every_page_and_empties_the_browser(sqlite_world: World) -> None:
    person = somebody(sqlite_world)
    for address in ("/file", "/loi", "/moi", "/suivi", "/aide"):
        assert '<form method="post" action="/sign-out">' in person.get(address).text.partition("<main")[0]
    assert "/sign-out" not in sqlite_world.anonymous().get("/loi").text
    out = person.post("/sign-out", follow_redirects=False)
    assert out.headers["clear-site-data"] == '"cache", "storage"'
    assert person.get("/v1/me").status_code == 401
    other = again(sqlite_world, person)
    assert other.delete("/v1/session").headers["clear-site-data"] == '"cache", "storage"'
