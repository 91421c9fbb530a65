"""A page gone through by the Tab key alone: to what has a name, and to the fields of a form."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

MOST_STEPS = 200


def tab_until_on(page: Page, wanted: Locator) -> None:
    """Presses the Tab key until an element has the focus."""
    expect(wanted).to_be_visible()
    handle = wanted.element_handle()
    for _ in range(MOST_STEPS):
        if page.evaluate("wanted => document.activeElement === wanted", handle):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} is not reached by the keyboard")


def tab_to(page: Page, name: str, role: Any = "button") -> None:
    """Goes by the Tab key to what has this name."""
    tab_until_on(page, page.get_by_role(role, name=name, exact=True).first)


def press(page: Page, name: str, role: Any = "button") -> None:
    """Goes to a button, or a link, and presses it."""
    tab_to(page, name, role)
    page.keyboard.press("Enter")


def fill_in(page: Page, field: str, words: str) -> None:
    """Goes to the field of this identifier and types: first letters (without accent) of a choice, the digits of a day."""
    wanted = page.locator(f"#{field}")
    tab_until_on(page, wanted)
    kind = wanted.evaluate("field => field.type")
    if kind == "date":
        page.keyboard.type(words)
    elif kind == "select-one":
        page.keyboard.type(words)
        expect(wanted.locator("option:checked")).to_have_text(re.compile(f"^{re.escape(words)}"))
    else:
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(words)
