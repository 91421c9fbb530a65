"""`python -m tools.case_page`: what the page of a case asks of its reader, on the first ten reports
of the demonstration at 1366×768.

For each: height of the page, visible words (of all of it, of its first screen), tab stops, whether
the element in doubt and its passage are in view without scrolling, keys to a decision, pixels that
the page scrolled while they were pressed, time of the server.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page

from api.kit.clock import Clock
from api.kit.settings import Settings
from api.texts.readers import texts_of
from tests.api.pages.case.samples import shipped
from tests.browser.demonstration import demonstration
from tests.browser.desk import Desk
from tests.browser.reading import in_view, scrolled, watch_scroll, words
from tests.browser.serving import CHROMIUM, chromium

TEN = 10
LOADS = 20
SIZES = {"1366": (1366, 768), "390": (390, 844), "683": (683, 384)}
_STOPS = """() => [...document.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden]), [tabindex='0']")]
  .filter((e) => e.checkVisibility() && !e.disabled).length"""
_STILL = """() => document.readyState === "complete" && !document.querySelector("[aria-busy='true']")"""
_DOUBT = ".checklist__item:not(.checklist__item--established):visible"


def main(pictures: Path | None) -> None:
    """Prints a line for each case, then the medians."""
    settings = Settings()
    texts = texts_of(settings, shipped().ruleset.facts, Clock(settings.zone))
    said: list[str] = []
    folder = Path(tempfile.mkdtemp())
    size = {"width": SIZES["1366"][0], "height": SIZES["1366"][1]}
    with chromium() as browser, demonstration(browser, folder, texts, said, viewport=size) as desk:
        desk.go("/file")
        desk.send("t")
        print(
            f"{'case':9}{'height':>7}{'words':>7}{'first':>7}{'stops':>7}  {'doubt':12}{'passage':9}{'keys':>5}{'scroll':>8}{'ms':>6}"
        )
        lines = [_line(desk, pictures) for _ in range(TEN)]
        for number, what in enumerate(("height", "words", "keys", "scroll", "ms")):
            print(
                f"{what}: median {statistics.median(line[number] for line in lines):.0f}, most {max(line[number] for line in lines):.0f}"
            )
    print("\n".join(said))


def _line(desk: Desk, pictures: Path | None) -> tuple[float, ...]:
    page = desk.page
    reference = page.locator("h1").inner_text().split()[1]
    height, (whole, first), stops = (
        page.evaluate("document.documentElement.scrollHeight"),
        words(page),
        page.evaluate(_STOPS),
    )
    doubt, passage = _doubt(page)
    if pictures is not None:
        _take(desk, pictures, reference)
    spent = _server(desk)
    keys, moved = _decide(desk)
    print(
        f"{reference:9}{height:7}{whole:7}{first:7}{stops:7}  {doubt:12}{passage:9}{keys:5}{moved:8.0f}{spent:6.0f}",
        flush=True,
    )
    return height, whole, keys, moved, spent


def _doubt(page: Page) -> tuple[str, str]:
    """Whether the element in doubt is in view, and its passage once the text is held open."""
    every = page.locator(".checklist__item")
    if not every.count():
        return "-", "-"
    one = page.locator(_DOUBT).or_(every).first
    seen = "in view" if in_view(one) else "out"
    link = one.get_attribute("data-link")
    mark = page.locator(f".span[data-link~='{link}']")
    if not mark.count():
        return seen, "-"
    page.keyboard.down("v")
    passage = "in view" if in_view(mark.first) else "out"
    page.keyboard.up("v")
    return seen, passage


def _case(page: Page) -> str:
    """The name of the case on the screen."""
    return page.url.partition("?")[0].rpartition("/signalements/")[2].partition("/")[0]


def _server(desk: Desk) -> float:
    """Milliseconds, the median of the page asked for again and again."""
    path, spent = f"/signalements/{_case(desk.page)}", []
    for _ in range(LOADS):
        start = time.perf_counter()
        assert desk.client.get(path).status_code == 200
        spent.append(1000 * (time.perf_counter() - start))
    return statistics.median(spent)


def _decide(desk: Desk) -> tuple[int, float]:
    """Decides as an analyst would who agrees: answers what is missing if the answer is only a lead,
    then accepts it, or finds that nothing applies.

    Returns:
        Keys pressed, and pixels scrolled meanwhile.
    """
    page, keys, moved = desk.page, 0, 0.0

    def press(*pressed: str) -> None:
        nonlocal keys, moved
        for key in pressed:
            watch_scroll(page)
            before = _case(page)
            desk.press(key)
            keys += 1
            page.wait_for_timeout(150)
            page.wait_for_function(_STILL)
            moved = max(moved, scrolled(page) if _case(page) == before else 0)

    here = _case(page)
    if page.locator(".issue .badge--open, .offence__line .badge--open").count():
        press("m")
        answer = (
            page.locator("[data-hotkey='confirm_fact'], .ask [data-hotkey^='choose_']")
            .and_(page.locator(".ask button"))
            .first
        )
        if answer.count():
            press("o" if answer.get_attribute("data-hotkey") == "confirm_fact" else "1")
    accepts = page.locator("[data-hotkey='accept']").first
    press("a" if accepts.count() else "x")
    for _ in range(2):  # what is presumed is confirmed with it; a danger that nobody is told of is asked about
        if _case(page) == here:
            press("Enter" if page.locator("#danger-demande").count() else "Control+Enter")
    assert _case(page) != here, f"{here} is not decided"
    return keys, moved


def _take(desk: Desk, folder: Path, reference: str) -> None:
    page = desk.page
    folder.mkdir(parents=True, exist_ok=True)
    for name, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=folder / f"{reference}-{name}.png")
        if name != "1366":
            page.screenshot(path=folder / f"{reference}-{name}-whole.png", full_page=True)
    page.set_viewport_size({"width": SIZES["1366"][0], "height": SIZES["1366"][1]})
    page.emulate_media(color_scheme="dark")
    page.screenshot(path=folder / f"{reference}-dark.png")
    page.emulate_media(color_scheme="light")
    page.keyboard.down("v")
    page.screenshot(path=folder / f"{reference}-held.png")
    page.keyboard.up("v")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tools.case_page", description=__doc__)
    parser.add_argument("--pictures", type=Path, help="folder for pictures of each case")
    asked = parser.parse_args()
    if CHROMIUM is None:
        sys.exit("Chromium est absent : apt-get install chromium-headless-shell")
    main(asked.pictures)
