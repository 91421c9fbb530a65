"""Scenarios of colleagues: notes, mentions, requests, reopening."""

from __future__ import annotations

from typing import Any

from httpx2 import Request
from starlette.testclient import TestClient

from campaign.crashes.registry import command
from campaign.crashes.scenes.people import KEYED, report_version
from tests.api.pages.case.test_case import PAGE, version
from tests.api.reports.exchanges.test_exchanges import WORDS, Team
from tests.api.reports.test_reports import decide
from tests.api.service.world import World

TWO_NOTES = dict.fromkeys(("notes", "note_mentions", "audit"), "the same words twice are two notes")


def _form(client: TestClient, address: str, **form: Any) -> Request:
    return client.build_request("POST", address, data=form, headers=PAGE)


def _opinion(team: Team) -> str:
    return str(team.ask(team.ada).json()["id"])


def _handover(team: Team) -> str:
    return str(team.hand(team.ada, team.bob).json()["id"])


def _note(team: Team) -> str:
    body = {"body": WORDS, "mentions": [team.account(team.rene)]}
    return str(team.ada.post(f"/v1/reports/{team.report}/notes", json=body).json()["id"])


@command("POST", "/v1/reports/{report}/notes")
def _(world: World) -> Request:
    team = Team(world)
    body = {"body": WORDS, "mentions": [team.account(team.rene)]}
    return team.ada.build_request("POST", f"/v1/reports/{team.report}/notes", json=body, headers=KEYED)


@command("POST", "/v1/reports/{report}/requests")
def _(world: World) -> Request:
    team = Team(world)
    body = {"kind": "opinion", "role": "reviewer", "body": WORDS}
    return team.ada.build_request("POST", f"/v1/reports/{team.report}/requests", json=body)


@command("POST", "/v1/requests/{asked}/answer")
def _(world: World) -> Request:
    team = Team(world)
    return team.rene.build_request("POST", f"/v1/requests/{_opinion(team)}/answer", json={"body": "Oui."})


@command("POST", "/v1/requests/{asked}/acceptance")
def _(world: World) -> Request:
    team = Team(world)
    return team.bob.build_request("POST", f"/v1/requests/{_handover(team)}/acceptance")


@command("DELETE", "/v1/requests/{asked}")
def _(world: World) -> Request:
    team = Team(world)
    return team.ada.build_request("DELETE", f"/v1/requests/{_opinion(team)}")


@command("POST", "/v1/reports/{report}/reopening")
def _(world: World) -> Request:
    team = Team(world)
    decide(team.ada, team.report, kind="accept").raise_for_status()
    headers = report_version(team.ada, team.report)
    address = f"/v1/reports/{team.report}/reopening"
    return team.ada.build_request("POST", address, json={"reason": WORDS}, headers=headers)


@command("POST", "/v1/exchanges/requests/{asked}/seen")
def _(world: World) -> Request:
    team = Team(world)
    name = _opinion(team)
    team.rene.post(f"/v1/requests/{name}/answer", json={"body": "Oui."}).raise_for_status()
    return team.ada.build_request("POST", f"/v1/exchanges/requests/{name}/seen")


@command("POST", "/v1/exchanges/mentions/{note}/seen")
def _(world: World) -> Request:
    team = Team(world)
    return team.rene.build_request("POST", f"/v1/exchanges/mentions/{_note(team)}/seen")


@command("POST", "/signalements/{report}/notes", repeats=TWO_NOTES)
def _(world: World) -> Request:
    team = Team(world)
    return _form(team.ada, f"/signalements/{team.report}/notes", body=WORDS, to=team.account(team.rene))


@command("POST", "/signalements/{report}/demandes")
def _(world: World) -> Request:
    team = Team(world)
    address = f"/signalements/{team.report}/demandes"
    return _form(team.ada, address, kind="opinion", to="role:reviewer", body=WORDS, hours="4")


@command("POST", "/signalements/{report}/demandes/{asked}/reponse")
def _(world: World) -> Request:
    team = Team(world)
    return _form(team.rene, f"/signalements/{team.report}/demandes/{_opinion(team)}/reponse", body="Oui.")


@command("POST", "/signalements/{report}/demandes/{asked}/prise")
def _(world: World) -> Request:
    team = Team(world)
    return _form(team.bob, f"/signalements/{team.report}/demandes/{_handover(team)}/prise")


@command("POST", "/signalements/{report}/demandes/{asked}/retrait")
def _(world: World) -> Request:
    team = Team(world)
    return _form(team.ada, f"/signalements/{team.report}/demandes/{_opinion(team)}/retrait")


@command("POST", "/signalements/{report}/reouverture")
def _(world: World) -> Request:
    team = Team(world)
    decide(team.ada, team.report, kind="accept").raise_for_status()
    page = team.ada.get(f"/signalements/{team.report}", headers=PAGE).text
    return _form(team.ada, f"/signalements/{team.report}/reouverture", version=version(page), body=WORDS)


@command("POST", "/echanges/reponses/{asked}")
def _(world: World) -> Request:
    team = Team(world)
    name = _opinion(team)
    team.rene.post(f"/v1/requests/{name}/answer", json={"body": "Oui."}).raise_for_status()
    return _form(team.ada, f"/echanges/reponses/{name}")


@command("POST", "/echanges/mentions/{note}")
def _(world: World) -> Request:
    team = Team(world)
    return _form(team.rene, f"/echanges/mentions/{_note(team)}")
