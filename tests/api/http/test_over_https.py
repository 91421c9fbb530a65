"""What production asks of browsers, and messages whose length is said twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from api.accounts.first_start import first_link
from api.kit.permissions import Role
from tests.api.service.served import connect, read_all, served
from tests.api.service.world import World

ADDRESS = "https://qualif.example"
CONTACT_KEY = "8J-xN0O0bZ8cD3c2b3J0ZV9jbGVfZGVfdGVzdF8wMDE="
HIDDEN = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST /v1/reports HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture
def production(sqlite_world: World, tmp_path: Path) -> Iterator[World]:
    """The service as production runs it."""
    made = World(
        sqlite_world.settings.database,
        tmp_path,
        environment="production",
        contact_keys=SecretStr(CONTACT_KEY),
        trace_key=SecretStr("cle-de-test-0123456789-abcdefghijklm"),
        public_url=ADDRESS,
    )
    yield made
    made.close()


@pytest.mark.parametrize("path", ["/health", "/sign-in", "/v1/me", "/nulle-part", "/docs", "/static/base.css"])
def test_every_answer_of_production_keeps_browsers_to_https(path: str, production: World) -> None:
    told = production.anonymous().get(path).headers["strict-transport-security"]
    assert told == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize("path", ["/sign-in", "/v1/me", "/v1/openapi.json", "/file", "/moi"])
def test_no_answer_is_stored_by_a_browser_or_a_proxy(path: str, sqlite_world: World) -> None:
    assert sqlite_world.signed_in(Role.ANALYST).get(path).headers["cache-control"] == "no-store"


def test_the_cookie_of_a_session_is_of_this_host_alone_and_over_https(production: World) -> None:
    link = first_link(production.services)
    assert link is not None
    told = production.anonymous().post("/v1/session", json={"link": link.url.rpartition("/")[2]}).headers["set-cookie"]
    name, _, attributes = told.partition("=")
    assert name == "__Host-qualif"
    assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= {one.strip() for one in attributes.split(";")}
    assert "domain=" not in told.lower()


def test_display_settings_are_of_this_host_alone_over_https(production: World) -> None:
    browser = TestClient(production.app, base_url=ADDRESS, headers={"sec-fetch-site": "same-origin"})
    told = browser.post("/affichage", data={"theme": "dark"}, follow_redirects=False).headers["set-cookie"]
    assert told.startswith("__Host-qualif_affichage=theme%3Ddark;")
    assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= {one.strip() for one in told.split(";")}
    assert "domain=" not in told.lower()
    assert 'data-theme="dark"' in browser.get("/affichage").text
    browser.post("/affichage", data={"reset": "1"})
    assert 'data-theme="auto"' in browser.get("/affichage").text
    browser.cookies.set("qualif_affichage", "theme%3Ddark")  # what another host of the domain could set
    assert 'data-theme="auto"' in browser.get("/affichage").text


@pytest.mark.parametrize(
    "request_with_two_lengths",
    [
        POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
        POST + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + HIDDEN,
        POST + b"Content-Length: 4\r\nContent-Length: 9\r\n\r\nabcd" + HIDDEN,
        POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    ],
    ids=["length then chunks", "chunks then length", "two lengths", "unknown encoding"],
)
def test_a_message_whose_end_is_said_in_two_ways_hides_no_request(
    request_with_two_lengths: bytes, sqlite_world: World
) -> None:
    with served(sqlite_world) as port:
        connection, came = connect(port, request_with_two_lengths), b""
        with suppress(ConnectionResetError):  # it is closed with what was not read
            while part := connection.recv(65_536):
                came += part
    assert came == b"" or came.startswith(b"HTTP/1.1 400 ")
    assert came.count(b"HTTP/1.1 ") <= 1


def test_a_message_whose_end_is_said_once_leads_to_the_next_request(sqlite_world: World) -> None:
    whole = POST + b"Content-Length: 2\r\n\r\n{}" + HIDDEN.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    with served(sqlite_world) as port:
        assert read_all(connect(port, whole)).count(b"HTTP/1.1 ") == 2
