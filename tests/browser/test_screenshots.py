"""Every page of the service is among those that are pictured, and shows something."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from starlette.routing import Match

from tests.api.app.test_routes import routes_of
from tests.browser.pictured import Pictured, pictured

ELSEWHERE = {
    "/",
    "/sign-in/provider",
    "/sign-in/provider/callback",
    "/qualifications/{qualification}/export",
    "/qualifications/{qualification}/pdf",
}
"""What sends to another page, or gives a file."""
APART = {
    "/qualite/cas",
    "/regles/notions",
    "/regles/lexiques",
    "/regles/fichiers",
    "/regles/modeles",
    "/regles/prescriptions",
    "/regles/hors-champ",
    "/regles/clauses",
}
"""What is not pictured yet: lists alike, and the cases behind a figure, looked at in `test_quality.py`."""
REFUSED = {"connexion-lien-inconnu": 401, "infraction-introuvable": 404, "probleme": 404}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pictured]:
    made = pictured(tmp_path_factory.mktemp("pictured"))
    yield made
    made.world.close()


def test_each_page_shows_something(shown: Pictured) -> None:
    told = {}
    for name, path in shown.pages.items():
        answer = shown.client.get(path, headers={"accept": "text/html"}, follow_redirects=False)
        told[name] = answer.status_code
    assert told == {name: REFUSED.get(name, 200) for name in shown.pages}


def test_no_page_is_left_out(shown: Pictured) -> None:
    def seen(route: APIRoute) -> bool:
        paths = (path.partition("?")[0] for path in shown.pages.values())
        return any(
            route.matches({"type": "http", "method": "GET", "path": p, "root_path": ""})[0] is Match.FULL for p in paths
        )

    pages = [r for r in routes_of(shown.world) if "GET" in r.methods and not r.include_in_schema and _is_page(r)]
    assert len(pages) > 25
    assert [r.path for r in pages if r.path not in ELSEWHERE | APART and not seen(r)] == []


def _is_page(route: APIRoute) -> bool:
    return getattr(route.response_class, "value", route.response_class) is HTMLResponse
