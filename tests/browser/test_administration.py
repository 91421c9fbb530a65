"""The administration, by keyboard alone: finding an account, making a key, erasing what is past its period."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.test_workbench import desk

__all__ = ["desk"]


def test_an_account_is_found_and_a_machine_gets_a_key_by_keyboard(desk: Desk) -> None:
    page = desk.page
    desk.go("/administration")
    desk.press("/")
    page.keyboard.type("personne")
    expect(page.locator("#liste .empty")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "q"
    desk.go("!integrator")
    page.locator("#label").focus()
    page.keyboard.type("import de nuit")
    for scope in ("reports:create", "qualifications:ask"):
        page.locator(f"input[name=scopes][value='{scope}']").press(" ")
    page.get_by_role("button", name="Créer la clé").press("Enter")
    secret = page.locator(".notice--done")
    expect(secret).to_be_focused()
    expect(secret).to_contain_text(re.compile(r"key_\w+\."))
    expect(page.locator(".stated__source").first).to_contain_text("envoyer des signalements reports:create")


def test_an_erasure_asks_for_confirmation_then_shows_its_proof(desk: Desk) -> None:
    page = desk.page
    desk.go("/administration/conservation")
    erase = page.get_by_role("button", name="Effacer ce qui est échu")
    erase.press("Enter")
    expect(page.locator("#confirm")).to_be_focused()
    expect(page.locator("#preuve")).to_have_count(0)
    desk.press(" ")
    erase.press("Enter")
    expect(page.locator("#preuve")).to_be_focused()
    expect(page.locator("#efface")).to_contain_text("Texte signalé")


def test_a_link_is_copied_and_suspending_asks_twice(desk: Desk) -> None:
    page = desk.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.go("!analyst")
    page.get_by_role("button", name="Nouveau lien de connexion").press("Enter")
    copier = page.get_by_role("button", name="Copier")
    copier.press("Enter")
    expect(page.get_by_role("button", name="Copié")).to_be_visible()
    expect(page.locator("#statut")).to_have_text("Copié")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.locator("#secret").inner_text()
    assert "/sign-in/" in link
    desk.go("!integrator")
    expect(page.get_by_role("button", name="Suspendre maintenant")).to_be_hidden()
    page.locator("summary", has_text="Suspendre le compte").press("Enter")
    page.get_by_role("button", name="Suspendre maintenant").press("Enter")
    expect(page.locator("h1")).to_contain_text("suspendu")
    page.get_by_role("button", name="Rétablir le compte").press("Enter")
    expect(page.locator("h1")).not_to_contain_text("suspendu")
