"""What the pages do, by keyboard alone."""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import press
from tests.browser.serving import CHROMIUM, open_page

NO_POINTER = "primaryHoverType=1,availableHoverTypes=1,primaryPointerType=1,availablePointerTypes=1"
"""A computer without a mouse: nothing points, nothing hovers."""


def focused(page: Page) -> str:
    """The text of what has the focus."""
    return str(page.evaluate("document.activeElement.innerText ?? ''")).strip()


def test_the_first_tab_skips_to_the_content(page: Page) -> None:
    page.goto("/loi")
    press(page, "Tab")
    assert focused(page) == "Aller au contenu"
    press(page, "Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"


def test_one_goes_from_the_list_to_an_offence_and_back_without_a_pointer(page: Page) -> None:
    page.goto("/loi")
    press(page, "j")
    first = focused(page)
    press(page, "j")
    assert focused(page) != first
    press(page, "k")
    assert focused(page) == first
    press(page, "Enter")
    expect(page).to_have_url(re.compile(r"/loi/[a-z0-9-]+$"))
    press(page, "g")
    press(page, "l")
    expect(page).to_have_url(re.compile(r"/loi$"))


def test_search_keeps_the_focus_updates_the_list_and_says_how_many(page: Page) -> None:
    page.goto("/loi")
    press(page, "/")
    page.keyboard.type("suicide")
    expect(page.locator("#liste [data-row]")).to_have_count(2)
    expect(page.locator("#statut")).to_have_text("2 infractions affichées")
    assert page.evaluate("document.activeElement.id") == "q"
    expect(page).to_have_url(re.compile(r"q=suicide"))
    assert page.evaluate("document.activeElement.value") == "suicide"


def test_letters_typed_in_a_field_are_not_shortcuts(page: Page) -> None:
    page.goto("/loi")
    page.locator("#q").focus()
    page.keyboard.type("gf?j")
    assert page.locator("#q").input_value() == "gf?j"
    assert not page.locator("#aide-clavier").is_visible()
    expect(page).to_have_url(re.compile(r"/loi"))


def test_the_help_opens_closes_and_gives_the_focus_back(page: Page) -> None:
    page.goto("/loi")
    press(page, "j")
    before = focused(page)
    press(page, "?")
    expect(page.locator("#aide-clavier")).to_be_visible()
    press(page, "Escape")
    expect(page.locator("#aide-clavier")).to_be_hidden()
    assert focused(page) == before


def test_a_hidden_text_shows_while_the_key_is_held(page: Page) -> None:
    page.goto("/gallery")
    text = page.locator("#texte-exemple .text")
    expect(text).to_be_hidden()
    page.locator("#contenu").focus()
    page.keyboard.down("v")
    expect(text).to_be_visible()
    page.keyboard.up("v")
    expect(text).to_be_hidden()


def test_a_hidden_text_shows_while_its_heading_is_held(page: Page) -> None:
    page.goto("/gallery")
    summary, text = page.locator("#texte-exemple summary"), page.locator("#texte-exemple .text")
    summary.focus()
    page.keyboard.down(" ")
    expect(text).to_be_visible()
    page.keyboard.up(" ")
    expect(text).to_be_hidden()
    summary.hover()
    page.mouse.down()
    expect(text).to_be_visible()
    page.mouse.up()
    expect(text).to_be_hidden()


def test_a_text_can_be_kept_open_and_folded_again(page: Page) -> None:
    page.goto("/gallery")
    text, keep = page.locator("#texte-exemple .text"), page.locator("[aria-controls='texte-exemple']")
    keep.focus()
    press(page, "Enter")
    expect(text).to_be_visible()
    expect(keep).to_have_attribute("aria-pressed", "true")
    press(page, "Enter")
    expect(text).to_be_hidden()


def test_one_passage_is_read_without_the_whole_text(page: Page) -> None:
    page.goto("/gallery")
    page.locator("#passage-1 summary").focus()
    page.keyboard.down("v")
    expect(page.locator("#passage-1 .text")).to_be_visible()
    expect(page.locator("#texte-exemple .text")).to_be_hidden()
    page.keyboard.up("v")


def test_the_three_views_light_together(page: Page) -> None:
    page.goto("/gallery")
    page.locator(".checklist__item[data-link='animal']").focus()
    expect(page.locator(".is-lit")).to_have_count(4)
    expect(page.locator(".tree .is-lit")).to_contain_text("Animal désigné")
    press(page, "Escape")
    expect(page.locator(".is-lit")).to_have_count(0)


def test_a_remapped_key_serves_and_the_old_one_no_longer_does(page: Page) -> None:
    page.goto("/affichage")
    page.locator("#key-next").fill("w")
    press(page, "Control+Enter")
    expect(page.locator(".notice--done")).to_be_visible()
    page.goto("/loi")
    press(page, "j")
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    press(page, "w")
    assert page.evaluate("document.activeElement.dataset.row") == ""


def test_shortcuts_can_be_switched_off(page: Page) -> None:
    page.goto("/affichage")
    page.get_by_label("désactivés").check()
    page.get_by_role("button", name="Enregistrer").press("Enter")
    page.goto("/loi")
    press(page, "?")
    press(page, "j")
    assert not page.locator("#aide-clavier").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    assert page.locator("[aria-keyshortcuts]").count() == 0


def test_an_error_takes_the_focus_and_leads_to_its_field(page: Page, said: list[str]) -> None:
    page.goto("/affichage")
    page.locator("#key-next").fill("k")
    page.locator("#key-next").press("Enter")
    expect(page.locator("#erreurs")).to_be_focused()
    press(page, "Tab")
    press(page, "Enter")
    assert page.evaluate("document.activeElement.id").startswith("key-")
    assert all("422" in text for text in said)
    said.clear()


@pytest.mark.parametrize("address_", ["/loi", "/loi/loi-1881-33-al3", "/gallery", "/aide"])
def test_tab_goes_through_the_page_without_a_trap(page: Page, address_: str) -> None:
    page.goto(address_)
    page.evaluate("document.activeElement.blur()")
    seen: list[str] = []
    for _ in range(400):
        press(page, "Tab")
        here = page.evaluate(
            "document.activeElement === document.body ? '' : document.activeElement.outerHTML.slice(0, 200)"
        )
        if here == "":
            break
        seen.append(here)
        assert len(set(seen[-6:])) > 1 or len(seen) < 6, here  # a date field has several stops, no more than five
    assert "Accessibilité" in "".join(seen[-3:])


def test_pages_are_read_without_script(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    tab = context.new_page()
    tab.goto(f"{address}/gallery")
    tab.locator("#texte-exemple summary").click()
    expect(tab.locator("#texte-exemple .text")).to_be_visible()
    expect(tab.get_by_text("ouvrir pour lire").first).to_be_attached()
    tab.goto(f"{address}/loi")
    tab.locator("#q").fill("suicide")
    tab.locator("#q").press("Enter")
    expect(tab.locator("[data-row]")).to_have_count(2)
    context.close()


def test_text_is_never_run_as_code(page: Page, said: list[str]) -> None:
    page.goto("/loi")
    told = page.evaluate(
        """() => new Promise((done) => {
          const button = document.createElement('button');
          button.setAttribute('data-hx-on:click', 'window.ran = true');
          document.getElementById('contenu').append(button);
          window.htmx.process(button);
          document.addEventListener('htmx:error', (event) => done(String(event.detail.error)), { once: true });
          button.click();
        })"""
    )
    assert "text is not run as code" in told
    assert page.evaluate("window.ran") is None
    said.clear()


def test_an_answer_that_is_there_is_not_said_to_be_loading(page: Page) -> None:
    """The words that wait for a slow answer are dropped when it comes, not when its request is put away."""
    page.clock.install()
    page.goto("/gallery")
    page.evaluate("""() => {
        const ctx = { target: Object.assign(document.createElement("div"), { innerHTML: "<p data-announce='Voici'></p>" }) };
        const say = (name) => document.body.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: { ctx } }));
        say("htmx:before:request");
        say("htmx:after:swap");
    }""")
    page.clock.run_for(2_000)
    assert page.locator("#statut").inner_text() == "Voici"


def test_a_computer_without_a_mouse_shows_its_keys_and_a_finger_alone_sees_none(
    browser: Browser, address: str, said: list[str]
) -> None:
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    args = [*sandbox, "--disable-gpu", f"--blink-settings={NO_POINTER}"]
    mouseless = browser.browser_type.launch(executable_path=CHROMIUM, args=args)
    try:
        with open_page(mouseless, address, said) as page:
            page.goto("/gallery")
            assert page.evaluate("matchMedia('(hover: none) and (pointer: none)').matches")
            press(page, "?")
            expect(page.locator("dialog[open] .key").first).to_be_visible()
    finally:
        mouseless.close()
    with open_page(browser, address, said, has_touch=True, is_mobile=True) as page:
        page.goto("/gallery")
        assert page.evaluate("matchMedia('(hover: none) and (pointer: coarse)').matches")
        press(page, "?")
        expect(page.locator("dialog[open] .keys__row").first).to_be_visible()
        expect(page.locator("dialog[open] .key").first).to_be_hidden()
    assert said == []
