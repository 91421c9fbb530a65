"""Scenarios of what follows a notice: events, checks, contestations, what is due, closing."""

from __future__ import annotations

from httpx2 import Request
from starlette.testclient import TestClient

from api.kit.permissions import Permission, Role
from campaign.crashes.registry import command
from campaign.crashes.scenes.people import KEYED, browser, machine, script
from campaign.crashes.stages import Stage
from tests.api.pages.case.test_case import PAGE, version
from tests.api.service.world import World
from tests.api.transmissions.follow_up.test_follow_up import Sent, contest
from tests.api.transmissions.notices.test_transmissions import decided, give_up

RECEIPT = {"kind": "receipt", "reference": "AB-12"}
DISMISSAL = {"reason": "Prévenu autrement."}
TWO_EVENTS = dict.fromkeys(("file_events", "audit"), "what is stated twice happened twice")
CONTESTATION = {"by": "uploader", "grounds": "Il s'agit d'une citation."}
REVIEW = {"outcome": "upheld", "reason": "La citation est dénoncée dans la même phrase."}


def _due(client: TestClient, report: str) -> str:
    found = client.get(f"/v1/reports/{report}/due", headers={"accept": "application/json"}).json()
    return str(found[0]["id"])


def _notice(client: TestClient, name: str, what: str, **form: str) -> Request:
    now = version(client.get(f"/notifications/{name}", headers=PAGE).text)
    data = {"version": now, **form}
    return client.build_request("POST", f"/notifications/{name}/{what}", data=data, headers=PAGE)


def _file(client: TestClient, report: str, what: str, **form: str) -> Request:
    return client.build_request("POST", f"/signalements/{report}/suites/{what}", data=form, headers=PAGE)


def _nothing_due(sent: Sent) -> Sent:
    """Nothing is due any more of this report: its file can be closed."""
    give_up(sent.analyst, sent.report)
    return sent


def _closed_file(sent: Sent) -> Sent:
    address = f"/v1/reports/{_nothing_due(sent).report}/closing"
    sent.analyst.post(address, json={"because": "removed"}).raise_for_status()
    return sent


@command("POST", "/v1/transmissions/{transmission}/events")
def _(world: World) -> Request:
    sent = Sent(world)
    return sent.analyst.build_request("POST", f"/v1/transmissions/{sent.name}/events", json=RECEIPT, headers=KEYED)


@command("POST", "/v1/checks")
def _(world: World) -> Request:
    sent = Sent(world)
    body = {"checks": [{"report": sent.report, "found": "offline"}]}
    return machine(world, Permission.CHECKS_CREATE).build_request("POST", "/v1/checks", json=body, headers=KEYED)


@command("POST", "/v1/transmissions/{transmission}/contestations")
def _(world: World) -> Request:
    sent = Sent(world)
    return sent.analyst.build_request("POST", f"/v1/transmissions/{sent.name}/contestations", json=CONTESTATION)


@command("POST", "/v1/events/{event}/review")
def _(world: World) -> Request:
    event = contest(Sent(world)).json()["id"]
    return script(world, Role.REVIEWER).build_request("POST", f"/v1/events/{event}/review", json=REVIEW)


@command("POST", "/v1/reports/{report}/closing")
def _(world: World) -> Request:
    sent = _nothing_due(Sent(world))
    return sent.analyst.build_request("POST", f"/v1/reports/{sent.report}/closing", json={"because": "removed"})


@command("DELETE", "/v1/reports/{report}/closing")
def _(world: World) -> Request:
    sent = _closed_file(Sent(world))
    return sent.analyst.build_request("DELETE", f"/v1/reports/{sent.report}/closing")


@command("POST", "/v1/board/due/{due}/dismissal", stage=Stage.SHIPPED)
def _(world: World) -> Request:
    client = script(world)
    due = _due(client, decided(world, client))
    return client.build_request("POST", f"/v1/board/due/{due}/dismissal", json=DISMISSAL)


@command("DELETE", "/v1/board/due/{due}/dismissal", stage=Stage.SHIPPED)
def _(world: World) -> Request:
    client = script(world)
    address = f"/v1/board/due/{_due(client, decided(world, client))}/dismissal"
    client.post(address, json=DISMISSAL).raise_for_status()
    return client.build_request("DELETE", address)


@command("POST", "/notifications/{transmission}/suite")
def _(world: World) -> Request:
    sent = Sent(world)
    return _notice(sent.analyst, sent.name, "suite", **RECEIPT)


@command("POST", "/notifications/{transmission}/contestation")
def _(world: World) -> Request:
    sent = Sent(world)
    return _notice(sent.analyst, sent.name, "contestation", **CONTESTATION)


@command("POST", "/notifications/{transmission}/revue/{event}")
def _(world: World) -> Request:
    sent = Sent(world)
    event = contest(sent).json()["id"]
    return _notice(script(world, Role.REVIEWER), sent.name, f"revue/{event}", **REVIEW)


@command("POST", "/signalements/{report}/suites/renonciation", stage=Stage.SHIPPED)
def _(world: World) -> Request:
    client = browser(world)
    report = decided(world, client)
    return _file(client, report, "renonciation", due=_due(client, report), **DISMISSAL)


@command("POST", "/signalements/{report}/suites/reprise", stage=Stage.SHIPPED)
def _(world: World) -> Request:
    client = browser(world)
    report = decided(world, client)
    due = _due(client, report)
    client.post(f"/v1/board/due/{due}/dismissal", json=DISMISSAL).raise_for_status()
    return _file(client, report, "reprise", due=due)


@command("POST", "/signalements/{report}/suites/controle", repeats=TWO_EVENTS)
def _(world: World) -> Request:
    sent = Sent(world)
    return _file(sent.analyst, sent.report, "controle", found="offline")


@command("POST", "/signalements/{report}/suites/cloture")
def _(world: World) -> Request:
    sent = _nothing_due(Sent(world))
    return _file(sent.analyst, sent.report, "cloture", because="removed")


@command("POST", "/signalements/{report}/suites/reouverture")
def _(world: World) -> Request:
    sent = _closed_file(Sent(world))
    return _file(sent.analyst, sent.report, "reouverture")
