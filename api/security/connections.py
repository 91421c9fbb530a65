"""Connections that ask nothing do not stay, and do not keep others out."""

from __future__ import annotations

from asyncio import BaseTransport, TimerHandle
from collections import OrderedDict
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.settings import Settings

MAX_HEADERS = 65_536
"""Bytes of the headers of a request: cookies and an address that nobody writes by hand hold in a tenth of it."""


class Connection(HttpToolsProtocol):
    """An HTTP connection of uvicorn whose headers are bounded in time, whatever trickles in meanwhile, and in size; with a ceiling.

    Beyond the ceiling, the connection that has waited longest for a request is closed: an LRU policy. uvicorn's own limit counts
    idle ones too, and would then refuse everybody.
    """

    header_seconds: float
    ceiling: int
    waiting: OrderedDict[Connection, TimerHandle]
    """Those of one server that wait for the headers of a request, the longest first, and when each is closed."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._header_bytes, self._in_body = 0, False

    def connection_made(self, transport: BaseTransport) -> None:
        """Waits for its first request, and makes room for itself."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._wait()
        if len(self.connections) > self.ceiling:
            self._make_room()

    def data_received(self, data: bytes) -> None:
        """Reads on, as long as the headers of a request are not too long."""
        counted = not self._in_body
        super().data_received(data)
        if counted and not self._in_body and self in self.waiting:
            self._header_bytes += len(data)
            if self._header_bytes > MAX_HEADERS and not self.transport.is_closing():
                self.send_400_response("Request headers too long.")

    def on_headers_complete(self) -> None:
        """No longer waits."""
        self._wait_no_more()
        self._header_bytes, self._in_body = 0, True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """What comes next is another request."""
        self._in_body = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Waits for the next request, unless it is there already."""
        super().on_response_complete()
        if self.cycle.response_complete and not self.transport.is_closing():
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits for nothing more."""
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._wait_no_more()
        self.waiting[self] = self.loop.call_later(self.header_seconds, self._close)

    def _wait_no_more(self) -> None:
        deadline = self.waiting.pop(self, None)
        if deadline is not None:
            deadline.cancel()

    def _make_room(self) -> None:
        longest = next(iter(self.waiting))
        if longest is not self:  # all others are being answered: uvicorn's own limit turns this one away
            longest._close()

    def _close(self) -> None:
        self._wait_no_more()
        self.connections.discard(self)
        self.transport.close()


def connection_class(settings: Settings) -> type[Connection]:
    """The class of connections that uvicorn makes, under these settings."""
    limits = {
        "header_seconds": float(settings.header_seconds),
        "ceiling": settings.max_connections,
        "waiting": OrderedDict(),
    }
    return type("LimitedConnection", (Connection,), limits)
