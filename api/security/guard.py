"""What every request passes through first: size, origin, rate; and what every answer carries: its security headers.

Cross-site requests are told by the headers that browsers add (Sec-Fetch-Site, then Origin): no token in forms. A request with
an `Authorization` header is exempt, since no browser adds one by itself.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problem_handlers import answer, log_failure
from api.problems import Problem
from api.wiring import Wiring

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
STREAMED = ("/v1/noise", "application/x-ndjson")
"""The one body that is read line by line."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class _TooLarge(Exception):
    """More was sent than allowed."""


class _Exchange:
    """One request: counts what comes in, marks what goes out."""

    def __init__(self, receive: Receive, send: Send, limit: int, dress: Callable[[MutableHeaders], None]) -> None:
        self._receive, self._send, self._limit, self._dress = receive, send, limit, dress
        self._received = 0
        self.too_large = False
        self.status: int | None = None

    async def receive(self) -> Message:
        """What comes in, as long as it is not too large."""
        message = await self._receive()
        self._received += len(message.get("body", b""))
        if self._received > self._limit:
            self.too_large = True
            raise _TooLarge
        return message

    async def send(self, message: Message) -> None:
        """What goes out, with its headers; whatever the application says of a body cut short is dropped."""
        if self.too_large and self.status is None:
            return
        await self.force(message)

    async def force(self, message: Message) -> None:
        """What goes out in any case."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._dress(MutableHeaders(scope=message))
        await self._send(message)


class Guard:
    """The outermost layer."""

    def __init__(self, app: ASGIApp, wired: Wiring) -> None:
        self.app = app
        self.wired = wired

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request through, or answers it with a problem."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        request.state.request_id = str(uuid.uuid4())
        started = time.perf_counter()
        limit = self._limit(Headers(scope=scope), scope["path"])
        exchange = _Exchange(receive, send, limit, lambda headers: self._headers(headers, scope))
        problem = self._refusal(Headers(scope=scope), request)
        try:
            if problem is None:
                problem = await self._through(scope, exchange, request)
            if problem is not None and exchange.status is None:
                await answer(problem, request)(scope, receive, exchange.force)
        finally:
            path = getattr(scope.get("route"), "path", "(none)")
            elapsed = time.perf_counter() - started
            self.wired.metrics.request(request.method, path, exchange.status or 500, elapsed)

    async def _through(self, scope: Scope, exchange: _Exchange, request: Request) -> Problem | None:
        """Has the application answer; the problem that stopped it, if one did."""
        try:
            await self.app(scope, exchange.receive, exchange.send)
        except _TooLarge:
            pass
        except (
            Exception
        ) as error:  # the last net: nothing of the error reaches the caller or the log but its kind and place
            log_failure(error, request)
            return Problem("internal")
        return Problem("body-too-large") if exchange.too_large else None

    def _refusal(self, headers: Headers, request: Request) -> Problem | None:
        caller = request.client.host if request.client is not None else "?"
        seconds = self.wired.callers.wait(caller)
        if seconds:
            return Problem("too-many-requests", headers={"Retry-After": str(seconds)})
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length[:20]) > self._limit(headers, request.url.path):
            return Problem("body-too-large")
        if request.method not in _SAFE and "authorization" not in headers and is_cross_site(headers):
            return Problem("cross-site")
        return None

    def _limit(self, headers: Headers, path: str) -> int:
        """The largest body: a stream is read line by line, and never held as a whole."""
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        streamed = (path, kind) == STREAMED
        return self.wired.settings.max_stream_bytes if streamed else self.wired.settings.max_body_bytes

    def _headers(self, headers: MutableHeaders, scope: Scope) -> None:
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        if not scope["path"].startswith("/static/"):
            headers.setdefault("Cache-Control", "no-store")
        if self.wired.settings.cookies_are_secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        headers["X-Request-Id"] = scope["state"]["request_id"]


def is_cross_site(headers: Headers) -> bool:
    """Whether a browser says that another site sent this. What says nothing is no browser."""
    fetch_site = headers.get("sec-fetch-site")
    if fetch_site is not None:
        return fetch_site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
