"""A row of the queue says what is due on its report, and whose opinion is awaited; a decision is found by its day."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.db.action import DeadlineRow, RouteDueRow
from api.kit.ids import new_id
from api.kit.permissions import Role
from api.kit.typography import typeset
from tests.api.reports.queue.test_search import filled, references
from tests.api.reports.test_reports import decide
from tests.api.service.world import World


def deadline(world: World, report: str, kind: str, hours: float, **columns: Any) -> None:
    """A deadline of a report, some hours from now."""
    now = world.clock.now()
    with world.database.write() as session:
        session.add(
            DeadlineRow(
                id=new_id("due", now),
                report=report,
                kind=kind,
                binding=False,
                due_at=now + timedelta(hours=hours),
                **columns,
            )
        )


def route(world: World, report: str, hours: float | None, **columns: Any) -> None:
    """A recipient to be told of a report, some hours from now."""
    now = world.clock.now()
    due_at = now + timedelta(hours=hours) if hours is not None else None
    row = {"rule": "hebergeur", "recipient": "hebergeur", "rank": 1, "presumed": False, "binding": False, "since": now}
    with world.database.write() as session:
        session.add(RouteDueRow(id=new_id("due", now), report=report, due_at=due_at, **row, **columns))


def rows(client: TestClient, address: str) -> dict[str, str]:
    """The rows of a list, by the name of their report."""
    page = unescape(client.get(address).text).replace("\u00a0", " ").replace("\u202f", " ")
    found = {}
    for row in page.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]:
        found[row.partition("data-row>")[2].partition("</a>")[0]] = row
    return found


def test_a_row_says_what_is_late_and_what_soon_will_be(world: World) -> None:
    ids = filled(world)
    client = world.signed_in(Role.ANALYST)
    for name in ids:
        assert decide(client, ids[name], kind="noise").status_code == 200
    now = world.clock.now()
    deadline(world, ids["un"], "reminder", -50)
    deadline(world, ids["un"], "escalation", 5)
    route(world, ids["deux"], 3.5)
    deadline(world, ids["trois"], "escalation", 72)
    route(world, ids["trois"], None)
    deadline(world, ids["quatre"], "limitation", -1)
    deadline(world, ids["quatre"], "reminder", -1, met_at=now)
    route(world, ids["cinq"], -1, dismissed_at=now, dismissed_by="acc_x", dismissal="x")
    for address in ("/file?miens=1&etat=all", "/file?etat=noise"):
        shown = rows(client, address)
        late = f'<a class="tag tag--late" href="/signalements/{ids["un"]}/suites">en retard de 2 jours</a>'
        assert late in shown["un"]
        assert f'<a class="tag" href="/signalements/{ids["deux"]}/suites">restent 3 heures</a>' in shown["deux"]
        assert all("#qui" not in shown[name] for name in ("trois", "quatre", "cinq"))
    entries = client.post("/v1/queue/search", json={"state": "all"}).json()["items"]
    told = {entry["reference"]: entry["due_at"] is not None for entry in entries}
    assert told == {"un": True, "deux": True, "trois": True, "quatre": False, "cinq": False}


def test_a_row_says_whose_opinion_is_awaited_until_it_is_given(world: World) -> None:
    ids = filled(world)
    ada, rene = world.signed_in(Role.ANALYST), world.signed_in(Role.REVIEWER)
    asked = {"kind": "opinion", "body": "La cible est-elle nommée ?"}
    to_role = ada.post(f"/v1/reports/{ids['un']}/requests", json={**asked, "role": "reviewer"})
    to_rene = ada.post(f"/v1/reports/{ids['deux']}/requests", json={**asked, "account": rene.headers["x-test-account"]})
    assert to_role.status_code == to_rene.status_code == 201
    assert "avis demandé à un superviseur" in rows(ada, "/file")["un"]
    assert "avis demandé à " in rows(ada, "/file")["deux"]
    assert "votre avis est demandé" in rows(rene, "/file")["deux"]
    assert "avis" not in rows(ada, "/file")["trois"]
    entries = ada.post("/v1/queue/search", json={}).json()["items"]
    assert {entry["reference"] for entry in entries if entry["opinion_awaited"]} == {"un", "deux"}
    given = rene.post(f"/v1/requests/{to_rene.json()['id']}/answer", json={"body": "Oui."})
    assert given.is_success, given.text
    assert "avis" not in rows(ada, "/file")["deux"]
    assert decide(ada, ids["un"], kind="noise").status_code == 200
    assert "avis" not in rows(ada, "/file?etat=noise")["un"]


def test_a_decision_is_found_by_its_day_in_the_zone_of_the_service(world: World) -> None:
    ids = filled(world)
    analyst = world.signed_in(Role.ANALYST)
    assert decide(analyst, ids["un"], kind="noise").status_code == 200
    assert decide(analyst, ids["deux"], kind="noise").status_code == 200
    world.clock.moment += timedelta(hours=13)  # past midnight in Paris
    analyst = world.signed_in(Role.ANALYST)
    assert decide(analyst, ids["trois"], kind="none_applies").status_code == 200
    assert set(references(analyst, decided_until="2024-06-03")) == {"un", "deux"}
    assert references(analyst, decided_from="2024-06-04") == ["trois"]
    assert references(analyst, decided_from="2024-06-03", decided_until="2024-06-03", state="decided") == []
    page = analyst.get("/file?decide_du=2024-06-04&decide_au=2024-06-04").text
    assert list(rows(analyst, "/file?decide_du=2024-06-04&decide_au=2024-06-04")) == ["trois"]
    assert typeset("Décidé jusqu'au", "fr") in unescape(page)
    assert '<details class="queue__more" open>' in page
    view = analyst.post("/v1/queue/views", json={"name": "hier", "criteria": {"decided_until": "2024-06-03"}}).json()
    assert (view["reports"], view["filters"]) == (2, {"state": "all", "decided_until": "2024-06-03"})
    assert analyst.get("/file?decide_du=hier").status_code == 200


@pytest.mark.parametrize("day", ["2024-13-01", "hier", 12])
def test_what_is_no_day_of_a_decision_is_refused(sqlite_world: World, day: object) -> None:
    response = sqlite_world.signed_in(Role.ANALYST).post("/v1/queue/search", json={"decided_from": day})
    assert response.status_code == 422
