"""People of the scenarios, and their versions."""

from __future__ import annotations

from starlette.testclient import TestClient

from api.db.people import AccountRow
from api.kit.permissions import Permission, Role
from tests.api.pages.case.test_case import PAGE
from tests.api.reports.test_reports import read
from tests.api.service.world import World

KEYED = {"idempotency-key": "envoi-1"}
"""What a client sends so that the same request, sent again, does nothing more."""


def browser(world: World, *roles: Role) -> TestClient:
    """Somebody signed in, in a browser; an analyst unless other roles are asked for."""
    client = world.signed_in(*(roles or (Role.ANALYST,)))
    client.headers.update(PAGE)
    return client


def script(world: World, *roles: Role) -> TestClient:
    """Somebody signed in who works through the API; an analyst unless other roles are asked for."""
    return world.signed_in(*(roles or (Role.ANALYST,)))


def machine(world: World, *scopes: Permission) -> TestClient:
    """A machine whose key was used just before: that it is used again is not worth writing."""
    client = world.machine(*scopes)
    client.get("/v1/me")
    return client


def report_version(client: TestClient, report: str) -> dict[str, str]:
    """The header that names a report as it is now."""
    return {"if-match": read(client, report)[1]}


def etag_of(client: TestClient, address: str) -> dict[str, str]:
    """The header that names what stands at an address as it is now."""
    return {"if-match": client.get(address, headers={"accept": "application/json"}).headers["etag"]}


def login_of(world: World, account: str) -> str:
    """The name under which an account signs in."""
    with world.database.read() as session:
        return session.get_one(AccountRow, account).login
