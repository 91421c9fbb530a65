"""Ten demonstration cases by keyboard, from the queue to every notice that is due, without a refusal that the page did not foretell."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.browser.desk import Desk
from tests.browser.scans import violations
from tests.browser.test_ten_reports import TEN, decide, desk

__all__ = ["desk"]
MOST = 80
"""Far more steps than ten cases need: a walk that goes round in circles ends."""


def decide_ten(desk: Desk) -> set[str]:
    """In a hurry: what the first key unfolds is confirmed at once, no fact is confirmed by itself."""
    page, done = desk.page, set()
    desk.go("/file")
    desk.send("t")
    for _ in range(TEN):
        expect(page.locator("h1")).to_contain_text("à lire")
        name = page.url.partition("?")[0].rpartition("/")[2]
        decide(desk)
        expect(page).not_to_have_url(desk.base + f"/signalements/{name}")
        done.add(name)
    return done


def activate(element: Locator) -> None:
    """Presses a link, a button or a heading with the keyboard."""
    element.focus()
    element.press("Enter")


def due_here(desk: Desk) -> Locator:
    """The recipients to be told on a page of follow-up that still wait for an act or a reason."""
    waits = desk.page.locator("details summary, button").filter(has_text="Ne pas prévenir")
    return desk.page.locator("li.whynot__item").filter(has=waits)


def test_b3_ten_cases_lead_to_every_due_notice_without_a_refusal_not_foretold(desk: Desk) -> None:
    page = desk.page
    decided = decide_ten(desk)
    counted = page.locator(".mainnav__count")
    expect(counted).to_be_visible()
    expected = desk.client.get("/v1/board").json()["to_prepare"]
    assert counted.inner_text() == str(expected)
    prepared, given_up, confirmed = set(), [], 0
    for _ in range(MOST):
        desk.press("g", "s")
        expect(page.locator("#preparer")).to_be_visible()
        if not page.locator("#table-preparer [data-row]").count():
            break
        desk.press("j", "Enter")
        expect(page).to_have_url(re.compile("/suites"))
        first = due_here(desk).first
        expect(first).to_be_visible()
        foretold = first.locator(".foretold")
        if not foretold.count():
            activate(first.get_by_role("button", name="Préparer"))
            expect(page).to_have_url(re.compile("/notifications/trm_"))  # whole, not refused
            prepared.add(page.url.rpartition("/")[2])
            continue
        fact = foretold.locator("a[href*='#fait-']")
        if fact.count():
            activate(fact.first)
            expect(page.locator("h1")).to_contain_text("Signalement")
            left = page.locator("#presumes .stated__item").count()
            activate(page.locator("#presumes .stated__item:target [value='confirm']"))
            expect(page.locator("#presumes .stated__item")).to_have_count(left - 1)
            confirmed += 1
            continue
        given_up.append(foretold.inner_text())
        activate(first.locator("summary").filter(has_text="Ne pas prévenir"))
        first.get_by_label("Motif").fill("Faits non établis : rien à transmettre en l'état.")
        first.get_by_label("Motif").press("Enter")
        expect(page.locator(".notice--done")).to_contain_text("Motif enregistré")
    expect(page.locator("main")).to_contain_text("Personne n’attend d’être prévenu")
    expect(page.locator(".mainnav__count")).to_have_count(0)
    assert len(decided) == TEN
    assert len(prepared) + len(given_up) == expected
    assert prepared
    unproved = [told for told in given_up if "pas établie par les faits" in " ".join(told.split())]
    assert unproved  # what was accepted as a lead is foretold too, with what the facts lack


def test_b2_a_fact_confirmed_after_the_decision_frees_the_notice(desk: Desk) -> None:
    page = desk.page
    report = desk.ids["demo-016"]
    held = {"if-match": desk.client.get(f"/v1/reports/{report}").headers["etag"]}
    assert desk.client.post(f"/v1/reports/{report}/decision", json={"kind": "accept"}, headers=held).status_code == 200
    desk.go("@demo-016/suites")
    item = page.locator("li.whynot__item").filter(has_text="PHAROS : terrorisme")
    expect(item.locator(".foretold")).to_contain_text("présumé")
    activate(item.locator(".foretold a").first)
    expect(page.locator("#decision")).to_be_visible()
    expect(page.locator(".verdict--taken")).to_contain_text("établi, à confirmer")
    desk.press("Control+Enter")
    expect(page.locator(".verdict--taken")).not_to_contain_text("à confirmer")
    desk.press("s")
    expect(item.locator(".foretold")).to_have_count(0)
    activate(item.get_by_role("button", name="Préparer"))
    expect(page).to_have_url(re.compile("/notifications/trm_"))


def test_a_call_is_recorded_by_keyboard_while_its_sheet_waits_for_two_confirmations(desk: Desk) -> None:
    page = desk.page
    desk.go("@demo-001/suites")
    item = page.locator("li.whynot__item").filter(has_text="Secours").first
    activate(item.get_by_role("button", name="Préparer"))
    expect(page).to_have_url(re.compile("/notifications/trm_"))
    assert violations(page) == []
    whom = page.get_by_label("Qui a été appelé")
    whom.focus()
    page.keyboard.type("15, SAMU")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("15, SAMU")
    expect(page.locator("h1")).to_contain_text("à confirmer")
    assert violations(page) == []
    desk.go("@demo-001/suites")
    expect(page.locator("main")).to_contain_text("secours appelés")
    desk.go("/suivi")
    expect(page.locator("#confirmer ~ ul, section:has(#confirmer)").first).to_contain_text("secours appelés")
