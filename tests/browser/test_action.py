"""From a decision to its notices, in the browser and by keyboard: prepared, confirmed, tried dry, answered, followed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.testclient import TestClient

from api.db import migrate
from api.http.identity import cookie_name
from api.kit.permissions import Role
from tests.api.service.world import World
from tests.api.transmissions.notices import test_transmissions as sending
from tests.browser.desk import press
from tests.browser.scans import violations
from tests.browser.serving import open_page, served
from tests.shared import shipped

NOON = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)


class Office:
    """A service where one report is decided, and a person before a browser."""

    def __init__(self, page: Page, world: World, base: str, said: list[str]) -> None:
        self.page, self.world, self.base, self.said = page, world, base, said
        sending.host(world)
        self.client: TestClient = world.signed_in(Role.ANALYST, Role.REVIEWER)
        self.report = sending.decided(world, self.client)
        self.sign_in(self.client)

    def sign_in(self, client: TestClient) -> None:
        name = cookie_name(secure=False)
        self.page.context.clear_cookies()
        self.page.context.add_cookies([{"name": name, "value": client.cookies[name], "url": self.base}])

    def open(self, address: str) -> None:
        self.page.goto(self.base + address)

    def refused(self, status: int) -> None:
        """The page just shown is a refusal, of which the console speaks too."""
        assert [str(status) in told for told in self.said] == [True]
        self.said.clear()


@pytest.fixture
def office(browser: Browser, tmp_path: Path) -> Iterator[Office]:
    """The office; the console must have said nothing, and nothing must have been asked elsewhere."""
    said: list[str] = []
    world = World(f"sqlite:///{tmp_path / 'q.sqlite3'}", tmp_path, engine=shipped(), **sending.SETTINGS)
    migrate.upgrade(world.database)
    world.clock.moment = NOON
    with served(world.app) as base, open_page(browser, base, said) as page:
        yield Office(page, world, base, said)
    world.close()
    assert said == []


def activate(page: Page, name: str) -> None:
    """Presses a button with the keyboard."""
    button = page.get_by_role("button", name=name).first
    button.focus()
    page.keyboard.press("Enter")


def test_a_notice_goes_from_due_to_tried_by_keys_alone(office: Office) -> None:
    page = office.page
    office.open(f"/signalements/{office.report}/suites")
    due = page.get_by_role("button", name="Préparer", exact=False)
    before = due.count()
    press(page, "a")  # prepares the first one due
    expect(page).to_have_url(re.compile("/notifications/trm_"))
    press(page, "Control+Enter")
    expect(page.locator("h1")).not_to_contain_text("à confirmer")
    press(page, "a")
    expect(page.locator("h1")).to_contain_text("essayée à blanc")
    press(page, "s")  # back to the case it is for
    expect(page).to_have_url(re.compile(f"/signalements/{office.report}/suites"))
    expect(due).to_have_count(before - 1)
    told = page.locator("#qui ~ ol > li").filter(has=page.locator("a[href^='/notifications/']"))
    assert (told.bounding_box() or {"height": 1000})["height"] < 80  # what is prepared takes little room


def test_from_the_decision_to_the_hosts_answer(office: Office) -> None:
    page = office.page
    office.open(f"/signalements/{office.report}/suites")
    activate(page, "Préparer Hébergeur ou plateforme")
    expect(page).to_have_url(re.compile("/notifications/trm_"))
    expect(page.locator(".letter--set")).to_contain_text("227-24")
    expect(page.locator(".letter--set")).not_to_contain_text("https://videos")
    press(page, "Control+Enter")  # what commits the hotline has a key of its own
    expect(page.locator("h1")).to_contain_text("confirmée")
    press(page, "a")  # tries dry
    expect(page.locator("h1")).to_contain_text("essayée à blanc")
    page.locator("summary", has_text="pour s’exercer").click()
    page.locator("summary", has_text="Décision de l’hébergeur").click()
    decision = page.get_by_label("Ce que l’hébergeur a décidé")
    decision.select_option("removed")
    page.locator("details form", has=decision).get_by_role("button").press("Enter")
    expect(page.locator("#etapes + dl")).to_contain_text("retiré")
    expect(page.locator(".past")).to_contain_text("Décision de l’hébergeur")


def test_what_is_missing_is_said_with_what_to_do(office: Office) -> None:
    page = office.page
    office.open(f"/signalements/{office.report}/suites")
    page.get_by_label("Hébergeur ou plateforme à prévenir").select_option("")
    activate(page, "Enregistrer")
    expect(page.locator(".notice--done")).to_contain_text("Registre complété")
    activate(page, "Préparer Hébergeur ou plateforme")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("hébergeur")
    office.refused(422)


def test_a_contestation_is_reviewed_by_somebody_else(office: Office) -> None:
    page, client = office.page, office.client
    name = sending.prepare(client, office.report).json()["id"]
    sending.act(client, name, "confirmation")
    sending.act(client, name, "sending", how="manual")
    office.open(f"/notifications/{name}")
    page.locator("details summary", has_text="Enregistrer une contestation").click()
    page.get_by_label("Motifs, dans ses termes").fill("L'âge est vérifié par un tiers depuis hier.")
    page.locator("details form", has=page.get_by_label("Qui conteste")).get_by_role("button").click()
    expect(page.locator("#etapes + dl")).to_contain_text("contestée")
    page.get_by_label("Pourquoi").fill("Vu.")
    activate(page, "Conclure")
    expect(page.get_by_role("alert")).to_contain_text("Deux personnes")
    office.refused(409)
    office.sign_in(office.world.signed_in(Role.REVIEWER))
    office.open(f"/notifications/{name}")
    page.get_by_label("Pourquoi").fill("Le contrôle d'âge a changé après la notification.")
    activate(page, "Conclure")
    expect(page.locator("#etapes + dl")).to_contain_text("contestation fondée")
    office.open("/suivi")
    expect(page.locator("#table-qualite")).to_contain_text("1")


def test_the_board_shows_what_is_late_and_leads_there(office: Office) -> None:
    page, client = office.page, office.client
    name = sending.prepare(client, office.report).json()["id"]
    sending.act(client, name, "confirmation")
    sending.act(client, name, "sending", how="manual")
    office.world.clock.moment += timedelta(hours=26)
    office.sign_in(office.world.signed_in(Role.ANALYST))
    office.open("/suivi")
    expect(page.locator("#table-verifier")).to_contain_text("Contrôle au lendemain")
    expect(page.locator("#table-verifier")).to_contain_text("en retard de")
    press(page, "j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{office.report}/suites"))
    page.get_by_label("Constat").select_option("offline")
    activate(page, "Enregistrer le constat")
    expect(page.locator(".notice--done")).to_contain_text("Constat enregistré")
    office.open("/suivi")
    expect(page.locator("#table-verifier")).to_have_count(0)


def test_a_host_is_added_by_keyboard(office: Office) -> None:
    page = office.page
    office.open("/hebergeurs")
    page.get_by_role("textbox", name="Nom").fill("Autre hébergeur")
    page.get_by_label("Adresse électronique des notifications").fill("pas une adresse")
    page.evaluate("document.querySelector('form.people').noValidate = true")
    activate(page, "Enregistrer")
    expect(page.get_by_role("alert")).to_contain_text("Adresse électronique des notifications")
    office.refused(422)
    page.get_by_label("Adresse électronique des notifications").fill("a@autre.exemple")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".stated")).to_contain_text("Autre hébergeur")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_violation_and_no_sideways_scroll(office: Office, scheme: str, language: str) -> None:
    page = office.page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    name = sending.prepare(office.client, office.report).json()["id"]
    sending.act(office.client, name, "confirmation")
    sending.act(office.client, name, "sending", how="manual")
    for address in (f"/signalements/{office.report}/suites", f"/notifications/{name}", "/suivi", "/hebergeurs"):
        office.open(f"{address}?lang={language}")
        page.evaluate("document.querySelectorAll('main details').forEach((d) => { d.open = true; })")
        assert violations(page, scheme) == [], address
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
        page.set_viewport_size({"width": 1280, "height": 800})


def test_a_remark_is_typed_and_put_in_the_notice_before_it_is_confirmed(office: Office) -> None:
    page = office.page
    name = sending.prepare(office.client, office.report).json()["id"]
    office.open(f"/notifications/{name}")
    page.locator("#remarque > summary").focus()
    press(page, "Enter", "Tab")
    page.keyboard.type("Compte déjà fermé en mai.")
    assert violations(page) == []
    press(page, "Control+Enter")  # puts the remark: the notice it changes is not confirmed by the same key
    expect(page).to_have_url(re.compile("fait=remarquee"))
    expect(page.locator(".letter--set").first).to_contain_text("Compte déjà fermé en mai.")
    assert office.client.get(f"/v1/transmissions/{name}").json()["state"] == "prepared"
    page.locator(".term").last.click()
    expect(page.locator("[popover]:popover-open")).to_be_visible()
    assert violations(page) == []
    press(page, "Escape", "Control+Enter")
    expect(page).to_have_url(re.compile("fait=confirmee"))
    expect(page.locator("#remarque")).to_have_count(0)
