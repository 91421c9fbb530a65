"""Account service: accounts are made, changed, signed in and out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Request

from api.accounts import attempts, repository
from api.accounts.pseudonyms import new_pseudonym
from api.accounts.schemas import AccountCreate, AccountRead, AccountUpdate, CreatedAccount, SignInLink
from api.db import locks
from api.db.people import AccountRow, LinkRow, SessionRow
from api.db.sessions import WriteSession
from api.http.services import Services
from api.journal.entries import record
from api.kit.clock import Clock
from api.kit.ids import new_id
from api.kit.password_rule import weakness
from api.kit.permissions import Role
from api.kit.problems import Problem, invalid
from api.kit.rate_limit import address_block
from api.kit.tokens import new_token, token_digest
from textfile.text import Text

LINK_PATH = "/sign-in/"
"""The page that a sign-in link opens; it asks for a click, then posts the link."""
PASSWORD_RESET = timedelta(minutes=30)
"""For how long a session opened by a link may set a password without the current one, once."""
_NO_LINK = Text(
    fr="pas de mot de passe actuel, ni d'entrée par un lien dans la demi-heure",
    en="no current password, and no sign-in by a link within half an hour",
)
_ASK_LINK = Text(fr="demander un lien à un administrateur", en="ask an administrator for a link")


@dataclass(frozen=True)
class NewSession:
    """A new session: the cookie's value, and until when."""

    account: AccountRow
    token: str
    expires_at: datetime


def create(session: WriteSession, services: Services, by: str, new: AccountCreate) -> CreatedAccount:
    """An account, and a link for its person.

    Raises:
        Problem: the name is taken.
    """
    if repository.by_login(session, new.login) is not None:
        raise Problem("login-taken")
    row = add(session, services.clock, by, new.login, new.roles)
    link = None if is_machine(row) else make_link(session, services, by, row)
    return CreatedAccount(account=AccountRead.model_validate(row), link=link)


def add(session: WriteSession, clock: Clock, by: str, login: str, initial_roles: list[Role]) -> AccountRow:
    """An account under a name that is free."""
    now = clock.now()
    roles = sorted({role.value for role in initial_roles})
    machine = roles == [Role.INTEGRATOR.value]
    pseudonym = new_pseudonym(repository.pseudonyms(session), machine=machine)
    row = AccountRow(id=new_id("acc", now), login=login, pseudonym=pseudonym, roles=roles, created_at=now)
    session.add(row)
    session.flush()
    record(session, now, by, "account.created", row.id, roles=roles)
    return row


def change(session: WriteSession, services: Services, by: str, row: AccountRow, update: AccountUpdate) -> AccountRead:
    """Roles and access. Whoever loses something is signed out. Of two changes at once, the second
    sees what the first one left.

    Raises:
        Problem: nobody could administer the service any more.
    """
    locks.lock(session, locks.ADMINISTRATORS)
    session.refresh(row)
    now = services.clock.now()
    roles = sorted({r.value for r in update.roles}) if update.roles is not None else row.roles
    disabled = update.disabled if update.disabled is not None else row.disabled_at is not None
    stays = not disabled and Role.ADMINISTRATOR.value in roles
    was = row.disabled_at is None and Role.ADMINISTRATOR.value in row.roles
    if was and not stays and not repository.other_with_role(session, Role.ADMINISTRATOR.value, row.id):
        raise Problem("last-administrator")
    row.roles = roles
    row.disabled_at = (row.disabled_at or now) if disabled else None
    session.flush()
    repository.close_sessions(session, row.id)
    record(session, now, by, "account.changed", row.id, roles=roles, disabled=disabled)
    return AccountRead.model_validate(row)


def make_link(session: WriteSession, services: Services, by: str, row: AccountRow) -> SignInLink:
    """A link that signs in once."""
    now, token = services.clock.now(), new_token()
    expires = now + timedelta(hours=services.settings.link_hours)
    session.add(LinkRow(token=token_digest(token), account=row.id, expires_at=expires))
    record(session, now, by, "link.made", row.id)
    return SignInLink(url=services.settings.address + LINK_PATH + token, expires_at=expires)


def sign_in_by_password(services: Services, origin: str, login: str, password: str) -> NewSession:
    """A session for whoever knows a password. It is verified before the transaction begins.

    Raises:
        Problem: refused, without saying whether the name or the password was wrong; or too many
            attempts.
    """
    attempts.count_sign_in(services, origin, login)
    with services.database.read() as reading:
        account = repository.by_login(reading, login)
    encoded = account.password if account is not None else None
    good = services.passwords.verify(encoded, password)
    if account is None or encoded is None or not good:
        raise Problem("sign-in-refused")
    renewed = services.passwords.hash(password) if services.passwords.outdated(encoded) else encoded
    with services.database.write() as session:
        row = repository.account_under_lock(session, account.id)
        if row is None or row.password != encoded or row.disabled_at is not None or is_machine(row):
            raise Problem("sign-in-refused")
        row.password = renewed
        attempts.remember_place(session, services, origin, login)
        return open_session(session, services, row, "password")


def sign_in_by_link(session: WriteSession, services: Services, token: str) -> NewSession:
    """A session for whoever holds a link, which then no longer works.

    Raises:
        Problem: the link was used, is too old, or never was.
    """
    digest, now = token_digest(token), services.clock.now()
    account = repository.take_link(session, digest, now)
    if account is None:
        raise Problem(repository.link_refusal(session, digest, now) or "link-unknown")
    row = session.get(AccountRow, account)
    if row is None or row.disabled_at is not None:
        raise Problem("sign-in-refused")
    return open_session(session, services, row, "link")


def sign_out(session: WriteSession, services: Services, account: str, token: str) -> None:
    """Closes a session."""
    row = session.get(SessionRow, token_digest(token))
    if row is not None and row.account == account:
        session.delete(row)
    record(session, services.clock.now(), account, "session.closed")


def set_password(services: Services, account: str, current: str | None, new: str, token: str) -> NewSession:
    """A new password, and a new token for the session it is set in; every other session is closed.
    Whoever came in by a link sets one without the current one, once.

    A session of the identity provider sets none where there is none: the password would outlive
    what the provider takes back. Passwords are computed before the transaction begins.

    Raises:
        Problem: the current password is wrong or missing, or was changed meanwhile; there is none,
            and the session was not opened by a link lately; the new one is too weak; the session
            was closed meanwhile.
    """
    now, opened, renewed = services.clock.now(), token_digest(token), new_token()
    with services.database.read() as reading:
        known = reading.get(AccountRow, account)
        by_link = repository.password_reset_open(reading, opened, now)
    if known is None:
        raise Problem("not-found")
    before, weak = known.password, weakness(new, known.login, services.settings.password_words)
    if weak is not None:
        raise invalid("/new", weak)
    reset = by_link and (current is None or before is None)
    if before is None and not reset:
        raise invalid("/current", _NO_LINK, _ASK_LINK)
    attempts.count_password(services, account)
    if before is not None and not reset and not services.passwords.verify(before, current or ""):
        raise invalid("/current", Text(fr="mot de passe actuel inexact", en="wrong current password"))
    encoded = services.passwords.hash(new)
    with services.database.write() as session:
        row = repository.account_under_lock(session, account)
        used = repository.take_password_reset(session, opened, now)
        if row is None or row.password != before or (reset and not used):
            raise Problem("conflict")
        expires = repository.renew_session(session, row.id, opened, token_digest(renewed))
        if expires is None:
            raise Problem("sign-in-needed")
        row.password = encoded
        session.flush()
        repository.close_sessions(session, row.id, but=token_digest(renewed))
        record(session, now, row.id, "password.set", row.id, how="link" if reset else "password")
        return NewSession(row, renewed, expires)


def is_machine(row: AccountRow) -> bool:
    """Whether it is a machine, which signs in with keys only."""
    return row.roles == [Role.INTEGRATOR.value]


def place_of(request: Request) -> str:
    """Network address of a sign-in, as limits count it."""
    return address_block(request.client.host) if request.client is not None else "?"


def open_session(session: WriteSession, services: Services, row: AccountRow, how: str) -> NewSession:
    """A session for somebody who proved who they are; `how` goes to the journal."""
    now, token = services.clock.now(), new_token()
    expires = now + timedelta(hours=services.settings.session_hours)
    session.add(
        SessionRow(
            token=token_digest(token),
            account=row.id,
            created_at=now,
            seen_at=now,
            expires_at=expires,
            password_reset_until=now + PASSWORD_RESET if how == "link" else None,
        )
    )
    record(session, now, row.id, "session.opened", row.id, how=how)
    session.flush()
    return NewSession(row, token, expires)
