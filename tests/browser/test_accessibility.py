"""An axe scan of each page, light and dark, finds no violation of WCAG 2.1 AA, nor of what 2.2 adds."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.scans import violations

PAGES = (
    "/loi",
    "/loi/cp-227-24",
    "/loi/cp-421-2-5-2",
    "/faits?q=age",
    "/regles?q=menace",
    "/regles/notions/expression_outrageante",
    "/regles/faits/danger_immediat",
    "/regles/lexiques/crimes/indices",
    "/regles/ordre",
    "/regles/aiguillage",
    "/regles/modeles/dsa16.fr",
    "/regles/parametres/suivi",
    "/regles/fichiers/notions/haine.yaml?ligne=20",
    "/gallery",
    "/aide",
    "/aide/semantique",
    "/accessibilite",
    "/affichage",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address_", PAGES)
def test_no_violation(page: Page, address_: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.goto(address_)
    assert violations(page, scheme) == []


def test_no_violation_with_everything_open_and_stronger_contrast(page: Page) -> None:
    page.emulate_media(contrast="more")
    page.goto("/gallery")
    page.evaluate("document.querySelectorAll('main details').forEach((d) => { d.open = true; })")
    assert violations(page) == []


def test_no_violation_in_the_keyboard_dialog(page: Page) -> None:
    page.goto("/loi")
    page.keyboard.press("?")
    assert page.locator("#aide-clavier").is_visible()
    assert violations(page) == []


def test_the_narrowest_screen_does_not_scroll_sideways(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for address_ in PAGES:
        page.goto(address_)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address_


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_scan_sees_a_grey_on_grey_in_both_themes(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto("/affichage")
    page.evaluate("document.querySelector('main p').style = 'color: #777; background: #888'")
    assert [one.split(":")[0] for one in violations(page, scheme)] == ["color-contrast"]
