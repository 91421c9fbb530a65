"""Display settings and language: the address, then the cookie, then the browser, then French."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from api.kit.hotkeys import ACTIONS, clashes, is_key, keys_for
from api.kit.preferences import Preferences, as_values, preferences_from
from api.pages.site import bare_app


@pytest.fixture
def browser() -> TestClient:
    """A browser without cookies."""
    return TestClient(bare_app())


@pytest.mark.parametrize(
    ("header", "language"),
    [("", "fr"), ("en-GB,en;q=0.9", "en"), ("de,en;q=0.8,fr;q=0.9", "fr"), ("en;q=x,fr", "fr"), ("de", "fr")],
)
def test_the_browser_s_language_is_followed(browser: TestClient, header: str, language: str) -> None:
    assert f'<html lang="{language}"' in browser.get("/aide", headers={"accept-language": header}).text


def test_the_language_of_the_address_is_kept(browser: TestClient) -> None:
    assert '<html lang="en"' in browser.get("/aide?lang=en").text
    assert '<html lang="en"' in browser.get("/aide").text
    assert '<html lang="fr"' in browser.get("/aide?lang=fr").text
    assert '<html lang="fr"' in browser.get("/aide?lang=xx").text


def test_settings_are_kept_and_can_be_reset(browser: TestClient) -> None:
    sent = {"theme": "dark", "contrast": "more", "hotkeys": "off", "fold": "toggle", "key.next": "w", "lang": ""}
    assert browser.post("/affichage", data=sent).url.path == "/affichage"
    page = browser.get("/loi").text
    for told in (
        'data-theme="dark"',
        'data-contrast="more"',
        'data-hotkeys="off"',
        'data-fold-mode="toggle"',
        "next=w&amp;",
    ):
        assert told in page
    browser.post("/affichage", data={"reset": "1"})
    assert 'data-theme="auto"' in browser.get("/loi").text


@pytest.mark.parametrize("keys", [{"key.next": "j k l"}, {"key.next": "k"}])
def test_a_key_that_cannot_be_is_said_beside_its_field(browser: TestClient, keys: dict[str, str]) -> None:
    answer = browser.post("/affichage", data=keys)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert 'role="alert"' in answer.text
    assert 'href="#key-' in answer.text


def test_what_is_too_long_or_unknown_counts_for_nothing(browser: TestClient) -> None:
    browser.post("/affichage", content=b"theme=dark&x=" + b"y" * 20_000)
    assert 'data-theme="auto"' in browser.get("/loi").text
    browser.cookies.set("qualif_affichage", "%00%ff=theme%3Dneon")
    assert 'data-theme="auto"' in browser.get("/loi").text


def test_preferences_are_read_back_as_written() -> None:
    chosen = Preferences(language="en", theme="dark", hotkeys="off", keys={"next": "n", "go_law": "g d"})
    assert preferences_from(as_values(chosen)) == chosen
    assert preferences_from({}) == Preferences()


def test_no_two_actions_have_the_same_key_at_first() -> None:
    keys = keys_for({})
    assert clashes(keys) == {}
    assert all(is_key(key) for key in keys.values())
    starts = {key.split(" ")[0] for key in keys.values() if " " in key}
    assert not starts & {key for key in keys.values() if " " not in key}
    assert len(ACTIONS) == len(keys)
