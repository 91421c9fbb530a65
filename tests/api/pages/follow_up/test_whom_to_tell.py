"""Whom to tell, over the demonstration: danger is asked first, and no notice is refused for what the page did not show."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from api.db import migrate
from api.demo.loading import load
from api.kit.permissions import Role
from api.rules.folder import shipped_law
from api.texts.lexicons import open_reader
from api.texts.readers import Texts
from tests.api.pages.case.samples import MORNING, shipped
from tests.api.reports.test_reports import decide
from tests.api.service.world import World

TEN = 10
PAGE = {"accept": "text/html"}
QUESTIONS = {"danger_immediat", "annonce_suicide", "enfant_en_danger"}


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, list[str]]]:
    """The first ten cases of the demonstration's queue, each decided as the tool suggests; who decided them."""
    folder = tmp_path_factory.mktemp("demonstration")
    law = shipped()
    texts = Texts(law.ruleset.facts, lambda: open_reader(shipped_law()), None)
    world = World(f"sqlite:///{folder / 'qualif.sqlite3'}", folder, engine=law, texts=texts)
    migrate.upgrade(world.database)
    world.clock.moment = MORNING
    load(world.services)
    client = world.signed_in(Role.ANALYST)
    done = []
    for _ in range(TEN):
        name = client.post("/v1/queue/next", json={}).json()["report"]["id"]
        told = decide(client, name, kind="accept")
        if told.status_code != 200:  # nothing is suggested
            told = decide(client, name, kind="none_applies")
        assert told.status_code == 200, told.text
        done.append(name)
    yield client, done
    world.close()


def cards(page: str) -> list[str]:
    """The recipients of a page that the rules do not set aside."""
    shown = page.partition('<ol class="whynot">')[2].partition("</ol>")[0]
    return shown.split('<li class="whynot__item">')[1:]


def asked(page: str) -> set[str]:
    """The questions of danger of a page."""
    return set(re.findall(r'id="urgence-(\w+)"', page)) & QUESTIONS


def test_no_first_notice_is_refused_for_what_the_page_did_not_show(decided: tuple[TestClient, list[str]]) -> None:
    client, names = decided
    written = foretold = 0
    for name in names:
        for card in cards(client.get(f"/signalements/{name}/suites", headers=PAGE).text):
            found = re.search(r'name="recipient" value="(\w+)"', card)
            if found is None:
                continue
            sent = {"recipient": found[1]}
            answer = client.post(
                f"/signalements/{name}/suites/notification", data=sent, headers=PAGE, follow_redirects=False
            )
            if 'class="foretold"' in card:
                foretold += 1
                assert answer.status_code == 422
            else:
                written += 1
                assert answer.status_code == 303, card
    assert written >= 3
    assert foretold  # the demonstration has both


def test_danger_is_asked_in_three_lines_and_has_a_card_once_somebody_says_it(
    decided: tuple[TestClient, list[str]],
) -> None:
    client, names = decided
    pages = {name: client.get(f"/signalements/{name}/suites", headers=PAGE).text for name in names}
    for page in pages.values():
        for card in cards(page):
            assert "à voir" not in card or "Secours" not in card
        if 'id="urgence"' in page:
            assert page.index('id="urgence"') < page.index('id="qui"')
        assert ('<ol class="whynot">' in page) != ("Personne à prévenir" in page)
    name = next(name for name, page in pages.items() if asked(page) == QUESTIONS)
    assert not any("<strong>Secours</strong>" in card for card in cards(pages[name]))
    before = client.get(f"/v1/reports/{name}/register").json()
    told = client.post(
        f"/signalements/{name}/suites/registre",
        data={"urgence": "1", "routage.annonce_suicide": "oui"},
        headers=PAGE,
        follow_redirects=False,
    )
    assert told.status_code == 303
    assert told.headers["location"].endswith("?fait=danger")  # no fragment, which would move the page
    assert 'id="qui" tabindex="-1" data-focus' in client.get(told.headers["location"], headers=PAGE).text
    page = client.get(f"/signalements/{name}/suites", headers=PAGE).text
    first, second = cards(page)[:2]
    assert all("<strong>Secours</strong>" in card for card in (first, second))
    assert "3114" in first + second
    assert re.search(r'name="routage.annonce_suicide" value="oui" aria-pressed="true"', page)
    after = client.get(f"/v1/reports/{name}/register").json()
    assert after["hosting_country"] == before["hosting_country"]  # an answer of one line empties nothing else


def test_one_press_answers_no_to_all(decided: tuple[TestClient, list[str]]) -> None:
    client, names = decided
    pages = {name: client.get(f"/signalements/{name}/suites", headers=PAGE).text for name in names}
    name = next(name for name, page in pages.items() if asked(page) == QUESTIONS)
    every = re.search(r'name="aucun-danger" value="([^"]+)"', pages[name])
    assert every is not None
    assert set(every[1].split()) == QUESTIONS
    client.post(f"/signalements/{name}/suites/registre", data={"aucun-danger": every[1]}, headers=PAGE)
    page = client.get(f"/signalements/{name}/suites", headers=PAGE).text
    assert len(re.findall(r'value="non" aria-pressed="true"', page)) == len(QUESTIONS)
    assert "aucun-danger" not in page


def test_what_is_no_fact_of_routing_is_refused_and_nothing_is_stored(decided: tuple[TestClient, list[str]]) -> None:
    client, names = decided
    sent = {"aucun-danger": "danger_immediat <b>"}
    told = client.post(f"/signalements/{names[0]}/suites/registre", data=sent, headers=PAGE, follow_redirects=False)
    assert told.status_code == 422


def test_the_register_asks_for_what_the_field_of_law_needs_and_folds_the_rest(
    decided: tuple[TestClient, list[str]],
) -> None:
    client, names = decided
    seen = set()
    for name in names:
        page = client.get(f"/signalements/{name}/suites", headers=PAGE).text
        shown, _, folded = page.partition('id="registre"')[2].partition("Autres champs du droit")
        minors, terrorism = 'id="c-victim_age"' in shown, 'id="c-typology"' in shown
        assert ('id="c-victim_age"' in folded) is not minors
        assert ('id="c-typology"' in folded) is not terrorism
        assert not (minors and terrorism)
        seen.add((minors, terrorism))
    assert {(False, False), (False, True)} <= seen
