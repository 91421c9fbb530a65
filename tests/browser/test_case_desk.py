"""A case on one screen: what decides is in view, the page does not move, only what may change the answer is asked, and what is displayed is what is upheld."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from api.rules.folder import shipped_law
from api.texts.lexicons import open_reader
from api.texts.readers import Texts
from tests.api.pages.case.samples import shipped
from tests.api.reports.test_reports import decide
from tests.browser.demonstration import demonstration
from tests.browser.desk import Desk
from tests.browser.reading import in_view, scrolled, watch_scroll, words
from tests.browser.scans import violations

TEN = ("001", "002", "003", "007", "008", "014", "016", "021", "029", "051")
ORDINARY = ("005", "023", "030", "040")
"""Cases that show no danger, established, to be completed, out of the field, not qualified."""
IN_DANGER = ("001", "002")
"""Those that show one, as the lexicons read them."""
MOST_WORDS = 350
WIDE = {"width": 1366, "height": 768}


@pytest.fixture(scope="module")
def opened(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The desk on the demonstration, at 1366×768, with smooth scrolling; the console must have said nothing."""
    said: list[str] = []
    texts = Texts(shipped().ruleset.facts, lambda: open_reader(shipped_law()), None)
    folder: Path = tmp_path_factory.mktemp("desk")
    with demonstration(browser, folder, texts, said, viewport=WIDE, reduced_motion="no-preference") as desk:
        yield desk
    assert said == []


@pytest.fixture
def desk(opened: Desk) -> Iterator[Desk]:
    """The same, wide and light again for each test."""
    opened.page.set_viewport_size({"width": 1366, "height": 768})
    yield opened
    opened.page.emulate_media(color_scheme="light")


def in_doubt(page: Page) -> str | None:
    """The name of the first clause that is not plainly established, else of the first one; None where no offence is displayed."""
    rows = page.locator(".clauses__row")
    if not rows.count():
        return None
    one = page.locator(".clauses__row:not(.checklist__item--established):visible").or_(rows).first
    assert in_view(one)
    assert in_view(one.locator(".clauses__proof"))
    return one.get_attribute("data-link")


def test_head_and_bar_keep_to_a_line_in_every_case(desk: Desk) -> None:
    page = desk.page
    page.goto(f"{desk.base}/file")
    for address in [link.get_attribute("href") for link in page.locator("a.rowlink").all()]:
        page.goto(f"{desk.base}{address}")
        for part, most in ((".verdict", 60), (".case__head", 40)):
            box = page.locator(part).bounding_box()
            assert box is not None
            assert box["height"] < most, (part, page.locator("h1").inner_text())


def test_the_first_question_is_of_the_offence_displayed(desk: Desk) -> None:
    desk.go("@demo-002")
    first = desk.page.locator(".ask").first
    expect(first).to_contain_text("donné la mort")
    expect(desk.page.locator(".clauses__row", has_text="Suite suicidaire connue")).to_have_count(1)


@pytest.mark.parametrize("number", TEN)
def test_what_decides_and_its_passage_are_in_view(desk: Desk, number: str) -> None:
    page = desk.page
    desk.go(f"@demo-{number}")
    for part in ("h1", "#reponse", "#texte", "#manque", "[data-hotkey='none']", "[data-hotkey='hand_over']"):
        assert in_view(page.locator(part).first), part
    bar = page.locator(".verdict").bounding_box()
    head = page.locator(".case__head").bounding_box()
    assert bar is not None
    assert head is not None
    assert bar["height"] < 60
    assert head["height"] < 40
    marks = page.locator(f"mark[data-link~='{in_doubt(page)}']")
    page.keyboard.down("v")
    assert all(in_view(mark) for mark in marks.all()[:1])
    page.keyboard.up("v")


@pytest.mark.parametrize("number", [*ORDINARY, *IN_DANGER])
def test_a_case_is_read_in_a_minute(desk: Desk, number: str) -> None:
    desk.go(f"@demo-{number}")
    expect(desk.page.locator(".danger")).to_have_count(int(number in IN_DANGER))
    assert words(desk.page)[0] <= MOST_WORDS


def test_a_case_in_danger_is_read_in_a_minute_under_the_decision_on_another(desk: Desk) -> None:
    decided = decide(desk.client, desk.ids["demo-001"], kind="accept")
    assert decided.status_code == 200, decided.text
    desk.go(f"@demo-002?fini={desk.ids['demo-001']}")
    expect(desk.page.locator("#annulation [data-toast]")).to_contain_text("personne n’est prévenu")
    said = words(desk.page)[0]
    etag = desk.client.get(f"/v1/reports/{desk.ids['demo-001']}").headers["etag"]
    undone = desk.client.delete(f"/v1/reports/{desk.ids['demo-001']}/decision", headers={"if-match": etag})
    assert undone.status_code == 200, undone.text
    assert said <= MOST_WORDS


@pytest.mark.parametrize(("number", "keys"), [("021", "moen2"), ("051", "mo"), ("023", "m1e"), ("045", "mon")])
def test_no_key_moves_the_page(desk: Desk, number: str, keys: str) -> None:
    page = desk.page
    desk.go(f"@demo-{number}")
    for key in keys:
        watch_scroll(page)
        desk.press(key)
        page.wait_for_function("() => !document.querySelector(\"[aria-busy='true']\")")
        assert scrolled(page) == 0, key
        assert page.evaluate("document.activeElement !== document.body"), key


def test_an_answer_that_leaves_no_suggestion_keeps_the_danger_and_the_bar_in_view(desk: Desk) -> None:
    page = desk.page
    desk.go("@demo-002")
    desk.send("m", "3")  # no suicide nor attempt is known
    expect(page.locator("#reponse")).to_contain_text("À regarder")
    assert page.locator("#volet-elements .suggestion").count() > 0
    for part in ("#danger", "#reponse", "#volet-faits", "[data-hotkey='none']", "[data-hotkey='hand_over']"):
        assert in_view(page.locator(part).first), part
    assert page.evaluate("scrollY") == 0
    desk.press("u")
    expect(page.locator("#reponse")).to_contain_text("Provocation")


def test_both_texts_are_whole_while_the_key_is_held(desk: Desk) -> None:
    page = desk.page
    desk.go("@demo-002")
    page.keyboard.down("v")
    pane = page.locator("#volet-texte").bounding_box()
    last = page.locator("#commentaire-signale .fold__body").bounding_box()
    page.keyboard.up("v")
    assert pane is not None
    assert last is not None
    assert last["y"] + last["height"] <= pane["y"] + pane["height"] + 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (683, 384), (390, 844)])
def test_no_violation_at_any_size(desk: Desk, scheme: str, width: int, height: int) -> None:
    page = desk.page
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for number in ("002", "021", "040"):
        desk.go(f"@demo-{number}")
        assert violations(page, scheme) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_phone_shows_text_answer_decision_then_facts(desk: Desk) -> None:
    page = desk.page
    page.set_viewport_size({"width": 390, "height": 844})
    desk.go("@demo-021")
    parts = ("#texte-signale", "#reponse", "[data-hotkey='accept']", "#manque", ".clauses")
    tops = [(page.locator(part).first.bounding_box() or {"y": -1.0})["y"] for part in parts]
    assert tops == sorted(tops)
    assert tops[2] - tops[1] < 250  # the answer takes some lines


def test_every_control_has_a_name(desk: Desk) -> None:
    page = desk.page
    desk.go("@demo-021")
    page.evaluate("document.querySelectorAll('main details').forEach((d) => { d.open = true; })")
    told = page.locator("#dossier").aria_snapshot()
    nameless = re.findall(
        r"^\s*- (?:button|link|combobox|checkbox|textbox|spinbutton)(?: \[.*\])?:?$", told, re.MULTILINE
    )
    assert nameless == []


def test_a_digit_answers_the_question_in_focus(desk: Desk) -> None:
    page = desk.page
    desk.go("@demo-041?fait=approbation")
    question = page.locator("#question-approbation")
    expect(question).to_be_focused()
    chosen = question.locator("[data-hotkey='choose_2']")
    value = chosen.get_attribute("value")
    desk.send("2")
    expect(page.locator("#fait-approbation")).to_have_count(1)
    facts = desk.client.get(f"/v1/reports/{desk.ids['demo-041']}").json()["facts"]
    assert [f["value"] for f in facts if f["fact"] == "approbation" and not f["withdrawn_at"]] == [value]


def test_a_reading_of_no_effect_is_folded_and_no_key_reaches_it(desk: Desk) -> None:
    page = desk.page
    desk.go("@demo-017")
    folded = page.locator("details[data-by-hand] .stated__item")
    assert folded.count() > 0
    before = desk.client.get(f"/v1/reports/{desk.ids['demo-017']}").json()["facts"]
    while page.locator("#volet-faits > section > ul [data-row]").count():
        page.locator("#volet-faits > section > ul [data-row]").first.focus()
        desk.send("o")
    page.evaluate("document.activeElement.blur()")
    desk.press("o")
    page.wait_for_timeout(300)
    expect(folded.first).to_be_hidden()
    after = desk.client.get(f"/v1/reports/{desk.ids['demo-017']}").json()["facts"]
    left = [f["fact"] for f in after if f["standing"] == "presumed" and not f["withdrawn_at"]]
    assert left
    assert len(after) >= len(before)


def test_the_offence_displayed_is_the_one_upheld_and_no_essay_is_asked(desk: Desk) -> None:
    page = desk.page
    desk.go("@demo-022")
    other = page.locator(".choices [data-hotkey='choose_2']")
    short = other.locator(".badge > span").inner_text()
    desk.press("2")
    expect(page.locator(".choices [data-hotkey='choose_2']")).to_have_attribute("aria-current", "true")
    accepts = page.locator("[data-hotkey='accept']")
    expect(accepts).to_contain_text(short)
    desk.press("a")
    if accepts.evaluate("e => e.matches('summary')"):
        desk.press("Control+Enter")
    toast = page.locator("#annulation [data-toast]")
    expect(toast).to_contain_text("demo-022")
    decision = desk.client.get(f"/v1/reports/{desk.ids['demo-022']}").json()["decisions"][0]
    assert decision["kind"] == "correct"
    assert decision["reason"] == "Correspond mieux au contenu, à la lecture."


def test_a_usual_reason_fills_the_text_and_is_edited(desk: Desk) -> None:
    page = desk.page
    desk.go("@demo-034")
    desk.press("c")
    expect(page.locator("#reason")).to_be_focused()
    page.locator("#motif").select_option("context")
    expect(page.locator("#reason")).to_have_value(re.compile("^Le contexte change le sens"))
    page.locator("#reason").fill("Le contexte change le sens : c'est une citation.")
    page.locator("#offence").select_option("loi-1881-24-al8")
    desk.send("Control+Enter")
    decision = desk.client.get(f"/v1/reports/{desk.ids['demo-034']}").json()["decisions"][0]
    assert decision["reason"] == "Le contexte change le sens : c'est une citation."
