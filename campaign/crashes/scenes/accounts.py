"""Scenarios of accounts: sessions, people, identities, keys."""

from __future__ import annotations

from httpx2 import Request
from starlette.testclient import TestClient

from api.kit.permissions import Role
from campaign.crashes.registry import command
from campaign.crashes.scenes.people import KEYED, browser, script
from tests.api.accounts.test_lost_password import NEW, Person
from tests.api.accounts.test_own_sessions import again, sessions, somebody
from tests.api.accounts.test_people import PASSWORD
from tests.api.pages.case.test_case import PAGE
from tests.api.service.world import World

ANOTHER_LINK = dict.fromkeys(("sign_in_links", "audit"), "each asks for a link, and the earlier one is void")
ANOTHER_KEY = dict.fromkeys(("api_keys", "audit"), "a key is shown once: whoever did not see it makes another")
SIGNS_IN_AGAIN = dict.fromkeys(("sessions", "audit"), "each opens a session, as from another browser")
LINKED_ANEW = dict.fromkeys(("external_identities", "audit"), "a link to the same identity takes its place")
TWICE_IN_JOURNAL = {"audit": "the journal says each time that it was stated"}


def _admin(world: World) -> TestClient:
    return script(world, Role.ADMINISTRATOR)


def _person(world: World) -> str:
    return world.account(Role.ANALYST)


def _key(world: World, admin: TestClient) -> str:
    account = world.account(Role.INTEGRATOR)
    body = {"label": "import", "scopes": ["reports:read"]}
    return str(admin.post(f"/v1/accounts/{account}/keys", json=body).json()["key"]["id"])


def _twice_signed_in(world: World) -> tuple[TestClient, str]:
    """Somebody signed in by two browsers: one of them, and the session of the other."""
    person = somebody(world)
    again(world, person)
    return person, next(str(one["id"]) for one in sessions(person) if not one["current"])


@command("POST", "/v1/session", repeats=SIGNS_IN_AGAIN)
def _(world: World) -> Request:
    person = Person(world)
    return person.browser().build_request("POST", "/v1/session", json={"login": person.login, "password": PASSWORD})


@command("DELETE", "/v1/session")
def _(world: World) -> Request:
    return script(world).build_request("DELETE", "/v1/session")


@command("DELETE", "/v1/me/sessions")
def _(world: World) -> Request:
    person, _ = _twice_signed_in(world)
    return person.build_request("DELETE", "/v1/me/sessions")


@command("DELETE", "/v1/me/sessions/{name}")
def _(world: World) -> Request:
    person, other = _twice_signed_in(world)
    return person.build_request("DELETE", f"/v1/me/sessions/{other}")


@command("POST", "/moi/sessions/fermeture")
def _(world: World) -> Request:
    person, _ = _twice_signed_in(world)
    return person.build_request("POST", "/moi/sessions/fermeture", headers=PAGE)


@command("POST", "/moi/sessions/{name}/fermeture")
def _(world: World) -> Request:
    person, other = _twice_signed_in(world)
    return person.build_request("POST", f"/moi/sessions/{other}/fermeture", headers=PAGE)


@command("PUT", "/v1/me/password")
def _(world: World) -> Request:
    client = Person(world).by_link()
    return client.build_request("PUT", "/v1/me/password", json={"new": NEW})


@command("POST", "/v1/accounts")
def _(world: World) -> Request:
    return _admin(world).build_request("POST", "/v1/accounts", json={"login": "camille", "roles": ["analyst"]})


@command("PATCH", "/v1/accounts/{account}", repeats=TWICE_IN_JOURNAL)
def _(world: World) -> Request:
    return _admin(world).build_request("PATCH", f"/v1/accounts/{_person(world)}", json={"disabled": True})


@command("POST", "/v1/accounts/{account}/link")
def _(world: World) -> Request:
    return _admin(world).build_request("POST", f"/v1/accounts/{_person(world)}/link", headers=KEYED)


@command("PUT", "/v1/accounts/{account}/identity", repeats=LINKED_ANEW)
def _(world: World) -> Request:
    address = f"/v1/accounts/{_person(world)}/identity"
    return _admin(world).build_request("PUT", address, json={"subject": "sujet-1"})


@command("DELETE", "/v1/accounts/{account}/identity")
def _(world: World) -> Request:
    admin, address = _admin(world), f"/v1/accounts/{_person(world)}/identity"
    admin.put(address, json={"subject": "sujet-1"}).raise_for_status()
    return admin.build_request("DELETE", address)


@command("POST", "/v1/accounts/{account}/keys")
def _(world: World) -> Request:
    account = world.account(Role.INTEGRATOR)
    body = {"label": "import", "scopes": ["reports:read"]}
    return _admin(world).build_request("POST", f"/v1/accounts/{account}/keys", json=body, headers=KEYED)


@command("POST", "/v1/keys/{key}/rotate")
def _(world: World) -> Request:
    admin = _admin(world)
    address = f"/v1/keys/{_key(world, admin)}/rotate"
    return admin.build_request("POST", address, json={"grace_hours": 1}, headers=KEYED)


@command("DELETE", "/v1/keys/{key}")
def _(world: World) -> Request:
    admin = _admin(world)
    return admin.build_request("DELETE", f"/v1/keys/{_key(world, admin)}")


@command("POST", "/sign-in", repeats=SIGNS_IN_AGAIN)
def _(world: World) -> Request:
    person = Person(world)
    return person.browser().build_request("POST", "/sign-in", data={"login": person.login, "password": PASSWORD})


@command("POST", "/sign-out")
def _(world: World) -> Request:
    return browser(world).build_request("POST", "/sign-out")


@command("POST", "/moi/mot-de-passe")
def _(world: World) -> Request:
    return Person(world).by_link().build_request("POST", "/moi/mot-de-passe", data={"new": NEW})


@command("POST", "/administration")
def _(world: World) -> Request:
    form = {"login": "camille", "roles": ["analyst"]}
    return browser(world, Role.ADMINISTRATOR).build_request("POST", "/administration", data=form)


@command("POST", "/administration/{account}", repeats=TWICE_IN_JOURNAL)
def _(world: World) -> Request:
    form = {"roles": ["reviewer"]}
    return browser(world, Role.ADMINISTRATOR).build_request("POST", f"/administration/{_person(world)}", data=form)


@command("POST", "/administration/{account}/lien", repeats=ANOTHER_LINK)
def _(world: World) -> Request:
    return browser(world, Role.ADMINISTRATOR).build_request("POST", f"/administration/{_person(world)}/lien")


@command("POST", "/administration/{account}/identite", repeats=LINKED_ANEW)
def _(world: World) -> Request:
    address = f"/administration/{_person(world)}/identite"
    return browser(world, Role.ADMINISTRATOR).build_request("POST", address, data={"subject": "sujet-1"})


@command("POST", "/administration/{account}/cles", repeats=ANOTHER_KEY)
def _(world: World) -> Request:
    address = f"/administration/{world.account(Role.INTEGRATOR)}/cles"
    form = {"label": "import", "scopes": ["reports:read"], "days": "30"}
    return browser(world, Role.ADMINISTRATOR).build_request("POST", address, data=form)


@command("POST", "/administration/cles/{key}/rotation", repeats=ANOTHER_KEY)
def _(world: World) -> Request:
    admin = browser(world, Role.ADMINISTRATOR)
    return admin.build_request("POST", f"/administration/cles/{_key(world, admin)}/rotation", data={"grace": "24"})


@command("POST", "/administration/cles/{key}/revocation")
def _(world: World) -> Request:
    admin = browser(world, Role.ADMINISTRATOR)
    return admin.build_request("POST", f"/administration/cles/{_key(world, admin)}/revocation")
