"""Scenarios: for each command of the service, a request that succeeds on a database made ready."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from httpx2 import Request

from campaign.crashes.stages import Stage
from tests.api.service.world import World

Preparation: TypeAlias = Callable[[World], Request]
"""What is done before, on an empty database; the request that will be crashed."""


@dataclass(frozen=True, slots=True)
class PreparedRequest:
    """A request as bytes, and the moment at which it is sent."""

    method: str
    address: str
    headers: tuple[tuple[str, str], ...]
    content: bytes
    moment: datetime

    @staticmethod
    def of(request: Request, moment: datetime) -> PreparedRequest:
        """The request that a client would send."""
        headers = tuple((name, value) for name, value in request.headers.items() if name != "content-length")
        return PreparedRequest(request.method, str(request.url), headers, request.read(), moment)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A command, how it is made to succeed, and what is known of it.

    `repeats`: tables that the same request, sent again after it was done, changes again, each with
    the reason; those that it does not name must stay as they are. `steps`: tables that the request
    commits ahead of the rest, each with the reason why a crash in between does no harm.
    `asks`: it is a question, which stores nothing.
    """

    method: str
    path: str
    prepare: Preparation
    stage: Stage
    repeats: Mapping[str, str] = field(default_factory=dict)
    steps: Mapping[str, str] = field(default_factory=dict)
    asks: bool = False

    @property
    def name(self) -> str:
        """How reports name it."""
        return f"{self.method} {self.path}"
