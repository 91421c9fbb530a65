"""Facts of a report stated in earlier words: stored, answered and shown in those of today."""

from __future__ import annotations

from typing import Any

from api.kit.permissions import Role
from tests.api.reports.test_presumed import state
from tests.api.reports.test_reports import read
from tests.api.service.world import World
from tests.api.transmissions.notices.test_transmissions import send

THREAT: dict[str, Any] = {"acces": "message_direct", "objet_menace": ["mort"], "ordre_condition": True}


def in_force(told: dict[str, Any]) -> dict[str, Any]:
    return {fact["fact"]: fact["value"] for fact in told["facts"] if fact["withdrawn_at"] is None}


def test_a_report_comes_in_with_them(office: World) -> None:
    told, _ = read(office.signed_in(Role.ANALYST), send(office, facts={**THREAT, "forme": ["menace", "appel"]}))
    facts = in_force(told)
    assert (facts["menace"], facts["forme"]) == (True, ["appel"])
    assert told["qualification"]["main"] == "cp-222-18"


def test_an_analyst_states_them(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = send(office, facts=THREAT)
    stated = state(analyst, report, forme=["menace"], crime_vise=["acte_terroriste"], consultation_repetee=True)
    assert stated.status_code == 200, stated.text
    told, _ = read(analyst, report)
    facts = in_force(told)
    assert (facts["menace"], facts["forme"], facts["consultation_habituelle"]) == (True, [], True)
    assert facts["sujet_evoque"]["includes"] == ["acte_terroriste"]
    assert told["qualification"]["main"] == "cp-222-18"
