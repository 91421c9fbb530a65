"""A trial in a browser: the answer follows the typing, the form keeps the focus, everything by keyboard, and no word goes into an address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from api.kit.permissions import Role
from tests.api.service.world import World
from tests.api.trial.drafts import LEXICON, THREAT, drafting, edited
from tests.browser.desk import press
from tests.browser.scans import violations
from tests.browser.serving import open_page, served

CONTRARY = edited(LEXICON, "says: {menace: true}", "says: {menace: false}")


@pytest.fixture
def asked() -> list[str]:
    """The addresses asked for."""
    return []


@contextmanager
def trial_page(browser: Browser, world: World, base: str, asked: list[str], said: list[str]) -> Iterator[Page]:
    """The page of trials, for somebody who drafts rules."""
    with open_page(browser, base, said, world.signed_in(Role.POLICY_EDITOR)) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.goto("/essayer")
        yield page


def test_the_answer_follows_the_typing_and_two_editions_are_compared(
    browser: Browser, tmp_path: Path, asked: list[str], said: list[str]
) -> None:
    with (
        drafting(tmp_path, contraire=CONTRARY) as world,
        served(world.app) as base,
        trial_page(browser, world, base, asked, said) as page,
    ):
        page.locator("#text").focus()
        page.keyboard.type(THREAT)
        expect(page.locator("#indices")).to_have_text("1 valeur lue dans les mots")
        assert page.evaluate("document.activeElement.id") == "text"
        expect(page.locator("#text")).to_have_value(THREAT)
        expect(page.locator("#statut")).not_to_have_text("")

        press(page, "Control+Enter")
        expect(page.locator("#reponse")).to_be_visible()
        page.evaluate("document.querySelectorAll('main details').forEach((d) => { d.open = true; })")
        assert violations(page) == []

        page.select_option("#draft", "contraire")
        page.locator("[name=comparer]").focus()
        press(page, " ", "Control+Enter")
        expect(page.locator("#differences")).to_be_focused()
        assert page.evaluate("document.querySelector('#differences').getBoundingClientRect().top < innerHeight / 3")
        page.evaluate("document.querySelectorAll('main details').forEach((d) => { d.open = true; })")
        assert violations(page) == []

        page.select_option("#nouveau", "acces")
        page.get_by_role("button", name="Ajouter").focus()
        press(page, "Enter")
        expect(page.locator("#fait-acces")).to_be_focused()
        assert {url.removeprefix(base).partition("?")[0] for url in asked if "/static/" not in url} == {"/essayer"}
        assert not [url for url in asked if "frapper" in url]
    assert said == []


def test_an_answer_that_does_not_come_leaves_none_of_another_question(
    browser: Browser, tmp_path: Path, asked: list[str], said: list[str]
) -> None:
    with (
        drafting(tmp_path) as world,
        served(world.app) as base,
        trial_page(browser, world, base, asked, said) as page,
    ):
        result = page.locator("#resultat")
        page.locator("#text").focus()
        page.keyboard.type(THREAT)
        expect(page.locator("#indices")).to_have_text("1 valeur lue dans les mots")
        held: list[Route] = []
        page.route("**/essayer", lambda route: held.append(route))
        page.evaluate("htmx.config.defaultTimeout = 3000")
        page.keyboard.type(" Bonjour.")
        expect(result.locator(".earlier")).to_contain_text("ce qui suit répond à ce qui était écrit avant")
        expect(result.get_by_role("alert")).to_contain_text("La réponse n’est pas arrivée")
        expect(page.locator("#indices")).to_have_count(0)
        assert violations(page) == []
        page.unroute("**/essayer")
        page.evaluate("htmx.config.defaultTimeout = 60000")
        press_retry = result.get_by_role("button", name="Réessayer")
        press_retry.focus()
        press(page, "Enter")
        expect(page.locator("#indices")).to_be_visible()
        expect(result).to_be_focused()
        assert len(held) == 1
    assert [line for line in said if "timeout" not in line] == []


def test_the_last_thing_written_is_what_is_answered(
    browser: Browser, tmp_path: Path, asked: list[str], said: list[str]
) -> None:
    with (
        drafting(tmp_path) as world,
        served(world.app) as base,
        trial_page(browser, world, base, asked, said) as page,
    ):
        held: list[Route] = []

        def hold_first(route: Route) -> None:
            if held:
                route.continue_()
            else:
                held.append(route)

        page.route("**/essayer", hold_first)
        with page.expect_request("**/essayer"):
            page.locator("#text").fill("Bonjour.")
        page.locator("#text").fill(THREAT)
        expect(page.locator("#indices")).to_have_text("1 valeur lue dans les mots")
        assert len(held) == 1
    assert said == []
