"""Scenarios of hosts, the register and notices: prepared, confirmed, sent, withdrawn."""

from __future__ import annotations

from httpx2 import Request
from starlette.testclient import TestClient

from api.kit.permissions import Role
from campaign.crashes.registry import command
from campaign.crashes.scenes.people import browser, etag_of, script
from campaign.crashes.stages import Stage
from tests.api.hosts.test_hosts import HOST
from tests.api.pages.case.test_case import version
from tests.api.service.world import World
from tests.api.transmissions.notices.test_bundles import two
from tests.api.transmissions.notices.test_transmissions import act, decided, host, prepare

STATED_AGAIN = "whoever states it again has stated it last"


def _draft_notice(world: World, client: TestClient) -> str:
    host(world)
    return str(prepare(client, decided(world, client)).json()["id"])


def _ready_notice(world: World, client: TestClient) -> str:
    name = _draft_notice(world, client)
    act(client, name, "confirmation").raise_for_status()
    return name


def _page(client: TestClient, name: str, what: str, **form: str) -> Request:
    now = version(client.get(f"/notifications/{name}").text)
    return client.build_request("POST", f"/notifications/{name}/{what}", data={"version": now, **form})


@command("POST", "/v1/hosts")
def _(world: World) -> Request:
    return script(world, Role.REVIEWER).build_request("POST", "/v1/hosts", json=HOST)


@command("PUT", "/v1/hosts/{host}", repeats=dict.fromkeys(("hosts", "audit"), STATED_AGAIN))
def _(world: World) -> Request:
    body = {**HOST, "notice_email": None}
    return script(world, Role.REVIEWER).build_request("PUT", f"/v1/hosts/{host(world)}", json=body)


@command("POST", "/hebergeurs")
def _(world: World) -> Request:
    form = {"name": "Hébergement d'essai", "kind": "host", "domains": "hebergeur.exemple", "language": "fr"}
    return browser(world, Role.REVIEWER).build_request("POST", "/hebergeurs", data=form)


@command("POST", "/hebergeurs/{host}", repeats=dict.fromkeys(("hosts", "audit"), STATED_AGAIN))
def _(world: World) -> Request:
    form = {"name": "Hébergement d'essai", "kind": "host", "domains": "hebergeur.exemple", "language": "en"}
    return browser(world, Role.REVIEWER).build_request("POST", f"/hebergeurs/{host(world)}", data=form)


@command(
    "PATCH",
    "/v1/reports/{report}/register",
    stage=Stage.SHIPPED,
    repeats=dict.fromkeys(("register_entries", "audit"), STATED_AGAIN),
)
def _(world: World) -> Request:
    client = script(world)
    body = {"service": "site", "hosting_country": "FR"}
    return client.build_request("PATCH", f"/v1/reports/{decided(world, client)}/register", json=body)


@command("POST", "/v1/reports/{report}/transmissions", stage=Stage.SHIPPED)
def _(world: World) -> Request:
    client = script(world)
    host(world)
    address = f"/v1/reports/{decided(world, client)}/transmissions"
    return client.build_request("POST", address, json={"recipient": "hebergeur"})


@command("POST", "/v1/hosts/{host}/bundle", stage=Stage.SHIPPED)
def _(world: World) -> Request:
    client, name = script(world), host(world)
    return client.build_request("POST", f"/v1/hosts/{name}/bundle", json={"reports": two(world, client)})


@command("POST", "/v1/transmissions/{transmission}/confirmation", stage=Stage.SHIPPED)
def _(world: World) -> Request:
    client = script(world)
    address = f"/v1/transmissions/{_draft_notice(world, client)}"
    return client.build_request("POST", f"{address}/confirmation", headers=etag_of(client, address))


@command("PUT", "/v1/transmissions/{transmission}/words", stage=Stage.SHIPPED)
def _(world: World) -> Request:
    client = script(world)
    address = f"/v1/transmissions/{_draft_notice(world, client)}"
    body = {"words": "Le compte a déjà été fermé en mai."}
    return client.build_request("PUT", f"{address}/words", json=body, headers=etag_of(client, address))


@command("DELETE", "/v1/transmissions/{transmission}", stage=Stage.SHIPPED)
def _(world: World) -> Request:
    client = script(world)
    address = f"/v1/transmissions/{_draft_notice(world, client)}"
    return client.build_request("DELETE", address, headers=etag_of(client, address))


@command("POST", "/v1/transmissions/{transmission}/sending", stage=Stage.SHIPPED)
def _(world: World) -> Request:
    client = script(world)
    address = f"/v1/transmissions/{_ready_notice(world, client)}"
    body = {"how": "manual", "reference": "Ticket 12"}
    return client.build_request("POST", f"{address}/sending", json=body, headers=etag_of(client, address))


@command("POST", "/notifications/{transmission}/confirmation", stage=Stage.SHIPPED)
def _(world: World) -> Request:
    client = browser(world)
    return _page(client, _draft_notice(world, client), "confirmation")


@command("POST", "/notifications/{transmission}/remarque", stage=Stage.SHIPPED)
def _(world: World) -> Request:
    client = browser(world)
    return _page(client, _draft_notice(world, client), "remarque", words="Le compte a déjà été fermé en mai.")


@command("POST", "/notifications/{transmission}/retrait", stage=Stage.SHIPPED)
def _(world: World) -> Request:
    client = browser(world)
    return _page(client, _draft_notice(world, client), "retrait")


@command("POST", "/notifications/{transmission}/envoi", stage=Stage.SHIPPED)
def _(world: World) -> Request:
    client = browser(world)
    return _page(client, _ready_notice(world, client), "envoi", how="manual", reference="Ticket 12")


@command(
    "POST",
    "/signalements/{report}/suites/registre",
    stage=Stage.SHIPPED,
    repeats=dict.fromkeys(("register_entries", "audit"), STATED_AGAIN),
)
def _(world: World) -> Request:
    client = browser(world)
    address = f"/signalements/{decided(world, client)}/suites/registre"
    return client.build_request("POST", address, data={"routage.annonce_suicide": "oui"})


@command("POST", "/signalements/{report}/suites/notification", stage=Stage.SHIPPED)
def _(world: World) -> Request:
    client = browser(world)
    host(world)
    address = f"/signalements/{decided(world, client)}/suites/notification"
    return client.build_request("POST", address, data={"recipient": "hebergeur"})
