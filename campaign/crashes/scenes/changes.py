"""Scenarios of change requests on the rules, through the API."""

from __future__ import annotations

from typing import Any

from httpx2 import Request

from api.law.archive import keep_law
from campaign.crashes.registry import command
from campaign.crashes.scenes.people import KEYED
from tests.api.changes.desk import NEW_PENALTY, OFFENCE, OLD_PENALTY, Desk
from tests.api.pages.changes.browsing import PagesDesk, in_state
from tests.api.service.world import World

ANOTHER_CHANGE = dict.fromkeys(("change_requests", "audit"), "two requests of one title are two requests")
TWO_COMMENTS = dict.fromkeys(("change_comments", "audit"), "the same words twice are two comments")


def _edits(desk: Desk, change: str) -> dict[str, Any]:
    file = desk.file(change)
    text = file["text"].replace(OLD_PENALTY, NEW_PENALTY, 1)
    return {"files": [{"path": OFFENCE, "text": text, "seen": file["digest"]}]}


def _question(desk: Desk, change: str) -> str:
    found = desk.editor.get(f"/v1/changes/{change}/questions").json()
    return str(found["items"][0]["id"])


def comment_of(desk: Desk, change: str) -> str:
    """A comment on a change request."""
    response = desk.approver.post(f"/v1/changes/{change}/comments", json={"body": "Pourquoi ?"})
    return str(response.json()["id"])


def shadow_change(desk: Desk, *, running: bool) -> str:
    """A change request whose law answers beside, or may."""
    keep_law(desk.world.services)
    change = desk.change_in()
    if running:
        desk.editor.post(f"/v1/changes/{change}/shadow", json={}).raise_for_status()
    return change


@command("POST", "/v1/changes")
def _(world: World) -> Request:
    return Desk(world).editor.build_request("POST", "/v1/changes", json={"title": "Une peine de plus"}, headers=KEYED)


@command("PUT", "/v1/changes/{change}")
def _(world: World) -> Request:
    desk = Desk(world)
    change = desk.change_in()
    body = {"title": "Une autre peine", "reason": "Réforme."}
    return desk.editor.build_request("PUT", f"/v1/changes/{change}", json=body, headers=desk.if_match(change))


@command("PUT", "/v1/changes/{change}/files")
def _(world: World) -> Request:
    desk = Desk(world)
    change = desk.open()["id"]
    return desk.editor.build_request("PUT", f"/v1/changes/{change}/files", json=_edits(desk, change))


@command("POST", "/v1/changes/{change}/preview", asks=True)
def _(world: World) -> Request:
    desk = Desk(world)
    change = desk.open()["id"]
    return desk.editor.build_request("POST", f"/v1/changes/{change}/preview", json=_edits(desk, change))


@command("POST", "/v1/changes/{change}/evidence")
def _(world: World) -> Request:
    desk = Desk(world)
    change = desk.open()["id"]
    desk.edit(change, OLD_PENALTY, NEW_PENALTY)
    return desk.editor.build_request("POST", f"/v1/changes/{change}/evidence")


@command("POST", "/v1/changes/{change}/submission")
def _(world: World) -> Request:
    desk = Desk(world)
    change = desk.change_in()
    return desk.editor.build_request("POST", f"/v1/changes/{change}/submission", headers=desk.if_match(change))


@command("DELETE", "/v1/changes/{change}/submission")
def _(world: World) -> Request:
    desk = Desk(world)
    change = desk.submitted()["id"]
    return desk.editor.build_request("DELETE", f"/v1/changes/{change}/submission", headers=desk.if_match(change))


@command("POST", "/v1/changes/{change}/rebase")
def _(world: World) -> Request:
    desk = PagesDesk(world)
    change = in_state(desk, "moved")
    body = {"merged": [OFFENCE], "onto": desk.file(change)["onto"]}
    return desk.editor.build_request("POST", f"/v1/changes/{change}/rebase", json=body)


@command("DELETE", "/v1/changes/{change}")
def _(world: World) -> Request:
    desk = Desk(world)
    change = desk.change_in()
    return desk.editor.build_request("DELETE", f"/v1/changes/{change}", headers=desk.if_match(change))


@command("POST", "/v1/changes/{change}/signatures")
def _(world: World) -> Request:
    desk = Desk(world)
    change = desk.submitted()
    body = {"submission": change["submission"]}
    return desk.approver.build_request("POST", f"/v1/changes/{change['id']}/signatures", json=body)


@command("DELETE", "/v1/changes/{change}/signatures")
def _(world: World) -> Request:
    desk = Desk(world)
    change = desk.submitted()
    desk.sign(change).raise_for_status()
    return desk.approver.build_request("DELETE", f"/v1/changes/{change['id']}/signatures")


@command("POST", "/v1/changes/{change}/publication")
def _(world: World) -> Request:
    desk = Desk(world)
    change = desk.submitted()
    desk.sign(change).raise_for_status()
    body = {"submission": change["submission"]}
    return desk.approver.build_request("POST", f"/v1/changes/{change['id']}/publication", json=body)


@command("POST", "/v1/changes/{change}/emergency")
def _(world: World) -> Request:
    desk = Desk(world)
    change = desk.change_in(client=desk.approver)
    address, body = f"/v1/changes/{change}/emergency", {"reason": "Une peine fausse était affichée."}
    return desk.approver.build_request("POST", address, json=body, headers=desk.if_match(change))


@command("POST", "/v1/changes/{change}/comments")
def _(world: World) -> Request:
    desk = Desk(world)
    change = desk.change_in()
    address = f"/v1/changes/{change}/comments"
    return desk.approver.build_request("POST", address, json={"body": "Pourquoi ?"}, headers=KEYED)


@command("POST", "/v1/changes/{change}/comments/{comment}/resolution")
def _(world: World) -> Request:
    desk = Desk(world)
    change = desk.change_in()
    address = f"/v1/changes/{change}/comments/{comment_of(desk, change)}/resolution"
    return desk.approver.build_request("POST", address)


@command("DELETE", "/v1/changes/{change}/comments/{comment}/resolution")
def _(world: World) -> Request:
    desk = Desk(world)
    change = desk.change_in()
    address = f"/v1/changes/{change}/comments/{comment_of(desk, change)}/resolution"
    desk.approver.post(address).raise_for_status()
    return desk.approver.build_request("DELETE", address)


@command("POST", "/v1/changes/{change}/reviewed")
def _(world: World) -> Request:
    desk = Desk(world)
    change = desk.submitted()
    body = {"submission": change["submission"], "part": "offence:menace"}
    return desk.approver.build_request("POST", f"/v1/changes/{change['id']}/reviewed", json=body)


@command("POST", "/v1/changes/{change}/questions")
def _(world: World) -> Request:
    desk = PagesDesk(world)
    change = desk.widened()
    body = {"question": _question(desk, change), "answer": "yes"}
    return desk.editor.build_request("POST", f"/v1/changes/{change}/questions", json=body)


@command("POST", "/v1/changes/{change}/shadow")
def _(world: World) -> Request:
    desk = Desk(world)
    change = shadow_change(desk, running=False)
    return desk.editor.build_request("POST", f"/v1/changes/{change}/shadow", json={})


@command("DELETE", "/v1/changes/{change}/shadow")
def _(world: World) -> Request:
    desk = Desk(world)
    return desk.editor.build_request("DELETE", f"/v1/changes/{shadow_change(desk, running=True)}/shadow")
