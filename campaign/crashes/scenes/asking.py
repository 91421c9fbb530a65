"""Scenarios of questions sent by POST: they store nothing, crashed or not."""

from __future__ import annotations

from typing import Any

from httpx2 import Request
from starlette.testclient import TestClient

from api.kit.permissions import Permission, Role
from campaign.crashes.registry import command
from campaign.crashes.scenes.people import browser, machine, script
from campaign.crashes.stages import Stage
from tests.api.changes.desk import OFFENCE, small_tree
from tests.api.service.reading import KEPT
from tests.api.service.world import World

TEXT = small_tree().files[OFFENCE].decode()
PLACE = {"line": 1, "column": 2}


def _editor(world: World) -> TestClient:
    return script(world, Role.POLICY_EDITOR)


def _buffer(world: World, what: str, **more: Any) -> Request:
    body = {"path": OFFENCE, "text": TEXT, **more}
    return _editor(world).build_request("POST", f"/v1/authoring/{what}", json=body)


@command("POST", "/v1/qualifications", stage=Stage.READING, asks=True)
def _(world: World) -> Request:
    client = machine(world, Permission.QUALIFICATIONS_ASK)
    return client.build_request("POST", "/v1/qualifications", json={"text": KEPT})


@command("POST", "/v1/trials", stage=Stage.READING, asks=True)
def _(world: World) -> Request:
    return _editor(world).build_request("POST", "/v1/trials", json={"text": KEPT})


@command("POST", "/essayer", stage=Stage.READING, asks=True)
def _(world: World) -> Request:
    form = {"text": KEPT, "day": "2024-01-02"}
    return browser(world, Role.POLICY_EDITOR).build_request("POST", "/essayer", data=form)


@command("POST", "/v1/noise", stage=Stage.READING, asks=True)
def _(world: World) -> Request:
    body = {"texts": [{"id": "a", "text": KEPT}]}
    return machine(world, Permission.NOISE_ASK).build_request("POST", "/v1/noise", json=body)


@command("POST", "/v1/authoring/lint", asks=True)
def _(world: World) -> Request:
    return _buffer(world, "lint")


@command("POST", "/v1/authoring/complete", asks=True)
def _(world: World) -> Request:
    return _buffer(world, "complete", **PLACE)


@command("POST", "/v1/authoring/hover", asks=True)
def _(world: World) -> Request:
    return _buffer(world, "hover", **PLACE)


@command("POST", "/v1/authoring/definition", asks=True)
def _(world: World) -> Request:
    return _buffer(world, "definition", **PLACE)


@command("POST", "/v1/authoring/references", asks=True)
def _(world: World) -> Request:
    return _editor(world).build_request("POST", "/v1/authoring/references", json={"name": "menace"})


@command("POST", "/affichage", asks=True)
def _(world: World) -> Request:
    return browser(world).build_request("POST", "/affichage", data={"theme": "dark"})
