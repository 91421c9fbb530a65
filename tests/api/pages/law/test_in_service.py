"""The pages inside the whole service: who may read, who is shown, how a problem looks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.db import migrate
from api.db.sessions import Database
from api.kit.permissions import Role
from tests.api.service.world import World

BROWSER = {"accept": "text/html"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The service on an empty SQLite database."""
    url = f"sqlite:///{tmp_path / 'qualif.sqlite3'}"
    database = Database(url)
    migrate.upgrade(database)
    database.dispose()
    made = World(url, tmp_path)
    yield made
    made.close()


def test_the_law_asks_to_sign_in_and_help_does_not(world: World) -> None:
    visitor = world.anonymous(**BROWSER)
    answer = visitor.get("/loi", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Floi")
    for address in ("/aide", "/aide/semantique", "/accessibilite", "/affichage", "/gallery"):
        assert visitor.get(address).status_code == 200


def test_pages_show_the_law_that_answers_reports_and_who_is_signed_in(world: World) -> None:
    analyst = world.signed_in(Role.ANALYST)
    page = analyst.get("/loi", headers=BROWSER).text
    for offence in world.services.editions.current().ruleset.offences:
        assert f'href="/loi/{offence}"' in page
    assert 'class="viewer"' in page
    assert 'class="viewer"' in analyst.get("/aide", headers=BROWSER).text


def test_a_problem_met_by_a_browser_has_the_layout_of_other_pages(world: World) -> None:
    answer = world.signed_in(Role.ANALYST).get("/nulle-part", headers=BROWSER)
    assert answer.status_code == 404
    assert 'id="contenu"' in answer.text
    assert 'href="/problems/not-found"' in answer.text


def test_settings_sent_by_another_site_are_refused(world: World) -> None:
    answer = world.anonymous(**BROWSER, **{"sec-fetch-site": "cross-site"}).post("/affichage", data={"theme": "dark"})
    assert answer.status_code == 403


def test_static_files_need_nobody(world: World) -> None:
    assert world.anonymous().get("/static/css/base.css").status_code == 200
