"""Accounts, sign-in, sessions, keys: what they open, and when they stop."""

from __future__ import annotations

from datetime import timedelta

import pytest

from api.accounts.first_start import LOGIN, first_link
from api.accounts.service import LINK_PATH
from api.kit.permissions import Permission, Role
from api.pages.sign_in.routes import safe_target
from tests.api.service.world import World, problem

PASSWORD = "une phrase assez longue"


def token_of(url: str) -> str:
    return url.rpartition(LINK_PATH)[2]


def test_the_first_start_gives_an_administrator_and_a_link_that_works_once(world: World) -> None:
    link = first_link(world.services)
    assert link is not None
    client = world.anonymous()
    me = client.post("/v1/session", json={"link": token_of(link.url)}).json()
    assert "administrator" in me["roles"]
    assert client.get("/v1/me").json()["pseudonym"] == me["pseudonym"]
    problem(world.anonymous().post("/v1/session", json={"link": token_of(link.url)}), "link-used")
    assert first_link(world.services) is None


def test_a_first_link_never_used_is_made_anew_at_the_next_start(world: World) -> None:
    first, second = first_link(world.services), first_link(world.services)
    assert first is not None
    assert second is not None
    assert first.url != second.url


def test_a_link_is_opened_by_a_button_not_by_its_address(world: World) -> None:
    link = first_link(world.services)
    assert link is not None
    client = world.anonymous()
    path = link.url.removeprefix("http://127.0.0.1:8000")
    for _ in range(3):
        assert client.get(path).status_code == 200
    entered = client.post("/sign-in", data={"link": token_of(link.url)}, follow_redirects=False)
    assert (entered.status_code, entered.headers["location"]) == (303, "/moi/mot-de-passe")
    assert client.get("/v1/me").status_code == 200


def test_an_old_link_is_refused(world: World) -> None:
    link = first_link(world.services)
    assert link is not None
    world.clock.moment += timedelta(hours=25)
    problem(world.anonymous().post("/v1/session", json={"link": token_of(link.url)}), "link-expired")


def test_a_password_signs_in_and_changing_it_closes_other_sessions(world: World) -> None:
    link = first_link(world.services)
    assert link is not None
    one, two = world.anonymous(), world.anonymous()
    one.post("/v1/session", json={"link": token_of(link.url)})
    assert one.put("/v1/me/password", json={"new": PASSWORD}).status_code == 204
    assert two.post("/v1/session", json={"login": LOGIN, "password": PASSWORD}).status_code == 200
    refused = one.put("/v1/me/password", json={"current": "autre", "new": PASSWORD + "!"})
    assert problem(refused, "invalid-request")["errors"][0]["pointer"] == "/current"
    assert one.put("/v1/me/password", json={"current": PASSWORD, "new": PASSWORD + "!"}).status_code == 204
    problem(two.get("/v1/me"), "sign-in-needed")
    assert one.get("/v1/me").json()["has_password"]
    for login, password in ((LOGIN, PASSWORD), ("personne", PASSWORD)):
        problem(two.post("/v1/session", json={"login": login, "password": password}), "sign-in-refused")


def test_signing_out_closes_the_session(world: World) -> None:
    analyst = world.signed_in(Role.ANALYST)
    cookies = dict(analyst.cookies)
    assert analyst.delete("/v1/session").status_code == 204
    again = world.anonymous()
    again.cookies.update(cookies)
    problem(again.get("/v1/me"), "sign-in-needed")


@pytest.mark.parametrize("hours", [3, 11])
def test_a_session_ends_when_idle_and_after_its_day(hours: int, world: World) -> None:
    analyst = world.signed_in(Role.ANALYST)
    assert analyst.get("/v1/me").status_code == 200
    world.clock.moment += timedelta(hours=hours)
    problem(analyst.get("/v1/me"), "sign-in-needed")


def test_the_cookie_is_out_of_reach_of_scripts(world: World) -> None:
    link = first_link(world.services)
    assert link is not None
    cookie = world.anonymous().post("/v1/session", json={"link": token_of(link.url)}).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_accounts_are_made_changed_and_suspended(world: World) -> None:
    admin = world.signed_in(Role.ADMINISTRATOR)
    made = admin.post("/v1/accounts", json={"login": "a.b", "roles": ["analyst"]}).json()
    problem(admin.post("/v1/accounts", json={"login": "a.b", "roles": ["analyst"]}), "login-taken")
    person = world.anonymous()
    person.post("/v1/session", json={"link": token_of(made["link"]["url"])})
    where = f"/v1/accounts/{made['account']['id']}"
    assert admin.patch(where, json={"roles": ["reviewer"]}).json()["roles"] == ["reviewer"]
    problem(person.get("/v1/me"), "sign-in-needed")
    link = admin.post(f"{where}/link").json()["url"]
    assert admin.patch(where, json={"disabled": True}).json()["disabled_at"] is not None
    problem(person.post("/v1/session", json={"link": token_of(link)}), "link-unknown")
    assert len(admin.get("/v1/accounts").json()["items"]) == 2


def test_somebody_must_stay_administrator(world: World) -> None:
    admin = world.signed_in(Role.ADMINISTRATOR)
    where = f"/v1/accounts/{admin.get('/v1/me').json()['account']}"
    problem(admin.patch(where, json={"disabled": True}), "last-administrator")
    problem(admin.patch(where, json={"roles": ["analyst"]}), "last-administrator")
    world.account(Role.ADMINISTRATOR)
    assert admin.patch(where, json={"roles": ["analyst"]}).status_code == 200


def test_a_key_is_told_once_kept_as_a_digest_replaced_and_revoked(world: World) -> None:
    admin, machine = world.signed_in(Role.ADMINISTRATOR), world.account(Role.INTEGRATOR)
    where = f"/v1/accounts/{machine}/keys"
    made = admin.post(where, json={"label": "essai", "scopes": ["law:read"]}).json()
    secret = made["secret"].partition(".")[2]
    with world.database.engine.connect() as connection:
        assert secret not in str(connection.exec_driver_sql("SELECT * FROM api_keys").all())
    old = world.anonymous(authorization=f"Bearer {made['secret']}")
    assert old.get("/v1/facts").status_code == 200
    assert admin.get(where).json()[0]["used_at"] is not None
    new = admin.post(f"/v1/keys/{made['key']['id']}/rotate", json={"grace_hours": 1}).json()
    assert new["key"]["replaces"] == made["key"]["id"]
    fresh = world.anonymous(authorization=f"Bearer {new['secret']}")
    assert (old.get("/v1/facts").status_code, fresh.get("/v1/facts").status_code) == (200, 200)
    world.clock.moment += timedelta(hours=1)
    problem(old.get("/v1/facts"), "sign-in-needed")
    admin = world.signed_in(Role.ADMINISTRATOR)
    assert admin.delete(f"/v1/keys/{new['key']['id']}").json()["revoked_at"] is not None
    problem(fresh.get("/v1/facts"), "sign-in-needed")


@pytest.mark.parametrize(
    "header", ["Bearer x", "Bearer key_x.y", "Basic abc", "Bearer", "Bearer é.é", "Bearer " + "x" * 500]
)
def test_what_is_no_key_is_refused(header: str, sqlite_world: World) -> None:
    response = sqlite_world.anonymous().get("/v1/me", headers={"authorization": header.encode()})
    problem(response, "sign-in-needed")
    assert response.headers["www-authenticate"] == "Bearer"


def test_a_key_holds_no_scope_beyond_its_role(sqlite_world: World) -> None:
    admin, machine = sqlite_world.signed_in(Role.ADMINISTRATOR), sqlite_world.account(Role.INTEGRATOR)
    body = {"label": "essai", "scopes": [Permission.ACCOUNTS_MANAGE]}
    answer = problem(admin.post(f"/v1/accounts/{machine}/keys", json=body), "invalid-request")
    assert answer["errors"][0]["pointer"] == "/scopes"
    person = sqlite_world.account(Role.ANALYST)
    body["scopes"] = [Permission.LAW_READ]
    problem(admin.post(f"/v1/accounts/{person}/keys", json=body), "invalid-request")


@pytest.mark.parametrize("target", ["//ailleurs.exemple", "https://ailleurs.exemple", "/\\ailleurs", "x", "/a\nb", ""])
def test_the_door_leads_nowhere_else(target: str) -> None:
    assert safe_target(target) == "/"


def test_the_door_leads_back(sqlite_world: World) -> None:
    assert safe_target("/queue?state=open") == "/queue?state=open"
    assert sqlite_world.anonymous().get("/sign-in?next=/queue").status_code == 200
