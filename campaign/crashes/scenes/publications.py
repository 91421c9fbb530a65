"""Scenarios of publications: ratified, withdrawn, undone, through the API and on their page."""

from __future__ import annotations

from datetime import timedelta

from httpx2 import Request

from api.kit.permissions import Role
from campaign.crashes.registry import command
from campaign.crashes.scenes.people import KEYED
from tests.api.changes.desk import Desk
from tests.api.pages.changes.browsing import PAGE
from tests.api.service.world import World

REASON = {"reason": "La peine d'avant était la bonne."}
ANOTHER_CHANGE = dict.fromkeys(
    ("change_requests", "change_revisions", "audit"), "whoever asks twice opens two requests; the second is abandoned"
)


def _emergency(desk: Desk) -> int:
    return int(desk.emergency(desk.change_in(client=desk.approver)).json()["number"])


def _to_come(desk: Desk) -> int:
    desk.to_come(desk.world.clock.now() + timedelta(days=3))
    return 2


@command("POST", "/v1/publications/{number}/ratification")
def _(world: World) -> Request:
    number = _emergency(Desk(world))
    second = world.signed_in(Role.POLICY_APPROVER)
    return second.build_request("POST", f"/v1/publications/{number}/ratification")


@command("POST", "/v1/publications/{number}/withdrawal")
def _(world: World) -> Request:
    desk = Desk(world)
    return desk.approver.build_request("POST", f"/v1/publications/{_to_come(desk)}/withdrawal", json=REASON)


@command("POST", "/v1/publications/{number}/rollback")
def _(world: World) -> Request:
    desk = Desk(world)
    number = desk.published()["number"]
    return desk.editor.build_request("POST", f"/v1/publications/{number}/rollback", json=REASON, headers=KEYED)


@command("POST", "/publications/{number}/ratification")
def _(world: World) -> Request:
    number = _emergency(Desk(world))
    second = world.signed_in(Role.POLICY_APPROVER)
    return second.build_request("POST", f"/publications/{number}/ratification", headers=PAGE)


@command("POST", "/publications/{number}/retrait")
def _(world: World) -> Request:
    desk = Desk(world)
    address = f"/publications/{_to_come(desk)}/retrait"
    return desk.approver.build_request("POST", address, data=REASON, headers=PAGE)


@command("POST", "/publications/{number}/retour", repeats=ANOTHER_CHANGE)
def _(world: World) -> Request:
    desk = Desk(world)
    address = f"/publications/{desk.published()['number']}/retour"
    return desk.editor.build_request("POST", address, data=REASON, headers=PAGE)
