"""Keys of machines: made, replaced, revoked. The secret is told once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from api.accounts.schemas import CreatedKey, KeyCreate, KeyRead
from api.db.people import AccountRow, KeyRow
from api.db.sessions import WriteSession
from api.http.services import Services
from api.journal.entries import record
from api.kit.ids import new_id
from api.kit.permissions import Role, granted
from api.kit.problems import invalid
from api.kit.tokens import new_token, token_digest
from textfile.text import Text

_NO_MACHINE = Text(fr="ce compte n'a pas le rôle `integrator`", en="this account does not have the role `integrator`")
_MACHINES = Text(fr="les clés sont pour les machines", en="keys are for machines")


def create_key(session: WriteSession, services: Services, by: str, account: AccountRow, new: KeyCreate) -> CreatedKey:
    """A key for a machine.

    Raises:
        Problem: the account is no machine, or its roles do not hold one of the scopes.
    """
    if Role.INTEGRATOR.value not in account.roles:
        raise invalid("", _NO_MACHINE, _MACHINES)
    beyond = sorted({scope.value for scope in new.scopes} - {p.value for p in granted(account.roles)})
    if beyond:
        names = ", ".join(beyond)
        what = Text(fr=f"hors du rôle du compte : {names}", en=f"beyond the role of the account: {names}")
        raise invalid("/scopes", what)
    scopes = sorted({scope.value for scope in new.scopes})
    return _make(session, services.clock.now(), by, _KeyTerms(account.id, new.label, scopes, new.days))


def rotate_key(session: WriteSession, services: Services, by: str, old: KeyRow, grace_hours: int) -> CreatedKey:
    """A key in place of another, which works a little longer."""
    now = services.clock.now()
    until = now + timedelta(hours=grace_hours)
    days = max(1, (old.expires_at - old.created_at).days) if old.expires_at is not None else None
    old.expires_at = min(until, old.expires_at) if old.expires_at is not None else until
    return _make(session, now, by, _KeyTerms(old.account, old.label, old.scopes, days, old.id))


def revoke_key(session: WriteSession, services: Services, by: str, key: KeyRow) -> KeyRead:
    """A key that no longer works, at once."""
    now = services.clock.now()
    key.revoked_at = key.revoked_at or now
    session.flush()
    record(session, now, by, "key.revoked", key.id)
    return KeyRead.model_validate(key)


@dataclass(frozen=True, slots=True)
class _KeyTerms:
    """Terms of a new key: whose it is, what it may do, for how long, and the key it replaces."""

    account: str
    label: str
    scopes: list[str]
    days: int | None
    replaces: str | None = None


def _make(session: WriteSession, now: datetime, by: str, terms: _KeyTerms) -> CreatedKey:
    secret = new_token()
    row = KeyRow(
        id=new_id("key", now),
        account=terms.account,
        label=terms.label,
        secret=token_digest(secret),
        scopes=terms.scopes,
        created_at=now,
        expires_at=now + timedelta(days=terms.days) if terms.days is not None else None,
        replaces=terms.replaces,
    )
    session.add(row)
    session.flush()
    detail = {"account": terms.account, "scopes": terms.scopes, "replaces": terms.replaces}
    record(session, now, by, "key.made", row.id, **detail)
    return CreatedKey(key=KeyRead.model_validate(row), secret=f"{row.id}.{secret}")
