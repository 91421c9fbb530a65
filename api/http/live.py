"""Holder of the services that answer now: an edition of the rules that takes effect replaces them
all at once.
"""

from __future__ import annotations

from fastapi import Request

from api.http.services import Services


class LiveServices:
    """The current services. A request takes them once, at its start; a thread beside the service,
    at each of its turns: nothing is ever answered with two editions of the rules.
    """

    def __init__(self, services: Services) -> None:
        self._current = services

    def current(self) -> Services:
        """The services of now, whole."""
        return self._current

    def swap(self, services: Services) -> None:
        """Has every request and every turn that begins from here on take these services."""
        self._current = services

    def capture(self, request: Request) -> Services:
        """Gives a request the services that it has until its end."""
        request.state.services = found = self._current
        return found
