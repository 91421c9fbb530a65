"""Scenarios of the queue: holds, views, several reports in one act, the end of a shift."""

from __future__ import annotations

import re

from httpx2 import Request
from starlette.testclient import TestClient

from campaign.crashes.registry import command
from campaign.crashes.scenes.people import browser, machine, script
from tests.api.pages.case.test_case import sent
from tests.api.reports.queue.test_batches import batch
from tests.api.reports.queue.test_batches import sent as several
from tests.api.reports.test_reports import send
from tests.api.service.world import World

VIEW = {"name": "Le forum", "criteria": {"words": "forum"}}
RENEWED = {"reports": "whoever holds a report and takes it holds it a little longer"}
PASSED_AGAIN = {**RENEWED, "passed_reports": "it was passed last when it was passed again"}
SAVED_AGAIN = {"queue_views": "it takes the place of the one of the same name"}
ENDED_AGAIN = {"audit": "the journal says each time that a shift ended"}


def _choices(client: TestClient) -> list[str]:
    return re.findall(r'name="choix" value="([^"]+)"', client.get("/file?tri=oldest").text)


def _view(client: TestClient) -> str:
    return str(client.post("/v1/queue/views", json=VIEW).json()["id"])


@command("POST", "/v1/queue/search", asks=True)
def _(world: World) -> Request:
    return script(world).build_request("POST", "/v1/queue/search", json={"state": "open"})


@command("POST", "/v1/queue/views", repeats=SAVED_AGAIN)
def _(world: World) -> Request:
    return script(world).build_request("POST", "/v1/queue/views", json=VIEW)


@command("DELETE", "/v1/queue/views/{view}")
def _(world: World) -> Request:
    client = script(world)
    return client.build_request("DELETE", f"/v1/queue/views/{_view(client)}")


@command("POST", "/v1/queue/batches/preview", asks=True)
def _(world: World) -> Request:
    body = {"kind": "noise", "reports": several(world)}
    return script(world).build_request("POST", "/v1/queue/batches/preview", json=body)


@command("POST", "/v1/queue/batches")
def _(world: World) -> Request:
    body = {"kind": "noise", "reports": several(world)}
    return script(world).build_request("POST", "/v1/queue/batches", json=body)


@command("DELETE", "/v1/queue/batches/{batch}")
def _(world: World) -> Request:
    client = script(world)
    done = batch(client, "noise", several(world))
    return client.build_request("DELETE", f"/v1/queue/batches/{done['id']}")


@command("POST", "/v1/queue/next", repeats=RENEWED)
def _(world: World) -> Request:
    several(world, 2)
    return script(world).build_request("POST", "/v1/queue/next", json={})


@command("PUT", "/v1/queue/{report}/hold", repeats=RENEWED)
def _(world: World) -> Request:
    report = send(machine(world))["id"]
    return script(world).build_request("PUT", f"/v1/queue/{report}/hold", json={})


@command("DELETE", "/v1/queue/{report}/hold")
def _(world: World) -> Request:
    client, report = script(world), send(machine(world))["id"]
    client.put(f"/v1/queue/{report}/hold", json={}).raise_for_status()
    return client.build_request("DELETE", f"/v1/queue/{report}/hold")


@command("POST", "/v1/shift/end", repeats=ENDED_AGAIN)
def _(world: World) -> Request:
    client, report = script(world), send(machine(world))["id"]
    client.put(f"/v1/queue/{report}/hold", json={}).raise_for_status()
    return client.build_request("POST", "/v1/shift/end", json={"seen": True})


@command("POST", "/file/recherche", asks=True)
def _(world: World) -> Request:
    return browser(world).build_request("POST", "/file/recherche", data={"q": "forum"})


@command("POST", "/file/vues", repeats=SAVED_AGAIN)
def _(world: World) -> Request:
    return browser(world).build_request("POST", "/file/vues", data={"etat": "open", "nom": "Le forum"})


@command("POST", "/file/vues/{view}/suppression")
def _(world: World) -> Request:
    client = browser(world)
    return client.build_request("POST", f"/file/vues/{_view(client)}/suppression")


@command("POST", "/file/suivant", repeats=RENEWED)
def _(world: World) -> Request:
    several(world, 2)
    return browser(world).build_request("POST", "/file/suivant")


@command("POST", "/signalements/{report}/prendre", repeats=RENEWED)
def _(world: World) -> Request:
    return browser(world).build_request("POST", f"/signalements/{sent(world)}/prendre")


@command("POST", "/signalements/{report}/passer", repeats=PASSED_AGAIN)
def _(world: World) -> Request:
    client, report = browser(world), sent(world)
    several(world, 2)
    client.post(f"/signalements/{report}/prendre").raise_for_status()
    return client.build_request("POST", f"/signalements/{report}/passer")


@command("POST", "/file/lot", asks=True)
def _(world: World) -> Request:
    several(world)
    client = browser(world)
    return client.build_request("POST", "/file/lot", data={"acte": "noise", "choix": _choices(client)})


@command("POST", "/file/lot/decision")
def _(world: World) -> Request:
    several(world)
    client = browser(world)
    return client.build_request("POST", "/file/lot/decision", data={"acte": "noise", "choix": _choices(client)})


@command("POST", "/file/lot/{batch}/annulation")
def _(world: World) -> Request:
    client = browser(world)
    done = batch(client, "noise", several(world))
    return client.build_request("POST", f"/file/lot/{done['id']}/annulation")


@command("POST", "/suivi/fin", repeats=ENDED_AGAIN)
def _(world: World) -> Request:
    client, report = browser(world), sent(world)
    client.post(f"/signalements/{report}/prendre").raise_for_status()
    return client.build_request("POST", "/suivi/fin", data={"vu": "on"})
