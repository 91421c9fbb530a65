"""Account linking: the account of somebody whom the provider vouches for, by issuer and subject,
never by a name or an e-mail address.
"""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select

from api.accounts import repository, service
from api.accounts.provider import VerifiedIdentity
from api.accounts.schemas import AccountCreate, AccountUpdate, CreatedAccount, ExternalIdentity, Login
from api.accounts.service import NewSession
from api.db.people import AccountRow, ExternalIdentityRow
from api.db.sessions import AnySession, WriteSession
from api.http.services import Services
from api.journal.entries import SYSTEM, record
from api.kit.clock import Clock
from api.kit.permissions import Role
from api.kit.problems import Problem, invalid
from api.kit.settings import Settings
from textfile.text import Text

_LOGIN: TypeAdapter[str] = TypeAdapter(Login)
_NO_PROVIDER = Text(fr="aucun fournisseur d'identité n'est réglé", en="no identity provider is set")
_SETTING = Text(fr="voir QUALIF_OIDC_ISSUER", en="see QUALIF_OIDC_ISSUER")
_MACHINE = Text(fr="une machine n'a pas d'identité externe", en="a machine has no external identity")
_KEYS = Text(fr="elle a des clés", en="it has keys")


def of_account(session: AnySession, account: str) -> ExternalIdentityRow | None:
    """The external identity of an account."""
    return session.scalars(select(ExternalIdentityRow).where(ExternalIdentityRow.account == account)).one_or_none()


def check_subject(session: AnySession, services: Services, subject: str, but: str | None = None) -> str:
    """The issuer under which a subject can be linked.

    Raises:
        Problem: no provider is set, or another account has this subject.
    """
    issuer = services.settings.oidc_issuer
    if issuer is None:
        raise invalid("/subject", _NO_PROVIDER, _SETTING)
    held = session.get(ExternalIdentityRow, (issuer, subject))
    if held is not None and held.account != but:
        raise Problem("identity-taken")
    return issuer


def link(session: WriteSession, services: Services, by: str, row: AccountRow, subject: str) -> ExternalIdentity:
    """Ties an account to a subject of the provider, in place of the one it had; its roles stay
    those that administrators give.

    Raises:
        Problem: no provider is set, the account is a machine, or another account has this subject.
    """
    issuer = check_subject(session, services, subject, but=row.id)
    if service.is_machine(row):
        raise invalid("/subject", _MACHINE, _KEYS)
    before = of_account(session, row.id)
    if before is not None:
        session.delete(before)
        session.flush()
    made = _tie(session, services.clock, row, issuer, subject, follows_groups=False)
    record(session, made.linked_at, by, "identity.linked", row.id)
    return ExternalIdentity.model_validate(made)


def create(session: WriteSession, services: Services, by: str, new: AccountCreate) -> CreatedAccount:
    """An account, tied to the provider's subject when one is given.

    Raises:
        Problem: the name or the subject is taken, or no provider is set.
    """
    made = service.create(session, services, by, new)
    row = session.get(AccountRow, made.account.id)
    if new.subject is not None and row is not None:
        link(session, services, by, row, new.subject)
    return made


def unlink(session: WriteSession, services: Services, by: str, row: AccountRow) -> None:
    """Unties an account; whoever signed in that way is signed out.

    Raises:
        Problem: it has no external identity.
    """
    held = of_account(session, row.id)
    if held is None:
        raise Problem("not-found")
    session.delete(held)
    session.flush()
    repository.close_sessions(session, row.id)
    record(session, services.clock.now(), by, "identity.unlinked", row.id)


def sign_in(session: WriteSession, services: Services, who: VerifiedIdentity) -> NewSession:
    """A session for whom the provider vouches for. Somebody unknown gets an account when a group
    gives them a role.

    Raises:
        Problem: no account and no role, or an account that is suspended.
    """
    roles = _roles(services.settings, who)
    held = session.get(ExternalIdentityRow, (who.issuer, who.subject))
    if held is None:
        if not roles:
            raise Problem("identity-unknown")
        row = service.add(session, services.clock, SYSTEM, _free_login(session, who.name), roles)
        held = _tie(session, services.clock, row, who.issuer, who.subject, follows_groups=True)
    else:
        found = session.get(AccountRow, held.account)
        if found is None or found.disabled_at is not None or service.is_machine(found):
            raise Problem("sign-in-refused")
        row = found
        if held.follows_groups:
            _follow(session, services, row, roles)
    held.used_at = services.clock.now()
    return service.open_session(session, services, row, "provider")


def _follow(session: WriteSession, services: Services, row: AccountRow, roles: list[Role]) -> None:
    if not roles:
        raise Problem("identity-unknown")
    if sorted(roles) != row.roles:
        service.change(session, services, SYSTEM, row, AccountUpdate(roles=roles))


def _tie(
    session: WriteSession, clock: Clock, row: AccountRow, issuer: str, subject: str, *, follows_groups: bool
) -> ExternalIdentityRow:
    made = ExternalIdentityRow(
        issuer=issuer, subject=subject, account=row.id, follows_groups=follows_groups, linked_at=clock.now()
    )
    session.add(made)
    session.flush()
    return made


def _roles(settings: Settings, who: VerifiedIdentity) -> list[Role]:
    given = settings.oidc_roles
    return sorted({given[group] for group in who.groups if group in given})


def _free_login(session: AnySession, login: str) -> str:
    """The name wanted if it can be one and nobody has it; else with a number: it must never open
    another's account.
    """
    try:
        name = _LOGIN.validate_python(login.strip().lower())
    except ValidationError:
        name = "sso"
    number = 1
    free = name
    while repository.by_login(session, free) is not None:
        number += 1
        free = f"{name[:90]}-{number}"
    return free
