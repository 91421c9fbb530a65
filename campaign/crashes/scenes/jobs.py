"""Scenarios of jobs: one is tried again, one is stopped."""

from __future__ import annotations

from httpx2 import Request

from api.kit.permissions import Role
from campaign.crashes.registry import command
from campaign.crashes.scenes.people import browser, script
from tests.api.jobs.shared import ask, row_of
from tests.api.service.world import World

TRIED_ANEW = dict.fromkeys(("jobs", "audit"), "each has the job begin again from its start, which bears it")


def _job(world: World) -> str:
    ask(world.database)
    return row_of(world.database).id


@command("POST", "/v1/jobs/{job}/retry", repeats=TRIED_ANEW)
def _(world: World) -> Request:
    return script(world, Role.ADMINISTRATOR).build_request("POST", f"/v1/jobs/{_job(world)}/retry")


@command("POST", "/v1/jobs/{job}/stop")
def _(world: World) -> Request:
    return script(world, Role.ADMINISTRATOR).build_request("POST", f"/v1/jobs/{_job(world)}/stop")


@command("POST", "/travaux/{job}/relance", repeats=TRIED_ANEW)
def _(world: World) -> Request:
    return browser(world, Role.ADMINISTRATOR).build_request("POST", f"/travaux/{_job(world)}/relance")


@command("POST", "/travaux/{job}/arret")
def _(world: World) -> Request:
    return browser(world, Role.ADMINISTRATOR).build_request("POST", f"/travaux/{_job(world)}/arret")
