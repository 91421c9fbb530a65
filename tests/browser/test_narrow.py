"""Every page on the narrowest screen (320 px, WCAG 1.4.10): nothing to scroll sideways, and what is pressed is 24 px wide or stands apart (2.5.8)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.pictured import Pictured, pictured
from tests.browser.serving import open_page, served

NARROW = {"width": 320, "height": 640}
PRESSED = (
    "file", "file-decides", "dossier", "dossier-decide", "dossier-doublon", "suites", "notification", "suivi",
    "entre-collegues", "dossier-entre-collegues", "saisie", "hebergeurs", "statistiques", "moi", "reponse-gardee",
)  # fmt: skip
"""The pages of a day's work."""
_SIDEWAYS = "document.documentElement.scrollWidth"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pictured]:
    """Every page of a service at work, by name."""
    made = pictured(tmp_path_factory.mktemp("narrow"))
    yield made
    made.world.close()


@pytest.fixture(scope="module", params=["fr-FR", "en-GB"])
def narrow(request: pytest.FixtureRequest, browser: Browser, shown: Pictured) -> Iterator[Page]:
    """A browser of that language on it, 320 px wide."""
    with (
        served(shown.world.app) as base,
        open_page(browser, base, [], shown.client, viewport=NARROW, locale=request.param) as page,
    ):
        yield page


def test_no_page_scrolls_sideways(narrow: Page, shown: Pictured) -> None:
    found = {}
    for name, path in shown.pages.items():
        narrow.goto(path)
        found[name] = narrow.evaluate(_SIDEWAYS)
    assert {name: width for name, width in found.items() if width > NARROW["width"]} == {}


def test_what_is_pressed_is_wide_enough_or_stands_apart(narrow: Page, shown: Pictured) -> None:
    found = {}
    for name in PRESSED:
        narrow.goto(shown.pages[name])
        told = Axe().run(narrow, options={"runOnly": {"type": "rule", "values": ["target-size"]}}).response
        found[name] = [node["html"][:160] for v in told["violations"] for node in v["nodes"]]
    assert {name: nodes for name, nodes in found.items() if nodes} == {}


def test_a_letter_gives_each_value_its_line(narrow: Page, shown: Pictured) -> None:
    narrow.goto(shown.pages["notification"])
    values = narrow.locator(".letter--set dd")
    assert values.count() > 0
    assert min(box["width"] for one in values.all() if (box := one.bounding_box())) > 150
