"""Every route says who may call it; each role is tried on each route."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from api.kit.permissions import GRANTS, Permission, Role
from tests.api.service.world import World

STATIC = frozenset({"/static"})
"""What is served without asking who: the files of the pages."""
IDS = {
    "second": "sec",
    "change": "chg",
    "comment": "com",
    "asked": "ask",
    "note": "not",
    "report": "rep",
    "qualification": "qua",
    "account": "acc",
    "key": "key",
    "host": "hst",
    "transmission": "trm",
    "event": "evt",
    "job": "job",
}
UNDECLARED = object()


def declared(route: APIRoute) -> Any:
    """The permission that a route's signature names; None when it is open to all; UNDECLARED otherwise."""
    found = [call.permission for call in _calls(route.dependant) if hasattr(call, "permission")]
    return found[0] if len(found) == 1 else UNDECLARED


def _calls(dependant: Dependant) -> Iterator[Any]:
    for inner in dependant.dependencies:
        yield inner.call
        yield from _calls(inner)


def routes_of(world: World) -> list[APIRoute]:
    """Every route, whatever it is included through."""
    return [route for route in _flat(world.app.routes) if isinstance(route, APIRoute)]


def _flat(routes: Sequence[BaseRoute]) -> Iterator[BaseRoute]:
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from _flat(included.routes)
        else:
            yield route


def address(route: APIRoute) -> str:
    """An address that the route takes."""
    return address_of(route, {name: f"{prefix}_{'0' * 26}" for name, prefix in IDS.items()})


def address_of(route: APIRoute, names: Mapping[str, str]) -> str:
    """The address of a route by the names of its parameters; `x` for those that are not said."""
    return re.sub(r"\{(\w+)(:\w+)?\}", lambda parameter: names.get(parameter[1], "x"), route.path)


def test_every_route_declares_its_permission_once(sqlite_world: World) -> None:
    routes = routes_of(sqlite_world)
    assert len(routes) > 30
    assert [route.path for route in routes if declared(route) is UNDECLARED] == []


def test_only_known_folders_are_served_without_asking(sqlite_world: World) -> None:
    others = {
        getattr(route, "path", str(route))
        for route in _flat(sqlite_world.app.routes)
        if not isinstance(route, APIRoute)
    }
    assert others <= STATIC


def test_what_is_open_to_all_is_few(sqlite_world: World) -> None:
    open_to_all = {route.path for route in routes_of(sqlite_world) if declared(route) is None}
    assert not {path for path in open_to_all if path.startswith("/v1/")} - {"/v1/session"}


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role.value if role else "anonymous")
def test_each_role_gets_through_where_its_permissions_say(role: Role | None, sqlite_world: World) -> None:
    grants = GRANTS[role] if role is not None else frozenset()
    account = sqlite_world.account(role) if role is not None else None
    client, ended, wrong = sqlite_world.anonymous(), True, []
    for route in routes_of(sqlite_world):
        for method in sorted(route.methods - {"HEAD"}):
            if account is not None and ended:
                client = sqlite_world.session_of(account)
            response = client.request(method, address(route), headers={"accept": "application/json"})
            status, code = response.status_code, _code(response)
            ended = method != "GET" and status < 400  # what is done may close the session
            wanted = declared(route)
            if wanted is None:
                ok = status != 403 and code != "sign-in-needed"
            elif role is None:
                ok = (status, code) == (401, "sign-in-needed")
            elif wanted in grants:
                ok = status != 401 and code != "not-allowed"
            else:
                ok = (status, code) == (403, "not-allowed")
            if not ok:
                wrong.append((method, route.path, status, code))
    assert wrong == []


def _code(response: Any) -> str:
    try:
        return str(response.json().get("code"))
    except (ValueError, AttributeError):
        return ""


@pytest.mark.parametrize("permission", Permission)
def test_a_key_does_what_its_scopes_say_and_no_more(permission: Permission, sqlite_world: World) -> None:
    if permission not in GRANTS[Role.INTEGRATOR]:
        return
    client = sqlite_world.machine(permission)
    for route in routes_of(sqlite_world):
        wanted = declared(route)
        if not isinstance(wanted, Permission) or "GET" not in route.methods:
            continue
        refused = client.get(address(route)).status_code == 403
        assert refused is (wanted is not permission), route.path


def test_every_permission_is_granted_and_every_role_is_known() -> None:
    assert frozenset().union(*GRANTS.values()) == set(Permission)
    assert set(GRANTS) == set(Role)
