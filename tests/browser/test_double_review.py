"""A second reading by keyboard: taken, read blind, decided; then settled by a third person. Axe finds nothing on any of these pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.testclient import TestClient

from api.kit.permissions import Role
from api.rules.second_readings import Rereading
from tests.api.pages.case.samples import bench
from tests.api.service.world import World
from tests.browser.desk import press
from tests.browser.scans import violations
from tests.browser.serving import open_page, served


class Office:
    """A service where everything decided yesterday is read again, and a browser for each person."""

    def __init__(self, world: World, open_as: Callable[[TestClient], Page]) -> None:
        self._world, self._open_as = world, open_as

    def person(self, *roles: Role) -> Page:
        """A new person at work."""
        return self._open_as(self._world.signed_in(*roles))


@pytest.fixture
def office(browser: Browser, tmp_path: Path) -> Iterator[Office]:
    """The office, two reports decided the day before; the console must have said nothing."""
    said: list[str] = []
    world = bench(tmp_path)
    world.services = replace(
        world.services,
        rules=replace(world.services.rules, second_readings=Rereading(shares={}, other_fields=1.0, least=30)),
    )
    world.serve(world.services)
    first = world.signed_in(Role.ANALYST)
    for report in first.get("/v1/reports?limit=100&state=open").json()["items"]:
        if report["reference"] in ("lettre-12", "1-haine"):
            etag = {"if-match": first.get(f"/v1/reports/{report['id']}").headers["etag"]}
            decided = first.post(f"/v1/reports/{report['id']}/decision", json={"kind": "none_applies"}, headers=etag)
            assert decided.status_code == 200
    world.clock.moment += timedelta(days=1)
    with served(world.app) as base, ExitStack() as tabs:
        yield Office(world, lambda client: tabs.enter_context(open_page(browser, base, said, client)))
    world.close()
    assert said == []


def test_a_second_reading_by_keyboard_then_settled(office: Office) -> None:
    page = office.person(Role.ANALYST)
    page.goto("/file")
    press(page, "g", "r")
    expect(page).to_have_url(re.compile("/relecture$"))
    assert violations(page) == []
    press(page, "t")
    expect(page.locator("h1")).to_contain_text("seconde lecture")
    expect(page.locator(".notice")).to_contain_text("en aveugle")
    expect(page.locator(".past")).to_have_count(0)
    assert violations(page) == []
    held = page.locator("[value='confirm']")
    for left in range(held.count(), 0, -1):
        press(page, "o")
        expect(held).to_have_count(left - 1)
    expect(page).to_have_url(re.compile(r"/relecture/sec_\w+"))
    press(page, "a")
    expect(page.locator("#conclusions")).to_contain_text("Désaccord")
    assert page.evaluate("document.activeElement.id") == "conclusions"
    assert violations(page) == []
    press(page, "t")
    # The page of the conclusions has the same title: only their absence tells that the next case has come.
    expect(page.locator("#conclusions")).to_have_count(0)
    press(page, "x")
    expect(page.locator("#conclusions")).to_contain_text("Même conclusion")

    third = office.person(Role.REVIEWER)
    third.goto("/relecture")
    press(third, "j", "Enter")
    expect(third).to_have_url(re.compile("/arbitrage$"))
    assert violations(third) == []
    third.locator("#reason").focus()
    third.keyboard.type("Le passage vise bien une personne.")
    press(third, "Tab", "2")
    expect(third.locator(".notice--done")).to_contain_text("tranché")
    third.goto("/accord")
    expect(third.locator("table").first).to_contain_text("trop peu de secondes lectures")
    assert violations(third) == []


def test_the_narrowest_screen_does_not_scroll_sideways(office: Office) -> None:
    page = office.person(Role.ANALYST, Role.ADMINISTRATOR)
    page.set_viewport_size({"width": 320, "height": 640})
    for address in ("/relecture", "/accord"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
    press(page, "g", "r")
    expect(page).to_have_url(re.compile("/relecture$"))
    press(page, "t")
    expect(page.locator("h1")).to_contain_text("seconde lecture")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
