"""Danger on the pages, by keyboard and to the eye; a page that stays where it is while facts are answered; one key that undoes what is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from api.db import migrate
from api.demo.loading import load
from api.rules.folder import shipped_law
from api.texts.lexicons import open_reader
from api.texts.readers import Texts
from tests.api.pages.case.samples import MORNING, shipped
from tests.api.service.world import World
from tests.browser.desk import Desk
from tests.browser.scans import violations
from tests.browser.serving import open_page, served

TYPED = {
    "saisi": "Je n'ai plus envie de vivre, ce soir j'en finis, adieu à tous.",
    "saisi-2": "Prenez soin du chat et des plantes du balcon : demain je me suicide, la lettre est sur le buffet.",
    "saisi-3": "Ma collègue vient d'avaler des médicaments, elle nous l'a écrit sur le salon de la chorale.",
}
TO_UPHOLD = {
    "acces": "ouvert",
    "danger_immediat": True,
    "moyen_suicide_presente": ["produit"],
    "promotion_moyen_suicide": "vendu",
}
"""Confirmed facts that establish an offence, and show a danger."""
ASKED = "#volet-faits > section > ul [data-row]:has([value='confirm'])"
"""The presumed facts that are asked: those of no effect on the answer are folded."""
MANY = 3
"""Facts answered in a row."""
SAMPLE = """() => {
  window.places = [scrollY];
  const look = () => { if (window.places.at(-1) !== scrollY) window.places.push(scrollY); requestAnimationFrame(look); };
  requestAnimationFrame(look);
}"""
"""Notes each place where the page is at a frame, for as long as it is shown."""
VISIBLE = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const bar = document.querySelector(".verdict").getBoundingClientRect();
  return box.top >= 0 && box.top < Math.min(innerHeight, bar.top);
}"""


@pytest.fixture(scope="module")
def served_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, str]]:
    """The demonstration and a typed-in report, their texts read by the shipped lexicons."""
    folder = tmp_path_factory.mktemp("danger")
    law = shipped()
    texts = Texts(law.ruleset.facts, lambda: open_reader(shipped_law()), None)
    world = World(f"sqlite:///{folder / 'qualif.sqlite3'}", folder, engine=law, texts=texts)
    migrate.upgrade(world.database)
    world.clock.moment = MORNING
    load(world.services)
    for name, text in TYPED.items():
        world.report(reference=name, channel="form", text=text, date_of_facts="2026-11-24")
    world.report(reference="a-retenir", channel="form", date_of_facts="2026-11-24", facts=TO_UPHOLD)
    with served(world.app) as base:
        yield world, base
    world.close()


@pytest.fixture
def open_desk(browser: Browser, served_world: tuple[World, str], said: list[str]) -> Iterator[Callable[..., Desk]]:
    """Opens the desk of somebody at work, closed at the end; the console must have said nothing."""
    world, base = served_world
    with ExitStack() as tabs:
        yield lambda **options: Desk(tabs.enter_context(open_page(browser, base, said, **options)), world, base, said)
    assert said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_b1_the_band_comes_first_and_is_accessible(
    open_desk: Callable[..., Desk], scheme: str, size: tuple[int, int]
) -> None:
    width, height = size
    at = open_desk(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = at.page
    for reference in ("demo-001", "demo-002", "saisi"):
        at.go("@" + reference)
        assert page.locator("#contenu :is(h1, h2, h3)").first.get_attribute("id") == "danger"
        expect(page.locator("#danger")).to_be_in_viewport()
        expect(page.locator(".danger__steps li").first).to_be_in_viewport()
        expect(page.locator(".danger .text").first).to_be_hidden()
        largest = page.evaluate(
            "[...document.querySelectorAll('#contenu :is(h1, h2, h3, p)')].filter((e) => e.checkVisibility())"
            ".map((e) => [parseFloat(getComputedStyle(e).fontSize), e.id]).sort((a, b) => b[0] - a[0])[0][1]"
        )
        assert largest == "danger" or width < 500
        assert violations(page, scheme) == []
    at.go("/file")
    expect(page.locator(".danger-chip").first).to_be_visible()
    assert violations(page, scheme) == []
    at.go("=saisi")
    assert page.locator("#contenu :is(h1, h2, h3)").first.get_attribute("id") == "danger"
    assert violations(page, scheme) == []


def test_b1_one_key_leads_to_the_routing_and_one_slip_closes_nothing(open_desk: Callable[..., Desk]) -> None:
    at = open_desk()
    page = at.page
    at.go("@saisi-2")
    at.press("x")
    expect(page.locator(".danger-ask")).to_be_visible()
    assert violations(page) == []
    at.press("x", "b", "h")  # the same keys, pressed again, decide nothing
    expect(page.locator(".danger-ask")).to_be_visible()
    expect(page.locator("h1")).to_contain_text("saisi-2")
    assert page.evaluate("document.activeElement.value") == "none_applies"
    at.press("Enter")
    expect(page).to_have_url(re.compile("fini="))
    toast = page.locator("#annulation [data-toast]")
    expect(toast).to_contain_text("saisi-2")
    expect(toast.get_by_role("link", name="Prévenir pour")).to_be_visible()
    at.go("@saisi")
    at.press("v")
    at.press("s")
    expect(page).to_have_url(re.compile("/suites$"))


def test_retaining_an_offence_on_a_danger_of_which_nobody_is_told_takes_one_more_key(
    open_desk: Callable[..., Desk],
) -> None:
    at = open_desk()
    page = at.page
    at.go("@a-retenir")
    expect(page.locator("button[data-hotkey='accept']")).to_have_count(1)
    at.send("a")
    asked = page.locator("#danger-demande")
    expect(asked).to_contain_text("rien n’est préparé pour prévenir")
    expect(page.get_by_role("group").get_by_role("link", name="Prévenir et suivre")).to_be_visible()
    assert page.evaluate("document.activeElement.value") == "accept"
    assert violations(page) == []
    at.press("a", "a")  # the same key, pressed again, decides nothing
    expect(page.locator("h1")).to_contain_text("a-retenir")
    assert at.client.get(f"/v1/reports/{at.ids['a-retenir']}").json()["state"] == "open"
    at.send("Enter")
    expect(page).to_have_url(re.compile("fini="))
    decision = at.client.get(f"/v1/reports/{at.ids['a-retenir']}").json()["decisions"][0]
    assert decision["kind"] == "accept"


def test_b1_without_script_it_is_asked_all_the_same(open_desk: Callable[..., Desk]) -> None:
    at = open_desk(java_script_enabled=False)
    page = at.page
    at.go("@saisi-3")
    page.get_by_role("button", name="Bruit").click()
    expect(page.get_by_role("button", name="Décider")).to_be_visible()
    expect(page.locator("h1")).to_contain_text("saisi-3")
    page.get_by_role("button", name="Décider").click()
    expect(page).to_have_url(re.compile("fini="))


def test_b1_the_key_that_unfolds_still_means_the_reported_text(open_desk: Callable[..., Desk]) -> None:
    at = open_desk()
    at.go("@saisi")
    at.page.keyboard.down("v")
    expect(at.page.locator("#texte-signale .text")).to_be_visible()
    expect(at.page.locator(".danger .text").first).to_be_hidden()
    at.page.keyboard.up("v")


STILL = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
REPLACED = """async () => {
  const busy = () => document.querySelector("#dossier").dataset.old || document.querySelector("[aria-busy='true']");
  while (busy()) await new Promise(requestAnimationFrame);
}"""


def answer(page: Page, key: str) -> None:
    """Presses a key, and waits until the page is still: the part was replaced and two frames went by."""
    page.evaluate("() => { document.querySelector('#dossier').dataset.old = 'yes'; }")
    page.keyboard.press(key)
    page.evaluate(REPLACED)
    page.evaluate(STILL)


@pytest.mark.parametrize(
    ("motion", "references"),
    [
        ("reduce", ("demo-022", "demo-023", "demo-040", "demo-051")),
        ("no-preference", ("demo-016", "demo-025", "demo-038", "demo-052")),
    ],
)
def test_s1_nothing_scrolls_by_itself_while_facts_are_answered(
    open_desk: Callable[..., Desk], motion: str, references: tuple[str, ...]
) -> None:
    at = open_desk(reduced_motion=motion, viewport={"width": 1366, "height": 768})
    page = at.page
    answered = 0
    for reference in references:
        at.go("@" + reference)
        while answered < MANY and page.locator(ASKED).count():
            row = page.locator(ASKED).first
            row.evaluate(
                "(e) => { e.scrollIntoView({block: 'center', behavior: 'instant'}); e.focus({preventScroll: true}); }"
            )
            page.evaluate(STILL)
            page.evaluate(SAMPLE)
            answer(page, "o")
            places = page.evaluate("window.places")
            low, high = sorted((places[0], places[-1]))
            assert all(low <= place <= high for place in places), places  # no way there and back
            assert len(places) <= 2, places  # one move at most, and only to what is not in view
            assert page.evaluate("document.activeElement !== document.body")
            assert page.evaluate(VISIBLE)
            answered += 1
    assert answered == MANY


def test_s1_choosing_a_suggestion_puts_the_focus_on_it(open_desk: Callable[..., Desk]) -> None:
    at = open_desk(viewport={"width": 1366, "height": 768})
    page = at.page
    at.go("@demo-047")
    assert page.locator(".choices [data-hotkey='choose_2']").count() == 1
    page.locator("#manque").focus()
    page.evaluate(SAMPLE)
    answer(page, "2")
    assert page.evaluate("document.activeElement.dataset.hotkey") == "choose_2"
    assert page.locator(".choices [data-hotkey='choose_2']").get_attribute("aria-current") == "true"
    places = page.evaluate("window.places")
    assert len(places) <= 2
    assert page.evaluate(VISIBLE)


def test_s2_the_key_undoes_the_fact_just_answered_and_never_the_case_before(open_desk: Callable[..., Desk]) -> None:
    at = open_desk()
    page = at.page
    at.go("@demo-035")
    at.press("x")
    expect(page).to_have_url(re.compile("fini="))
    done = page.url.partition("fini=")[2]
    at.go("@demo-021")
    page.goto(f"{page.url}?fini={done}")
    before = page.locator("#annulation [data-toast]")
    expect(before).to_contain_text("demo-035")
    expect(before.locator("[data-hotkey='undo']")).to_have_count(1)
    fact = page.locator("#fait-menace[data-row]")
    label = fact.locator(".stated__label").inner_text()
    fact.focus()
    at.press("n")
    bar = page.locator(".act")
    expect(bar).to_contain_text(f"{label}")
    expect(bar).to_contain_text("non")
    expect(before).to_contain_text("Annuler la décision sur demo-035")
    expect(before.locator("[data-hotkey='undo']")).to_have_count(0)
    at.press("u")
    expect(bar).to_contain_text("Annulé")
    expect(page.locator("[data-row]:has([value='deny'])", has_text=label)).to_have_count(1)
    assert page.evaluate("document.activeElement.querySelector('.stated__label')?.textContent") == label
    at.press("u", "u")
    expect(page.locator("h1")).to_contain_text("demo-021")
    told = at.client.get(f"/v1/reports/{at.ids['demo-035']}").json()
    assert told["state"] == "decided"
    before.get_by_role("button", name="Annuler la décision sur demo-035").click()
    expect(page.locator("#annulation")).to_contain_text("Décision annulée")


def test_s2_the_key_undoes_what_was_confirmed_after_the_decision_and_never_the_decision(
    open_desk: Callable[..., Desk],
) -> None:
    at = open_desk()
    page = at.page
    waiting = at.client.get("/v1/reports?limit=100&state=open").json()["items"]
    report = next(r["id"] for r in waiting if r["to_confirm"] and r["danger"] is None)
    etag = {"if-match": at.client.get(f"/v1/reports/{report}").headers["etag"]}
    assert at.client.post(f"/v1/reports/{report}/decision", json={"kind": "accept"}, headers=etag).status_code == 200

    def report_now() -> dict[str, Any]:
        return dict(at.client.get(f"/v1/reports/{report}").json())

    at.go(f"/signalements/{report}")
    at.send("o")
    assert report_now()["decisions"][0]["confirmation"] is not None
    expect(page.locator(".act")).to_contain_text("Annuler la confirmation")
    assert violations(page) == []
    at.send("u")
    expect(page.locator(".act")).to_contain_text("Annulé.")
    at.press("u", "u")
    expect(page.locator(".verdict--taken")).to_be_visible()
    assert (report_now()["state"], report_now()["decisions"][0]["confirmation"]) == ("decided", None)
