"""Colleagues at work on one case, by keyboard alone: a note, an opinion asked for and given, a case handed over, a case reopened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.testclient import TestClient

from api.db.people import AccountRow
from api.http.identity import cookie_name
from api.kit.permissions import Role
from tests.api.pages.case.samples import bench
from tests.api.reports.double_review.test_double_review import tomorrow
from tests.browser.desk import Desk, press
from tests.browser.scans import violations
from tests.browser.serving import PATIENCE, listen, served


class Pair:
    """An analyst at their desk, and a reviewer at theirs."""

    def __init__(self, browser: Browser, folder: Path, base: str, desk: Desk) -> None:
        self.desk, self.base = desk, base
        self.reviewer = desk.world.signed_in(Role.REVIEWER)
        self.other = self.tab(browser, self.reviewer)

    def tab(self, browser: Browser, client: TestClient) -> Page:
        """A browser in which somebody is signed in."""
        context = browser.new_context(base_url=self.base, locale="fr-FR", reduced_motion="reduce")
        context.add_cookies(
            [{"name": cookie_name(secure=False), "value": client.cookies[cookie_name(secure=False)], "url": self.base}]
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        listen(page, self.desk.said, self.base)
        return page

    def name(self, client: TestClient) -> str:
        """The name that others see."""
        with self.desk.world.database.read() as session:
            return session.get_one(AccountRow, client.headers["x-test-account"]).pseudonym


@pytest.fixture
def pair(browser: Browser, tmp_path: Path) -> Iterator[Pair]:
    """Both, on a service with cases; the console must have said nothing."""
    said: list[str] = []
    world = bench(tmp_path)
    with served(world.app) as base:
        context = browser.new_context(base_url=base, locale="fr-FR", reduced_motion="reduce")
        page = context.new_page()
        listen(page, said, base)
        made = Pair(browser, tmp_path, base, Desk(page, world, base, said))
        yield made
        made.other.context.close()
        context.close()
    world.close()
    assert said == []


def test_a_note_then_an_opinion_asked_for_and_given(pair: Pair) -> None:
    desk, page, other = pair.desk, pair.desk.page, pair.other
    desk.go("@1-haine")
    desk.press("l", "Tab")
    page.keyboard.type(f"Le fil entier est à lire. @{pair.name(pair.reviewer)}")
    desk.press("Control+Enter")
    note = page.locator("[id^='note-not_']")
    expect(note).to_contain_text("Le fil entier est à lire.")
    expect(note).to_contain_text(f"à l’attention de {pair.name(pair.reviewer)}")
    desk.press("q", "Tab", "Tab")
    page.keyboard.type("Le groupe visé est-il bien une origine ?")
    desk.press("Control+Enter")
    awaited = page.locator(".exchanges .notice")
    expect(awaited).to_contain_text("un superviseur")
    assert violations(page) == []

    other.goto(f"{pair.base}/file")
    press(other, "g", "a")
    expect(other.locator("h1")).to_have_text("Entre collègues")
    expect(other.locator("#asked + ul")).to_contain_text("1-haine")
    assert violations(other) == []
    other.get_by_role("button", name="Vu").press("Enter")
    expect(other.locator("#mentions")).to_have_count(0)
    press(other, "j", "Enter")
    expect(other).to_have_url(re.compile(desk.ids["1-haine"]))
    other.get_by_label("Votre avis").focus()
    other.keyboard.type("Oui : le pays est nommé deux messages avant.")
    other.get_by_role("button", name="Donner cet avis").press("Enter")
    expect(other.locator(".exchanges")).to_contain_text("deux messages avant")

    desk.press("g", "a")
    expect(page.locator("#answers + ul")).to_contain_text("1-haine")
    page.get_by_role("button", name="Vu").press("Enter")
    expect(page.locator(".empty")).to_contain_text("Personne n’attend rien de vous")
    assert violations(page) == []


def test_a_case_is_handed_over_with_a_word_and_taken(pair: Pair) -> None:
    desk, page, other = pair.desk, pair.desk.page, pair.other
    desk.go("@2-opinion")
    page.locator("summary", has_text="Confier le dossier").press("Enter")
    page.locator("#to-handover").select_option(label=pair.name(pair.reviewer))
    page.locator("#body-handover").focus()
    page.keyboard.type("Reste à confirmer le contexte.")
    desk.press("Control+Enter")
    expect(page.locator(".exchanges .notice")).to_contain_text(f"à {pair.name(pair.reviewer)}")
    other.goto(f"{pair.base}/echanges")
    press(other, "j", "Enter")
    other.locator(".exchanges").get_by_role("button", name="Prendre ce dossier").press("Enter")
    expect(other.locator(".exchanges")).to_contain_text("Dossier confié pris")
    desk.go("@2-opinion")
    expect(page.locator("main")).to_contain_text(f"{pair.name(pair.reviewer)} tient ce dossier")


def test_what_is_refused_keeps_the_words(pair: Pair) -> None:
    desk, page = pair.desk, pair.desk.page
    desk.go("@2-opinion")
    desk.press("q", "Tab", "Tab")
    page.keyboard.type("Un avis, s'il vous plaît.")
    pair.reviewer.put(f"/v1/queue/{desk.ids['2-opinion']}/hold", json={})
    desk.press("Control+Enter")
    expect(page.locator("[role='alert']")).to_contain_text("pris par quelqu’un d’autre")
    expect(page.locator("#body-opinion")).to_have_value("Un avis, s'il vous plaît.")
    assert violations(page) == []
    desk.refused(409)


def test_a_decided_case_is_reopened_on_another_day_with_a_reason(pair: Pair) -> None:
    desk, page = pair.desk, pair.desk.page
    desk.go("@1-haine")
    desk.press("x")
    expect(page.locator("[data-toast]")).to_contain_text("aucune infraction")
    tomorrow(desk.world, desk.client)
    token = desk.client.cookies[cookie_name(secure=False)]
    page.context.add_cookies([{"name": cookie_name(secure=False), "value": token, "url": pair.base}])
    desk.go("@1-haine")
    expect(page.get_by_role("button", name="Annuler", exact=True)).to_have_count(0)
    page.locator("summary", has_text="Rouvrir le dossier").press("Enter")
    desk.press("Tab")
    page.keyboard.type("La cible est nommée plus haut dans le fil.")
    desk.press("Control+Enter")
    expect(page.locator("h1")).to_contain_text("à lire")
    expect(page.locator(".exchanges")).to_contain_text("La cible est nommée plus haut")
    page.locator("summary", has_text="Histoire").press("Enter")
    page.get_by_role("link", name=re.compile("Toute l’histoire")).press("Enter")
    steps = page.locator("#histoire + ol")
    expect(steps).to_contain_text("Dossier rouvert")
    expect(steps).to_contain_text("Décision : aucune infraction ne s’applique")
    expect(steps).to_contain_text("Ouvert")
    assert violations(page) == []
