"""ASGI middleware that every request passes through first: rate, origin, size, identity before a
body; and what every answer carries: its security headers.

Cross-site requests are told by the headers that browsers add (Sec-Fetch-Site, then Origin): no
token in forms. A request with an `Authorization` header is exempt, since no browser adds one by
itself.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.live import LiveServices
from api.http.problem_handlers import answer, log_failure
from api.http.reception import Quotas, Reception, is_streamed
from api.http.services import services_of
from api.kit.problems import Problem

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""No inline script, no outside host, no frame."""
DOCS_CSP = CSP.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
"""Swagger UI styles its own elements."""
_HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_NO_STORE = {"Cache-Control": "no-store"}
_HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SentHeader: TypeAlias = tuple[bytes, bytes]
"""A header as ASGI sends it, its name in lower case."""


class _Stopped(Exception):
    """Refusal of an incoming body."""


class _Exchange:
    """Exchange of one request: it stops what may not come in, marks what goes out."""

    def __init__(self, reception: Reception, send: Send, added: Sequence[SentHeader], *, bodiless: bool) -> None:
        self._reception, self._send, self._added, self._bodiless = reception, send, added, bodiless
        self.refused: Problem | None = None
        self.status: int | None = None

    async def receive(self) -> Message:
        """Receives a message of the server; nothing more once the request is refused."""
        if self.refused is None:
            try:
                return await self._reception.receive()
            except Problem as problem:
                self.refused = problem
        raise _Stopped

    async def send(self, message: Message) -> None:
        """Sends a message with its headers; whatever the application says of a body that was
        refused is dropped.
        """
        if self.refused is not None and self.status is None:
            return
        await self.force(message)

    async def force(self, message: Message) -> None:
        """Sends a message in any case; the answer to HEAD is that to GET, without its body."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": _with_headers(message.get("headers", ()), self._added)}
        elif self._bodiless and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)


class Guard:
    """The outermost layer."""

    def __init__(self, app: ASGIApp, live: LiveServices) -> None:
        self.app = app
        self.live = live
        services = live.current()
        self._quotas = Quotas(services.settings)
        everywhere = {**_HEADERS, **(_HTTPS_ONLY if services.settings.cookies_are_secure else {})}
        self._static_headers = _as_sent(everywhere)
        self._headers = _as_sent({**everywhere, **_NO_STORE})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request through, or answers it with a problem."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        method, head = scope["method"], scope["method"] == "HEAD"
        if head:
            scope = {**scope, "method": "GET"}
        request = Request(scope)
        request.state.request_id = str(uuid.uuid4())
        services = self.live.capture(request)
        started = time.perf_counter()
        reception = Reception(request, receive, services.settings, self._quotas)
        added = self._static_headers if scope["path"].startswith("/static/") else self._headers
        request_id = (b"x-request-id", request.state.request_id.encode())
        exchange = _Exchange(reception, send, (*added, request_id), bodiless=head)
        try:
            problem = await self._through(scope, exchange, request)
            if problem is not None and exchange.status is None:
                response = await answer(problem, request)
                await response(scope, receive, exchange.force)
        finally:
            reception.release()
            path = getattr(scope.get("route"), "path", "(none)")
            elapsed = time.perf_counter() - started
            services.metrics.request(method, path, exchange.status or 500, elapsed)

    async def _through(self, scope: Scope, exchange: _Exchange, request: Request) -> Problem | None:
        """Has the application answer what may pass; the problem that stopped it, if one did."""
        try:
            if (problem := _refusal(request)) is not None:
                return problem
            await self.app(scope, exchange.receive, exchange.send)
        except (_Stopped, ClientDisconnect):
            pass
        except (
            Exception
        ) as error:  # the last net: nothing of the error reaches the caller or the log but its kind and place
            if exchange.refused is None:
                log_failure(error, request)
                return Problem("internal")
        return exchange.refused


def _refusal(request: Request) -> Problem | None:
    headers, services = request.headers, services_of(request)
    caller = request.client.host if request.client is not None else "?"
    seconds = services.callers.wait(caller)
    if seconds:
        return Problem("too-many-requests", headers={"Retry-After": str(seconds)})
    limit = services.settings.max_stream_bytes if is_streamed(request) else services.settings.max_body_bytes
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit() and len(length) < 20) or int(length) > limit:
        return Problem("body-too-large")
    if request.method not in _SAFE and "authorization" not in headers and is_cross_site(headers):
        return Problem("cross-site")
    return None


def _as_sent(headers: Mapping[str, str]) -> tuple[SentHeader, ...]:
    return tuple((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items())


def _with_headers(headers: Iterable[SentHeader], added: Iterable[SentHeader]) -> list[SentHeader]:
    """Headers with those added that the application has not set itself."""
    sent = list(headers)
    names = {name for name, _ in sent}
    return [*sent, *(header for header in added if header[0] not in names)]


def is_cross_site(headers: Headers) -> bool:
    """Whether a browser says that another site sent this, or says it in a way that cannot be read.
    What says nothing is no browser.
    """
    fetch_site = headers.get("sec-fetch-site")
    if fetch_site is not None:
        return fetch_site not in ("same-origin", "none")
    origin = headers.get("origin")
    try:
        return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
    except ValueError:
        return True
