"""A batch with several wrong parts names the faults of all, each with its place; fifty at most, and how many more there are."""

from __future__ import annotations

from typing import Any

import pytest

from api.kit.permissions import Permission
from tests.api.service.world import World, problem

GOOD: dict[str, Any] = {"facts": {"menace": True}}
MISSHAPEN: list[dict[str, Any]] = [
    GOOD,
    {"url": 3},
    {"text": "x", "hashes": [{"algorithm": "md4", "value": "0" * 16}], "channel": "pigeon"},
    GOOD,
    {},
    {"text": "x", "date_of_facts": "2024-02-31", "contact": {"telephone": "x"}, "register": {"ip": "nulle part"}},
]
PLACES = [
    "/reports/1/url",
    "/reports/2/channel",
    "/reports/2/hashes/0/algorithm",
    "/reports/4/text",
    "/reports/5/date_of_facts",
    "/reports/5/register/ip",
    "/reports/5/contact/telephone",
]


def refused(world: World, reports: list[dict[str, Any]], **headers: str) -> dict[str, Any]:
    """The problem that a batch meets, of which nothing is stored."""
    machine = world.machine()
    told = problem(machine.post("/v1/reports", json={"reports": reports}, headers=headers), "invalid-request")
    assert machine.get("/v1/reports").json()["items"] == []
    return told


def test_each_misshapen_report_is_named(sqlite_world: World) -> None:
    told = refused(sqlite_world, MISSHAPEN)
    assert [error["pointer"] for error in told["errors"]] == PLACES
    assert told["more"] == 0
    for language, words in (("fr", "valeurs possibles"), ("en", "possible values")):
        said = refused(sqlite_world, MISSHAPEN, **{"accept-language": language})
        assert words in said["errors"][1]["message"]


def test_each_report_whose_facts_or_register_cannot_be_read_is_named(world: World) -> None:
    reports = [
        GOOD,
        {"facts": {"menaces": True}},
        {"text": "x", "register": {"victim_sex": "inconnue", "routing": {"manifestes": True}}},
        {"facts": {"acces": "ouver"}, "register": {"origin": "x", "host": f"hst_{'0' * 26}"}},
    ]
    told = refused(world, reports)
    assert {error["pointer"] for error in told["errors"]} == {
        "/reports/1/facts/menaces",
        "/reports/2/register/victim_sex",
        "/reports/2/register/routing/manifestes",
        "/reports/3/facts/acces",
        "/reports/3/register/origin",
        "/reports/3/register/host",
    }
    places = [error["pointer"] for error in told["errors"]]
    assert places == sorted(places, key=lambda place: place.split("/")[2])  # report by report


@pytest.mark.parametrize(
    "wrong", [{"url": 3}, {"facts": {"menaces": True}}, {"text": "x", "register": {"origin": "x"}}]
)
def test_fifty_faults_are_named_and_the_others_counted(wrong: dict[str, Any], sqlite_world: World) -> None:
    told = refused(sqlite_world, [GOOD, *[wrong] * 61])
    assert [error["pointer"].split("/")[2] for error in told["errors"]] == [str(n) for n in range(1, 51)]
    assert told["more"] == 11


def test_every_wrong_check_is_named_too(sqlite_world: World) -> None:
    checking = sqlite_world.machine(Permission.CHECKS_CREATE)
    checks = [{"report": "rep_x", "found": "offline"}, {"report": f"rep_{'0' * 26}", "found": "perdu"}]
    told = problem(checking.post("/v1/checks", json={"checks": checks}), "invalid-request")
    assert [error["pointer"] for error in told["errors"]] == ["/checks/0/report", "/checks/1/found"]
