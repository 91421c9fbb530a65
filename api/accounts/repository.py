"""Queries on accounts, links, sessions and keys."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, or_, select, update

from api.db.people import AccountRow, ExternalIdentityRow, KeyRow, LinkRow, SessionRow
from api.db.sessions import AnySession, WriteSession
from api.kit.permissions import Role


def by_login(session: AnySession, login: str) -> AccountRow | None:
    """The account of a name."""
    return session.scalars(select(AccountRow).where(AccountRow.login == login)).one_or_none()


def page(session: AnySession, after: str | None, limit: int) -> list[AccountRow]:
    """Accounts, oldest first."""
    query = select(AccountRow).order_by(AccountRow.id).limit(limit)
    return list(session.scalars(query if after is None else query.where(AccountRow.id > after)))


def search(session: AnySession, words: str, offset: int, limit: int) -> tuple[int, list[AccountRow]]:
    """Search of accounts: how many have these words in their name or pseudonym, and some of them,
    by name.
    """
    query = select(AccountRow)
    if words:
        query = query.where(
            or_(
                AccountRow.login.icontains(words, autoescape=True),
                AccountRow.pseudonym.icontains(words, autoescape=True),
            )
        )
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return total, list(session.scalars(query.order_by(AccountRow.login).offset(offset).limit(limit)))


def last_activity(session: AnySession, accounts: list[str]) -> dict[str, datetime]:
    """Last activity of each of these accounts: people by their sessions as long as these are
    kept, machines by their keys.
    """
    seen: dict[str, datetime] = {}
    for who, at in ((SessionRow.account, SessionRow.seen_at), (KeyRow.account, KeyRow.used_at)):
        for account, moment in session.execute(select(who, func.max(at)).where(who.in_(accounts)).group_by(who)):
            if moment is not None:
                seen[account] = max(moment, seen.get(account, moment))
    return seen


def any_person(session: AnySession) -> bool:
    """Whether somebody has an account, machines set apart."""
    return any(set(roles) - {Role.INTEGRATOR.value} for roles in session.scalars(select(AccountRow.roles)))


def pseudonyms(session: AnySession) -> frozenset[str]:
    """The pseudonyms that are borne."""
    return frozenset(session.scalars(select(AccountRow.pseudonym)))


def other_with_role(session: AnySession, role: str, but: str) -> bool:
    """Whether another active account has a role, as the database has it now."""
    asked = select(AccountRow.roles).where(AccountRow.id != but, AccountRow.disabled_at.is_(None))
    return any(role in roles for roles in session.scalars(asked))


def account_under_lock(session: WriteSession, account: str) -> AccountRow | None:
    """An account that nobody else changes before the end of this transaction."""
    return session.scalars(select(AccountRow).where(AccountRow.id == account).with_for_update(key_share=True)).first()


def keys_of(session: AnySession, account: str) -> list[KeyRow]:
    """The keys of an account, oldest first."""
    return list(session.scalars(select(KeyRow).where(KeyRow.account == account).order_by(KeyRow.id)))


def take_link(session: WriteSession, token: str, now: datetime) -> str | None:
    """The account of a link, which then no longer works; None when it does not work."""
    taken = session.execute(
        update(LinkRow)
        .where(LinkRow.token == token, LinkRow.used_at.is_(None), LinkRow.expires_at > now)
        .values(used_at=now)
        .returning(LinkRow.account)
    ).first()
    return taken.account if taken is not None else None


def link_refusal(session: AnySession, token: str, now: datetime) -> str | None:
    """The problem that whoever opens a link would meet; None when it works."""
    row = session.get(LinkRow, token, populate_existing=True)
    if row is None:
        return "link-unknown"
    if row.used_at is not None:
        return "link-used"
    return "link-expired" if row.expires_at <= now else None


def password_reset_open(session: AnySession, token: str, now: datetime) -> bool:
    """Whether a session may still set a password without the current one."""
    row = session.get(SessionRow, token)
    return row is not None and row.password_reset_until is not None and row.password_reset_until > now


def take_password_reset(session: WriteSession, token: str, now: datetime) -> bool:
    """Whether a session may set a password without the current one, which it then no longer may."""
    return (
        session.execute(
            update(SessionRow)
            .where(SessionRow.token == token, SessionRow.password_reset_until > now)
            .values(password_reset_until=None)
            .returning(SessionRow.token)
        ).first()
        is not None
    )


def renew_session(session: WriteSession, account: str, token: str, renewed: str) -> datetime | None:
    """Gives a session another token, the former of which opens nothing any more: until when it
    lasts, as before; None where the account has no such session.
    """
    return session.execute(
        update(SessionRow)
        .where(SessionRow.token == token, SessionRow.account == account)
        .values(token=renewed)
        .returning(SessionRow.expires_at)
    ).scalar_one_or_none()


def close_sessions(session: WriteSession, account: str, but: str | None = None) -> None:
    """Signs an account out everywhere, or everywhere but in one session; links that wait no longer
    work.
    """
    query = delete(SessionRow).where(SessionRow.account == account)
    session.execute(query if but is None else query.where(SessionRow.token != but))
    session.execute(delete(LinkRow).where(LinkRow.account == account, LinkRow.used_at.is_(None)))


def never_signed_in(session: AnySession, account: str) -> bool:
    """Whether an account has neither used a link, nor set a password, nor come through the identity
    provider.
    """
    row, external = session.get(AccountRow, account), ExternalIdentityRow
    ways = (
        select(LinkRow.token).where(LinkRow.account == account, LinkRow.used_at.is_not(None)),
        select(external.subject).where(external.account == account, external.used_at.is_not(None)),
    )
    return row is not None and row.password is None and all(session.scalar(way.limit(1)) is None for way in ways)
