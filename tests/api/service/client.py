"""HTTP client of the tests: each request is one call of the event loop that answers it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, MutableMapping
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import unquote

import httpx2
from anyio.from_thread import BlockingPortal
from starlette.testclient import TestClient
from starlette.types import ASGIApp

_WHOLE = "whole_answer"
_PORTS = {"http": 80, "https": 443}


class OneCallClient(TestClient):
    """The client of Starlette, which goes eight times from the thread of a test to the loop for each request, and once here. What is
    streamed is left to it.
    """

    def __init__(self, app: ASGIApp, **options: Any) -> None:
        super().__init__(app, **options)
        self._transport = _OneCallTransport(self.app, self._portal_factory, self._transport)

    def send(self, request: httpx2.Request, *, stream: bool = False, **options: Any) -> httpx2.Response:
        """Sends a request; its whole answer is read unless it is streamed."""
        if not stream:
            request.extensions = {**request.extensions, _WHOLE: True}
        return super().send(request, stream=stream, **options)


class _OneCallTransport(httpx2.BaseTransport):
    """Calls the application once; requests that are streamed go by `streamed`."""

    def __init__(
        self,
        app: Any,
        portal: Callable[[], AbstractContextManager[BlockingPortal]],
        streamed: httpx2.BaseTransport,
    ) -> None:
        self._app, self._portal, self._streamed = app, portal, streamed

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer; what the application raises is raised."""
        if _WHOLE not in request.extensions:
            return self._streamed.handle_request(request)
        exchange = _Exchange(request.read())
        with self._portal() as portal:
            portal.call(self._app, _scope(request), exchange.receive, exchange.send)
        assert exchange.status, "no answer was sent"
        body = b"" if request.method == "HEAD" else b"".join(exchange.body)
        return httpx2.Response(
            exchange.status, headers=exchange.headers, stream=httpx2.ByteStream(body), request=request
        )


class _Exchange:
    """What one request sends, and what it is answered."""

    def __init__(self, content: bytes) -> None:
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.body: list[bytes] = []
        self._content: bytes | None = content
        self._answered = asyncio.Event()

    async def receive(self) -> MutableMapping[str, Any]:
        """The content, then that the client is gone, once it was answered."""
        if self._content is None:
            await self._answered.wait()
            return {"type": "http.disconnect"}
        content, self._content = self._content, None
        return {"type": "http.request", "body": content}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        """Stores a part of the answer."""
        if message["type"] == "http.response.start":
            assert not self.status, "an answer was begun twice"
            self.status, self.headers = message["status"], list(message.get("headers", []))
            return
        assert self.status
        assert not self._answered.is_set(), "an answer goes on after its end"
        self.body.append(bytes(message.get("body", b"")))
        if not message.get("more_body", False):
            self._answered.set()


def _scope(request: httpx2.Request) -> dict[str, Any]:
    """The request as a server gives it to an application."""
    url = request.url
    host, port = url.raw_host.decode("ascii"), url.port or _PORTS[url.scheme]
    headers = [(name.lower(), value) for name, value in request.headers.raw]
    return {
        "type": "http",
        "http_version": "1.1",
        "method": request.method,
        "path": unquote(url.path),
        "raw_path": url.raw_path.split(b"?", 1)[0],
        "root_path": "",
        "scheme": url.scheme,
        "query_string": url.query,
        "headers": headers if "host" in request.headers else [(b"host", url.netloc), *headers],
        "client": ("testclient", 50_000),
        "server": [host, port],
        "extensions": {},
        "state": {},
    }
