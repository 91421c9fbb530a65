"""A report came without an address: by keyboard alone, from the refusal of its notice to the notice with the address that the analyst states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from api.db import migrate
from tests.api.service.world import World
from tests.api.transmissions.notices import test_transmissions as sending
from tests.browser.desk import press
from tests.browser.scans import violations
from tests.browser.serving import open_page, served
from tests.browser.test_action import NOON, Office, activate
from tests.shared import shipped

EXACT = "https://videos.hebergeur.exemple/v/12"


@pytest.fixture
def office(browser: Browser, tmp_path: Path) -> Iterator[Office]:
    """An office whose report has no address; the console must have said nothing."""
    said: list[str] = []
    world = World(f"sqlite:///{tmp_path / 'q.sqlite3'}", tmp_path, engine=shipped(), **sending.SETTINGS)
    migrate.upgrade(world.database)
    world.clock.moment = NOON
    with served(world.app) as base, open_page(browser, base, said) as page:
        made = Office(page, world, base, said)
        made.report = sending.decided(world, made.client, url=None, text="Page pour adultes ouverte à tous, sans rien.")
        yield made
    world.close()
    assert said == []


def test_from_the_refusal_to_the_notice_by_keyboard(office: Office) -> None:
    page = office.page
    office.open(f"/signalements/{office.report}/suites")
    activate(page, "Préparer Hébergeur ou plateforme")
    expect(page.get_by_role("alert")).to_be_focused()
    office.refused(422)
    link = page.get_by_role("alert").get_by_role("link", name="Donner l’adresse")
    link.focus()
    press(page, "Enter")
    expect(page).to_have_url(re.compile(r"suite=adresse#adresse-exacte$"))
    field = page.get_by_label("Adresse exacte du contenu")
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport()
    page.keyboard.type("vu sur un forum")
    press(page, "Enter")
    expect(page.locator(".case__exact .field__error")).to_contain_text("adresse entière")
    office.refused(422)
    expect(page.locator("#adresse-exacte")).to_have_value("vu sur un forum")
    assert violations(page) == []
    field.fill(EXACT)
    field.press("Enter")
    expect(page.locator("#adresse .defanged")).to_contain_text("hxxps://videos[.]hebergeur[.]exemple/v/12")
    office.open(f"/signalements/{office.report}/suites")
    activate(page, "Préparer Hébergeur ou plateforme")
    expect(page).to_have_url(re.compile("/notifications/trm_"))
    expect(page.locator(".letter--set").first).to_contain_text("videos[.]hebergeur[.]exemple/v/12")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_violation_and_no_sideways_scroll(office: Office, scheme: str, language: str) -> None:
    page = office.page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for step in range(2):
        office.open(f"/signalements/{office.report}?suite=adresse&lang={language}")
        assert violations(page, scheme) == []
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.set_viewport_size({"width": 1280, "height": 800})
        if step == 0:
            etag = office.client.get(f"/v1/reports/{office.report}").headers["etag"]
            told = office.client.put(
                f"/v1/reports/{office.report}/address",
                json={"url": EXACT + "?" + "a" * 300},
                headers={"if-match": etag},
            )
            assert told.status_code == 200


def test_the_field_is_folded_and_opened_by_a_key(office: Office) -> None:
    page = office.page
    office.open(f"/signalements/{office.report}")
    expect(page.locator("#adresse")).to_contain_text("Sans adresse")
    field = page.get_by_label("Adresse exacte du contenu")
    expect(field).to_be_hidden()
    page.locator(".case__exact > summary").focus()
    press(page, "Enter")
    expect(field).to_be_visible()
    press(page, "Tab")
    expect(field).to_be_focused()
    page.keyboard.type("xab")  # keys that act on a case elsewhere
    expect(field).to_have_value("xab")
