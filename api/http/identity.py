"""Authentication: a person by the session of their cookie, a machine by its key."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal, TypeVar

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from sqlalchemy import Update, bindparam, select, update
from sqlalchemy.exc import DBAPIError

from api.db.faults import fault_of
from api.db.people import AccountRow, KeyRow, SessionRow
from api.db.reading import PreparedStatement
from api.db.sessions import Database
from api.http.services import Services, services_of
from api.journal.entries import SYSTEM
from api.kit.permissions import Permission, granted
from api.kit.problems import Problem
from api.kit.tokens import same, token_digest
from api.kit.worker_threads import Threads

Dependency = TypeVar("Dependency", bound=Callable[..., Any])
log = logging.getLogger("qualif.security")

SEEN_EVERY = timedelta(minutes=1)
"""How precisely the last use of a session or key is kept."""
MARK_PATIENCE = 0.05
"""Seconds that it may take to begin to store it."""

_LOOKUPS = Threads("lookups", 8)
"""Who calls is known while the pool is busy with what others asked."""

_ACTIVE = AccountRow.disabled_at.is_(None)
_SESSION = PreparedStatement(
    select(SessionRow.expires_at, SessionRow.seen_at, AccountRow.id, AccountRow.pseudonym, AccountRow.roles)
    .join(AccountRow, AccountRow.id == SessionRow.account)
    .where(SessionRow.token == bindparam("token"), _ACTIVE)
)
_KEY = (
    select(
        KeyRow.id,
        KeyRow.secret,
        KeyRow.scopes,
        KeyRow.expires_at,
        KeyRow.used_at,
        KeyRow.revoked_at,
        KeyRow.account,
        AccountRow.pseudonym,
        AccountRow.roles,
    )
    .join(AccountRow, AccountRow.id == KeyRow.account)
    .where(KeyRow.id == bindparam("name"), _ACTIVE)
)
"""Written once, for one of them is asked at every request."""


@dataclass(frozen=True)
class Identity:
    """Authenticated caller, as the rest of the service knows them: no name, no address."""

    account: str
    pseudonym: str
    roles: tuple[str, ...]
    permissions: frozenset[Permission]
    via: Literal["session", "key", "service", "command"]
    key: str | None = None

    @property
    def name(self) -> str:
        """Display name."""
        return self.pseudonym

    @property
    def role(self) -> str:
        """The first of their roles, for the header of pages."""
        return self.roles[0] if self.roles else ""

    def may(self, permission: Permission) -> bool:
        """Whether they may do this."""
        return permission in self.permissions


SERVICE = Identity(SYSTEM, SYSTEM, (), frozenset(), "service")
"""The service itself, where it stores what it read beside requests."""


def cookie_name(secure: bool) -> str:
    """The cookie of a session. The `__Host-` prefix keeps other hosts from setting it; browsers ask
    for HTTPS then.
    """
    return "__Host-qualif" if secure else "qualif"


def identify(request: Request) -> Identity:
    """Authenticated caller.

    Raises:
        Problem: nobody, or somebody whose session or key is no longer valid.
    """
    known: Identity | None = getattr(request.state, "identity", None)
    if known is not None:
        return known
    services = services_of(request)
    header, cookie = _credentials(request)
    if header is not None:
        found = _by_key(services, header)
    elif cookie:
        found = _by_session(services, cookie)
    else:
        found = None
    if found is None:
        raise Problem("sign-in-needed")
    request.state.identity = request.state.viewer = found
    return found


async def authenticate(request: Request) -> Identity:
    """Authenticated caller, looked up once a request, in a thread of its own; without credentials,
    in none.

    Raises:
        Problem: nobody, or somebody whose session or key is no longer valid.
    """
    known: Identity | None = getattr(request.state, "identity", None)
    if known is not None:
        return known
    if not any(_credentials(request)):
        raise Problem("sign-in-needed")
    return await _LOOKUPS.run(identify, request)


async def authorize(request: Request, permission: Permission) -> Identity:
    """Authorized caller: they hold a permission.

    Raises:
        Problem: nobody, or somebody who does not.
    """
    who = await authenticate(request)
    if not who.may(permission):
        raise Problem("not-allowed")
    return who


def requires(permission: Permission | None) -> Callable[[Dependency], Dependency]:
    """A decorator: has a dependency name the permission that it asks for; None where it is open to
    all, on purpose.
    """

    def mark(dependency: Dependency) -> Dependency:
        vars(dependency)["permission"] = permission
        return dependency

    return mark


def needs(permission: Permission) -> Callable[[Request], Awaitable[Identity]]:
    """A dependency that lets through whoever holds a permission, and gives who it is."""

    @requires(permission)
    async def check(request: Request) -> Identity:
        return await authorize(request, permission)

    return check


def permission_of(dependant: Dependant) -> Permission | None:
    """The permission that a route's signature names; None when it is open to all."""
    for inner in dependant.dependencies:
        found: Permission | None = getattr(inner.call, "permission", None) or permission_of(inner)
        if found is not None:
            return found
    return None


@requires(None)
async def _anyone() -> None:
    """Says that a route is open to whoever calls."""


@requires(None)
async def _visitor(request: Request) -> Identity | None:
    """Authenticated caller, if they are signed in."""
    try:
        return await authenticate(request)
    except Problem:
        return None


def _credentials(request: Request) -> tuple[str | None, str | None]:
    """The `Authorization` header and the cookie of a session."""
    secure = services_of(request).settings.cookies_are_secure
    return request.headers.get("authorization"), request.cookies.get(cookie_name(secure))


Visitor = Annotated[Identity | None, Depends(_visitor)]
"""Open to all, for pages that greet whoever is signed in."""
Anyone = Annotated[None, Depends(_anyone)]
"""Open to all, on purpose: a route without any declared permission fails a test."""


def _by_session(services: Services, cookie: str) -> Identity | None:
    now = services.clock.now()
    idle = timedelta(minutes=services.settings.session_idle_minutes)
    token = token_digest(cookie)
    with services.database.lookup() as connection:
        row = _SESSION.execute(connection, {"token": token}).first()
    if row is None:
        return None
    if row.expires_at <= now or row.seen_at + idle <= now:
        return None
    if now - row.seen_at >= SEEN_EVERY:
        _mark_use(services.database, update(SessionRow).where(SessionRow.token == token).values(seen_at=now))
    return Identity(row.id, row.pseudonym, tuple(row.roles), granted(row.roles), "session")


def _by_key(services: Services, header: str) -> Identity | None:
    scheme, _, given = header.partition(" ")
    name, _, secret = given.strip().rpartition(".")
    if scheme.lower() != "bearer" or not name.isascii() or not name.isprintable() or len(given) > 200:
        return None
    now = services.clock.now()
    with services.database.lookup() as connection:
        row = connection.execute(_KEY, {"name": name}).first()
    if row is None or not same(row.secret, token_digest(secret)) or row.revoked_at is not None:
        return None
    if row.expires_at is not None and row.expires_at <= now:
        return None
    if row.used_at is None or now - row.used_at >= SEEN_EVERY:
        _mark_use(services.database, update(KeyRow).where(KeyRow.id == name).values(used_at=now))
    scopes = granted(row.roles) & {p for p in Permission if p.value in row.scopes}
    return Identity(row.account, row.pseudonym, tuple(row.roles), scopes, "key", row.id)


def _mark_use(database: Database, mark: Update) -> None:
    """Stores that a session or key was used, as far as can be: who only reads waits for no writer,
    and is refused by none.
    """
    try:
        with database.write(patience=MARK_PATIENCE) as session:
            session.execute(mark)
    except DBAPIError as error:
        log.warning("the use of a session or key is not marked: %s", fault_of(error))
