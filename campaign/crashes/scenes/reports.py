"""Scenarios of reports: they come in, get facts, are decided, through the API and on their page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from httpx2 import Request
from starlette.testclient import TestClient

from api.db.reports import ReportRow
from api.kit.permissions import Role
from campaign.crashes.registry import command
from campaign.crashes.scenes.people import browser, machine, report_version, script
from campaign.crashes.stages import Stage
from tests.api.pages.case.samples import QUIET
from tests.api.pages.case.test_case import post, sent, version
from tests.api.pages.entry.test_entry import CONTACT
from tests.api.reports.test_reports import THREAT, decide, send
from tests.api.reports.test_unconfirming import FACT, accepted
from tests.api.retention.test_retention import filled
from tests.api.service.reading import KEPT
from tests.api.service.world import World
from tests.api.transmissions.notices.test_transmissions import send as send_adult

PROVED_AGAIN = dict.fromkeys(("erasures", "audit"), "each erasure leaves its proof, of nothing too")
ERASED_FIRST = dict.fromkeys(
    ("audit", "erasures", "register_entries", "reporter_contacts", "reports", "sessions", "sign_in_links"),
    "rows are erased before the files: the next erasure clears what the files still show",
)


def _page(client: TestClient, report: str, what: str, **form: Any) -> Request:
    """A form of the page of a report, sent as the page gives it."""
    now = version(client.get(f"/signalements/{report}").text)
    return client.build_request("POST", f"/signalements/{report}/{what}", data={"version": now, **form})


@command("POST", "/v1/reports", stage=Stage.READING)
def _(world: World) -> Request:
    bodies = [{**THREAT, "contact": CONTACT}, {"text": KEPT, "url": "https://forum.exemple/fil/2"}]
    headers = {"idempotency-key": "k1"}
    return machine(world).build_request("POST", "/v1/reports", json={"reports": bodies}, headers=headers)


@command("POST", "/v1/reports/{report}/facts")
def _(world: World) -> Request:
    analyst, report = script(world), send(machine(world))["id"]
    headers = report_version(analyst, report)
    body = {"state": {"age_victime": {"value": 14}}, "withdraw": ["menace"]}
    return analyst.build_request("POST", f"/v1/reports/{report}/facts", json=body, headers=headers)


@command("POST", "/v1/reports/{report}/answer")
def _(world: World) -> Request:
    analyst, report = script(world), send(machine(world))["id"]
    headers = report_version(analyst, report)
    world.clock.moment += timedelta(days=1)
    analyst = script(world)
    return analyst.build_request("POST", f"/v1/reports/{report}/answer", headers=headers)


@command("POST", "/v1/reports/{report}/decision", stage=Stage.SHIPPED)
def _(world: World) -> Request:
    analyst, report = script(world), send_adult(world)
    send_adult(world)  # a duplicate follows the decision
    headers = report_version(analyst, report)
    return analyst.build_request("POST", f"/v1/reports/{report}/decision", json={"kind": "accept"}, headers=headers)


@command("DELETE", "/v1/reports/{report}/decision")
def _(world: World) -> Request:
    analyst, report = script(world), send(machine(world))["id"]
    decide(analyst, report, kind="accept").raise_for_status()
    headers = report_version(analyst, report)
    return analyst.build_request("DELETE", f"/v1/reports/{report}/decision", headers=headers)


@command("DELETE", "/v1/reports/{report}/confirmation", stage=Stage.SHIPPED)
def _(world: World) -> Request:
    analyst = script(world)
    report = accepted(world, analyst)
    headers = report_version(analyst, report)
    body = {"state": {FACT: True}}
    analyst.post(f"/v1/reports/{report}/facts", json=body, headers=headers).raise_for_status()
    headers = report_version(analyst, report)
    return analyst.build_request("DELETE", f"/v1/reports/{report}/confirmation", headers=headers)


@command("PUT", "/v1/reports/{report}/address", stage=Stage.SHIPPED)
def _(world: World) -> Request:
    analyst, report = script(world), send_adult(world, url=None)
    headers = report_version(analyst, report)
    body = {"url": "https://videos.hebergeur.exemple/v/12"}
    return analyst.build_request("PUT", f"/v1/reports/{report}/address", json=body, headers=headers)


@command("DELETE", "/v1/reports/{report}/address", stage=Stage.SHIPPED)
def _(world: World) -> Request:
    analyst, report = script(world), send_adult(world)
    address = f"/v1/reports/{report}/address"
    body = {"url": "https://videos.hebergeur.exemple/v/12"}
    analyst.put(address, json=body, headers=report_version(analyst, report)).raise_for_status()
    return analyst.build_request("DELETE", address, headers=report_version(analyst, report))


@command("POST", "/v1/noise/review/{report}")
def _(world: World) -> Request:
    report = _low_priority(world)
    return script(world).build_request("POST", f"/v1/noise/review/{report}", json={"verdict": "restore"})


@command("POST", "/signalements/nouveau", stage=Stage.READING)
def _(world: World) -> Request:
    client = browser(world, Role.REVIEWER)
    page = client.get("/signalements/nouveau").text
    key = page.partition('name="key" value="')[2].partition('"')[0]
    form = {"key": key, "channel": "phone", "text": KEPT, "reporter": "Camille Dupont", "email": "camille@exemple.fr"}
    return client.build_request("POST", "/signalements/nouveau", data=form)


@command("POST", "/signalements/{report}/faits")
def _(world: World) -> Request:
    return _page(browser(world), sent(world), "faits", fact="menace", act="confirm")


@command("POST", "/signalements/{report}/faits/annulation")
def _(world: World) -> Request:
    client, report = browser(world), sent(world)
    post(client, report, "faits", fact="menace", act="confirm").raise_for_status()
    return _page(client, report, "faits/annulation")


@command("POST", "/signalements/{report}/decision")
def _(world: World) -> Request:
    client, report = browser(world), sent(world)
    post(client, report, "faits", fact="menace", act="confirm").raise_for_status()
    return _page(client, report, "decision", kind="accept")


@command("POST", "/signalements/{report}/confirmation", stage=Stage.SHIPPED)
def _(world: World) -> Request:
    client = browser(world)
    return _page(client, accepted(world, client), "confirmation", confirm=[FACT])


@command("POST", "/signalements/{report}/adresse")
def _(world: World) -> Request:
    return _page(browser(world), sent(world, url=None), "adresse", url="https://exact.exemple/fil/7")


@command("POST", "/signalements/{report}/adresse/retrait")
def _(world: World) -> Request:
    client, report = browser(world), sent(world)
    post(client, report, "adresse", url="https://exact.exemple/fil/7").raise_for_status()
    return _page(client, report, "adresse/retrait")


@command("POST", "/signalements/{report}/annulation")
def _(world: World) -> Request:
    client, report = browser(world), sent(world)
    post(client, report, "decision", kind="noise").raise_for_status()
    return _page(client, report, "annulation")


@command("POST", "/signalements/{report}/reponse")
def _(world: World) -> Request:
    report = sent(world)
    world.clock.moment += timedelta(days=1)
    return _page(browser(world), report, "reponse")


@command("POST", "/bruit/{report}")
def _(world: World) -> Request:
    report, client = _low_priority(world), browser(world)
    return client.build_request(
        "POST", f"/bruit/{report}", data={"version": _version(world, report), "verdict": "restore"}
    )


@command("POST", "/bruit/{report}/annulation")
def _(world: World) -> Request:
    report, client = _low_priority(world), browser(world)
    form = {"version": _version(world, report), "verdict": "noise"}
    client.post(f"/bruit/{report}", data=form).raise_for_status()
    return client.build_request("POST", f"/bruit/{report}/annulation", data={"version": _version(world, report)})


@command("POST", "/administration/conservation", repeats=PROVED_AGAIN, steps=ERASED_FIRST)
def _(world: World) -> Request:
    filled(world)
    world.clock.moment += timedelta(days=400)
    client = browser(world, Role.ADMINISTRATOR)
    return client.build_request("POST", "/administration/conservation", data={"confirm": "true"})


def _version(world: World, report: str) -> int:
    with world.database.read() as session:
        return session.get_one(ReportRow, report).version


def _low_priority(world: World) -> str:
    """A report that the filter set aside, and that an audit draws."""
    report = str(world.report(**QUIET)["id"])
    with world.database.write() as session:
        row = session.get_one(ReportRow, report)
        row.state, row.noise_score, row.noise_decision, row.noise_reason = "low_priority", 0.02, "set_aside", "score"
        row.noise_audit, row.noise_field = True, "none"
    return report
