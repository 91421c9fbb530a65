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
from api.problems import Problem, RequestFault
from api.security import bodies
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
BodyCheck = Callable[[bytes], Problem | None]
"""The problem of a body that is there whole, or None."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class _Stopped(Exception):
    """What comes in is refused."""


class _Exchange:
    """One request: counts and checks what comes in, marks what goes out."""

    def __init__(
        self, receive: Receive, send: Send, limit: int, check: BodyCheck | None, dress: Callable[[MutableHeaders], None]
    ) -> None:
        self._receive, self._send, self._limit, self._check, self._dress = receive, send, limit, check, dress
        self._received = 0
        self._body = bytearray()
        self.refused: Problem | None = None
        self.status: int | None = None

    async def receive(self) -> Message:
        """What comes in, as long as it is not too large; its end only if the whole can be read."""
        message = await self._receive()
        if message["type"] == "http.request":
            self.refused = self._problem(message.get("body", b""), last=not message.get("more_body", False))
        if self.refused is not None:
            raise _Stopped
        return message

    def _problem(self, part: bytes, *, last: bool) -> Problem | None:
        self._received += len(part)
        if self._received > self._limit:
            return Problem("body-too-large")
        if self._check is None:
            return None
        self._body += part
        return self._check(bytes(self._body)) if last and self._body else None

    async def send(self, message: Message) -> None:
        """What goes out, with its headers; whatever the application says of a body that was refused is dropped."""
        if self.refused is not None and self.status is None:
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
        check = _check_of(Headers(scope=scope), request)
        exchange = _Exchange(receive, send, limit, check, lambda headers: self._headers(headers, scope))
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
        except _Stopped:
            pass
        except (
            Exception
        ) as error:  # the last net: nothing of the error reaches the caller or the log but its kind and place
            log_failure(error, request)
            return Problem("internal")
        return exchange.refused

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
        streamed = (path, _media_type(headers)) == STREAMED
        return self.wired.settings.max_stream_bytes if streamed else self.wired.settings.max_body_bytes

    def _headers(self, headers: MutableHeaders, scope: Scope) -> None:
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        if not scope["path"].startswith("/static/"):
            headers.setdefault("Cache-Control", "no-store")
        if self.wired.settings.cookies_are_secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        headers["X-Request-Id"] = scope["state"]["request_id"]


def _media_type(headers: Headers) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _check_of(headers: Headers, request: Request) -> BodyCheck | None:
    """What the body of a request to the API must pass; pages send forms, and a stream is read line by line."""
    path, kind = request.url.path, _media_type(headers)
    if not path.startswith("/v1/") or (path, kind) == STREAMED:
        return None

    def check(body: bytes) -> Problem | None:
        place, fault = ("", bodies.fault_of(body)) if bodies.is_json(kind) else ("header:content-type", bodies.NOT_JSON)
        if fault is None:
            return None
        return Problem("malformed-body", [RequestFault(place, fault)])

    return check


def is_cross_site(headers: Headers) -> bool:
    """Whether a browser says that another site sent this. What says nothing is no browser."""
    fetch_site = headers.get("sec-fetch-site")
    if fetch_site is not None:
        return fetch_site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
