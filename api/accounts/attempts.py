"""Attempts to sign in, counted in the database, so that all instances of the service count
together.

Three limits: of a name from one place, of a place, and, much wider, of a name from everywhere. The
last one does not hold where the name signed in lately: whoever tries it from elsewhere cannot keep
its owner out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, or_, select, text

from api.db.people import AttemptRow
from api.db.sessions import Database, WriteSession
from api.http.services import Services
from api.kit.problems import Problem
from api.kit.rate_limit import MINUTE
from api.kit.sealing import Sealer

EVERYWHERE = 10
"""How many times more often a name may be tried from everywhere than from one place."""
LATELY = timedelta(days=30)
"""How long a place is remembered where a name signed in."""

_FREE_AT = (
    "(CASE WHEN sign_in_attempts.free_at BETWEEN :now AND :until THEN sign_in_attempts.free_at ELSE :now END) + :step"
)
_COUNT = text(
    "INSERT INTO sign_in_attempts (caller, free_at) VALUES (:caller, :first)"
    f" ON CONFLICT (caller) DO UPDATE SET free_at = {_FREE_AT} WHERE {_FREE_AT} <= :until RETURNING free_at"
)
"""Generic cell rate algorithm, in one statement: no row comes back when no call is free."""


def count_sign_in(services: Services, origin: str, login: str) -> None:
    """Counts an attempt on a name, from a place.

    Raises:
        Problem: too many.
    """
    most = services.settings.sign_in_per_minute
    if not most:
        return
    pair, name = _pair(services.sealer, origin, login), _digest(services.sealer, "name", login)
    with services.database.read() as session:
        lately = (services.clock.now() - LATELY).timestamp()
        familiar = session.scalar(
            select(AttemptRow.caller).where(AttemptRow.caller == pair, AttemptRow.signed_in_at > lately)
        )
    limits = {pair: most, _digest(services.sealer, "place", origin): most}
    _count(services, limits if familiar is not None else {**limits, name: EVERYWHERE * most})


def count_place(services: Services, origin: str) -> None:
    """Counts an attempt to sign in without a password (by link, by provider), from a place.

    Raises:
        Problem: too many.
    """
    if services.settings.sign_in_per_minute:
        _count(services, {_digest(services.sealer, "place", origin): services.settings.sign_in_per_minute})


def count_password(services: Services, account: str) -> None:
    """Counts an attempt to change a password, by who is signed in.

    Raises:
        Problem: too many.
    """
    if services.settings.sign_in_per_minute:
        _count(services, {_digest(services.sealer, "password", account): services.settings.sign_in_per_minute})


def remember_place(session: WriteSession, services: Services, origin: str, login: str) -> None:
    """A name signed in from a place."""
    if services.settings.sign_in_per_minute:
        now = services.clock.now().timestamp()
        session.merge(AttemptRow(caller=_pair(services.sealer, origin, login), free_at=now, signed_in_at=now))


def _count(services: Services, limits: Mapping[str, int]) -> None:
    """Counts all of them, or none when one of them is used up."""
    now = services.clock.now()
    _forget(services.database, now)
    with services.database.write() as session:
        for caller, most in sorted(limits.items()):  # in one order: rows are locked as they are counted
            _count_one(session, now.timestamp(), caller, most)


def _count_one(session: WriteSession, now: float, caller: str, most: int) -> None:
    step = MINUTE / most
    until = now + MINUTE + step / 2  # half a step: sums of steps are not exact
    asked = {"caller": caller, "now": now, "step": step, "first": now + step, "until": until}
    if session.execute(_COUNT, asked).first() is None:
        raise Problem("too-many-requests", headers={"Retry-After": str(max(1, math.ceil(step)))})


def _forget(database: Database, now: datetime) -> None:
    """Takes away what counts no more, once some of it is a minute old: in a transaction of its own,
    which waits for no row.

    In that of a count, whose rows are locked in one order, it would hold others in any order: a
    deadlock.
    """
    with database.read() as session:
        if session.scalar(select(AttemptRow.caller).where(*_useless(now, MINUTE)).limit(1)) is None:
            return
    with database.write() as writing:
        found = select(AttemptRow.caller).where(*_useless(now)).with_for_update(skip_locked=True)
        writing.execute(delete(AttemptRow).where(AttemptRow.caller.in_(found)))


def _useless(now: datetime, since: float = 0) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """That all tries are free again, since so many seconds, of whom nothing else is remembered."""
    row, lately = AttemptRow, (now - LATELY).timestamp()
    return row.free_at < now.timestamp() - since, or_(row.signed_in_at.is_(None), row.signed_in_at < lately)


def _pair(sealer: Sealer, origin: str, login: str) -> str:
    return _digest(sealer, "pair", f"{origin}\n{login}")


def _digest(sealer: Sealer, kind: str, value: str) -> str:
    return sealer.trace(f"sign-in {kind}", value)
