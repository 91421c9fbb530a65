"""A newcomer's first case, by keyboard alone: taken, read, established, decided, notified; nothing is stored."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from sqlalchemy import func, select

from api.db.audit import AuditRow
from api.db.reports import ReportRow
from tests.browser.desk import Desk
from tests.browser.scans import violations
from tests.browser.test_workbench import desk

__all__ = ["desk"]


def stored(desk: Desk) -> tuple[int | None, ...]:
    """How many reports and entries of the journal there are."""
    with desk.world.database.read() as session:
        return tuple(session.scalar(select(func.count()).select_from(table)) for table in (ReportRow, AuditRow))


def test_the_guide_goes_from_taking_to_the_notice_by_keyboard_and_stores_nothing(desk: Desk) -> None:
    page, before = desk.page, stored(desk)
    desk.go("/moi")
    page.get_by_role("link", name="Un premier dossier").press("Enter")
    expect(page.locator("[aria-current='step']")).to_have_text("Prendre")
    assert violations(page) == []
    desk.press("t")
    expect(page.locator("[aria-current='step']")).to_have_text("Lire")
    text = page.locator("#texte-invente .text")
    expect(text).to_be_hidden()
    page.keyboard.down("v")
    expect(text).to_be_visible()
    page.keyboard.up("v")
    expect(text).to_be_hidden()
    assert violations(page) == []
    desk.press("Control+Enter")
    expect(page.locator(".issue")).to_contain_text("à confirmer")
    for left in (1, 0):
        desk.press("o")
        expect(page.locator("[data-hotkey='confirm_fact']")).to_have_count(left)
    expect(page.locator(".issue")).not_to_contain_text("à confirmer")
    term = page.get_by_role("button", name="Fait présumé")
    expect(page.locator("#mot-presumed-1")).to_be_hidden()
    term.press("Enter")
    expect(page.locator("#mot-presumed-1")).to_be_visible()
    assert violations(page) == []
    desk.press("Escape")
    expect(page.locator("#mot-presumed-1")).to_be_hidden()
    desk.press("Control+Enter")
    expect(page.locator("[aria-current='step']")).to_have_text("Décider")
    assert violations(page) == []
    desk.press("a")
    expect(page.locator(".whynot")).to_contain_text("Hébergeur")
    expect(page.locator(".foretold")).to_have_count(0)  # whole: everything that decides was confirmed
    page.locator("summary", has_text="Hébergeur").press("Enter")
    expect(page.locator("pre.letter").last).to_contain_text("NOTIFICATION D'UN CONTENU ILLICITE")
    assert violations(page) == []
    expect(page.get_by_role("link", name="Aller à la file")).to_be_visible()
    assert stored(desk) == before


def test_what_is_denied_changes_the_answer_and_what_is_left_presumed_refuses_the_notice(desk: Desk) -> None:
    page = desk.page
    desk.go("/premier-dossier?etape=3")
    desk.press("o")
    expect(page.locator("[data-hotkey='deny_fact']")).to_have_count(1)
    desk.press("n")
    expect(page.locator(".issue")).not_to_contain_text("Provocation")
    desk.press("Control+Enter")
    expect(page.locator("[aria-current='step']")).to_have_text("Décider")
    desk.press("x")
    expect(page.locator("main")).to_contain_text("ne demande de prévenir personne")
    desk.go("/premier-dossier?etape=4")
    desk.press("a")
    expect(page.locator(".foretold").first).to_contain_text(re.compile("n.est que présumé"))
