"""M14: an identifier that cannot be one names nothing, in pages as in the API: 404, whatever its shape."""

from __future__ import annotations

import pytest

from api.kit.permissions import Role
from tests.api.app.test_routes import IDS, address_of, routes_of
from tests.api.pages.case.test_case import PAGE
from tests.api.service.world import World, problem


def test_m14_a_page_of_no_report_is_not_found(sqlite_world: World) -> None:
    page = sqlite_world.signed_in(Role.ANALYST).get("/signalements/rep_zzz", headers=PAGE)
    assert page.status_code == 404
    assert "Rien à cette adresse" in page.text


@pytest.mark.parametrize("name", ["rep_zzz", "x", "0" * 300, "é"])
def test_m14_no_identifier_of_a_route_is_a_malformed_request(name: str, sqlite_world: World) -> None:
    client = sqlite_world.signed_in(*Role)
    tried = 0
    for route in routes_of(sqlite_world):
        if "GET" in route.methods and any(f"{{{one}}}" in route.path for one in IDS):
            path = address_of(route, dict.fromkeys(IDS, name))
            problem(client.get(path, headers={"accept": "application/json"}), "not-found")
            tried += 1
    assert tried > 15
