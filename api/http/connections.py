"""Connections that ask nothing, or do not read what they are answered, do not stay, and do not keep
others out.
"""

from __future__ import annotations

from asyncio import BaseTransport, TimerHandle
from collections import OrderedDict
from typing import Any

from fastapi import Request
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.kit.problems import RETRY_AFTER, Problem, as_json
from api.kit.settings import Settings

MAX_HEADERS = 65_536
"""Bytes that hold no end of headers and no part of a body: cookies and an address that nobody
writes by hand hold in a tenth of it.
"""
MAX_PIPELINED = 16
"""Requests of a connection that wait for the answer to an earlier one: browsers and clients send
none before it.
"""
LEAST_READ = 16_384
"""Bytes of an answer that are to be read in the time set, or all that is left of it: half a
kilobyte a second.
"""

FIRST_REQUEST_SECONDS = 1.0
"""How long a connection that has asked nothing yet may still ask, of a server that stops."""


class _PipelineFull(Exception):
    """Raised inside the parser, which stops: what else its chunk holds is not read."""


class Connection(HttpToolsProtocol):
    """An HTTP connection of uvicorn, bounded: requests in time and size, whatever else goes on;
    answers in the time they take to be read.

    Beyond the ceiling, the connection that has waited longest for a request is closed: an LRU
    policy. Where all others are being answered, the new one is answered 503 (`too-busy`) and
    closed. uvicorn's own limit counts idle ones too, would then refuse everybody, and says no
    `Retry-After`.
    """

    header_seconds: float
    response_seconds: float
    ceiling: int
    waiting: OrderedDict[Connection, TimerHandle]
    """Those of one server that wait for the headers of a request, the longest first, and when each
    is closed.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._pending_bytes, self._progress = 0, False
        self._unread = 0
        self._is_last_request = False
        self._write_deadline: TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """Waits for its first request, and makes room for itself."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self.transport.set_write_buffer_limits(high=0)  # paused: something is unread; resumed: all is read
        self._wait()
        if len(self.connections) > self.ceiling:
            self._make_room()

    def data_received(self, data: bytes) -> None:
        """Reads on, as long as what is neither whole headers nor part of a body is not too long."""
        self._progress = False
        super().data_received(data)
        self._pending_bytes = 0 if self._progress else self._pending_bytes + len(data)
        if self._pending_bytes > MAX_HEADERS and not self.transport.is_closing():
            self.send_400_response("Request headers too long.")

    def on_headers_complete(self) -> None:
        """No longer waits."""
        if len(self.pipeline) >= MAX_PIPELINED:
            raise _PipelineFull
        self._wait_no_more()
        self._progress = True
        super().on_headers_complete()
        if self._is_last_request:
            self.cycle.keep_alive = False

    def on_body(self, body: bytes) -> None:
        """A part of a body, which the application bounds."""
        self._progress = True
        super().on_body(body)

    def shutdown(self) -> None:
        """Ends with its server: after the request under way, or its first one. uvicorn closes a
        connection just made, whose request is on its way, and a rolling restart would lose it.
        """
        if self.cycle is not None or self.transport.is_closing():
            super().shutdown()
        else:
            self._is_last_request = True
            self._wait(FIRST_REQUEST_SECONDS)

    def send_400_response(self, msg: str) -> None:
        """Refuses what is no request; in the middle of another's answer, only closes."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.transport.close()
        else:
            super().send_400_response(msg)

    def pause_writing(self) -> None:
        """Starts the timer of a response that is not read yet."""
        super().pause_writing()
        self._await_reader()

    def resume_writing(self) -> None:
        """All is read."""
        self._await_reader_no_more()
        super().resume_writing()

    def on_response_complete(self) -> None:
        """Waits for the next request, unless it is there already."""
        super().on_response_complete()
        if self.cycle.response_complete and not self.transport.is_closing():
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits for nothing more."""
        self._wait_no_more()
        self._await_reader_no_more()
        super().connection_lost(exc)

    def _wait(self, longest: float | None = None) -> None:
        self._wait_no_more()
        seconds = self.header_seconds if longest is None else min(longest, self.header_seconds)
        self.waiting[self] = self.loop.call_later(seconds, self._close)

    def _wait_no_more(self) -> None:
        deadline = self.waiting.pop(self, None)
        if deadline is not None:
            deadline.cancel()

    def _await_reader(self) -> None:
        self._unread = self.transport.get_write_buffer_size()
        self._write_deadline = self.loop.call_later(self.response_seconds, self._check_reader)

    def _await_reader_no_more(self) -> None:
        if self._write_deadline is not None:
            self._write_deadline.cancel()
            self._write_deadline = None

    def _check_reader(self) -> None:
        if self.transport.get_write_buffer_size() > self._unread - LEAST_READ:
            self.transport.abort()
        else:
            self._await_reader()

    def _make_room(self) -> None:
        longest = next(iter(self.waiting))
        if longest is not self:
            longest._close()
        else:  # all others are being answered
            self.app = _full

    def _close(self) -> None:
        self._wait_no_more()
        self.connections.discard(self)
        self.transport.close()


async def _full(scope: Any, receive: Any, send: Any) -> None:
    """The application of a connection that finds no room."""
    busy = Problem("too-busy", headers={**RETRY_AFTER, "Connection": "close"})
    await as_json(busy, Request(scope))(scope, receive, send)


def connection_class(settings: Settings) -> type[Connection]:
    """The class of connections that uvicorn makes, under these settings."""
    limits = {
        "header_seconds": float(settings.header_seconds),
        "response_seconds": float(settings.response_seconds),
        "ceiling": settings.max_connections,
        "waiting": OrderedDict(),
    }
    return type("LimitedConnection", (Connection,), limits)
