"""A day at the workbench, by keyboard alone: queue, case, reveal, confirm, accept, next, undo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.api.workbench.samples import bench
from tests.browser.desk import Desk
from tests.browser.serving import served
from tests.browser.test_accessibility import violations

PAGES = (
    "/file",
    "/bruit",
    "/relecture",
    "/accord",
    "/moi",
    "/administration",
    "/administration/sante",
    "/administration/conservation",
    "!analyst",
    "!integrator",
    "/sign-in",
    "@lettre-12",
    "@1-haine",
    "@2-opinion",
    "@7-hypertrucage",
    "=1-haine?rejouer=1",
)


@pytest.fixture
def desk(browser: Browser, tmp_path: Path) -> Iterator[Desk]:
    """The desk; the console must have said nothing, and nothing must have been asked elsewhere."""
    said: list[str] = []
    world = bench(tmp_path)
    with served(world.app) as base:
        context = browser.new_context(base_url=base, locale="fr-FR", reduced_motion="reduce")
        page = context.new_page()
        page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith(base) else said.append(r.url))
        yield Desk(page, world, base)
        context.close()
    world.close()
    assert said == []


def test_ten_minutes_of_work_by_keyboard(desk: Desk) -> None:
    page = desk.page
    desk.go("/file")
    desk.press("j")
    assert page.evaluate("document.activeElement.textContent") == "lettre-12"
    desk.press("Enter")
    expect(page).to_have_url(re.compile(desk.ids["lettre-12"]))
    text = page.locator("#texte-signale .text")
    expect(text).to_be_hidden()
    page.keyboard.down("v")
    expect(text).to_be_visible()
    page.keyboard.up("v")
    expect(text).to_be_hidden()

    expect(page.locator("#presumes")).to_be_visible()
    before = page.locator(".stated__form [data-hotkey='confirm_fact']").count()
    desk.press("o")
    expect(page.locator(".stated__form [data-hotkey='confirm_fact']")).to_have_count(before - 1)
    assert page.evaluate("document.activeElement.matches('.stated__item')")
    expect(page.locator("#statut")).to_have_text(re.compile("Menace contre une personne"))
    desk.press("o")
    expect(page.locator("#presumes")).to_have_count(0)
    assert page.evaluate("document.activeElement.id").startswith("question-")
    desk.press("Tab", " ")
    page.get_by_role("button", name="Répondre", exact=True).first.press("Enter")
    expect(page.locator("#reponse")).to_have_text(re.compile("^Suggestion"))

    desk.press("a")
    expect(page).to_have_url(re.compile(r"fini="))
    assert desk.ids["lettre-12"] not in page.url.partition("?")[0]
    expect(page.locator("[data-toast]")).to_contain_text("lettre-12")
    desk.press("u")
    expect(page).to_have_url(re.compile(desk.ids["lettre-12"] + "$"))
    expect(page.locator("h1")).to_contain_text("à lire")


def test_the_next_case_is_taken_and_given_back_with_one_key(desk: Desk) -> None:
    page = desk.page
    desk.go("/file")
    desk.press("t")
    expect(page).to_have_url(re.compile(desk.ids["lettre-12"]))
    desk.press("p")
    expect(page).to_have_url(re.compile(desk.ids["1-haine"]))


def test_a_correction_is_written_by_keyboard_and_asks_for_its_reason(desk: Desk) -> None:
    page = desk.page
    desk.go("@1-haine")
    desk.press("c")
    assert page.evaluate("document.activeElement.id") == "reason"
    page.keyboard.type("Le propos vise une religion.")
    page.locator("#offence").select_option("loi-1881-24-al8")
    desk.press("Control+Enter")
    expect(page.locator("[data-toast]")).to_contain_text("corrigé")


def test_a_shortcut_to_a_closed_part_opens_it(desk: Desk) -> None:
    page = desk.page
    desk.go("@1-haine")
    expect(page.locator("#preuve .tree").first).to_be_hidden()
    desk.press("e")
    expect(page.locator("#preuve .tree").first).to_be_visible()
    page.locator(".checklist__item").first.focus()
    assert page.locator(".tree .is-lit, .checklist .is-lit").count() >= 2


def test_a_text_kept_open_stays_so_when_the_answer_changes(desk: Desk) -> None:
    page = desk.page
    desk.go("@lettre-12")
    page.locator("[aria-controls='texte-signale']").press("Enter")
    expect(page.locator("#texte-signale .text")).to_be_visible()
    desk.press("o")
    expect(page.locator(".stated__form [data-hotkey='confirm_fact']")).to_have_count(1)
    expect(page.locator("#texte-signale .text")).to_be_visible()


def test_noise_is_judged_with_one_key_the_next_comes_and_it_is_taken_back(desk: Desk) -> None:
    page = desk.page
    desk.go("/bruit")
    assert page.evaluate("document.activeElement.id") == "a-juger"
    text = page.locator("#texte-signale .fold__body")
    expect(text).to_be_hidden()
    page.keyboard.down("v")
    expect(text).to_be_visible()
    page.keyboard.up("v")
    desk.press("r")
    expect(page.locator("[data-toast]")).to_contain_text("remis en file")
    expect(page.locator(".empty")).to_be_visible()
    desk.press("u")
    expect(page.locator("#a-juger")).to_contain_text("horaires")
    desk.press("b")
    expect(page.locator("[data-toast]")).to_contain_text("bruit")
    desk.press("u")
    expect(page.locator("#a-juger")).to_contain_text("horaires")


def test_a_case_is_read_and_decided_without_script(desk: Desk, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fr-FR", base_url=desk.base)
    context.add_cookies(desk.page.context.cookies())  # type: ignore[arg-type]
    tab = context.new_page()
    tab.goto(f"/signalements/{desk.ids['lettre-12']}")
    tab.locator("#texte-signale summary").click()
    expect(tab.locator("#texte-signale .text")).to_be_visible()
    tab.locator(".stated__form button[value='confirm']").first.click()
    expect(tab.locator(".stated__form button[value='confirm']")).to_have_count(1)
    tab.get_by_role("button", name="Hors champ").click()
    expect(tab.locator("[data-toast]")).to_contain_text("hors champ")
    tab.locator("[data-toast] button[type='submit']").click()
    expect(tab.locator("h1")).to_contain_text("à lire")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_violation(desk: Desk, scheme: str) -> None:
    page = desk.page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    found = {}
    for address in PAGES:
        desk.go(address)
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        found[address] = violations(page)
    assert {address: told for address, told in found.items() if told} == {}


def test_the_narrowest_screen_does_not_scroll_sideways(desk: Desk) -> None:
    desk.page.set_viewport_size({"width": 320, "height": 640})
    wide = []
    for address in PAGES:
        desk.go(address)
        desk.page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        width = desk.page.evaluate("document.documentElement.scrollWidth")
        wide += [(address, width)] if width > 320 else []
    assert wide == []
