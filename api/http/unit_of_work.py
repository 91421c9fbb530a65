"""Unit of work: the write session of one request, with the services and the caller it serves."""

from __future__ import annotations

from dataclasses import dataclass

from api.db.sessions import WriteSession
from api.http.identity import Identity
from api.http.services import Services


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """A unit of work. Functions that store on somebody's behalf take one."""

    session: WriteSession
    services: Services
    who: Identity
