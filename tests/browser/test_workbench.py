"""A day at the workbench, by keyboard alone: queue, case, reveal, confirm, accept, next, undo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.api.pages.case.samples import bench
from tests.browser.desk import Desk
from tests.browser.scans import violations
from tests.browser.serving import open_page, served

PAGES = (
    "/file",
    "/signalements/nouveau",
    "/essayer",
    "/essayer?infraction=cp-222-17&cas=3",
    "/bruit",
    "/premier-dossier?etape=3",
    "/premier-dossier?etape=5&decision=oui",
    "/relecture",
    "/echanges",
    "/accord",
    "/moi",
    "/moi/mot-de-passe",
    "/administration",
    "/administration/sante",
    "/administration/conservation",
    "/travaux",
    "!analyst",
    "!integrator",
    "/sign-in",
    "@lettre-12",
    "@1-haine",
    "@2-opinion",
    "@7-hypertrucage",
    "@1-haine/echanges",
    "=1-haine?rejouer=1",
)


@pytest.fixture
def desk(browser: Browser, tmp_path: Path) -> Iterator[Desk]:
    """The desk; the console must have said nothing, and nothing must have been asked elsewhere."""
    said: list[str] = []
    world = bench(tmp_path)
    with served(world.app) as base, open_page(browser, base, said) as page:
        yield Desk(page, world, base, said)
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

    asked = page.get_by_role("list", name="Faits présumés")
    expect(asked).to_be_visible()
    before = asked.locator("[data-hotkey='confirm_fact']").count()
    asked.locator("[data-row]").first.focus()
    desk.press("o")
    expect(asked.locator("[data-hotkey='confirm_fact']")).to_have_count(before - 1)
    assert page.evaluate("document.activeElement.matches('.stated__item')")
    expect(page.locator("#statut")).to_have_text(re.compile("Menace contre une personne"))
    desk.press("o")
    expect(asked).to_have_count(0)
    assert page.evaluate("document.activeElement.id").startswith("question-")
    desk.press("Tab", " ")
    page.get_by_role("button", name="Répondre", exact=True).first.press("Enter")
    expect(page.locator("#reponse")).to_have_text(re.compile("^Suggestion"))

    desk.press("a")
    expect(page).to_have_url(re.compile(r"fini="))
    assert desk.ids["lettre-12"] not in page.url.partition("?")[0]
    expect(page.locator("[data-toast]")).to_contain_text("lettre-12")
    desk.press("u")
    expect(page).to_have_url(re.compile(desk.ids["lettre-12"] + r"\?annulee=1$"))
    expect(page.locator("[data-toast]")).to_contain_text("Décision annulée")
    expect(page.locator("h1")).to_contain_text("à lire")


def test_nothing_is_said_to_be_loading_once_the_answer_is_there(desk: Desk) -> None:
    page = desk.page
    desk.go("@lettre-12")
    desk.send("o")
    answer = re.compile("Menace contre une personne")
    expect(page.locator("#statut")).to_have_text(answer)
    page.wait_for_timeout(1_200)  # more than it takes for an answer that does not come to be said
    expect(page.locator("#statut")).to_have_text(answer)


def test_the_next_case_is_taken_and_given_back_with_one_key(desk: Desk) -> None:
    page = desk.page
    desk.go("/file")
    desk.press("t")
    expect(page).to_have_url(re.compile(desk.ids["lettre-12"]))
    desk.press("p")
    expect(page).to_have_url(re.compile(desk.ids["1-haine"]))


def test_looking_takes_nothing_and_one_key_takes_the_case(desk: Desk) -> None:
    page = desk.page
    desk.go("@1-haine")
    expect(page.locator("[data-hotkey='take_case']")).to_be_visible()
    desk.press("i")
    expect(page).to_have_url(re.compile(desk.ids["1-haine"] + "$"))
    expect(page.locator("[data-hotkey='take_case']")).to_have_count(0)
    desk.go("/file")
    expect(page.get_by_role("row", name="1-haine")).to_contain_text("pris par vous")


def test_an_open_lead_is_accepted_in_two_steps(desk: Desk) -> None:
    page = desk.page
    desk.go("@lettre-12")
    expect(page.locator("#reponse")).to_contain_text("À compléter")
    desk.press("a")
    expect(page.get_by_role("button", name="Retenir malgré tout")).to_be_visible()
    assert violations(page) == []
    desk.press("c")
    page.keyboard.type("essai")
    page.locator("#offence").select_option("loi-1881-24-al8")
    desk.press("Control+Enter")
    expect(page.locator("[data-toast]")).to_contain_text("corrigé")
    desk.press("u")
    expect(page.locator("h1")).to_contain_text("à lire")
    desk.press("a", "Control+Enter")
    expect(page.locator("[data-toast]")).to_contain_text("retenue")


def test_a_call_is_entered_by_keyboard(desk: Desk) -> None:
    page = desk.page
    desk.go("/file")
    desk.press("g", "n")
    expect(page).to_have_url(re.compile("/signalements/nouveau$"))
    page.locator("#text").focus()
    desk.press("Control+Enter")
    expect(page.locator("#erreurs")).to_contain_text("au moins une adresse, un contenu")
    assert violations(page) == []
    desk.refused(422)
    page.locator("#url").focus()
    page.keyboard.type("https://forum.exemple/fil/77")
    page.get_by_label("Ce que dit le signalant").focus()
    page.keyboard.type("Page raciste, regardez.")
    desk.press("Control+Enter")
    expect(page).to_have_url(re.compile("/signalements/rep_"))
    expect(page.locator(".case__url").first).to_contain_text("hxxps://forum[.]exemple/fil/77")
    words = page.get_by_role("region", name="Ce que dit le signalant").locator(".text")
    expect(words).to_be_hidden()
    page.keyboard.down("v")
    expect(words).to_contain_text("Page raciste")
    page.keyboard.up("v")
    expect(words).to_be_hidden()
    assert violations(page) == []


def test_an_age_is_said_as_far_as_it_is_known_by_keyboard(desk: Desk) -> None:
    page = desk.page
    desk.go("@1-haine?fait=age_victime")
    assert page.evaluate("document.activeElement.id") == "question-age_victime-how"
    desk.press("m", "Tab")
    page.keyboard.type("18")
    desk.press("Enter")
    expect(page.locator("#fait-age_victime")).to_contain_text(re.compile("moins de 18"))


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
    expect(page.locator("#reason")).to_be_hidden()
    desk.press("c")
    expect(page.locator("#reason")).to_be_focused()
    desk.go("@1-haine")
    desk.press("e")
    expect(page.locator("#preuve")).to_be_focused()


def test_an_element_lights_its_passage_and_the_fact_asked(desk: Desk) -> None:
    page = desk.page
    desk.go("@1-haine")
    row = page.locator("[data-link='fait-exhortation provocation']")
    element = page.locator(".clauses__row[data-link='provocation']")
    element.focus()
    expect(element).to_have_class(re.compile("is-lit"))
    expect(row).to_have_class(re.compile("is-lit"))
    page.keyboard.down("v")
    expect(page.locator("mark.span.is-lit")).to_be_visible()
    page.keyboard.up("v")
    page.keyboard.press("Escape")
    expect(page.locator(".is-lit")).to_have_count(0)


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


def test_a_session_that_ends_loses_no_work(desk: Desk) -> None:
    page = desk.page
    desk.go("@lettre-12")
    cookies = page.context.cookies()
    held = page.locator(".stated__form [data-hotkey='confirm_fact']")
    expect(held).to_have_count(2)

    page.context.clear_cookies()
    desk.press("o")
    bar = page.locator("#annulation [role='alert']")
    expect(bar).to_contain_text("Votre session est terminée")
    link = bar.get_by_role("link", name="Se connecter")
    expect(link).to_have_attribute("href", re.compile(rf"^/sign-in\?next=%2Fsignalements%2F{desk.ids['lettre-12']}$"))
    expect(held).to_have_count(2)
    assert violations(page) == []
    desk.refused(401)
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    desk.press("o")
    expect(held).to_have_count(1)
    expect(bar).to_have_count(0)

    desk.press("c")
    page.keyboard.type("Le propos vise une religion.")
    page.locator("#offence").select_option("loi-1881-24-al8")
    page.context.clear_cookies()
    desk.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("Votre session est terminée")
    expect(page.get_by_role("link", name="Se connecter")).to_be_visible()
    assert violations(page) == []
    desk.refused(401)
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.reload()
    expect(page.locator("[data-toast]")).to_contain_text("corrigé")


def test_an_answer_that_does_not_arrive_is_said_and_the_page_stays(desk: Desk) -> None:
    page = desk.page
    desk.go("@lettre-12")
    page.route("**/faits", lambda route: route.abort())
    desk.press("o")
    expect(page.locator("#annulation [role='alert']")).to_contain_text("réessayer")
    expect(page.locator(".stated__form [data-hotkey='confirm_fact']")).to_have_count(2)
    page.unroute("**/faits")
    desk.said.clear()
    desk.press("o")
    expect(page.locator(".stated__form [data-hotkey='confirm_fact']")).to_have_count(1)
    expect(page.locator("#annulation [role='alert']")).to_have_count(0)


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
        page.evaluate("document.querySelectorAll('main details').forEach((d) => { d.open = true; })")
        found[address] = violations(page, scheme)
    assert {address: told for address, told in found.items() if told} == {}


def test_the_narrowest_screen_does_not_scroll_sideways(desk: Desk) -> None:
    desk.page.set_viewport_size({"width": 320, "height": 640})
    wide = []
    for address in PAGES:
        desk.go(address)
        desk.page.evaluate("document.querySelectorAll('main details').forEach((d) => { d.open = true; })")
        width = desk.page.evaluate("document.documentElement.scrollWidth")
        wide += [(address, width)] if width > 320 else []
    assert wide == []
