"""Bodies as they come in: bounded in size by who sends them, in time, and in memory all together."""

from __future__ import annotations

import threading
import time

from anyio import fail_after
from fastapi import Request
from fastapi.routing import APIRoute
from starlette.types import Message, Receive

from api.problems import RETRY_AFTER, Problem
from api.security.bodies import media_type
from api.security.identity import authorize, permission_of
from api.settings import Settings

MAX_UNKNOWN = 16_384
"""Bytes of a body that somebody unknown may send: a sign-in, display settings."""
STREAMED = ("/v1/noise", "application/x-ndjson")
"""The one body that is read line by line."""


class Room:
    """The bytes of bodies that may be in memory together, from their reception until they are answered."""

    def __init__(self, most: int) -> None:
        self._left = most
        self._lock = threading.Lock()

    def take(self, size: int) -> bool:
        """Takes some of what is left, if there is enough."""
        with self._lock:
            if size > self._left:
                return False
            self._left -= size
            return True

    def give_back(self, size: int) -> None:
        """Gives back what was taken."""
        with self._lock:
            self._left += size


class Reception:
    """The body of one request."""

    def __init__(self, request: Request, receive: Receive, settings: Settings, room: Room) -> None:
        self._request, self._receive, self._settings, self._room = request, receive, settings, room
        self._streamed = is_streamed(request)
        self._announced = "transfer-encoding" in request.headers or request.headers.get("content-length", "0") != "0"
        self._begun, self._ended = False, False
        self._limit, self._received, self._held, self._seconds = 0, 0, 0, float(settings.body_seconds)

    async def receive(self) -> Message:
        """What comes in.

        Raises:
            Problem: who sends it may not send it, or sends too much or too slowly, or there is no room for it.
        """
        if self._ended or not self._announced:
            return await self._receive()
        if not self._begun:
            self._begun = True
            await self._admit()
        message = await self._timed()
        if message["type"] == "http.request":
            self._count(len(message.get("body", b"")))
            self._ended = not message.get("more_body", False)
        return message

    def release(self) -> None:
        """Gives back the room that the body took."""
        self._room.give_back(self._held)
        self._held = 0

    async def _admit(self) -> None:
        """Who calls is known by their headers, and so is whether they may call: before a byte of the body is read."""
        route = self._request.scope.get("route")
        permission = permission_of(route.dependant) if isinstance(route, APIRoute) else None
        if permission is None:
            self._limit = min(MAX_UNKNOWN, self._settings.max_body_bytes)
        else:
            await authorize(self._request, permission)
            self._limit = self._settings.max_stream_bytes if self._streamed else self._settings.max_body_bytes
        if int(self._request.headers.get("content-length", "0")) > self._limit:
            raise Problem("body-too-large")

    async def _timed(self) -> Message:
        """A whole body has so many seconds, each part of a stream as many; what the service does meanwhile does not count."""
        began = time.monotonic()
        try:
            with fail_after(self._seconds):
                return await self._receive()
        except TimeoutError:
            raise Problem("body-too-slow", headers={"Connection": "close"}) from None
        finally:
            if not self._streamed:
                self._seconds = max(0.0, self._seconds - (time.monotonic() - began))

    def _count(self, size: int) -> None:
        self._received += size
        if self._received > self._limit:
            raise Problem("body-too-large")
        if self._streamed:
            return
        if not self._room.take(size):
            raise Problem("too-busy", headers=RETRY_AFTER)
        self._held += size


def is_streamed(request: Request) -> bool:
    """Whether a body is read line by line, and never held as a whole."""
    return (request.url.path, media_type(request.headers.get("content-type"))) == STREAMED
