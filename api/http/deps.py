"""Dependencies of routes, each under one name: a route's signature then reads like a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request

from api.db import sessions
from api.db.sessions import ReadSession, WriteSession
from api.http.services import Services, services_of
from api.journal import entries


async def _services(request: Request) -> Services:
    """Asynchronous, though it waits for nothing: FastAPI would have a thread look it up."""
    return services_of(request)


ServicesDep = Annotated[Services, Depends(_services)]
"""Settings, clock, law, keys: what the application is made of."""


def _read(request: Request) -> Iterator[ReadSession]:
    with services_of(request).database.read() as session:
        yield session


def _write(request: Request) -> Iterator[WriteSession]:
    with services_of(request).database.write() as session:
        yield session


def _look(request: Request) -> Iterator[sessions.JournaledSession]:
    with entries.look(services_of(request).database) as session:
        yield session


Read = Annotated[ReadSession, Depends(_read, scope="function")]
"""A session that cannot write."""
Look = Annotated[sessions.JournaledSession, Depends(_look, scope="function")]
"""A session that cannot write, for what the journal keeps the reading of: its entries are written
before the answer leaves, apart.
"""
Write = Annotated[WriteSession, Depends(_write, scope="function")]
"""The transaction of the request. It is committed before the answer leaves: a 202 says that it is
stored.
"""
