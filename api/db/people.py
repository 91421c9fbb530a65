"""Accounts, their sessions and keys, and what they already sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Boolean, Double, ForeignKey, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.db.base import DIGEST, ID, Base


class AccountRow(Base):
    """A person or a machine. Everywhere else, only the pseudonym is shown."""

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    login: Mapped[str] = mapped_column(String(100), unique=True)
    pseudonym: Mapped[str] = mapped_column(String(100), unique=True)
    roles: Mapped[list[str]] = mapped_column(JSON)
    password: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column()
    disabled_at: Mapped[datetime | None] = mapped_column()


class ExternalIdentityRow(Base):
    """External identity of an account, at an OpenID Connect provider. When it follows groups, roles
    are those of the provider's groups.
    """

    __tablename__ = "external_identities"

    issuer: Mapped[str] = mapped_column(String(300), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    account: Mapped[str] = mapped_column(ID, ForeignKey("accounts.id"), unique=True)
    follows_groups: Mapped[bool] = mapped_column(Boolean)
    linked_at: Mapped[datetime] = mapped_column()
    used_at: Mapped[datetime | None] = mapped_column()


class LinkRow(Base):
    """A sign-in link that works once; only its digest is kept."""

    __tablename__ = "sign_in_links"

    token: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    account: Mapped[str] = mapped_column(ID, ForeignKey("accounts.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column()
    used_at: Mapped[datetime | None] = mapped_column()


class SessionRow(Base):
    """A person signed in; only the digest of the cookie is kept.

    `password_reset_until`: until when, opened by a link, it may set a password without the current
    one; none once it did.
    """

    __tablename__ = "sessions"

    token: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    account: Mapped[str] = mapped_column(ID, ForeignKey("accounts.id"), index=True)
    created_at: Mapped[datetime] = mapped_column()
    seen_at: Mapped[datetime] = mapped_column()
    expires_at: Mapped[datetime] = mapped_column(index=True)
    password_reset_until: Mapped[datetime | None] = mapped_column()


class KeyRow(Base):
    """A key of the API: its digest, its scopes, when it was last used, what replaced it."""

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account: Mapped[str] = mapped_column(ID, ForeignKey("accounts.id"), index=True)
    label: Mapped[str] = mapped_column(String(200))
    secret: Mapped[str] = mapped_column(DIGEST, unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column()
    expires_at: Mapped[datetime | None] = mapped_column()
    used_at: Mapped[datetime | None] = mapped_column()
    revoked_at: Mapped[datetime | None] = mapped_column()
    replaces: Mapped[str | None] = mapped_column(ID, ForeignKey("api_keys.id"))


class AttemptRow(Base):
    """Rate limit of sign-in attempts: how far a caller has used it up, by a keyed digest of a name,
    of where it is tried from, of both.

    `free_at`: when all of them are free again, in seconds of Unix time. `signed_in_at`: the last
    time that it succeeded there.
    """

    __tablename__ = "sign_in_attempts"

    caller: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    free_at: Mapped[float] = mapped_column(Double, index=True)
    signed_in_at: Mapped[float | None] = mapped_column(Double)


class IdempotencyRow(Base):
    """Stored response to an idempotency key, and the digest of what was sent with it."""

    __tablename__ = "idempotency_keys"

    account: Mapped[str] = mapped_column(ID, ForeignKey("accounts.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    request_digest: Mapped[str] = mapped_column("sent", DIGEST)
    status: Mapped[int] = mapped_column(Integer)
    answer: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(index=True)
