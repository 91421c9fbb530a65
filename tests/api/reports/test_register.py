"""The register: what is known of a content beside its facts; unknown stays unknown."""

from __future__ import annotations

from typing import Any

import pytest

from api.kit.permissions import Role
from tests.api.hosts.test_hosts import HOST
from tests.api.reports.test_reports import THREAT, send
from tests.api.service.world import World, problem


def entry(world: World, report: str) -> dict[str, Any]:
    told: dict[str, Any] = world.signed_in(Role.ANALYST).get(f"/v1/reports/{report}/register").json()
    return told


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://forum.exemple/fil/1", {"service": None, "tld": "exemple", "hosting_country": None}),
        ("ftp://depot.exemple/f/1", {"service": "ftp", "tld": "exemple"}),
        ("hxxp://abcdefghij[.]onion/p", {"service": "onion", "tld": "onion", "hosting_country": None}),
        (None, {"service": None, "tld": None, "hosting": None}),
    ],
)
def test_an_address_says_what_it_says_and_no_more(world: World, url: str | None, expected: dict[str, Any]) -> None:
    told = entry(world, send(world.machine(), url=url)["id"])
    assert {name: told[name] for name in expected} == expected
    assert told["origin"] == "public"


def test_who_sends_may_say_where_the_report_comes_from(world: World) -> None:
    said = {"origin": "inhope", "partner": "hotline voisine", "partner_reference": "HV-12", "victim_age": "pubescent"}
    told = entry(world, send(world.machine(), channel="partner", register=said)["id"])
    assert {name: told[name] for name in said} == said
    assert entry(world, send(world.machine(), channel="partner", text="Autre.", url=None)["id"])["origin"] == "partner"


def test_a_code_that_the_register_does_not_know_is_refused_and_nothing_is_stored(world: World) -> None:
    machine = world.machine()
    body = problem(
        machine.post("/v1/reports", json={**THREAT, "register": {"victim_sex": "garcon"}}), "invalid-request"
    )
    assert body["errors"][0]["pointer"] == "/register/victim_sex"
    batch = {"reports": [THREAT, {**THREAT, "register": {"origin": "publique"}}]}
    body = problem(machine.post("/v1/reports", json=batch), "invalid-request")
    assert body["errors"][0]["pointer"] == "/reports/1/register/origin"
    assert "public" in body["errors"][0]["hint"]
    assert machine.get("/v1/reports").json()["items"] == []


def test_what_a_person_says_stays_until_it_is_said_anew(world: World) -> None:
    report, analyst = send(world.machine())["id"], world.signed_in(Role.ANALYST)
    address = f"/v1/reports/{report}/register"
    analyst.patch(address, json={"service": "forum", "hosting_country": "FR", "typology": "apologie"})
    told = analyst.patch(address, json={"typology": None}).json()
    assert (told["service"], told["hosting_country"], told["typology"]) == ("forum", "FR", None)
    assert told["hosting"]["method"] == "stated"
    body = problem(analyst.patch(address, json={"origin": None}), "invalid-request")
    assert body["errors"][0]["pointer"] == "/origin"
    body = problem(analyst.patch(address, json={"routing": {"manifeste": 3, "autre": 1}}), "invalid-request")
    assert {error["pointer"] for error in body["errors"]} == {"/routing/manifeste", "/routing/autre"}
    assert analyst.get(address).json()["routing"] is None


def test_a_host_of_the_directory_is_recognised_by_its_domains(world: World) -> None:
    reviewer = world.signed_in(Role.REVIEWER)
    wide = reviewer.post("/v1/hosts", json={**HOST, "domains": ["hebergeur.exemple"]}).json()["id"]
    narrow = reviewer.post("/v1/hosts", json={**HOST, "name": "Blogs", "domains": ["blog.hebergeur.exemple"]}).json()
    machine = world.machine()
    assert entry(world, send(machine, url="https://img.hebergeur.exemple/1")["id"])["host"] == wide
    assert (
        entry(world, send(machine, url="https://a.blog.hebergeur.exemple/2", text="Autre.")["id"])["host"]
        == narrow["id"]
    )
    assert entry(world, send(machine, url="https://ailleurs.exemple/3", text="Encore.")["id"])["host"] is None


def test_the_lists_and_the_facts_of_routing_are_told(world: World) -> None:
    analyst = world.signed_in(Role.ANALYST)
    lists = analyst.get("/v1/register/vocabulary").json()
    assert {"value": "female", "fr": "fille", "en": "girl", "iccam": 2} in lists["victim_sex"]
    facts = {fact["id"] for fact in analyst.get("/v1/routing/facts").json()}
    assert {"manifeste", "enfant_en_danger", "hebergement"} <= facts
