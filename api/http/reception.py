"""Bodies as they come in: bounded in size by who sends them, in time, and in memory all
together.
"""

from __future__ import annotations

import asyncio
import threading
import time
from functools import cached_property

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.types import Message, Receive

from api.http.bodies import media_type
from api.http.identity import authorize, permission_of
from api.kit.problems import RETRY_AFTER, Problem
from api.kit.rate_limit import address_block
from api.kit.settings import Settings

MAX_UNKNOWN = 16_384
"""Bytes of a body that somebody unknown may send: a sign-in, display settings."""
STREAMED = ("/v1/noise", "application/x-ndjson")
"""The one body that is read line by line."""


UNKNOWN_SECONDS = 5.0
"""Time for the body of somebody unknown to come in whole."""
UNKNOWN_BODIES = 20
"""Unfinished bodies of unknown senders, from one address block."""
SHARE = 4
"""One address block takes a quarter of a quota at most, so that it never keeps all others out."""


class Quota:
    """A bounded resource, of which one caller has a bounded share."""

    def __init__(self, most: int, share: int) -> None:
        self._free, self._share = most, share
        self._used: dict[str, int] = {}
        self._lock = threading.Lock()

    def take(self, caller: str, size: int) -> bool:
        """Takes some of what is left, if there is enough and the caller has not had their share."""
        with self._lock:
            used = self._used.get(caller, 0) + size
            if size > self._free or used > self._share:
                return False
            self._free -= size
            self._used[caller] = used
            return True

    def give_back(self, caller: str, size: int) -> None:
        """Gives back what was taken."""
        with self._lock:
            self._free += size
            used = self._used.get(caller, 0) - size
            if used > 0:
                self._used[caller] = used
            else:
                self._used.pop(caller, None)


class Quotas:
    """Shared quotas of bodies in reception: their bytes in memory until they are answered; how many
    are unfinished, of senders known and unknown.
    """

    def __init__(self, settings: Settings) -> None:
        bodies = max(settings.max_connections // 2, 1)
        room = settings.max_bodies_bytes
        self.room = Quota(room, max(room // SHARE, settings.max_body_bytes))
        self.known = Quota(bodies, max(bodies // SHARE, 1))
        self.unknown = Quota(bodies, min(UNKNOWN_BODIES, bodies))


class Reception:
    """The body of one request."""

    def __init__(self, request: Request, receive: Receive, settings: Settings, quotas: Quotas) -> None:
        self._request, self._receive, self._settings, self._quotas = request, receive, settings, quotas
        self._unfinished: Quota | None = None
        self._streamed = is_streamed(request)
        self._announced = "transfer-encoding" in request.headers or request.headers.get("content-length", "0") != "0"
        self._admitted_once, self._ended = False, False
        self._limit, self._body_size, self._bytes, self._seconds = 0, 0, 0, float(settings.body_seconds)

    @cached_property
    def _caller(self) -> str:
        """Whose quotas these are, which a request without a body takes none of."""
        return address_block(self._request.client.host) if self._request.client is not None else "?"

    async def receive(self) -> Message:
        """Receives a message of the body.

        Raises:
            Problem: who sends it may not send it, or sends too much or too slowly, or there is no
                room for it.
        """
        if self._ended or not self._announced:
            return await self._receive()
        if not self._admitted_once:
            self._admitted_once = True
            await self._admit()
        message = await self._timed()
        if message["type"] == "http.request":
            self._count(len(message.get("body", b"")))
            self._ended = not message.get("more_body", False)
            if self._ended:
                self._finish()
        return message

    def release(self) -> None:
        """Gives back the room that the body took."""
        self._finish()
        if self._bytes:
            self._quotas.room.give_back(self._caller, self._bytes)
            self._bytes = 0

    def _finish(self) -> None:
        if self._unfinished is not None:
            self._unfinished.give_back(self._caller, 1)
            self._unfinished = None

    async def _admit(self) -> None:
        """Admission of a caller by their headers: who they are, and so is whether they may call:
        before a byte of the body is read.
        """
        route = self._request.scope.get("route")
        permission = permission_of(route.dependant) if isinstance(route, APIRoute) else None
        if permission is None:
            self._limit = min(MAX_UNKNOWN, self._settings.max_body_bytes)
            self._seconds = min(self._seconds, UNKNOWN_SECONDS)
            self._begin(self._quotas.unknown)
        else:
            await authorize(self._request, permission)
            self._limit = self._settings.max_stream_bytes if self._streamed else self._settings.max_body_bytes
            self._begin(self._quotas.known)
        if int(self._request.headers.get("content-length", "0")) > self._limit:
            raise Problem("body-too-large")

    def _begin(self, quota: Quota) -> None:
        if not quota.take(self._caller, 1):
            raise Problem("too-busy", headers={**RETRY_AFTER, "Connection": "close"})
        self._unfinished = quota

    async def _timed(self) -> Message:
        """A whole body has so many seconds, each part of a stream as many; what the service does
        meanwhile does not count.
        """
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._seconds):
                return await self._receive()
        except TimeoutError:
            raise Problem("body-too-slow", headers={"Connection": "close"}) from None
        finally:
            if not self._streamed:
                self._seconds = max(0.0, self._seconds - (time.monotonic() - began))

    def _count(self, size: int) -> None:
        self._body_size += size
        if self._body_size > self._limit:
            raise Problem("body-too-large")
        if self._streamed:
            return
        if not self._quotas.room.take(self._caller, size):
            raise Problem("too-busy", headers=RETRY_AFTER)
        self._bytes += size


def is_streamed(request: Request) -> bool:
    """Whether a body is read line by line, and never held as a whole."""
    path, kind = STREAMED
    return request.scope["path"] == path and media_type(request.headers.get("content-type")) == kind
