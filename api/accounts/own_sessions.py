"""Sessions of one's own: where one is signed in, and signing out there."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from fastapi import Request
from sqlalchemy import delete, select

from api.accounts.schemas import OwnSession
from api.db.people import SessionRow
from api.db.sessions import AnySession, WriteSession
from api.http.identity import Identity, cookie_name
from api.http.services import Services
from api.journal.entries import record
from api.kit.problems import Problem
from api.kit.tokens import token_digest


def token_of(request: Request, services: Services) -> str:
    """The token of the session that a browser sends; empty where it sends none."""
    return request.cookies.get(cookie_name(services.settings.cookies_are_secure), "")


def sessions_of(session: AnySession, services: Services, who: Identity, token: str) -> list[OwnSession]:
    """The sessions of somebody that are open still, the last used first; a machine has none."""
    rows, current = _open(session, services, who.account), token_digest(token)
    return [
        OwnSession(
            id=_name(row),
            opened_at=row.created_at,
            seen_at=row.seen_at,
            expires_at=row.expires_at,
            current=row.token == current,
        )
        for row in rows
    ]


def close(session: WriteSession, services: Services, who: Identity, name: str) -> None:
    """Closes one of somebody's sessions.

    Raises:
        Problem: there is none of that name, or a machine asks.
    """
    _refuse_machines(who)
    row = next((row for row in _open(session, services, who.account) if _name(row) == name), None)
    if row is None:
        raise Problem("not-found")
    _end(session, services, row)


def close_others(session: WriteSession, services: Services, who: Identity, token: str) -> None:
    """Closes every session of somebody but the one they are in.

    Raises:
        Problem: a machine asks.
    """
    _refuse_machines(who)
    for row in _open(session, services, who.account):
        if row.token != token_digest(token):
            _end(session, services, row)


def close_earlier(services: Services, token: str, opened: str) -> None:
    """Closes the session that a browser was in before it signed in again: what is replaced there
    must not serve elsewhere.
    """
    earlier = token_digest(token)
    if not token or earlier == token_digest(opened):
        return
    with services.database.read() as reading:
        known = reading.get(SessionRow, earlier)
    if known is None:
        return
    with services.database.write() as session:
        row = session.get(SessionRow, earlier)
        if row is not None:
            _end(session, services, row)


def _open(session: AnySession, services: Services, account: str) -> list[SessionRow]:
    now, row = services.clock.now(), SessionRow
    idle = now - timedelta(minutes=services.settings.session_idle_minutes)
    query = select(row).where(row.account == account, row.expires_at > now, row.seen_at > idle)
    return list(session.scalars(query.order_by(row.seen_at.desc(), row.token)))


def _end(session: WriteSession, services: Services, row: SessionRow) -> None:
    session.execute(delete(SessionRow).where(SessionRow.token == row.token))
    record(session, services.clock.now(), row.account, "session.closed")


def _name(row: SessionRow) -> str:
    """A name for a session that opens nothing and is no part of what the database holds of it."""
    return sha256(f"session:{row.token}".encode()).hexdigest()[:26]


def _refuse_machines(who: Identity) -> None:
    if who.via != "session":
        raise Problem("not-allowed")
