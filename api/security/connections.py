"""Connections that ask nothing do not stay, and do not keep others out."""

from __future__ import annotations

from asyncio import BaseTransport, TimerHandle
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.settings import Settings


class Connection(HttpToolsProtocol):
    """An HTTP connection of uvicorn with a deadline for the headers of each request, whatever trickles in meanwhile, and a ceiling.

    Beyond the ceiling, the connection that has waited longest for a request is closed: an LRU policy. uvicorn's own limit counts
    idle ones too, and would then refuse everybody.
    """

    header_seconds: float
    ceiling: int

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._deadline: TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """Waits for its first request, and makes room for itself."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._wait()
        if len(self.connections) > self.ceiling:
            self._make_room()

    def on_headers_complete(self) -> None:
        """No longer waits."""
        self._wait_no_more()
        super().on_headers_complete()

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
        self._deadline = self.loop.call_later(self.header_seconds, self._close)

    def _wait_no_more(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _make_room(self) -> None:
        others = (c for c in self.connections if isinstance(c, Connection) and c is not self)
        waiting = [other for other in others if other._deadline is not None]
        if waiting:
            min(waiting, key=Connection._waits_until)._close()

    def _waits_until(self) -> float:
        return self._deadline.when() if self._deadline is not None else 0.0

    def _close(self) -> None:
        self._wait_no_more()
        self.connections.discard(self)
        self.transport.close()


def connection_class(settings: Settings) -> type[Connection]:
    """The class of connections that uvicorn makes, under these settings."""
    limits = {"header_seconds": float(settings.header_seconds), "ceiling": settings.max_connections}
    return type("LimitedConnection", (Connection,), limits)
