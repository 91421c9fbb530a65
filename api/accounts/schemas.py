"""Accounts, sign-in and keys, as given and told."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, SecretStr, model_validator

from api.kit.ids import pattern
from api.kit.passwords import MAX_LENGTH, MIN_LENGTH
from api.kit.permissions import Permission, Role
from api.kit.schemas import LaxRequestModel, Line, RequestModel, ResponseModel
from textfile.text import Unfit

Login = Annotated[str, Field(min_length=2, max_length=100, pattern=r"^[a-z0-9][a-z0-9._@-]*$")]
Roles = Annotated[list[Role], Field(min_length=1, max_length=len(Role))]
AccountId = Annotated[str, Field(pattern=pattern("acc"))]
Subject = Annotated[str, Field(min_length=1, max_length=255, pattern=r"^[!-~]+$")]
SessionName = Annotated[str, Field(pattern=r"^[0-9a-f]{26}$")]
KeyId = Annotated[str, Field(pattern=pattern("key"))]


class SignInRequest(RequestModel):
    """A name with its password, or a link that works once."""

    login: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    password: Annotated[SecretStr, Field(min_length=1, max_length=MAX_LENGTH)] | None = None
    link: Annotated[SecretStr, Field(min_length=1, max_length=200)] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> SignInRequest:
        by_password = self.login is not None and self.password is not None and self.link is None
        by_link = self.link is not None and self.login is None and self.password is None
        if not (by_password or by_link):
            raise Unfit("donner `login` et `password`, ou `link` seul", "give `login` and `password`, or `link` alone")
        return self


class OwnSession(ResponseModel):
    """A session of one's own, by a name that opens nothing."""

    id: str
    opened_at: datetime
    seen_at: datetime = Field(description="Dernier usage, à la minute près.")
    expires_at: datetime
    current: bool = Field(description="Celle de cette requête.")


class OwnSessions(ResponseModel):
    """One's open sessions, the last used first."""

    items: list[OwnSession]


class Me(ResponseModel):
    """Current user."""

    account: str
    pseudonym: str
    roles: list[str]
    permissions: list[str]
    has_password: bool


class PasswordUpdate(RequestModel):
    """A password to set; the current one when there is one, unless one came in by a link; where
    there is none, one must have.
    """

    current: Annotated[SecretStr, Field(max_length=MAX_LENGTH)] | None = None
    new: SecretStr = Field(min_length=MIN_LENGTH, max_length=MAX_LENGTH)


class AccountCreate(LaxRequestModel):
    """Request to create an account. A machine has the only role `integrator`, and keys instead of a
    password.

    `subject` is who they are at the identity provider, when one is set.
    """

    login: Login
    roles: Roles
    subject: Subject | None = None


class ExternalSubject(RequestModel):
    """Subject of a person at the provider: the `sub` of its tokens."""

    subject: Subject


class ExternalIdentity(ResponseModel):
    """External identity of an account, at the provider. `follows_groups`: its roles are those of
    the provider's groups, at each sign-in.
    """

    issuer: str
    subject: str
    follows_groups: bool
    linked_at: datetime
    used_at: datetime | None


class AccountUpdate(LaxRequestModel):
    """Partial update of an account; what is left out stays."""

    roles: Roles | None = None
    disabled: bool | None = None


class AccountRead(ResponseModel):
    """An account."""

    id: str
    login: str
    pseudonym: str
    roles: list[str]
    created_at: datetime
    disabled_at: datetime | None


class SignInLink(ResponseModel):
    """A link that signs in once."""

    url: str
    expires_at: datetime


class CreatedAccount(ResponseModel):
    """The account, and the link to hand to its person (none for a machine)."""

    account: AccountRead
    link: SignInLink | None


class KeyCreate(LaxRequestModel):
    """A key to make for a machine."""

    label: Line
    scopes: Annotated[list[Permission], Field(min_length=1, max_length=len(Permission))]
    days: Annotated[int, Field(ge=1, le=3650)] | None = None


class KeyRotation(RequestModel):
    """Rotation of a key: how long the replaced one still works."""

    grace_hours: int = Field(24, ge=0, le=720)


class KeyRead(ResponseModel):
    """A key, without its secret."""

    id: str
    label: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    revoked_at: datetime | None
    replaces: str | None


class CreatedKey(ResponseModel):
    """A key with its secret, told once."""

    key: KeyRead
    secret: str
