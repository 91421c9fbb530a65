"""The page of the quality of the rules: accessible, narrow, its cases reached by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from api.db.migrate import upgrade
from api.kit.permissions import Role
from tests.api.changes.desk import first_edition, small_tree
from tests.api.quality.decided import DAY, decided
from tests.api.service.reading import texts
from tests.api.service.world import NOON, World
from tests.browser.scans import violations
from tests.browser.serving import open_page, served


@pytest.fixture
def quality(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The browser of somebody who reads reports and drafts rules, on a day of decisions; the console says nothing."""
    world = World(f"sqlite:///{tmp_path / 'q.sqlite3'}", tmp_path, texts=texts())
    upgrade(world.database)
    decided().store(world.database)
    with world.database.write() as session:
        first_edition(session, NOON, small_tree())
    said: list[str] = []
    client = world.signed_in(Role.ANALYST, Role.POLICY_EDITOR)
    with served(world.app) as base, open_page(browser, base, said, client) as page:
        page.goto(f"/qualite?{DAY}")
        yield page
    world.close()
    assert said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_violation(quality: Page, scheme: str) -> None:
    quality.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    expect(quality.get_by_role("button", name="Proposer une modification")).to_have_count(4)
    assert violations(quality, scheme) == []
    quality.goto(f"/qualite/cas?{DAY}&quoi=suggested&de=menace")
    assert violations(quality, scheme) == []


def test_a_figure_opens_its_cases_by_keyboard(quality: Page) -> None:
    quality.locator("#table-infractions a").first.focus()
    quality.keyboard.press("Enter")
    expect(quality).to_have_url(re.compile("/qualite/cas"))
    expect(quality.locator("main li a")).to_have_count(4)


def test_the_narrowest_screen_does_not_scroll_sideways(quality: Page) -> None:
    quality.set_viewport_size({"width": 320, "height": 640})
    assert quality.evaluate("document.documentElement.scrollWidth") <= 320


def test_one_key_on_a_line_opens_a_request_that_says_who_signs_it(quality: Page) -> None:
    quality.locator("#table-infractions button").first.focus()
    quality.keyboard.press("Enter")
    expect(quality).to_have_url(re.compile("/gestes.infraction=menace"))
    expect(quality.get_by_role("region", name="Qui signe")).to_contain_text("Une modification ici (exemple)")
    assert violations(quality) == []
