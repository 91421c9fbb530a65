"""Ten demonstration reports from the queue to the decision, by keyboard alone; each answer replays to the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from api.rules.folder import shipped_law
from api.texts.lexicons import open_reader
from api.texts.readers import Texts
from tests.api.pages.case.samples import shipped
from tests.browser.demonstration import demonstration
from tests.browser.desk import Desk

TEN = 10


@pytest.fixture
def desk(browser: Browser, tmp_path: Path) -> Iterator[Desk]:
    """The desk on the demonstration, its texts read by the shipped lexicons; the console must have said nothing."""
    said: list[str] = []
    texts = Texts(shipped().ruleset.facts, lambda: open_reader(shipped_law()), None)
    with demonstration(browser, tmp_path, texts, said, reduced_motion="reduce") as desk:
        yield desk
    assert said == []


def decide(desk: Desk) -> None:
    """Accepts, or finds that nothing applies: by the keys that the page names, which asks again on a case in danger of which nobody is told."""
    page = desk.page
    accepts, danger = page.locator("[data-hotkey='accept']").count(), page.locator(".danger").count()
    unfolds = page.locator("summary[data-hotkey='accept']").count()
    desk.send("a" if accepts else "x", *["Control+Enter"] * unfolds)
    if danger:
        expect(page.locator("#danger-demande")).to_be_visible()
        desk.send("Enter")
    expect(page.locator("[data-toast]")).to_be_visible()


def test_ten_reports_by_keyboard_and_each_replays_to_the_same_bytes(desk: Desk) -> None:
    page = desk.page
    desk.go("/file")
    desk.send("t")
    done = []
    for _ in range(TEN):
        expect(page.locator("h1")).to_contain_text("à lire")
        name = page.url.partition("?")[0].rpartition("/")[2]
        text = page.locator("#texte-signale .fold__body")
        if text.count():
            page.keyboard.down("v")
            expect(text).to_be_visible()
            page.keyboard.up("v")
            expect(text).to_be_hidden()
        held = page.get_by_role("list", name="Faits présumés").locator("[data-hotkey='confirm_fact']")
        while left := held.count():
            page.locator("[data-row]").first.focus()
            desk.send("o", "o")  # in a hurry: what was sent is not sent twice; the next one may be, once it is there
            assert held.count() < left
        decide(desk)
        expect(page).not_to_have_url(desk.base + f"/signalements/{name}")
        done.append(name)
    assert len(set(done)) == TEN
    for name in done:
        told = desk.client.get(f"/v1/reports/{name}").json()
        assert told["state"] == "decided"
        answers = {told["decisions"][0]["qualification"], told["qualification"]["id"]}
        for answer in answers:
            assert desk.client.get(f"/v1/qualifications/{answer}/replay").json()["same"] is True


def test_a_key_pressed_twice_decides_once(desk: Desk) -> None:
    page = desk.page
    desk.go("/file")
    desk.send("t")
    expect(page.locator("h1")).to_contain_text("à lire")
    desk.send("x", "x")
    expect(
        page.locator("#danger-demande")
    ).to_be_visible()  # the first case shows a danger: twice the same key decides nothing
    assert desk.client.get("/v1/reports?state=decided").json()["items"] == []
    desk.send("Enter", "Enter")
    expect(page.locator("[data-toast]")).to_be_visible()
    states = [r["state"] for r in desk.client.get("/v1/reports?limit=100&state=decided").json()["items"]]
    assert states == ["decided"]
