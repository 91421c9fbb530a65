"""Accounts of a campaign: machines with keys, people with sessions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from pydantic import SecretStr

from api.accounts import keys, service
from api.accounts.schemas import AccountCreate, KeyCreate
from api.app.bootstrap import open_services
from api.db.migrate import upgrade
from api.db.people import AccountRow
from api.db.sessions import WriteSession
from api.http.identity import cookie_name
from api.http.services import Services
from api.journal.entries import SYSTEM
from api.kit.permissions import Permission, Role
from api.kit.settings import Settings
from campaign.injected import OffsetClock
from engine.reasoning.qualify import Engine

SCOPES = [
    Permission.REPORTS_CREATE,
    Permission.REPORTS_READ,
    Permission.QUALIFICATIONS_ASK,
    Permission.METRICS_READ,
]


@dataclass(frozen=True, slots=True)
class Caller:
    """Headers that sign requests, and the account that they stand for."""

    account: str
    headers: dict[str, str]


@contextmanager
def services_on(url: str, folder: Path, engine: Engine, clock_file: Path | None = None) -> Iterator[Services]:
    """Services on a database, brought up to date, to prepare it and to look at it. `clock_file`:
    what moves their clock.
    """
    settings = Settings(database_url=SecretStr(url), data_dir=folder)
    clock = OffsetClock(settings.zone, clock_file) if clock_file is not None else None
    services = open_services(settings, engine=engine, clock=clock)
    try:
        upgrade(services.database)
        yield services
    finally:
        services.database.dispose()


def machine(services: Services, scopes: Sequence[Permission] = SCOPES) -> Caller:
    """A machine with a key."""
    with services.database.write() as session:
        row = _account(session, services, Role.INTEGRATOR)
        new = KeyCreate(label="campaign", scopes=list(scopes))
        secret = keys.create_key(session, services, SYSTEM, row, new).secret
        return Caller(row.id, {"authorization": f"Bearer {secret}"})


def person(services: Services, *roles: Role) -> Caller:
    """Somebody signed in."""
    with services.database.write() as session:
        row = _account(session, services, *roles)
        token = service.open_session(session, services, row, "link").token
        cookie = f"{cookie_name(secure=False)}={token}"
        return Caller(row.id, {"cookie": cookie, "sec-fetch-site": "same-origin"})


def link(services: Services, account: str) -> str:
    """The token of a new sign-in link."""
    with services.database.write() as session:
        row = session.get_one(AccountRow, account)
        return service.make_link(session, services, SYSTEM, row).url.rpartition("/")[2]


def _account(session: WriteSession, services: Services, *roles: Role) -> AccountRow:
    new = AccountCreate(login=f"compte-{token_hex(6)}", roles=list(roles))
    made = service.create(session, services, SYSTEM, new)
    return session.get_one(AccountRow, made.account.id)
