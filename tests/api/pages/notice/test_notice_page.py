"""A notice on its page: who tried it, what may follow, with its own fields, its day, and the host's reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.db import migrate
from tests.api.pages.case.samples import MORNING, shipped
from tests.api.reports.double_review import test_double_review as again
from tests.api.reports.test_reports import decide
from tests.api.service.world import World
from tests.api.transmissions.notices import test_transmissions as sending

PAGE = {"accept": "text/html"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, TestClient, str]]:
    """A notice to a host, confirmed; who prepared it."""
    folder: Path = tmp_path_factory.mktemp("avis")
    world = World(f"sqlite:///{folder / 'q.sqlite3'}", folder, engine=shipped(), **sending.SETTINGS)
    migrate.upgrade(world.database)
    world.clock.moment = MORNING
    sending.host(world)
    report = sending.send(world, reference="age-1")
    client = again.person(world)
    assert decide(client, report, kind="accept").status_code == 200
    name = sending.prepare(client, report, language="fr").json()["id"]
    assert sending.act(client, name, "confirmation").status_code == 200
    yield world, client, name
    world.close()


def shown(client: TestClient, name: str) -> str:
    """Its page."""
    return unescape(client.get(f"/notifications/{name}", headers=PAGE).text)


def follow(client: TestClient, name: str, **fields: str) -> int:
    """Says what followed it, by its form."""
    version = re.search(r'name="version" value="(\d+)"', shown(client, name))
    assert version is not None
    sent = {"version": version[1], **fields}
    answer = client.post(f"/notifications/{name}/suite", data=sent, headers=PAGE, follow_redirects=False)
    return int(answer.status_code)


def test_the_notice_is_read_as_a_letter_and_its_exact_text_is_folded(office: tuple[World, TestClient, str]) -> None:
    page = shown(office[1], office[2])
    letter = page.partition('class="letter letter--set"')[2]
    assert "<h3>Notification d'un contenu illicite</h3>" in letter
    assert "=====" not in letter.partition("<details")[0]
    assert '<pre class="letter" lang="fr"' in letter.partition("Le texte tel qu’il part")[2]


def test_what_was_tried_is_not_said_to_be_sent_nor_followed(office: tuple[World, TestClient, str]) -> None:
    _, client, name = office
    assert "Dire ce qui a suivi" not in shown(client, name)
    sending.act(client, name, "sending", how="dry_run")
    page = shown(client, name)
    assert "Essayée à blanc par" in page
    assert "Envoyée par" not in page
    assert "<h3>Dire ce qui a suivi</h3>" not in page
    assert "Rien n’est parti : dire ce qui suivrait" in page.replace("\u202f", " ")


def test_an_event_has_its_own_fields_its_day_and_the_reasons_of_the_host(
    office: tuple[World, TestClient, str],
) -> None:
    world, client, name = office
    page = shown(client, name)
    forms = dict(re.findall(r'name="kind" value="(\w+)">(.*?)</form>', page, re.DOTALL))
    assert 'name="outcome"' in forms["host_decision"]
    assert [kind for kind, form in forms.items() if 'name="outcome"' in form] == ["host_decision"]
    assert [kind for kind, form in forms.items() if 'name="asked"' in form] == ["authority_request"]
    sent = world.clock.moment.astimezone(world.settings.zone)
    world.clock.moment += timedelta(minutes=20)
    times = [f"{sent + timedelta(minutes=minutes):%Y-%m-%dT%H:%M}" for minutes in (-10, 10, 30)]
    assert [follow(client, name, kind="receipt", when=when) for when in ("hier", *times)] == [422, 422, 303, 422]
    assert follow(client, name, kind="host_decision") == 422
    assert follow(client, name, kind="host_decision", outcome="refused", statement="Contenu licite, selon nous.") == 303
    page = shown(client, name)
    assert "Exposé des motifs de l’hébergeur" in page
    assert "Contenu licite, selon nous." in page


def test_a_notice_in_english_is_read_in_french_beside_and_leaves_without_it(
    office: tuple[World, TestClient, str],
) -> None:
    world, client, french = office
    report = sending.send(world, reference="age-2", url="https://videos.hebergeur.exemple/autre", text=None)
    assert decide(client, report, kind="accept").status_code == 200
    name = sending.prepare(client, report, language="en").json()["id"]
    beside = shown(client, name).partition("Lire en français (ce texte-ci ne part pas)")[2].partition("</details>")[0]
    assert "<h3>Notification d'un contenu illicite</h3>" in beside
    for form in ("text", "html", "json"):
        sent = client.get(f"/v1/transmissions/{name}/content", params={"form": form}).text
        assert "Notification d'un contenu illicite" not in unescape(sent), form
    assert "Lire en français" not in shown(client, french)
