"""A shift that ends says which danger and which time it leaves to nobody; the board says who has each piece of work."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

from sqlalchemy import select
from starlette.testclient import TestClient

from api.db.audit import AuditRow
from api.kit.permissions import Role
from tests.api.service.world import World, problem
from tests.api.transmissions.notices.test_transmissions import act, decided, prepare, send

DANGER = {"danger_immediat": {"value": True, "standing": "presumed"}}


def words(page: str) -> str:
    """The words of a page, with plain spaces and apostrophes, and no mark."""
    return re.sub(r"\s+", " ", re.sub("<[^>]+>|[\u202f\u00a0]", " ", unescape(page))).replace("’", "'")


def left(client: TestClient) -> dict[str, Any]:
    response = client.get("/v1/shift")
    assert response.status_code == 200, response.text
    told: dict[str, Any] = response.json()
    return told


def endings(world: World) -> list[dict[str, Any]]:
    with world.database.read() as session:
        return list(session.scalars(select(AuditRow.detail).where(AuditRow.action == "shift.ended")))


def test_a_calm_shift_ends_at_once_and_gives_back_what_was_held(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = send(office)
    assert analyst.put(f"/v1/queue/{report}/hold", json={}).status_code == 200
    assert left(analyst) == {"dangers": [], "routes": [], "deadlines": [], "held": report, "notices": []}
    page = analyst.get("/suivi/fin").text
    assert "Aucun danger ni aucun délai ne reste sans personne." in words(page)
    assert 'name="vu"' not in page
    assert analyst.post("/suivi/fin", data={}).url.query == b"fini=1"
    assert left(analyst)["held"] is None
    assert endings(office) == [{"dangers": 0, "routes": 0, "deadlines": 0, "notices": 0}]


def test_a_danger_that_nobody_else_holds_must_be_seen(office: World) -> None:
    report = send(office, url="https://forum.exemple/1", facts=DANGER, text=None, contact=None)
    one, other = office.signed_in(Role.ANALYST), office.signed_in(Role.ANALYST)
    assert one.put(f"/v1/queue/{report}/hold", json={}).status_code == 200
    assert left(one)["dangers"] == [report]  # one's own, that one gives back
    assert left(other)["dangers"] == []
    assert "danger que personne d'autre ne tient" in words(one.get("/suivi").text)
    assert "danger que personne d'autre ne tient" not in words(other.get("/suivi").text)
    problem(one.post("/v1/shift/end", json={}), "left-unattended")
    refused = one.post("/suivi/fin", data={}, headers={"accept": "text/html"})
    assert refused.status_code == 409
    assert "Le service n'est pas terminé" in words(refused.text)
    assert f'href="/signalements/{report}"' in refused.text
    assert left(one)["held"] == report
    assert one.post("/suivi/fin", data={"vu": "on"}).status_code == 200
    assert left(one)["held"] is None
    assert [detail["dangers"] for detail in endings(office)] == [1]


def test_times_that_pass_before_the_next_shift_are_said_and_later_ones_are_not(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = decided(office, analyst)
    assert left(analyst)["routes"] == []
    office.clock.moment += timedelta(days=1, hours=13)
    late = office.signed_in(Role.ANALYST)
    assert [(one["report"], one["recipient"]) for one in left(late)["routes"]] == [(report, "hebergeur")]
    problem(late.post("/v1/shift/end", json={"seen": False}), "left-unattended")
    name = prepare(late, report, language="fr").json()["id"]
    assert left(late)["routes"] == []
    assert left(late)["notices"] == [name]
    assert left(office.signed_in(Role.ANALYST))["notices"] == []
    assert late.post("/v1/shift/end", json={}).json()["notices"] == [name]


def test_the_board_says_who_has_each_piece_of_work(office: World) -> None:
    one, other = office.signed_in(Role.ANALYST), office.signed_in(Role.ANALYST)
    report = decided(office, one)
    assert "décidé par vous" in words(one.get("/suivi").text)
    page = words(other.get("/suivi").text)
    assert "décidé par" in page
    assert "décidé par vous" not in page
    name = prepare(other, report, language="fr").json()["id"]
    assert "préparée par vous" in words(other.get("/suivi").text)
    assert act(other, name, "confirmation").status_code == 200
    assert "confirmée par vous" in words(other.get("/suivi").text)
    page = words(other.get("/suivi").text)
    assert re.search("À envoyer 1 ", page)
    case = one.get(f"/v1/reports/{report}").json()["reference"] or report[-6:]
    assert case in page.rpartition("À envoyer")[2]  # a notice says its case


def test_what_is_late_to_prepare_counts_among_what_is_late(office: World) -> None:
    decided(office, office.signed_in(Role.ANALYST))
    assert re.search("En retard 0 ", words(office.signed_in(Role.ANALYST).get("/suivi").text))
    office.clock.moment += timedelta(days=3)
    assert re.search("En retard 1 ", words(office.signed_in(Role.ANALYST).get("/suivi").text))


def test_addresses_to_look_at_again_have_their_own_part(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = decided(office, analyst)
    name = prepare(analyst, report, language="fr").json()["id"]
    assert act(analyst, name, "confirmation").status_code == 200
    for how in ("dry_run", "manual"):
        sent = act(analyst, name, "sending", how=how)
        assert sent.status_code == 200, sent.text
    office.clock.moment += timedelta(hours=23)
    page = words(office.signed_in(Role.ANALYST).get("/suivi").text)
    assert re.search("À vérifier 1 ", page)
    check = page.partition("Adresses à contrôler")[2].partition("En retard")[0]
    assert "Contrôle au lendemain Hébergeur ou plateforme" in check
    assert "décidé par" in check
