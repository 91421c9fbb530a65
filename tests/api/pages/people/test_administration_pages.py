"""The pages of the administration: how the service does, what it keeps, and erasing it with its proof."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from api.kit.permissions import Role
from api.pages.health.routes import _noise
from api.pages.shell.catalogue import MESSAGES
from api.retention import repository
from api.retention.repository import PERIODS
from classifiers.noise.standing import Cause
from tests.api.pages.people.test_people_pages import admin
from tests.api.reports.test_reports import read
from tests.api.retention.test_retention import filled
from tests.api.service.world import World

RETENTION = "/administration/conservation"


def plain(client: TestClient, address: str) -> str:
    """A page with ordinary spaces."""
    return re.sub("[\u00a0\u202f]", " ", client.get(address).text)


def test_health_says_what_is_there_and_what_is_not(world: World) -> None:
    page = plain(admin(world), "/administration/sante")
    assert f"{world.database.dialect}, tables à jour" in page
    assert world.services.editions.current().ruleset.digest in page
    assert "Go libres" in page
    assert "absent : rien n’est mis de côté" in page
    assert "jamais : lancer « qualif purge »" in page
    assert "3 points à voir." in page
    assert "Aucun signalement." in page


def test_health_counts_reports_and_knows_the_last_erasure(world: World) -> None:
    filled(world)
    client = admin(world)
    client.post(RETENTION, data={"confirm": "true"})
    page = plain(client, "/administration/sante")
    assert '<th scope="row">décidé</th><td>1</td>' in page
    assert "3 juin 2024, 12 h 00" in page
    assert "2 points à voir." in page
    world.clock.moment += timedelta(days=3)
    assert "3 points à voir." in plain(admin(world), "/administration/sante")


def test_a_database_of_another_version_is_told(sqlite_world: World) -> None:
    client = admin(sqlite_world)
    with sqlite_world.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'autre'")
    assert "tables d’une autre version" in plain(client, "/administration/sante")


def test_what_is_past_its_period_is_counted_and_erased_only_once_confirmed(world: World) -> None:
    report = filled(world)
    world.clock.moment += timedelta(days=400)
    client = admin(world)
    page = plain(client, RETENTION)
    assert 'Texte signalé</th><td>365</td><td class="nowrap">8 juillet 2024</td><td>1</td>' in page
    refused = client.post(RETENTION)
    assert refused.status_code == 422
    assert "Rien n’a été effacé" in refused.text
    assert read(world.signed_in(Role.ANALYST), report)[0]["text"] is not None

    done = client.post(RETENTION, data={"confirm": "true"})
    assert re.search(r"preuve=\d+$", str(done.url))
    assert read(world.signed_in(Role.ANALYST), report)[0]["text"] is None
    proof = re.sub("[\u00a0\u202f]", " ", done.text)
    assert '<th scope="row">Texte signalé</th><td>1</td><td>0</td>' in proof
    assert "statistiques inchangées" in proof
    entries = client.get("/v1/audit", params={"action": "retention.purged"}).json()["items"]
    assert [(e["who"], e["hash"] in proof) for e in entries] == [(client.headers["x-test-account"], True)]


def test_a_proof_that_is_none_is_not_found(sqlite_world: World) -> None:
    client = admin(sqlite_world)
    assert client.get(f"{RETENTION}?preuve=1").status_code == 404
    assert client.get(f"{RETENTION}?preuve=99999").status_code == 404


def test_an_erasure_undone_is_told(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(sqlite_world)
    sqlite_world.clock.moment += timedelta(days=400)
    told = iter([{}, {"reports": [["autre"]]}])
    monkeypatch.setattr(repository, "statistics", lambda _: next(told))
    answer = admin(sqlite_world).post(RETENTION, data={"confirm": "true"})
    assert answer.status_code == 422
    assert "les statistiques auraient changé" in answer.text


def test_pages_are_in_english_for_who_reads_english(sqlite_world: World) -> None:
    client = admin(sqlite_world)
    client.headers["accept-language"] = "en"
    assert "State of the service" in client.get("/administration/sante").text
    assert "Retention and erasure" in client.get(RETENTION).text


def test_each_kind_of_data_and_each_cause_has_words() -> None:
    assert {f"retention.kind.{p.name}" for p in PERIODS} == {k for k in MESSAGES if k.startswith("retention.kind.")}
    assert {f"certificate.{c}" for c in Cause.__args__} == {k for k in MESSAGES if k.startswith("certificate.")}
    assert _noise(None, "en")[0].good is False
