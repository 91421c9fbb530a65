"""Scenarios of change requests on the rules, on their pages."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from httpx2 import Request
from starlette.testclient import TestClient

from campaign.crashes.registry import command
from campaign.crashes.scenes.changes import ANOTHER_CHANGE, TWO_COMMENTS, comment_of, shadow_change
from tests.api.changes.desk import NEW_PENALTY, OFFENCE, OLD_PENALTY
from tests.api.pages.changes.browsing import PAGE, PagesDesk, forms, in_state
from tests.api.pages.changes.gesturing import hidden, preview
from tests.api.service.world import World

PENALTY: dict[str, Any] = {"choix": ["menace", "v2020"], "prison": "9", "fine": "7500"}
REOPENED = dict.fromkeys(
    ("change_requests", "change_revisions", "audit"), "whoever asks twice opens two requests; the second is abandoned"
)


def _act(desk: PagesDesk, change: str, act: str, client: TestClient | None = None, **more: Any) -> Request:
    """The form of an act, with the fields that the page gives it."""
    address = f"/demandes/{change}/{act}"
    fields = forms(desk.get(f"/demandes/{change}", client))[address]
    return _form(desk, address, client, **fields, **more)


def _form(desk: PagesDesk, address: str, client: TestClient | None = None, **form: Any) -> Request:
    return (client or desk.editor).build_request("POST", address, data=form, headers=PAGE)


def _limit(desk: PagesDesk, answer: str) -> Request:
    page = desk.get(f"/demandes/{desk.widened()}/limites")
    (address, *_) = re.findall(rf'action="([^"]+/{answer})"', page)
    return _form(desk, address, offence="", why="Ce n'est pas menacer.")


def _file(desk: PagesDesk, act: str) -> Request:
    change = desk.opened()
    file = desk.file(change)
    text = file["text"].replace(OLD_PENALTY, NEW_PENALTY, 1)
    return _form(desk, f"/demandes/{change}/fichier{act}", path=OFFENCE, seen=file["digest"], text=text)


@command("POST", "/demandes", repeats=ANOTHER_CHANGE)
def _(world: World) -> Request:
    return _form(PagesDesk(world), "/demandes", title="Une peine de plus", reason="")


@command("POST", "/demandes/{change}/description")
def _(world: World) -> Request:
    desk = PagesDesk(world)
    change = desk.opened()
    form = {"title": "Une autre peine", "reason": "Réforme.", "version": desk.read(change)["version"], "effect_at": ""}
    return _form(desk, f"/demandes/{change}/description", **form)


@command("POST", "/demandes/{change}/dossier")
def _(world: World) -> Request:
    desk = PagesDesk(world)
    change = desk.opened()
    desk.written(change, OLD_PENALTY, NEW_PENALTY)
    return _form(desk, f"/demandes/{change}/dossier")


@command("POST", "/demandes/{change}/soumission")
def _(world: World) -> Request:
    desk = PagesDesk(world)
    return _act(desk, desk.ready(), "soumission")


@command("POST", "/demandes/{change}/retour")
def _(world: World) -> Request:
    desk = PagesDesk(world)
    return _act(desk, desk.waiting(), "retour")


@command("POST", "/demandes/{change}/signature")
def _(world: World) -> Request:
    desk = PagesDesk(world)
    return _act(desk, desk.waiting(), "signature", desk.approver)


@command("POST", "/demandes/{change}/signature/retrait")
def _(world: World) -> Request:
    desk = PagesDesk(world)
    return _act(desk, in_state(desk, "signed"), "signature/retrait", desk.approver)


@command("POST", "/demandes/{change}/publication")
def _(world: World) -> Request:
    desk = PagesDesk(world)
    return _act(desk, in_state(desk, "signed"), "publication", desk.approver)


@command("POST", "/demandes/{change}/urgence")
def _(world: World) -> Request:
    desk = PagesDesk(world)
    return _act(desk, desk.ready(), "urgence", desk.approver, reason="Affichée depuis ce matin.", confirm="on")


@command("POST", "/demandes/{change}/abandon")
def _(world: World) -> Request:
    desk = PagesDesk(world)
    return _act(desk, desk.ready(), "abandon")


@command("POST", "/demandes/{change}/nouvelle", repeats=REOPENED)
def _(world: World) -> Request:
    desk = PagesDesk(world)
    change = desk.to_come(world.clock.now() + timedelta(days=5))["id"]
    desk.send("/publications/2/retrait", desk.approver, reason="Date à revoir.")
    return _act(desk, change, "nouvelle")


@command("POST", "/demandes/{change}/vu")
def _(world: World) -> Request:
    desk = PagesDesk(world)
    return _act(desk, desk.waiting(), "vu", desk.approver)


@command("POST", "/demandes/{change}/commentaires", repeats=TWO_COMMENTS)
def _(world: World) -> Request:
    desk = PagesDesk(world)
    return _form(desk, f"/demandes/{desk.ready()}/commentaires", desk.approver, body="Pourquoi ?", place="")


@command("POST", "/demandes/{change}/commentaires/{comment}/resolution")
def _(world: World) -> Request:
    desk = PagesDesk(world)
    change = desk.ready()
    return _form(desk, f"/demandes/{change}/commentaires/{comment_of(desk, change)}/resolution")


@command("POST", "/demandes/{change}/parallele")
def _(world: World) -> Request:
    desk = PagesDesk(world)
    return _form(desk, f"/demandes/{shadow_change(desk, running=False)}/parallele", precision="0.2")


@command("POST", "/demandes/{change}/parallele/arret")
def _(world: World) -> Request:
    desk = PagesDesk(world)
    return _form(desk, f"/demandes/{shadow_change(desk, running=True)}/parallele/arret")


@command("POST", "/demandes/{change}/fichier")
def _(world: World) -> Request:
    return _file(PagesDesk(world), "")


@command("POST", "/demandes/{change}/fichier/retrait")
def _(world: World) -> Request:
    return _file(PagesDesk(world), "/retrait")


@command("POST", "/demandes/{change}/fichier/apercu", asks=True)
def _(world: World) -> Request:
    return _file(PagesDesk(world), "/apercu")


@command("POST", "/demandes/{change}/reprise")
def _(world: World) -> Request:
    desk = PagesDesk(world)
    address = f"/demandes/{in_state(desk, 'moved')}/reprise"
    read = forms(desk.send(address, None, 409))[address]
    return _form(desk, address, None, **read, choice=f"mine:{OFFENCE}")


@command("POST", "/demandes/{change}/gestes/{gesture}/apercu", asks=True)
def _(world: World) -> Request:
    desk = PagesDesk(world)
    return _form(desk, f"/demandes/{desk.opened()}/gestes/peine/apercu", **PENALTY)


@command("POST", "/demandes/{change}/gestes/{gesture}")
def _(world: World) -> Request:
    desk = PagesDesk(world)
    change = desk.opened()
    page = preview(desk, change, "peine", **PENALTY)
    return _form(desk, f"/demandes/{change}/gestes/peine", **hidden(page, change, "peine"))


@command("POST", "/demandes/{change}/limites/{question}/oui")
def _(world: World) -> Request:
    return _limit(PagesDesk(world), "oui")


@command("POST", "/demandes/{change}/limites/{question}/non", repeats=TWO_COMMENTS)
def _(world: World) -> Request:
    return _limit(PagesDesk(world), "non")


@command("POST", "/loi/{offence}/proposition", repeats=ANOTHER_CHANGE)
def _(world: World) -> Request:
    return _form(PagesDesk(world), "/loi/menace/proposition", title="Une peine de plus")
