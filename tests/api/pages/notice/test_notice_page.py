"""A notice on its page: who tried it, what may follow, with its own fields, its day, and the host's reasons."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
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


def remarked(client: TestClient, name: str, **form: str) -> tuple[int, str]:
    """The remark of the service sent by its form, and the page that follows."""
    version = re.search(r'name="version" value="(\d+)"', shown(client, name))
    assert version is not None
    sent = client.post(f"/notifications/{name}/remarque", data={"version": version[1], **form}, headers=PAGE)
    return int(sent.status_code), unescape(sent.text)


def area(page: str) -> str:
    """The words in the field of the remark."""
    return page.partition('name="words"')[2].partition(">")[2].partition("</textarea>")[0]


@pytest.fixture
def draft(office: tuple[World, TestClient, str], request: pytest.FixtureRequest) -> Callable[[str], str]:
    """Makes a prepared notice in a language, on a page of its own."""
    world, client, _ = office

    def make(language: str) -> str:
        url = f"https://videos.hebergeur.exemple/{request.node.name}"
        report = sending.send(world, url=url, text=None)
        assert decide(client, report, kind="accept").status_code == 200
        return str(sending.prepare(client, report, language=language).json()["id"])

    return make


def test_a_remark_is_written_on_the_page_without_script(
    office: tuple[World, TestClient, str], draft: Callable[[str], str]
) -> None:
    client, name = office[1], draft("fr")
    assert "Ajouter une remarque du service" in shown(client, name)
    assert "N’y mettre ni qui a signalé" in shown(client, name)
    assert 'name="language"' not in shown(client, name)
    code, page = remarked(client, name, words="Compte déjà fermé en mai.\r\nPuis rouvert.")
    assert (code, "Remarque mise dans la notification" in page) == (200, True)
    letter = page.partition('class="letter letter--set"')[2]
    assert "<h4>Remarque du service</h4>" in letter
    assert '<p lang="fr">Puis rouvert.</p>' in letter
    assert "Changer la remarque du service" in page
    assert area(page) == "Compte déjà fermé en mai.\nPuis rouvert."
    code, page = remarked(client, name, words=" ")
    assert (code, "Remarque ôtée" in page, "Remarque du service</h4>" in page) == (200, True, False)


def test_a_remark_that_is_refused_is_shown_again_as_it_was_typed(
    office: tuple[World, TestClient, str], draft: Callable[[str], str]
) -> None:
    client, name = office[1], draft("fr")
    code, page = remarked(client, name, words="Compte \u202ecaché.")
    assert (code, area(page)) == (422, "Compte \u202ecaché.")
    assert 'id="remarque" open' in page
    assert "invisible ou de commande (U+202E)" in page
    code, page = remarked(client, name, words="a" * 2_001)
    assert (code, area(page) == "a" * 2_001) == (422, True)


def test_a_remark_in_french_may_stand_in_a_notice_in_english(
    office: tuple[World, TestClient, str], draft: Callable[[str], str]
) -> None:
    client, name = office[1], draft("en")
    page = remarked(client, name, words="Compte connu.", language="fr")[1]
    assert '<option value="fr" selected>' in page
    assert page.count('<p lang="fr">Compte connu.</p>') == 2  # the letter, and its French beside


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("Écrire à jeanne@courriel.exemple.", True),
        ("Appeler le 06 12 34 56 78 ou le +33 6 12 34 56 78.", True),
        ("Compte 1234567, vu le 24/11/2026, loi n° 2004-575, @pseudo.", False),
    ],
)
def test_an_address_or_a_number_in_a_remark_is_to_be_looked_at_again(
    office: tuple[World, TestClient, str], draft: Callable[[str], str], words: str, asked: bool
) -> None:
    client, name = office[1], draft("fr")
    page = remarked(client, name, words=words)[1]
    assert ("vérifier qu’il ne désigne pas qui a signalé" in page) is asked


def test_no_remark_is_offered_where_there_is_no_place_or_no_time_for_one(
    office: tuple[World, TestClient, str], draft: Callable[[str], str]
) -> None:
    world, client, confirmed = office
    assert "remarque du service" not in shown(client, confirmed)
    report = sending.send(world, url="https://videos.hebergeur.exemple/xarf", text=None)
    assert decide(client, report, kind="accept").status_code == 200
    machine = sending.prepare(client, report, kind="xarf").json()["id"]
    assert "remarque du service" not in shown(client, machine)
    code, page = remarked(client, machine, words="Compte connu.")
    assert (code, "n’a pas de place pour une remarque" in page) == (422, True)


def test_the_words_of_the_page_are_explained_in_place(
    office: tuple[World, TestClient, str], draft: Callable[[str], str]
) -> None:
    page = shown(office[1], draft("fr"))
    stages, _, letter = page.partition('aria-labelledby="texte"')
    assert re.findall(r'popovertarget="(mot-\w+-etapes)"', stages) == ["mot-content_digest-etapes"]
    words = re.findall(r'popovertarget="mot-(\w+)-lettre"', letter)
    assert words == ["element", "confirmed", "presumed_element", "defence", "scope"]
    assert all(f'id="mot-{word}-lettre" popover>' in letter for word in words)
    assert "Une condition exigée par le texte" in letter
