"""What the filter was not taught stays in the queue, however the report comes in; counts, pages and API say so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import event

from api.db.audit import AuditRow
from api.db.reports import ReportRow
from api.noise import requeue
from api.noise_setup import shipped_folder
from api.security.permissions import Permission
from api.texts import Texts
from classifiers.noise.certificate_file import Certificates, digest, read, write
from classifiers.noise.model import CERTIFICATES
from tests.api.service.reading import NOISE, dated, opened, texts
from tests.api.service.test_entry import entered
from tests.api.service.test_noise_standing import CALM, QUIETER, review_page, standing, store
from tests.api.service.test_workbench import analyst
from tests.api.service.world import World

OTHERS = (None, "autre", "harcelement", "haine et suicide")
TEXTS = (
    NOISE,
    "Est-ce que le magasin ouvre aussi le dimanche matin ?",
    "Merci pour la recette, le gratin était parfait hier soir.",
    "Le dernier train part à quelle heure depuis la gare du Nord ?",
)


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    made = World(database_url, tmp_path, texts=texts())
    yield made
    made.close()


def received(world: World, category: str | None, text: str = NOISE, channel: str = "form") -> dict[str, Any]:
    report = {"text": text, "channel": channel, "reported_category": category}
    body: dict[str, Any] = world.machine().post("/v1/reports", json=report).json()
    return body


def test_noise_a_report_of_another_category_or_none_stays_in_the_queue(world: World) -> None:
    for category, text in zip(OTHERS, TEXTS, strict=True):
        told = received(world, category, text)
        noise = told["noise"]
        assert (told["state"], noise["decision"], noise["reason"]) == ("open", "keep", "hors_apprentissage"), category
    assert (
        received(world, "Discours de haine", "Quel temps fera-t-il ce week-end à la montagne ?")["state"]
        == "low_priority"
    )


def test_noise_the_form_decides_as_the_api_does(world: World) -> None:
    client = analyst(world)
    pages = [
        entered(client, text=text, category=name) for text, name in zip(TEXTS, ("haine", "autre", ""), strict=False)
    ]
    states = []
    with world.database.read() as session:
        for page in pages:
            row = session.get(ReportRow, page.url.path.rpartition("/")[2])
            assert row is not None
            states.append((row.state, row.noise_reason))
    assert states == [("low_priority", "score"), *[("open", "hors_apprentissage")] * 2]


def test_noise_the_route_decides_by_the_category_of_each_text(world: World) -> None:
    client = world.machine(Permission.NOISE_ASK)
    sent = [
        {"id": n, "text": text, "reported_category": category}
        for n, (text, category) in enumerate(zip(TEXTS, ("haine", *OTHERS[:3]), strict=True))
    ]
    body = client.post("/v1/noise", json={"texts": sent}).json()
    assert [v["decision"] for v in body["verdicts"]] == ["set_aside", "keep", "keep", "keep"]
    assert "Seul ce qui est signalé sous une catégorie que le modèle a apprise" in body["sentence"]


def test_noise_a_channel_with_its_own_certificate_needs_no_category(database_url: str, tmp_path: Path) -> None:
    shipped = opened().certificate
    assert shipped is not None
    day = date(2024, 6, 2)
    own = replace(
        dated(shipped, day),
        demonstration=False,
        expires=date(2025, 1, 1),
        origin=replace(shipped.origin, channel="form", since=day, until=day),
    )
    file = tmp_path / "certificats.json"
    write(file, Certificates((own,)))
    world = World(database_url, tmp_path, texts=Texts({}, None, lambda _: opened()), noise_certificates=file)
    assert received(world, None)["state"] == "low_priority"
    other = received(world, "haine", TEXTS[1], "email")
    assert (other["state"], other["noise"]["reason"]) == ("open", "sans_certificat")
    world.close()


def test_noise_weeks_and_audit_count_only_what_the_certificate_covers(world: World) -> None:
    """Three hundred quiet reports of other fields say nothing of the demonstration: they are not what it was made on."""
    noise = opened()
    store(world, noise, CALM[350:450])
    store(world, noise, QUIETER, noise_reason="hors_apprentissage", noise_decision="keep")
    store(world, noise, [0.9] * 50, noise_reason="hors_apprentissage", noise_decision="keep", state="decided")
    told = standing(world)
    (week,) = told["weeks"]
    assert (week["reports"], week["waiting"]) == (100, sum(score >= told["threshold"] for score in CALM[350:450]))
    assert told["audit"]["kept"] == 0
    received(world, None)
    stored = standing(world)["weeks"]
    assert [w["reports"] for w in stored if w["start"] == "2024-06-03"] == []


def test_noise_pages_say_why_it_was_kept_in_both_languages(world: World) -> None:
    name = received(world, "autre")["id"]
    client = analyst(world)
    for address in (f"/signalements/{name}", "/file?etat=all"):
        assert "gardé : le filtre n'a appris que la haine" in unescape(client.get(address).text).replace(
            "\u00a0", " "
        ).replace("\u202f", " ")
        assert "kept: the filter learnt hate only" in client.get(address, headers={"accept-language": "en"}).text
    assert "toute autre catégorie, et aucune, est gardée" in review_page(world)
    assert "every other category, and none, is kept" in review_page(world, "en")


def test_noise_the_description_of_the_api_names_the_reason(world: World) -> None:
    schemas = world.anonymous().get("/openapi.json").json()["components"]["schemas"]
    for schema in ("Noise", "NoiseVerdict"):
        assert "hors_apprentissage" in schemas[schema]["properties"]["reason"]["description"]
    assert "hors_apprentissage" in str(schemas["Summary"]["properties"]["noise_reason"])


def test_noise_what_was_set_aside_and_no_longer_could_be_is_back_at_the_next_start(world: World) -> None:
    """An earlier version set aside any category: what it did goes back, and the journal says so."""
    held = [one for one in read(shipped_folder() / CERTIFICATES).certificates if one.origin.channel == "demonstration"]
    given = {"state": "low_priority", "noise_decision": "set_aside", "noise_audit": True, "text": NOISE}
    for category in ("haine", "suicide", None):
        store(world, opened(), [0.001], **given, noise_certificate=digest(held[0]), reported_category=category)
    store(world, opened(), [0.001], **given, noise_certificate="a" * 64)  # a hotline's own
    with world.anonymous():
        pass  # the service starts, and stops
    with world.database.read() as session:
        rows = session.query(ReportRow).order_by(ReportRow.id).all()
        found = {(row.reported_category, row.noise_certificate == "a" * 64): row for row in rows}
        assert {key: row.state for key, row in found.items()} == {
            ("haine", False): "low_priority",
            ("suicide", False): "open",
            (None, False): "open",
            (None, True): "low_priority",
        }
        back = found["suicide", False]
        assert (back.noise_decision, back.noise_reason, back.noise_audit) == ("keep", "hors_apprentissage", False)
        journal = session.query(AuditRow).filter_by(action="noise.restored").all()
        assert {row.subject for row in journal} == {back.id, found[None, False].id}


def set_aside(world: World, reports: int = 1, **given: Any) -> None:
    """What the demonstration's certificate set aside."""
    held = [one for one in read(shipped_folder() / CERTIFICATES).certificates if one.origin.channel == "demonstration"]
    common = {
        "state": "low_priority",
        "noise_decision": "set_aside",
        "noise_certificate": digest(held[0]),
        "text": NOISE,
    }
    store(world, opened(), [0.001] * reports, **{**common, **given})


def states(world: World) -> list[str]:
    with world.database.read() as session:
        return [row.state for row in session.query(ReportRow).order_by(ReportRow.id)]


def test_noise_what_was_erased_meanwhile_does_not_come_back_without_its_text(world: World) -> None:
    """A purge erases the text, and a category that few reports bear: nothing is left to read, nor to tell what it was reported as."""
    set_aside(world, text=None, reported_category=None)
    set_aside(world, text=None, reported_category="suicide")
    with world.anonymous():
        pass
    assert states(world) == ["low_priority"] * 2
    with world.database.read() as session:
        assert session.query(AuditRow).filter_by(action="noise.restored").all() == []


def test_noise_what_goes_back_does_so_a_batch_at_a_time_without_its_text(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requeue, "BATCH", 3)
    set_aside(world, 7, reported_category="suicide")
    set_aside(world, 4, reported_category="haine")
    asked: list[str] = []
    event.listen(world.database.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    assert requeue.requeue(world.wired, Event()) == 7
    chosen = [said.partition("FROM")[0] for said in asked if said.startswith("SELECT") and "reports" in said]
    assert len([said for said in chosen if said.split() == ["SELECT", "reports.id"]]) == 3
    assert not any("reports.text" in said for said in chosen)
    assert sorted(states(world)) == ["low_priority"] * 4 + ["open"] * 7
    assert requeue.requeue(world.wired, Event()) == 0


def test_noise_a_service_that_stops_leaves_the_rest_to_its_next_start(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requeue, "BATCH", 3)
    set_aside(world, 7, reported_category="suicide")
    over = Event()
    over.set()
    assert requeue.requeue(world.wired, over) == 3
    assert requeue.requeue(world.wired, Event()) == 4
