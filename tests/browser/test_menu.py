"""The menus of the navigation, by keyboard: one open at a time, closed by Escape, reached by shortcuts though closed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.api.pages.case.samples import bench
from tests.browser.desk import Desk
from tests.browser.scans import violations
from tests.browser.serving import listen, served


@pytest.fixture(scope="module")
def desk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """An analyst who administers: every menu is theirs."""
    said: list[str] = []
    world = bench(tmp_path_factory.mktemp("menu"))
    with served(world.app) as base:
        context = browser.new_context(base_url=base, locale="fr-FR", reduced_motion="reduce")
        page = context.new_page()
        listen(page, said, base)
        yield Desk(page, world, base, said)
        context.close()
    world.close()
    assert said == []


def test_five_menus_open_one_at_a_time_and_escape_closes(desk: Desk) -> None:
    page = desk.page
    desk.go("/file")
    names = page.locator(".menu__name")
    assert [name.strip() for name in names.all_inner_texts()] == [
        "Traiter",
        "Suivre",
        "Droit",
        "Mesurer",
        "Administrer",
    ]
    expect(names.first).to_have_attribute("aria-current", "true")
    names.first.focus()
    desk.press("Enter")
    expect(page.get_by_role("link", name="File", exact=True)).to_be_visible()
    entries = page.locator(".menu[open] a").count()
    desk.press(*["Tab"] * (entries + 1), "Enter")
    expect(page.get_by_role("link", name="Hébergeurs")).to_be_visible()
    expect(page.get_by_role("link", name="Saisir")).to_be_hidden()
    desk.press("Tab", "Escape")
    expect(page.locator("details.menu[open]")).to_have_count(0)
    assert page.evaluate("document.activeElement.textContent").startswith("Suivre")


def test_an_open_menu_has_no_violation(desk: Desk) -> None:
    page = desk.page
    desk.go("/moi")  # nothing to press lies under it: axe would call that too small
    page.locator(".menu__name").first.press("Enter")
    expect(page.get_by_role("link", name="File", exact=True)).to_be_visible()
    assert violations(page) == []


def test_a_shortcut_reaches_an_entry_of_a_closed_menu(desk: Desk) -> None:
    desk.go("/file")
    desk.press("g", "l")
    expect(desk.page.locator("h1")).to_have_text("Droit")
    expect(desk.page.locator("summary[aria-current]")).to_have_text("Droit")


def test_a_narrow_screen_shows_a_menu_whole(desk: Desk) -> None:
    page = desk.page
    page.set_viewport_size({"width": 390, "height": 844})
    desk.go("/suivi")
    page.locator(".menu__name").nth(2).click()
    expect(page.get_by_role("link", name="Publications")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
