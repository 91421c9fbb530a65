"""The client of the tests answers as that of Starlette does."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.api.service.client import OneCallClient

DONE: list[str] = []


async def _echo(request: Request) -> Response:
    body = (await request.body()).decode()
    seen = {name: value for name, value in request.headers.items() if name != "user-agent"}
    told = {"method": request.method, "url": str(request.url), "body": body, "headers": seen}
    return JSONResponse(told, background=BackgroundTask(DONE.append, body))


async def _parts(_: Request) -> Response:
    return StreamingResponse(iter(["a", "é", "b"]), headers={"x-one": "1"})


async def _fail(_: Request) -> Response:
    raise LookupError("as the application says it")


APP = Starlette(
    routes=[
        Route("/echo/{name:path}", _echo, methods=["GET", "POST"]),
        Route("/parts", _parts),
        Route("/fail", _fail),
    ]
)


def _plain(response: Any) -> tuple[Any, ...]:
    return response.status_code, list(response.headers.items()), response.content, str(response.url)


@pytest.mark.parametrize(
    ("method", "address", "options"),
    [
        ("GET", "/echo/a%20b/c?d=%C3%A9&d=2", {}),
        ("POST", "/echo/x", {"json": {"a": "é"}}),
        ("POST", "/echo/x", {"data": {"a": "1 2"}, "headers": {"X-Deux": "2"}}),
        ("HEAD", "/echo/x", {}),
        ("GET", "/parts", {}),
        ("GET", "/nowhere", {}),
    ],
)
def test_an_answer_is_that_of_the_client_of_starlette(method: str, address: str, options: dict[str, Any]) -> None:
    DONE.clear()
    theirs = TestClient(APP).request(method, address, **options)
    ours = OneCallClient(APP).request(method, address, **options)
    assert _plain(ours) == _plain(theirs)
    assert len(DONE) in (0, 2)


def test_what_the_application_raises_is_raised() -> None:
    with pytest.raises(LookupError, match="as the application says it"):
        OneCallClient(APP).get("/fail")


def test_an_answer_can_still_be_streamed() -> None:
    with OneCallClient(APP).stream("GET", "/parts") as response:
        assert "".join(response.iter_text()) == "aéb"
