"""The page of statistics: accessible, worked by keyboard, its whole state in its address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from api.db.migrate import upgrade
from api.kit.permissions import Role
from tests.api.service.world import World
from tests.api.statistics.registers import decision, entry, report
from tests.api.statistics.test_service import small
from tests.browser.scans import violations
from tests.browser.serving import open_page, served


@pytest.fixture
def statistics(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """An analyst's browser on a service with a small register; the console says nothing."""
    world = World(f"sqlite:///{tmp_path / 'q.sqlite3'}", tmp_path)
    upgrade(world.database)
    rows = small()
    for n, country in enumerate(("NL", "US", None)):
        at = datetime(2018, 3, 1 + n, 9, tzinfo=UTC)
        rows.reports.append(report(f"rep_old_{n}", at, state="decided", reported_category="haine"))
        rows.register.append(entry(f"rep_old_{n}", at, address_key=f"old{n}", hosting_country=country))
        given = {"offence_field": "pedopornographie"}
        rows.decisions.append(decision(f"dec_old_{n}", f"rep_old_{n}", at, "accept", "disparue", **given))
    rows.store(world.database)
    said: list[str] = []
    with served(world.app) as base, open_page(browser, base, said, world.signed_in(Role.ANALYST)) as page:
        page.goto("/statistiques?from=2018-01-01&to=2019-12-31")
        yield page
    world.close()
    assert said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_violation(statistics: Page, scheme: str) -> None:
    statistics.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    assert statistics.locator("svg.chart").count() > 1
    found = violations(statistics, scheme)
    assert found == [], "\n".join(found)


def test_a_period_is_asked_for_by_keyboard_and_stays_in_the_address(statistics: Page) -> None:
    statistics.fill("#under", "3")
    statistics.press("#under", "Enter")
    expect(statistics).to_have_url(re.compile("from=2018-01-01.*under=3"))
    expect(statistics.get_by_text("effectif de moins de 3")).to_be_visible()


def test_the_narrowest_screen_does_not_scroll_sideways(statistics: Page) -> None:
    statistics.set_viewport_size({"width": 320, "height": 640})
    assert statistics.evaluate("document.documentElement.scrollWidth") <= 320


NAMED = """frame => {
  frame.scrollLeft = frame.scrollWidth;
  const edge = frame.getBoundingClientRect().left;
  const lines = [...frame.querySelectorAll("tbody tr:not(.total)")].map(line => [...line.querySelectorAll("th")].at(-1));
  return [frame.scrollLeft > 0, lines.every(name => name.getBoundingClientRect().left > edge - 1)];
}"""
"""Whether a frame scrolls to its right end, and what names each line is then still whole in it."""


def test_what_names_a_line_of_a_wide_table_stays_in_sight(statistics: Page) -> None:
    statistics.set_viewport_size({"width": 390, "height": 844})
    assert statistics.evaluate("document.documentElement.scrollWidth") <= 390
    told = [frame.evaluate(NAMED) for frame in statistics.locator(".table-frame").all()]
    assert {named for scrolls, named in told if scrolls} == {True}
