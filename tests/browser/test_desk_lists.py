"""The lists and forms of a day on the screens that people have: nothing to press below the fold, no column cut."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from api.db.reports import ReportRow
from api.rules.folder import shipped_law
from api.texts.lexicons import open_reader
from api.texts.readers import Texts
from tests.api.pages.case.samples import shipped
from tests.browser.demonstration import demonstration
from tests.browser.desk import Desk
from tests.browser.scans import violations

SCREEN: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}
TEN = [f"demo-{number:03}" for number in (1, 2, 3, 5, 7, 8, 9, 16, 21, 22)]
"""Among the reports of the demonstration that are decided as suggested, those whose page says most before a button."""
CUT = """() => [...document.querySelectorAll('main .table-frame, main td, main th')]
  .filter((e) => e.clientWidth && (e.scrollWidth > e.clientWidth + 1 || e.getBoundingClientRect().right > innerWidth))
  .map((e) => e.textContent.trim().slice(0, 40))"""


@pytest.fixture(scope="module")
def desk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The demonstration, ten reports of which were decided as suggested some hours ago."""
    said: list[str] = []
    texts = Texts(shipped().ruleset.facts, lambda: open_reader(shipped_law()), None)
    with demonstration(browser, tmp_path_factory.mktemp("desk"), texts, said, reduced_motion="reduce") as made:
        for name in TEN:
            with made.world.database.read() as session:
                version = session.get_one(ReportRow, made.ids[name]).version
            etag = {"if-match": f'"{version}"'}
            told = made.client.post(f"/v1/reports/{made.ids[name]}/decision", json={"kind": "accept"}, headers=etag)
            assert told.status_code == 200, told.text
        made.world.clock.moment += timedelta(minutes=50)
        yield made
    assert said == []


def test_the_first_notice_is_prepared_without_scrolling(desk: Desk) -> None:
    desk.page.set_viewport_size(SCREEN)
    for name in TEN:
        desk.go(f"@{name}/suites")
        box = desk.page.get_by_role("button", name="Préparer").first.bounding_box()
        assert box is not None, name
        assert box["y"] + box["height"] <= SCREEN["height"], name


def test_the_head_of_pages_keeps_to_a_line(desk: Desk) -> None:
    desk.page.set_viewport_size(SCREEN)
    for language in ("fr", "en"):
        desk.go(f"/suivi?lang={language}")
        box = desk.page.locator(".top").bounding_box()
        assert box is not None
        assert box["height"] <= 64
    desk.go("/suivi?lang=fr")


def test_no_column_of_the_follow_up_is_cut_on_a_phone(desk: Desk) -> None:
    page = desk.page
    page.set_viewport_size(PHONE)
    for address in ("/suivi", "/suivi/fin"):
        desk.go(address)
        expect(page.locator(".table--stacked").first).to_be_visible()
        assert page.evaluate(CUT) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
        assert violations(page) == [], address


def test_a_late_report_says_so_in_the_queue_on_every_screen(desk: Desk) -> None:
    page = desk.page
    for size in (SCREEN, PHONE):
        page.set_viewport_size(size)
        desk.go("/file?etat=all&miens=1")
        mark = page.locator(f'a[href="/signalements/{desk.ids["demo-001"]}/suites"]')
        expect(mark).to_have_text("en retard de 50 minutes")
        assert mark.evaluate(
            "(e) => e.scrollWidth <= e.clientWidth + 1 && e.getBoundingClientRect().right <= innerWidth"
        )
        assert violations(page) == [], size
