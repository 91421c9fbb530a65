"""One browser and one service for all browser tests; without Chromium they are skipped, and say why."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Browser, Page, expect  # noqa: E402

from api.pages.site import bare_app  # noqa: E402
from tests.browser.serving import CHROMIUM, PATIENCE, chromium, open_page, served  # noqa: E402

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The pages, served."""
    with served(bare_app()) as base:
        yield base


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    if CHROMIUM is None:
        pytest.skip("Chromium est absent de cette machine : apt-get install chromium-headless-shell")
    with chromium() as found:
        yield found


@pytest.fixture
def said() -> list[str]:
    """What the console said, and requests elsewhere: must be empty in the end. A test that expects some empties it."""
    return []


@pytest.fixture
def page(browser: Browser, address: str, said: list[str]) -> Iterator[Page]:
    """A new tab of a new visitor."""
    with open_page(browser, address, said) as tab:
        yield tab
    assert said == []
