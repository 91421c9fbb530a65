"""Pages of law in a browser: short once folded, whole by keyboard, by a link and on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

MOST = 6_000
"""Pixels of a page of law, folded, on a common screen."""
COMMON = {"width": 1366, "height": 768}
ABSENT = "(parts) => parts.filter((part) => !part.checkVisibility()).map((part) => part.textContent.slice(0, 80))"


@pytest.mark.parametrize(
    "place", ["/faits", "/loi/loi-1881-24-al7", "/loi/loi-1881-32-al3", "/loi/cp-222-33", "/loi/cp-227-24"]
)
def test_a_page_of_law_is_short_once_folded_and_printed_whole(page: Page, place: str) -> None:
    page.set_viewport_size(COMMON)  # type: ignore[arg-type]
    page.goto(place)
    assert page.evaluate("document.documentElement.scrollHeight") < MOST
    parts = page.locator("main .chapter :is(td, th, li, p, dd)")
    assert parts.count() > 50
    assert parts.evaluate_all(ABSENT) != []
    page.emulate_media(media="print")
    assert parts.evaluate_all(ABSENT) == []


def test_a_folded_part_is_reached_by_keyboard_and_by_its_link(page: Page) -> None:
    page.goto("/loi/cp-227-24")
    table = page.locator("#table-peines")
    expect(table).to_be_hidden()
    page.locator(".toc a[href='#peines']").focus()
    page.keyboard.press("Enter")
    expect(table).to_be_visible()
    head = page.locator("summary", has_text="Voisins")
    head.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#table-voisins")).to_be_visible()


def test_facts_are_gone_through_theme_by_theme_and_found_within(page: Page) -> None:
    page.goto("/faits")
    expect(page.locator(".fact").first).to_be_hidden()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.matches('summary')")
    page.keyboard.press("Enter")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.matches('.fact')")
    name = page.locator(".fact").last.get_attribute("id")
    page.goto(f"/faits#{name}")
    expect(page.locator(f"#{name}")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("publicité")
    expect(page.locator("#liste[data-announce]")).not_to_have_attribute("data-announce", "206 faits affichés")
    expect(page.locator(".fact").first).to_be_visible()
    expect(page.locator("#q")).to_be_focused()
