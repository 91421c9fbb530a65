"""Scenarios of second readings: taken, read, decided, left, settled."""

from __future__ import annotations

from httpx2 import Request
from starlette.testclient import TestClient

from api.kit.permissions import Role
from campaign.crashes.registry import command
from campaign.crashes.scenes.people import etag_of, script
from campaign.crashes.stages import Stage
from tests.api.pages.case.test_case import version
from tests.api.reports.double_review.test_double_review import decided, disagreement, only, person, taken, tomorrow
from tests.api.service.world import World

API = {"accept": "application/json"}
TAKEN_FIRST = dict.fromkeys(
    ("second_readings", "qualifications", "audit"),
    "the reading is held before it is answered and shown: whoever asks again is shown the one that they hold",
)
RENEWED = {"second_readings": "whoever holds a reading and asks for it holds it a little longer"}


def _due(world: World) -> TestClient:
    """Somebody who may read a decision of the day before."""
    decided(world)
    tomorrow(world)
    return person(world)


def _reading(world: World, client: TestClient) -> str:
    taken(client)
    return only(world).id


@command("POST", "/v1/second-readings/next", stage=Stage.TWICE, repeats=RENEWED, steps=TAKEN_FIRST)
def _(world: World) -> Request:
    return _due(world).build_request("POST", "/v1/second-readings/next", headers=API)


@command("POST", "/v1/second-readings/{second}/facts", stage=Stage.TWICE)
def _(world: World) -> Request:
    client = _due(world)
    address = f"/v1/second-readings/{_reading(world, client)}"
    headers = {**API, **etag_of(client, address)}
    return client.build_request("POST", f"{address}/facts", json={"withdraw": ["menace"]}, headers=headers)


@command("POST", "/v1/second-readings/{second}/decision", stage=Stage.TWICE)
def _(world: World) -> Request:
    client = _due(world)
    address = f"/v1/second-readings/{_reading(world, client)}"
    headers = {**API, **etag_of(client, address)}
    return client.build_request("POST", f"{address}/decision", json={"kind": "noise"}, headers=headers)


@command("DELETE", "/v1/second-readings/{second}/hold", stage=Stage.TWICE)
def _(world: World) -> Request:
    client = _due(world)
    return client.build_request("DELETE", f"/v1/second-readings/{_reading(world, client)}/hold", headers=API)


@command("POST", "/v1/second-readings/{second}/settlement", stage=Stage.TWICE)
def _(world: World) -> Request:
    second = disagreement(world)
    body = {"conclusion": "first", "reason": "La première lecture est la bonne."}
    address = f"/v1/second-readings/{only(world).id}/settlement"
    assert second
    return script(world, Role.REVIEWER).build_request("POST", address, json=body, headers=API)


@command("POST", "/relecture/suivant", stage=Stage.TWICE, repeats=RENEWED)
def _(world: World) -> Request:
    return _due(world).build_request("POST", "/relecture/suivant")


@command("POST", "/relecture/{second}/faits", stage=Stage.TWICE)
def _(world: World) -> Request:
    client = _due(world)
    where = taken(client)
    form = {"version": version(client.get(where).text), "fact": "menace", "act": "deny"}
    return client.build_request("POST", f"{where}/faits", data=form)


@command("POST", "/relecture/{second}/decision", stage=Stage.TWICE)
def _(world: World) -> Request:
    client = _due(world)
    where = taken(client)
    form = {"version": version(client.get(where).text), "kind": "noise"}
    return client.build_request("POST", f"{where}/decision", data=form)


@command("POST", "/relecture/{second}/passer", stage=Stage.TWICE)
def _(world: World) -> Request:
    client = _due(world)
    return client.build_request("POST", f"{taken(client)}/passer")


@command("POST", "/relecture/{second}/arbitrage", stage=Stage.TWICE)
def _(world: World) -> Request:
    disagreement(world)
    form = {"conclusion": "first", "reason": "La première lecture est la bonne."}
    return person(world, Role.REVIEWER).build_request("POST", f"/relecture/{only(world).id}/arbitrage", data=form)
