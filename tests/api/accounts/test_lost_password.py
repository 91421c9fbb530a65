"""F8: whoever lost their password sets another after a one-time link; a link that no longer works says why, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from api.accounts import service
from api.db.audit import AuditRow
from api.db.people import AccountRow
from api.journal.entries import SYSTEM
from api.kit.permissions import Role
from tests.api.accounts.test_people import PASSWORD, token_of
from tests.api.pages.case.test_case import PAGE
from tests.api.service.world import World, problem

NEW = "une autre phrase assez longue"
Setting = Callable[[TestClient, dict[str, str]], bool]


class Person:
    """Somebody with a password, whom an administrator may hand links to."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.account = world.account(Role.ANALYST)
        first = self.by_link()
        assert first.put("/v1/me/password", json={"new": PASSWORD}).status_code == 204
        with world.database.read() as session:
            row = session.get(AccountRow, self.account)
            assert row is not None
            self.login = row.login

    def link(self) -> str:
        """A new one-time link."""
        with self.world.database.write() as session:
            row = session.get(AccountRow, self.account)
            assert row is not None
            return token_of(service.make_link(session, self.world.services, SYSTEM, row).url)

    def browser(self) -> TestClient:
        """Their browser, before they sign in."""
        return self.world.anonymous(**PAGE, **{"sec-fetch-site": "same-origin"})

    def by_link(self) -> TestClient:
        """Signed in by a link."""
        client = self.browser()
        assert client.post("/v1/session", json={"link": self.link()}).status_code == 200
        return client

    def by_password(self, password: str) -> TestClient | None:
        """Signed in by a password; None when it is refused."""
        client = self.browser()
        answer = client.post("/v1/session", json={"login": self.login, "password": password})
        return client if answer.status_code == 200 else None


def by_api(client: TestClient, given: dict[str, str]) -> bool:
    """Whether the route of the API sets it."""
    return client.put("/v1/me/password", json=given, headers={"accept": "application/json"}).status_code == 204


def by_page(client: TestClient, given: dict[str, str]) -> bool:
    """Whether the page sets it."""
    return client.post("/moi/mot-de-passe", data=given, follow_redirects=False).status_code == 303


@pytest.fixture
def person(world: World) -> Person:
    return Person(world)


@pytest.mark.parametrize("setting", [by_api, by_page])
def test_f8_a_lost_password_is_replaced_after_a_link_once_and_the_other_sessions_end(
    person: Person, setting: Setting
) -> None:
    elsewhere = person.by_password(PASSWORD)
    assert elsewhere is not None
    client = person.by_link()
    assert setting(client, {"new": NEW})
    assert person.by_password(PASSWORD) is None
    assert person.by_password(NEW) is not None
    assert client.get("/v1/me").status_code == 200
    problem(elsewhere.get("/v1/me", headers={"accept": "application/json"}), "sign-in-needed")
    assert not setting(client, {"new": PASSWORD})
    assert setting(client, {"new": PASSWORD, "current": NEW})


def test_f8_what_was_set_after_a_link_is_in_the_journal(person: Person) -> None:
    assert by_api(person.by_link(), {"new": NEW})
    with person.world.database.read() as session:
        rows = session.query(AuditRow).filter(AuditRow.action == "password.set").order_by(AuditRow.number)
        assert [(row.who, row.subject, row.detail) for row in rows] == [
            (person.account, person.account, {"how": "link"})
        ] * 2


@pytest.mark.parametrize("setting", [by_api, by_page])
def test_f8_a_session_opened_by_password_still_asks_for_the_current_one(person: Person, setting: Setting) -> None:
    client = person.by_password(PASSWORD)
    assert client is not None
    assert 'name="current"' in client.get("/moi/mot-de-passe").text
    assert not setting(client, {"new": NEW})
    assert not setting(client, {"new": NEW, "current": "une phrase qui n'est pas la bonne"})
    assert setting(client, {"new": NEW, "current": PASSWORD})


@pytest.mark.parametrize("setting", [by_api, by_page])
def test_f8_a_link_stops_replacing_a_password_after_half_an_hour(person: Person, setting: Setting) -> None:
    client = person.by_link()
    person.world.clock.moment += service.PASSWORD_RESET
    assert 'name="current"' in client.get("/moi/mot-de-passe").text
    assert not setting(client, {"new": NEW})


@pytest.mark.parametrize("setting", [by_api, by_page])
def test_f8_the_half_hour_of_a_link_binds_who_has_no_password_too(world: World, setting: Setting) -> None:
    client = world.signed_in(Role.ANALYST)
    client.headers.update(PAGE)
    world.clock.moment += service.PASSWORD_RESET
    assert 'name="new"' not in client.get("/moi/mot-de-passe").text
    assert not setting(client, {"new": NEW})
    again = world.signed_in(Role.ANALYST)
    assert setting(again, {"new": NEW, "current": "ce qui ne sert pas"}), "there is no current one to be wrong"


def test_f8_a_wrong_current_password_leaves_the_link_its_use(person: Person) -> None:
    client = person.by_link()
    assert not by_page(client, {"new": NEW, "current": "une phrase qui n'est pas la bonne"})
    assert by_page(client, {"new": NEW})


def test_f8_a_page_invites_to_choose_a_password_after_a_link(person: Person) -> None:
    client = person.browser()
    page = client.post("/sign-in", data={"link": person.link()})
    assert page.url.path == "/moi/mot-de-passe"
    assert "<h1>Choisir un mot de passe</h1>" in page.text
    assert 'name="current"' not in page.text
    assert '<a href="/">Plus tard</a>' in page.text
    assert "Mot de passe changé" in client.post("/moi/mot-de-passe", data={"new": NEW}).text
    assert "<h1>Changer de mot de passe</h1>" in client.get("/moi/mot-de-passe").text


def test_f8_a_link_that_no_longer_works_says_why_and_what_to_do(person: Person) -> None:
    used, old = person.link(), person.link()
    assert by_api(_entered(person, used), {"new": NEW})
    expired = person.link()
    person.world.clock.moment += timedelta(hours=person.world.settings.link_hours)
    told = {
        used: ("link-used", "Ce lien a déjà servi", "Entrer avec"),
        expired: ("link-expired", "Ce lien a expiré", "Demander un autre lien"),
        old: ("link-unknown", "Ce lien ne vaut rien", "Vérifier qu'il est entier"),  # the password was set since
        "x" * 43: ("link-unknown", "Ce lien ne vaut rien", "Vérifier qu'il est entier"),
    }
    for link, (code, why, advice) in told.items():
        client = person.browser()
        for page in (client.get(f"/sign-in/{link}"), client.post("/sign-in", data={"link": link})):
            assert page.status_code == 401
            alert = (
                page.text.partition('role="alert"')[2].partition("</div>")[0].replace("&#39;", "'").replace("’", "'")
            )
            assert why in alert
            assert advice in alert
            assert "Le formulaire a" not in page.text
            assert 'name="password"' in page.text
        problem(client.post("/v1/session", json={"link": link}, headers={"accept": "application/json"}), code)


def _entered(person: Person, link: str) -> TestClient:
    client = person.browser()
    assert client.post("/v1/session", json={"link": link}).status_code == 200
    return client


def test_whoever_put_it_off_is_told_that_they_have_no_password(world: World) -> None:
    client = world.signed_in(Role.ANALYST)
    assert "pas de mot de passe" in client.get("/moi", headers=PAGE).text
    assert client.put("/v1/me/password", json={"new": NEW}).status_code == 204
    assert "pas de mot de passe" not in client.get("/moi", headers=PAGE).text
